// Lists of staff and vehicles: brought, looked at, written, taken back, undone.
import Authority
import HTTPTypes
import Hummingbird
import Issuance
import NIOCore
import Registry

/// - Parameter reception: where what blocks is done.
func listEndpoints(_ reception: Reception) -> [Endpoint] {
    [
        Endpoint(
            .post, "/api/v1/organisations/{organisation}/lists", "uploadList",
            .permitted(.uploadRosters, Call.wholeFirm),
            .stream { call, body in try await receive(call, body, reception) }),
        Endpoint(
            .get, "/api/v1/lists/{list}/events", "watchList", access(.readRosters),
            .stream { call, _ in try await events(call, reception) }),
    ] + listReadings + listSteps
}

private let listReadings: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/organisations/{organisation}/lists", "listLists",
        .permitted(.readRosters, Call.wholeFirm),
        .work { call in
            let page = try call.page()
            let lists = try call.office.lists(of: try call.firm(), page.place)
            return try .json(Page(lists, page) { String($0.id) })
        }),
    Endpoint(
        .get, "/api/v1/lists/{list}", "showList", access(.readRosters),
        .work { call in try .json(call.office.list(try call.listNumber())) }),
    Endpoint(
        .get, "/api/v1/lists/{list}/report", "showListReport", access(.readRosters),
        .work { call in
            let document = try call.office.listDocument(try call.listNumber())
            return Answer(.ok, .bytes(document, type: "application/json"))
        }),
    Endpoint(
        .get, "/api/v1/lists/{list}/marked-sheet", "showMarkedSheet", access(.uploadRosters),
        .work { call in
            let number = try call.listNumber()
            return .file(
                try call.office.markedSheet(of: number),
                type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                name: "list-\(number).xlsx")
        }),
]

private let listSteps: [Endpoint] = [
    Endpoint(
        .post, "/api/v1/lists/{list}/submit", "submitList", access(.submitRosters),
        .work { call in
            var fields = try call.fields()
            let leavers = fields.optionalInteger("confirmed_leavers", 0...1_000_000)
            try fields.check()
            return try .json(
                call.office.applyList(try call.listNumber(), confirmedLeavers: leavers),
                .accepted)
        }),
    Endpoint(
        .post, "/api/v1/lists/{list}/withdraw", "withdrawList", access(.withdrawRosters),
        .work { call in
            var fields = try call.fields()
            try fields.check()
            return try .json(call.office.withdrawList(try call.listNumber()))
        }),
    Endpoint(
        .post, "/api/v1/lists/{list}/undo", "undoList", access(.undoRosters),
        .work { call in
            var fields = try call.fields()
            let isPreview = fields.flag("preview")
            try fields.check()
            return try .json(
                call.office.undoList(
                    try call.listNumber(), isPreview ? .dryRun : .apply))
        }),
]

private func access(_ action: Action) -> Access {
    .permitted(action) { call in
        let number = try call.listNumber()
        do throws(OfficeError) {
            let list = try call.office.list(number)
            return .held(
                by: list.organisation.rawValue, at: list.site.rawValue,
                for: list.kind == .staff ? .staff : .vehicle)
        } catch {
            guard error.fault == .unknown else { throw error }
            throw Problem.notFound
        }
    }
}

extension Call {
    fileprivate func listNumber() throws(Problem) -> Int64 {
        guard let number = path["list"].flatMap(Int64.init(canonical:)) else { throw .notFound }
        return number
    }
}

/// The kinds of list, as addresses have them.
private enum ListWord: String, CaseIterable {
    case staff, vehicles
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
    let kind = query.optionalChoice("kind", of: ListWord.self) ?? .staff
    let site = try query.checked(query.number("site", SiteNumber.self))
    let holder: HolderKind = kind == .staff ? .staff : .vehicle
    let firm = try call.firm().rawValue
    try call.require(.uploadRosters, on: .held(by: firm, at: site.rawValue, for: holder))
    // The whole firm is at every site of it: whoever leaves the list leaves there.
    if scope == .replace {
        try await reception.work { try call.requireAll(.uploadRosters, of: holder) }
    }
    var draft = ListJobDraft(
        organisation: try call.firm(), site: site, kind: kind == .staff ? .staff : .vehicles)
    draft.isWholeFirm = scope == .replace
    draft.isAllOrNothing = isAllOrNothing
    draft.sheet = sheet
    let office = call.office
    let upload = try await reception.work { try office.beginUpload() }
    for try await piece in body {
        let bytes = [UInt8](buffer: piece)
        try await reception.work { try upload.append(bytes) }
    }
    let order = draft
    let list = try await reception.work { try office.receive(upload, order) }
    var answer = try Answer.json(list, .accepted)
    answer.headers[.location] = "/api/v1/lists/\(list.id)"
    return answer
}

/// Tells each state that a list comes to, as server-sent events, until nothing is to be done or the
/// service is about to stop.
private func events(_ call: Call, _ reception: Reception) async throws -> Answer {
    let office = call.office
    let number = try call.listNumber()
    let first = try await reception.work { try office.list(number) }
    let body = ResponseBody { writer in
        var told: ListJobState?
        var list = first
        // A connection that stays silent is cut by proxies, one that never ends by ourselves.
        for beat in 0..<EventStream.beats {
            if list.state != told {
                told = list.state
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
