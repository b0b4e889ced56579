// Lists of staff and vehicles: brought, looked at, written, taken back, undone.
import ApplicationKinds
import Authority
import HTTPTypes
import Hummingbird
import Issuance
import NIOCore
import Registry

/// - Parameters:
///   - reception: where what blocks is done.
///   - kinds: the applications that lists become where desks decide on them.
func listEndpoints(_ reception: Reception, _ kinds: KindReading) -> [Endpoint] {
    [
        Endpoint(
            .post, "/api/v1/organisations/{organisation}/lists", "uploadList",
            .permittedOne(ListDeed.upload.actions) { call in
                // A kind that is none is told by `receive`.
                var query = call.query()
                let kind = query.optionalChoice("kind", of: ListKind.self) ?? .staff
                return (ListDeed.upload.action(on: kind), try Call.wholeFirm(call))
            },
            .stream { call, body in try await receive(call, body, reception) }
        ).creating(),
        Endpoint(
            .get, "/api/v1/lists/{list}/events", "watchList", access(.read),
            .stream { call, _ in try await events(call, reception) }),
    ] + listReadings + listSteps(kinds)
}

private let listReadings: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/lists", "listLists",
        .permittedOne(ListDeed.read.actions) { call in
            let isOfStaff = call.caller?.holds(.readRosters) == true
            return (isOfStaff ? .readRosters : .readVehicles, try Call.wholeFirm(call))
        },
        .work { call in
            var query = call.query()
            let page = PageRequest(&query)
            var filter = ListJobFilter(organisation: try call.firm())
            let wanted = query.optionalChoice("kind", of: ListKind.self)
            filter.site = query.optionalNumber("site", SiteNumber.self)
            try query.check()
            filter.kinds = try call.listKinds(wanted, at: filter.site)
            let lists = try call.office.lists(filter, page.place)
            return try .json(Page(lists, page) { String($0.id) })
        }),
    Endpoint(
        .get, "/api/v1/lists/{list}", "showList", access(.read),
        .work { call in try .json(call.office.list(try call.listNumber())) }
    ).reading(),
    Endpoint(
        .get, "/api/v1/lists/{list}/report", "showListReport", access(.read),
        .work { call in
            let document = try call.office.listDocument(try call.listNumber())
            return Answer(.ok, .bytes(document, type: "application/json"))
        }),
    Endpoint(
        .get, "/api/v1/lists/{list}/marked-sheet", "showMarkedSheet", access(.upload),
        .work { call in
            let number = try call.listNumber()
            return .sheet(
                try call.office.markedSheet(of: number), name: "list-\(number).xlsx")
        }),
]

private func listSteps(_ kinds: KindReading) -> [Endpoint] {
    [
        Endpoint(
            .post, "/api/v1/lists/{list}/submit", "submitList", access(.submit),
            .work { call in
                var fields = try call.fields()
                var submission = ListSubmission()
                submission.confirmedLeavers = fields.optionalInteger(
                    "confirmed_leavers", 0...1_000_000)
                submission.values = fields.optionalForm("values") ?? [:]
                submission.application = fields.optionalInteger("application", 1...Int64.max)
                try fields.check()
                return try .json(
                    call.applications(kinds).submitList(try call.listNumber(), submission),
                    .accepted)
            }
        ).taking(bytes: 1024 * 1024),
        Endpoint(
            .post, "/api/v1/lists/{list}/withdraw", "withdrawList", access(.withdraw),
            .work { call in
                var fields = try call.fields()
                try fields.check()
                return try .json(call.applications(kinds).withdrawList(try call.listNumber()))
            }),
        Endpoint(
            .post, "/api/v1/lists/{list}/undo", "undoList", access(.undo),
            .work { call in
                var fields = try call.fields()
                let isPreview = fields.flag("preview")
                try fields.check()
                return try .json(
                    call.office.undoList(
                        try call.listNumber(), isPreview ? .dryRun : .apply))
            }),
    ]
}

private func access(_ deed: ListDeed) -> Access {
    .permittedOne(deed.actions) { call in
        let number = try call.listNumber()
        let list = try call.found { () throws(OfficeError) in try call.office.list(number) }
        let target = Target.held(
            by: list.organisation.rawValue, at: list.site.rawValue, for: list.kind.holder)
        return (deed.action(on: list.kind), target)
    }
}

/// What is done with a list; what it lists decides which action that is.
private enum ListDeed {
    case read, upload, submit, withdraw, undo

    func action(on kind: ListKind) -> Action {
        switch (self, kind) {
        case (.read, .staff): .readRosters
        case (.read, .vehicles): .readVehicles
        case (.upload, .staff): .uploadRosters
        case (.upload, .vehicles), (.submit, .vehicles): .requestVehicles
        case (.submit, .staff): .submitRosters
        case (.withdraw, .staff): .withdrawRosters
        case (.undo, .staff): .undoRosters
        case (.withdraw, .vehicles), (.undo, .vehicles): .cancelVehicles
        }
    }

    var actions: [Action] { ListKind.allCases.map(action) }
}

extension ListKind {
    fileprivate var holder: HolderKind { self == .staff ? .staff : .vehicle }
}

extension Call {
    /// The kinds of list that the caller may read of the firm.
    ///
    /// - Parameters:
    ///   - wanted: the one that was asked for; nil for those that may be read.
    ///   - site: nil for all of the firm's sites.
    /// - Throws: `Problem` where that is none.
    fileprivate func listKinds(
        _ wanted: ListKind?, at site: SiteNumber?
    ) throws -> Set<ListKind> {
        var refusal = Problem.notFound
        var kinds: Set<ListKind> = []
        for kind in wanted.map({ [$0] }) ?? ListKind.allCases {
            do {
                try requirePart(ListDeed.read.action(on: kind), of: kind.holder, at: site)
                kinds.insert(kind)
            } catch let problem as Problem { refusal = problem }
        }
        guard !kinds.isEmpty else { throw refusal }
        return kinds
    }

    fileprivate func listNumber() throws(Problem) -> Int64 {
        guard let number = path["list"].flatMap(Int64.init(canonical:)) else { throw .notFound }
        return number
    }
}

/// Whether a list is the whole firm, as addresses have it.
private enum ScopeWord: String, CaseIterable {
    case add, replace
}

/// Takes a list in as it comes, to the disk and not to memory.
private func receive(
    _ call: Call, _ body: RequestBody, _ reception: Reception
) async throws -> Answer {
    var query = call.query()
    let scope = query.optionalChoice("scope", of: ScopeWord.self)
    let sheet = query.optionalText("sheet", 1...31)
    let isAllOrNothing = query.flag("all_or_nothing")
    let kind = query.optionalChoice("kind", of: ListKind.self) ?? .staff
    let site = try query.checked(query.number("site", SiteNumber.self))
    let action = ListDeed.upload.action(on: kind)
    let firm = try call.firm().rawValue
    try call.require(action, on: .held(by: firm, at: site.rawValue, for: kind.holder))
    // The whole firm is at every site of it: whoever leaves the list leaves there.
    if scope == .replace {
        try await reception.work { try call.requireAll(action, of: kind.holder) }
    }
    var draft = ListJobDraft(organisation: try call.firm(), site: site, kind: kind)
    draft.isWholeFirm = scope == .replace
    draft.isAllOrNothing = isAllOrNothing
    draft.sheet = sheet
    let office = call.office
    let upload = try await reception.work { try office.beginUpload() }
    try await body.visit { bytes in try await reception.work { try upload.append(bytes) } }
    let order = draft
    return try await reception.work {
        // The same list under the same key is the same request, and is not kept twice.
        var request = call
        request.body = upload.digest
        return try call.tellingMember {
            try request.once(call.method.rawValue, call.target) { _ in
                let list = try office.receive(upload, order)
                var answer = try Answer.json(list, .accepted)
                answer.headers[.location] = "/api/v1/lists/\(list.id)"
                return answer
            }
        }
    }
}

/// Tells each state that a list comes to, and the rows done in it as they grow, as server-sent
/// events, until nothing is to be done or the service is about to stop.
private func events(_ call: Call, _ reception: Reception) async throws -> Answer {
    let office = call.office
    let number = try call.listNumber()
    let first = try await reception.work { try office.list(number) }
    let body = ResponseBody { writer in
        var told: (state: ListJobState, rows: Int?)?
        var list = first
        // A connection that stays silent is cut by proxies, one that never ends by ourselves.
        for beat in 0..<EventStream.beats {
            if told.map({ $0 != (list.state, list.rowsDone) }) ?? true {
                told = (list.state, list.rowsDone)
                let data = try OfficeJSON.text(list)
                try await writer.write(
                    ByteBuffer(string: "event: \(list.state.rawValue)\ndata: \(data)\n\n"))
            } else if beat % EventStream.beatsBetweenSigns == 0 {
                try await writer.write(ByteBuffer(string: ": alive\n\n"))
            }
            if !list.state.isWaiting { break }
            guard try await rested(for: EventStream.rest) else { break }
            list = try await reception.work { try office.list(number) }
        }
        try await writer.finish(nil)
    }
    return Answer(.ok, .stream(type: "text/event-stream", body))
}

/// How a stream of events keeps its pace.
private enum EventStream {
    static let rest = Duration.milliseconds(250)
    /// A sign of life every ten seconds.
    static let beatsBetweenSigns = 40
    /// Five minutes; whoever still waits asks again.
    static let beats = 1_200
}
