// Renewing in bulk: passes that end soon get their next issue, for as long as they were good for.
// Tests: Tests/IssuanceTests/RenewalTests.swift.
import PassFormat
package import Registry

/// Which passes to renew, and for how long.
package struct RenewalOrder: Sendable {
    let organisation: OrganisationNumber?
    let kind: PassKindFilter
    let withinSeconds: Int64
    /// Nil: for as long as each pass was good for, at most what the site allows.
    package var untilSeconds: Int64?

    /// - Parameters:
    ///   - organisation: nil for every firm.
    ///   - withinSeconds: how soon a pass must end to be meant.
    package init(
        organisation: OrganisationNumber?, kind: PassKindFilter, withinSeconds: Int64
    ) {
        self.organisation = organisation
        self.kind = kind
        self.withinSeconds = withinSeconds
    }

    fileprivate func filter(at now: Int64) -> RenewalFilter {
        var filter = RenewalFilter(
            kinds: kind.kinds, untilSeconds: now.addingReportingOverflow(withinSeconds).partialValue
        )
        filter.organisation = organisation
        return filter
    }
}

/// What was renewed, or would be; keys always present.
package struct RenewalReport: Sendable, Encodable {
    /// A pass with another end.
    package struct Renewed: Sendable, Encodable {
        package let number: String
        package let organisation: OrganisationNumber
        /// Employee number or plate; null for a person without a number.
        package let key: String?
        package let sequence: Int
        /// Seconds since 1970.
        package let oldEnd: Int64
        /// Seconds since 1970.
        package let newEnd: Int64

        private enum CodingKeys: String, CodingKey {
            case number, organisation, key, sequence, oldEnd, newEnd
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(number, forKey: .number)
            try container.encode(organisation, forKey: .organisation)
            try container.encode(key, forKey: .key)
            try container.encode(sequence, forKey: .sequence)
            try container.encode(oldEnd, forKey: .oldEnd)
            try container.encode(newEnd, forKey: .newEnd)
        }
    }

    /// A pass that ends as it was to.
    package struct Refused: Sendable, Encodable {
        package let number: String
        /// Employee number or plate, else the pass number.
        package let key: String
        package let zh: String
        package let en: String
    }

    /// Null where it was only looked at.
    package var renewed: Int? { applied ? passes.count : nil }
    /// Null where it was done.
    package var wouldRenew: Int? { applied ? nil : passes.count }
    package fileprivate(set) var passes: [Renewed] = []
    package fileprivate(set) var refused: [Refused] = []
    package let applied: Bool

    /// 0 all were renewed, 1 some were refused, 2 all were.
    package var exitCode: Int32 { refused.isEmpty ? 0 : passes.isEmpty ? 2 : 1 }

    private enum CodingKeys: String, CodingKey {
        case renewed, wouldRenew, passes, refused, applied
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(renewed, forKey: .renewed)
        try container.encode(wouldRenew, forKey: .wouldRenew)
        try container.encode(passes, forKey: .passes)
        try container.encode(refused, forKey: .refused)
        try container.encode(applied, forKey: .applied)
    }
}

extension Office {
    /// Gives every valid pass that ends soon its next issue, all in one transaction; who has left
    /// or is held gets none.
    ///
    /// - Throws: `OfficeError` for an unknown firm, a broken ring.
    package func renew(_ order: RenewalOrder) throws(OfficeError) -> RenewalReport {
        try changing { act in
            let draft = try PassDraft(self, of: order.organisation, now: act.atSeconds)
            var report = RenewalReport(applied: true)
            try registry.renew(order.filter(at: act.atSeconds), act: act) { pass in
                var made: NewIssue?
                try report.note(pass) {
                    let span = try draft.span(renewing: pass, order, now: act.atSeconds)
                    made = try draft.reissue(pass.basis, during: span)
                    return span.upperBound
                }
                return made
            }
            return report
        }
    }

    /// What `renew` would do now.
    package func previewRenewal(_ order: RenewalOrder) throws(OfficeError) -> RenewalReport {
        try office {
            let draft = try PassDraft(self, of: order.organisation, now: now)
            var report = RenewalReport(applied: false)
            for pass in try registry.expiring(order.filter(at: now), at: now) {
                try report.note(pass) {
                    try draft.span(renewing: pass, order, now: now).upperBound
                }
            }
            return report
        }
    }
}

extension PassDraft {
    /// The time of a pass's next issue.
    ///
    /// - Throws: `OfficeError` for a holder who is to have none, or where nothing would be gained.
    fileprivate func span(
        renewing pass: ExpiringPass, _ order: RenewalOrder, now: Int64
    ) throws -> Range<Int64> {
        switch pass.standing {
        case .good: break
        case .left:
            throw OfficeError("已离开单位名单，不续发", "has left the firm's list; none is given")
        case .held:
            throw OfficeError(
                "因健康管控暂停，不续发；解除后再来", "is held; none is given until the hold is released")
        }
        try requireSequence(pass.basis)
        let candidate = pass.basis.candidate
        let from = max(now, pass.notBeforeSeconds, candidate.fromSeconds ?? 0)
        let length = min(pass.lengthSeconds, try longest(of: candidate))
        let span = try span(
            of: candidate, from: from,
            until: order.untilSeconds ?? from.addingReportingOverflow(length).partialValue
        ).seconds
        guard span.upperBound > pass.basis.expiresSeconds else {
            throw OfficeError(
                "新的有效期不会更晚；请核对名单的有效期至、起止和 until",
                "it would not end later; check the list's dates and until")
        }
        return span
    }
}

extension RenewalReport {
    /// Writes down the new end that `body` gives, or why there is none.
    fileprivate mutating func note(_ pass: ExpiringPass, _ body: () throws -> Int64) throws {
        let basis = pass.basis
        do {
            let end = try body()
            passes.append(
                Renewed(
                    number: pass.number, organisation: basis.organisation,
                    key: basis.candidate.key, sequence: Int(basis.nextSequence ?? 0),
                    oldEnd: basis.expiresSeconds, newEnd: end))
        } catch let error as OfficeError {
            refused.append(
                Refused(
                    number: pass.number, key: basis.candidate.key ?? pass.number,
                    zh: error.chinese, en: error.english))
        }
    }
}
