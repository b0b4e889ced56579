// Desks of a site: who sits there, what waits for them, and many decided at once.
import ApplicationKinds
import Authority
import HTTPTypes
import Issuance
import Registry

/// - Parameter kinds: what can be filed.
func deskEndpoints(_ kinds: KindReading) -> [Endpoint] {
    let path = "/api/v1/sites/{site}/desks"
    let queue = Access.permitted(.readApplications, Call.deskAtWork)
    return [
        Endpoint(
            .get, path, "listDesks", .permitted(.readPlaces) { _ in .common },
            .work { call in
                try call.query().checking()
                return try .json(Listed(items: call.office.desks(of: try call.site())))
            }),
        Endpoint(
            .put, "\(path)/{desk}", "setDesk",
            .permitted(.changePlaces) { .site(try $0.site().rawValue) },
            .work { call in
                var fields = try call.fields()
                let name = try fields.checked(fields.text("name"))
                return try .json(
                    call.office.setDesk(
                        Desk(site: try call.site(), id: try call.text("desk"), name: name)))
            }),
        Endpoint(
            .get, "\(path)/{desk}/seats", "listSeats", queue,
            .work { call in
                try call.query().checking()
                let desk = try call.text("desk")
                let seats = try call.office.seats(of: try call.site())
                return try .json(Listed(items: seats.filter { $0.desk == desk }))
            }),
        Endpoint(
            .put, "\(path)/{desk}/seats/{account}", "setSeat",
            .permitted(.nameStandIns, Call.oneDesk),
            .work { call in
                var fields = try call.fields()
                let from = fields.optionalTime("from")
                let seat = try call.seat(&fields, from: from)
                for who in [seat.who, seat.standingInFor].compactMap(\.self) {
                    try call.office.requireSitter(who)
                }
                return try .json(call.office.setSeat(seat))
            }),
        Endpoint(
            .delete, "\(path)/{desk}/seats/{account}", "removeSeat",
            .permitted(.nameStandIns, Call.oneDesk),
            .work { call in
                var query = call.query()
                try call.office.removeSeat(try call.seat(&query, from: nil))
                return .nothing
            }),
    ] + queueEndpoints(kinds, path, queue)
}

private func queueEndpoints(_ kinds: KindReading, _ path: String, _ queue: Access) -> [Endpoint] {
    [
        Endpoint(
            .get, "\(path)/{desk}/queue", "showQueue", queue,
            .work { call in
                let page = try call.page()
                let lines = try call.applications(kinds).queue(
                    of: try call.text("desk"), at: try call.site(), try page.queuePlace())
                return try .json(Page(lines, page) { "\($0.dueAt):\($0.application)" })
            }),
        Endpoint(
            .post, "\(path)/{desk}/decisions", "decideMany",
            .permitted(.decideApplications, Call.deskAtWork),
            .work { call in
                var fields = try call.fields()
                let exceptions = fields.optionalList("exceptions", 0...500, exception) ?? []
                let applications = fields.optionalList("applications", 0...500) {
                    $0.integer($1, 1...Int64.max)
                }
                let kind = fields.optionalText("kind", 1...40)
                let numbers = exceptions.map(\.0)
                if Set(numbers).count < numbers.count {
                    fields.refuse(
                        "exceptions", "FIELD_TWICE", "同一申请在 exceptions 中出现两次；请只留一个",
                        "one application stands in exceptions twice; leave one of them")
                }
                guard let verdict = verdict(&fields) else {
                    try fields.check()
                    throw Problem(faults: [])
                }
                try fields.check()
                var batch = BatchDecision(
                    site: try call.site(), desk: try call.text("desk"), verdict: verdict)
                batch.applications = applications
                batch.kind = kind
                batch.exceptions = Dictionary(
                    exceptions, uniquingKeysWith: { first, _ in first })
                return try .json(call.applications(kinds).decide(batch))
            }
        ).taking(bytes: 1024 * 1024),
    ]
}

private struct Listed<Item: Encodable>: Encodable {
    let items: [Item]
}

/// What a batch does with one, as bodies have it.
private enum VerdictWord: String, CaseIterable {
    case approve, refuse, leave
    case giveBack = "return"
}

private func verdict(_ fields: inout Fields) -> BatchDecision.Verdict? {
    let word = fields.choice("verdict", of: VerdictWord.self)
    let reason = fields.optionalText("reason", 1...1000)
    switch (word, reason) {
    case (.approve, _): return .approve(note: reason)
    case (.leave, _): return .leave
    case (.refuse, let reason?): return .refuse(reason: reason)
    case (.giveBack, let reason?): return .giveBack(reason: reason)
    case (.refuse, nil), (.giveBack, nil):
        fields.refuse("reason", "FIELD_MISSING", "请写明理由", "say why")
        return nil
    case (nil, _): return nil
    }
}

private func exception(
    _ fields: inout Fields, _ name: String
) -> (Int64, BatchDecision.Verdict)? {
    fields.optionalObject(name) { inner in
        let application = inner.integer("application", 1...Int64.max)
        guard let verdict = verdict(&inner), let application else { return nil }
        return (application, verdict)
    }
}

extension Call {
    /// The desk in the path.
    @Sendable fileprivate static func oneDesk(_ call: Call) throws -> Target {
        .desk(try call.text("desk"), site: try call.site().rawValue)
    }

    /// The same for what a stand-in does there as well.
    @Sendable static func deskAtWork(_ call: Call) throws -> Target {
        let isStandIn = try call.isStandIn(at: [try call.text("desk")], of: try call.site())
        return isStandIn ? .common : try oneDesk(call)
    }

    /// The seat of the path; one of somebody's own is given only by who changes the site.
    fileprivate func seat(_ fields: inout Fields, from: Int64?) throws -> SeatRow {
        let until = fields.optionalTime("until")
        let other = fields.optionalInteger("standing_in_for", 1...Int64.max)
        try fields.check()
        guard let account = path["account"].flatMap({ Int64($0) }), account > 0 else {
            throw Problem.notFound
        }
        let site = try site()
        if other == nil { try require(.changePlaces, on: .site(site.rawValue)) }
        var seat = SeatRow(
            site: site, desk: try text("desk"), who: "account:\(account)",
            fromSeconds: from ?? office.clock.nowSeconds, untilSeconds: until)
        seat.standingInFor = other.map { "account:\($0)" }
        return seat
    }
}

extension PageRequest {
    /// - Throws: `Problem` for a cursor of another list.
    fileprivate func queuePlace() throws(Problem) -> QueuePlace {
        guard let after else { return QueuePlace(after: nil, limit: limit + 1) }
        let parts = after.split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 2 else {
            var fields = Fields([:], from: .query)
            fields.refuse(
                "cursor", "CURSOR_INVALID", "不是此列表的 next；请从头取",
                "this is no `next` of this list; start anew")
            throw Problem(faults: fields.faults)
        }
        return QueuePlace(after: (parts[0], parts[1]), limit: limit + 1)
    }
}
