// What an approval brings, in the transaction of the last approval: if any of it cannot be, nothing
// is approved.
import Approvals
import Identifiers
import PassFormat
import Registry

extension ApplicationRun {
    func carryOut(_ application: PassApplication, _ stored: StoredApplication) throws {
        let values = application.values
        for outcome in kind.outcomes {
            switch outcome {
            case .quota, .moreQuota:
                // Another increase may have been approved meanwhile.
                if outcome == .moreQuota,
                    let problem = try increaseProblem(
                        values, of: stored.organisation, at: stored.site)
                {
                    throw OfficeError(EngineRefusal.form([problem]))
                }
                guard let limit = values["quota"]?.number else { continue }
                try writer.setQuota(limit, of: stored.organisation, at: stored.site)
            case .zones:
                let zones = zoneNumbers(values)
                try writer.grant(zones, to: stored.organisation, at: stored.site)
            case .staffPasses: try staffPasses(values, stored)
            case .staffList, .vehicleList: try write(values["list"]?.list, stored)
            case .firstBatch:
                guard let count = values["first_batch"]?.number, count > 0 else { continue }
                let people = try writer.withoutPass(
                    of: stored.organisation, at: stored.site, first: count)
                try issue(people, Terms(until: values["until"]?.seconds), stored)
            case .vehiclePass: try vehiclePass(values, stored)
            case .temporaryPasses: try temporaryPasses(values, stored)
            }
        }
    }

    /// New values of what was approved: the lists show them, and where a pass says them it gets its
    /// next sequence.
    func renew(
        _ effect: ApplicationEffect, _ application: PassApplication, _ stored: StoredApplication
    ) throws {
        guard kind.outcomes.contains(.vehiclePass) else { return }
        // While the desks look at other values, it is these that stand.
        let wish = VehicleWish(application.granted ?? application.values)
        guard let record = wish.record else { return }
        let candidate = try writer.list(
            record, of: stored.organisation, at: stored.site, by: stored.number)
        guard case .renew(let fields) = effect,
            !Set(fields).isDisjoint(with: ["plate", "from", "until", "route"])
        else { return }
        try requireFree(wish, beside: stored.number, of: stored.organisation)
        let draft = try PassDraft(office, of: stored.organisation, now: act.atSeconds)
        for (_, old) in try passesToChange(of: stored.number) {
            var basis = old
            basis.candidate = candidate
            let span = try draft.span(
                of: candidate, from: candidate.fromSeconds ?? act.atSeconds,
                until: candidate.untilSeconds)
            let issue = try draft.reissue(basis, during: span.seconds)
            try writer.reissue(old, as: issue, for: candidate.holder)
        }
    }

    /// The passes that an amendment changes.
    ///
    /// - Throws: `OfficeError` where all were revoked: an approval would bring nothing.
    func passesToChange(
        of application: Int64
    ) throws -> [(number: PassNumber, basis: ReissueBasis)] {
        let passes = try writer.openPasses(of: application)
        guard !passes.isEmpty else {
            throw OfficeError(
                .conflict, "APPLICATION_WITHOUT_PASS",
                "申请 \(application) 的通行证已作废，不能再更改；请另行提交申请",
                "the pass of application \(application) was revoked, so nothing is left to be"
                    + " changed; file a new request")
        }
        return passes
    }

    private func zoneNumbers(_ values: FormValues) -> [ZoneNumber] {
        let numbers = values["zones"]?.text.flatMap(FieldPattern.numbers) ?? []
        return numbers.compactMap(ZoneNumber.init(rawValue:))
    }

    private func staffPasses(_ values: FormValues, _ stored: StoredApplication) throws {
        guard let named = values["people"]?.people else { return }
        let until = values["until"]?.seconds
        let records = try named.map { person in
            var record = try record(of: person)
            record.validUntilSeconds = until
            return record
        }
        let people = try writer.list(
            records, of: stored.organisation, at: stored.site, by: stored.number)
        try issue(people, Terms(until: until), stored)
    }

    private func vehiclePass(_ values: FormValues, _ stored: StoredApplication) throws {
        let wish = VehicleWish(values)
        guard let record = wish.record, let span = wish.span else { return }
        // Two of them may have waited at the desks together.
        try requireFree(wish, beside: stored.number, of: stored.organisation)
        let vehicle = try writer.list(
            record, of: stored.organisation, at: stored.site, by: stored.number)
        var terms = Terms(until: span.upperBound)
        terms.from = span.lowerBound
        terms.pass.maximumEntries = wish.entries
        try issue([vehicle], terms, stored)
    }

    private func temporaryPasses(_ values: FormValues, _ stored: StoredApplication) throws {
        let records = try (values["people"]?.people ?? []).map { try record(of: $0) }
        let people = try writer.visitors(records, of: stored.organisation, at: stored.site)
        var terms = Terms(until: values["until"]?.seconds)
        terms.from = values["from"]?.seconds
        try issue(people, terms, stored)
        guard let record = VehicleWish(values).record else { return }
        let vehicle = try writer.list(
            record, of: stored.organisation, at: stored.site, by: stored.number)
        try issue([vehicle], terms, stored)
    }

    private func record(of person: NamedPerson) throws -> PersonRecord {
        guard let identity = person.identity else {
            throw OfficeError(
                .refused, "FIELD_MISSING", field: "people", "\(person.name) 缺少证件号码；请退回补填",
                "\(person.name) has no ID number; return it for correction")
        }
        var record = PersonRecord(
            name: try PersonName(parsing: person.name),
            identity: try IdentityNumber(
                parsing: identity, today: setting.today, declared: .unstated))
        record.phone = try person.telephone.map { try MobileNumber(parsing: $0) }
        record.employeeNumber = try person.employeeNumber.map { try EmployeeNumber(parsing: $0) }
        return record
    }

    /// For when passes are good, and how.
    private struct Terms {
        var from: Int64?
        let until: Int64?
        var pass = PassTerms()

        init(until: Int64?) { self.until = until }
    }

    /// All of them, or the approval does not come about.
    private func issue(
        _ candidates: [PassCandidate], _ terms: Terms, _ stored: StoredApplication
    ) throws {
        guard !candidates.isEmpty else { return }
        var draft = try PassDraft(office, of: stored.organisation, now: act.atSeconds)
        if kind.outcomes.contains(.zones) {
            let zones = try PassApplication(of: writer.application(stored.number)).values
            draft.grant(
                zoneNumbers(zones).map {
                    GrantedZone(
                        organisation: stored.organisation, site: stored.site, zone: $0)
                })
        }
        var order = IssueOrder(
            organisation: stored.organisation, kind: .all, fromSeconds: terms.from,
            untilSeconds: terms.until)
        order.terms = terms.pass
        var report = IssueReport()
        try writer.issue(for: stored.organisation, by: stored.number) { passes in
            for candidate in candidates {
                try draft.store(
                    draft.first(candidate, order), order, by: passes, &report)
            }
        }
        guard let first = report.refused.first else { return }
        let count = report.refused.count
        throw OfficeError(
            .conflict, "PASSES_REFUSED",
            "有 \(count) 个通行证不能发，因此未批准；第一个（\(first.key)）：\(first.zh)",
            "\(count) passes cannot be issued, so nothing was approved; the first (\(first.key)):"
                + " \(first.en)")
    }
}

/// What a form says of a vehicle.
struct VehicleWish {
    private let values: FormValues

    init(_ values: FormValues) { self.values = values }

    var plate: Plate? { values["plate"]?.text.flatMap { try? Plate(parsing: $0) } }
    var route: RouteNumber? { values["route"]?.number.flatMap(RouteNumber.init(rawValue:)) }

    var span: Range<Int64>? {
        guard let from = values["from"]?.seconds, let until = values["until"]?.seconds,
            from < until
        else { return nil }
        return from..<until
    }

    /// How often it may come in; nil: as often as it likes.
    var entries: UInt16? {
        switch values["trips"]?.text {
        case "single": 1
        case "return": 2
        default: nil
        }
    }

    /// The form's reading has looked at the date in it already.
    private static func identity(_ text: String) -> IdentityNumber? {
        CalendarDate(year: 9999, month: 12, day: 31).flatMap {
            try? IdentityNumber(parsing: text, today: $0, declared: .unstated)
        }
    }

    /// The vehicle as a list has it; nil where the form names none.
    var record: VehicleRecord? {
        guard let plate else { return nil }
        let drivers = values["drivers"]?.people ?? []
        var record = VehicleRecord(plate: plate)
        record.type = values["vehicle_type"]?.text
        record.drivers =
            drivers.isEmpty ? nil : drivers.map(\.name).joined(separator: "、")
        record.driverIdentity = drivers.lazy.compactMap(\.identity).first.flatMap(Self.identity)
        record.phone = drivers.lazy.compactMap(\.telephone).first.flatMap {
            try? MobileNumber(parsing: $0)
        }
        record.cargo = values["cargo"]?.text
        record.route = route
        record.fromSeconds = span?.lowerBound
        record.untilSeconds = span?.upperBound
        return record
    }
}
