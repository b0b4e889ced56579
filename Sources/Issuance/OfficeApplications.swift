// Applications from filing to what they bring: the pure engine (Approvals) over the registry, one
// transaction for each thing that happens. Tests: Tests/IssuanceTests/ApplicationTests.swift.
package import ApplicationKinds
package import Approvals
import FoundationEssentials
import Identifiers
package import Registry

/// The office with its kinds of applications.
package struct ApplicationsOffice: Sendable {
    package let office: Office
    package let kinds: KindReading

    /// - Parameter kinds: as the folder of templates has them; those with faults are not served.
    package init(_ office: Office, kinds: KindReading) {
        self.office = office
        self.kinds = kinds
    }
}

/// What is filed.
package struct ApplicationFiling: Sendable {
    let kind: String
    let organisation: OrganisationNumber
    let site: SiteNumber
    let input: [String: FormInput]
    /// From where.
    package var filer = FilerKind.firm
    /// As a gate sends it.
    var gateRequest: GateRequest?

    package init(
        kind: String, organisation: OrganisationNumber, site: SiteNumber,
        input: [String: FormInput]
    ) {
        self.kind = kind
        self.organisation = organisation
        self.site = site
        self.input = input
    }
}

extension ApplicationsOffice {
    /// Files an application.
    ///
    /// - Throws: `OfficeError` for an unknown kind, firm or site; with every fault of the form.
    package func file(_ filing: ApplicationFiling) throws(OfficeError) -> ApplicationView {
        try office.changing { act in
            let number = try office.registry.changeApplications(act: act) { writer in
                let run = try run(filing.kind, filing.site, writer, act)
                return try run.file(filing, together: nil)
            }
            return try view(number)
        }
    }

    /// Does something to an application.
    ///
    /// - Parameters:
    ///   - action: what, with the step or question that it is about.
    ///   - part: in which part the one who asks acts.
    /// - Throws: `OfficeError` for what cannot be; nothing is changed then.
    package func perform(
        _ action: ApplicationAction, on number: Int64, as part: Actor.Part
    ) throws(OfficeError) -> ApplicationView {
        try office.changing(why: action.reason) { act in
            try office.registry.changeApplications(act: act) { writer in
                try perform(action, on: number, by: Actor(who: act.who, part: part), writer, act)
            }
            return try view(number)
        }
    }

    /// The same inside a transaction that is open already.
    func perform(
        _ action: ApplicationAction, on number: Int64, by actor: Actor, _ writer: ApplicationWriter,
        _ act: Act
    ) throws {
        let stored = try writer.application(number)
        let run = try run(stored.kind, stored.site, writer, act)
        try run.perform(action, on: stored, by: actor)
    }

    /// Passes everything whose clock has run out to who is next in charge.
    ///
    /// - Parameter most: how many at once; the rest waits for the next call.
    /// - Returns: how many rose or were found without anybody above.
    package func riseOverdue(most: Int = 500) throws(OfficeError) -> Int {
        let numbers = try Issuance.office {
            try office.registry.overdue(at: office.now, limit: most)
        }
        guard !numbers.isEmpty else { return 0 }
        return try office.changing { act in
            try office.registry.changeApplications(act: act) { writer in
                var count = 0
                for number in numbers {
                    // One whose kind is gone must not hold up the others.
                    let done: Void? = try? writer.separately {
                        try perform(
                            .runOut, on: number, by: Actor(who: "clock", part: .clock), writer, act)
                    }
                    if done != nil { count += 1 }
                }
                return count
            }
        }
    }

    /// - Throws: `OfficeError` where there is no such kind.
    func kind(_ id: String) throws(OfficeError) -> ApplicationKind {
        if let kind = kinds.kinds[id] { return kind }
        let known = kinds.kinds.keys.sorted().joined(separator: ", ")
        throw OfficeError(
            .refused, "UNKNOWN_KIND", field: "kind", "没有申请种类“\(id)”；现有：\(known)",
            "there is no kind \(id); there are \(known)")
    }

    func run(
        _ kind: String, _ site: SiteNumber, _ writer: ApplicationWriter, _ act: Act
    ) throws -> ApplicationRun {
        let kind = try self.kind(kind)
        let place = try office.registry.site(site)
        let local = act.atSeconds + place.utcOffsetMinutes * 60
        guard let today = CalendarDate(daysSince1970: Int(local / 86_400)) else {
            throw OfficeError(
                "系统时钟不可信；请校准", "the system's clock cannot be right; set it", exitCode: 3)
        }
        var roster: [String: [DeskSeat]] = [:]
        for seat in try writer.seats(of: site) where seat.isTaken(at: act.atSeconds) {
            roster[seat.desk, default: []].append(
                DeskSeat(who: seat.who, standingInFor: seat.standingInFor))
        }
        return ApplicationRun(
            office: office, writer: writer, act: act,
            setting: EngineSetting(
                kind: kind, calendars: kinds.calendars, roster: roster, now: act.atSeconds,
                today: today))
    }
}

extension SeatRow {
    func isTaken(at seconds: Int64) -> Bool {
        fromSeconds <= seconds && (untilSeconds.map { seconds < $0 } ?? true)
    }
}

extension ApplicationAction {
    /// One word, for the record.
    var word: String {
        switch self {
        case .take: "take"
        case .approve: "approve"
        case .refuse: "refuse"
        case .giveBack: "return"
        case .ask: "ask"
        case .answer: "answer"
        case .handOn: "hand-on"
        case .amend: "amend"
        case .withdraw: "withdraw"
        case .cancel: "cancel"
        case .tickOff: "tick-off"
        case .runOut: "run-out"
        }
    }

    /// Why, for the audit: only where no form is quoted.
    fileprivate var reason: String {
        switch self {
        case .refuse(_, let reason), .giveBack(_, let reason, _), .withdraw(let reason),
            .cancel(let reason):
            reason
        default: ""
        }
    }
}
