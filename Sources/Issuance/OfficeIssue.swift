// Issuing: everyone present who has no valid pass gets one; and another issue of one pass.
import Identifiers
package import PassFormat
package import Registry
import Workers

/// Which kinds of pass are meant.
package enum PassKindFilter: Sendable {
    case all, staff, vehicles

    var kinds: [PassKind] {
        switch self {
        case .all: [.staff, .vehicle]
        case .staff: [.staff]
        case .vehicles: [.vehicle]
        }
    }
}

/// Whose passes to issue, and for which time.
package struct IssueOrder: Sendable {
    let organisation: OrganisationNumber
    let kind: PassKindFilter
    let fromSeconds: Int64?
    let untilSeconds: Int64?
    package var terms = PassTerms()
    /// Employee number or plate of the only one who is meant; nil: everyone.
    package var key: String?

    /// - Parameters:
    ///   - fromSeconds: nil for now.
    ///   - untilSeconds: nil for the longest that the site allows.
    package init(
        organisation: OrganisationNumber, kind: PassKindFilter, fromSeconds: Int64?,
        untilSeconds: Int64?
    ) {
        self.organisation = organisation
        self.kind = kind
        self.fromSeconds = fromSeconds
        self.untilSeconds = untilSeconds
    }
}

extension PassCandidate {
    /// - Throws: `OfficeError` for a vehicle whose passes desks decide on.
    func requireNoDesk() throws(OfficeError) {
        guard let application else { return }
        throw OfficeError(
            .conflict, "APPLICATION_NEEDED",
            "上一张通行证由申请 \(application) 批准而来，不能直接签发；请另行提交车辆申请",
            "its last pass came of application \(application), so none is issued without the desks;"
                + " file a new request")
    }
}

/// What was issued.
package struct IssueReport: Sendable, Encodable {
    /// Somebody who got no pass, and why.
    package struct Refused: Sendable, Encodable {
        /// Employee number or plate.
        package let key: String
        package let zh: String
        package let en: String
    }

    /// Somebody whose pass ends before the date in the list.
    package struct Capped: Sendable, Encodable {
        /// Employee number or plate.
        package let key: String
        /// The list's date, seconds since 1970.
        package let wanted: Int64
        /// The longest that the site allows, seconds since 1970.
        package let until: Int64
    }

    package internal(set) var issued = 0
    package internal(set) var staff = 0
    package internal(set) var vehicles = 0
    package internal(set) var alreadyValid = 0
    package internal(set) var refused: [Refused] = []
    package internal(set) var capped: [Capped] = []
    package internal(set) var batch: Int64?

    /// 0 all were issued, 1 some were refused, 2 all were.
    package var exitCode: Int32 { refused.isEmpty ? 0 : issued > 0 ? 1 : 2 }
}

/// One new pass, and its code.
package struct IssuedCode: Sendable {
    fileprivate let pass: PassNumber
    fileprivate let token: [UInt8]
    fileprivate let form: CodeForm

    /// In groups, as people read it.
    package var number: String { pass.text }

    /// A secret of the holder, in the form that was asked for; UTF-8 for text and SVG.
    ///
    /// - Throws: `OfficeError` where it cannot be drawn.
    package func code() throws(OfficeError) -> [UInt8] {
        try office { try form.code(of: token) }
    }
}

/// What a reissue gave.
package struct ReissueReport: Sendable, Encodable {
    package let number: String
    package let sequence: Int
}

extension Office {
    /// Issues a pass to everyone of a firm who is to have one and has none, all in one transaction.
    ///
    /// - Throws: `OfficeError` for an unknown firm, a time beyond the site's limit, a broken ring.
    package func issue(_ order: IssueOrder) throws(OfficeError) -> IssueReport {
        try changing { act in
            let draft = try PassDraft(self, of: order.organisation, now: act.atSeconds)
            try requireGates(order.terms)
            var report = IssueReport()
            var present = 0
            let stored = try registry.issue(for: order.organisation, act: act) { writer in
                present = try order.kind.kinds.reduce(0) { try $0 + countPresent($1, order) }
                func store(_ batch: [FirstIssue]) throws {
                    for first in batch { try draft.store(first, order, by: writer, &report) }
                }
                var sealing = WorkAhead(batchItems: Self.batchPasses) { candidates in
                    try candidates.map { try draft.first($0, order) }
                }
                for kind in order.kind.kinds {
                    try registry.forEachWithoutPass(
                        kind, of: order.organisation, at: act.atSeconds
                    ) { candidate in
                        guard order.key == nil || candidate.key == order.key else { return }
                        try sealing.add(candidate, store)
                    }
                }
                try sealing.finish(store)
            }
            if let key = order.key, present == 0 {
                throw RegistryError.unknown(order.kind == .vehicles ? .vehicle : .person, key)
            }
            report.alreadyValid = present - report.issued - report.refused.count
            report.batch = stored.batch
            return report
        }
    }

    /// Issues a pass to one person or vehicle of a firm who has none, and gives its code.
    ///
    /// - Parameters:
    ///   - order: names one kind and a key.
    ///   - form: how the code is wanted.
    /// - Throws: `OfficeError` where nobody of the key is on the list, or they have a valid pass.
    package func issueOne(
        _ order: IssueOrder, _ kind: PassKind, _ key: String, as form: CodeForm
    ) throws(OfficeError) -> IssuedCode {
        try changing { act in
            let draft = try PassDraft(self, of: order.organisation, now: act.atSeconds)
            try requireGates(order.terms)
            var token: [UInt8] = []
            let done = try registry.issueOne(kind, key, of: order.organisation, act: act) {
                let pass = try draft.pass(for: $0, order, by: $1).pass
                token = pass.issue.token
                return pass
            }
            guard case .issued(let number) = done else {
                throw OfficeError(
                    .conflict, "ALREADY_VALID", "\(key) 已有有效的通行证；请换发或先作废",
                    "\(key) has a valid pass; reissue it, or revoke it first")
            }
            return IssuedCode(pass: number, token: token, form: form)
        }
    }

    private func requireGates(_ terms: PassTerms) throws {
        guard !terms.gates.isEmpty else { return }
        let gates = try registry.gates().map(\.number)
        for gate in terms.gates where !gates.contains(gate) {
            throw RegistryError.unknown(.gate, gate.description)
        }
    }

    /// How many the order means who are on the firm's list.
    private func countPresent(_ kind: PassKind, _ order: IssueOrder) throws -> Int {
        let list: ListKind = kind == .vehicle ? .vehicles : .staff
        guard let key = order.key else {
            return try registry.countPresent(list, of: order.organisation)
        }
        return try registry.isPresent(list, key, of: order.organisation) ? 1 : 0
    }

    /// Seals the next sequence of a pass with the same end; the issue before is superseded.
    ///
    /// - Parameter number: the pass number as typed.
    package func reissue(number: String) throws(OfficeError) -> ReissueReport {
        try changing { act in
            let number = try passNumber(number)
            let basis = try registry.passForReissue(number)
            let draft = try PassDraft(self, of: basis.organisation, now: act.atSeconds)
            let span = try draft.span(
                of: basis.candidate, from: act.atSeconds, until: basis.expiresSeconds)
            let issue = try draft.reissue(basis, during: span.seconds)
            try registry.storeReissue(issue, of: number, act: act)
            return ReissueReport(number: number.text, sequence: Int(issue.sequence))
        }
    }

    func passNumber(_ typed: String) throws -> PassNumber {
        do throws(IdentifierError) { return try PassNumber(parsing: typed) } catch {
            throw OfficeError(error.chinese, error.english)
        }
    }
}
