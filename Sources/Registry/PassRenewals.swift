// Passes that end soon, and their next issues, as many as there are in one transaction.
// Tests: Tests/RegistryTests/RenewalTests.swift.
import GRDB
package import PassFormat

/// Which passes are meant; nil means any firm.
package struct RenewalFilter: Sendable {
    package var organisation: OrganisationNumber?
    let kinds: [PassKind]
    /// The last second in which a pass that is meant may end, since 1970.
    let untilSeconds: Int64

    package init(kinds: [PassKind], untilSeconds: Int64) {
        self.kinds = kinds
        self.untilSeconds = untilSeconds
    }
}

/// A valid pass that ends soon.
package struct ExpiringPass: Sendable {
    /// Whether its holder is to have another.
    package enum Standing: Sendable { case good, left, held }

    package let basis: ReissueBasis
    /// In groups.
    package let number: String
    package let standing: Standing
    /// When the issue in force begins, seconds since 1970.
    package let notBeforeSeconds: Int64
    /// What the longest of its issues was good for: a reissue keeps the end and is shorter.
    package let lengthSeconds: Int64
}

extension Registry {
    /// The valid passes that end soon, by firm, staff then vehicles, by key.
    ///
    /// - Parameter seconds: now.
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`.
    package func expiring(
        _ filter: RenewalFilter, at seconds: Int64
    ) throws(RegistryError) -> [ExpiringPass] {
        try read { try expiring(filter, at: seconds, in: $0) }
    }

    /// Gives each of these passes the issue that `make` makes; the one before is superseded.
    ///
    /// - Parameter make: gives nil for one that stays as it is.
    /// - Throws: as `expiring`, `keyRevoked`; what `make` throws, as it is.
    package func renew(
        _ filter: RenewalFilter, act: Act, _ make: (ExpiringPass) throws -> NewIssue?
    ) throws {
        try change(act) { (db, stopped) in
            var count = 0
            var keysInForce: Set<KeyID> = []
            for pass in try expiring(filter, at: act.atSeconds, in: db) {
                let made: NewIssue?
                do { made = try make(pass) } catch {
                    stopped = error
                    throw error
                }
                guard let made else { continue }
                if keysInForce.insert(made.keyID).inserted {
                    try Self.requireInForce([made.keyID], in: db)
                }
                try supersede(
                    pass.basis.row, pass.basis.sequence, by: made, at: act.atSeconds, in: db)
                count += 1
            }
            guard count > 0 else { return ((), []) }
            let firm = filter.organisation.map { "organisation \($0)" }
            let note = AuditNote(
                "pass.renew", subject: firm ?? "passes",
                details: "passes=\(count) ending_until=\(filter.untilSeconds)")
            return ((), [note])
        }
    }

    private func expiring(
        _ filter: RenewalFilter, at seconds: Int64, in db: Database
    ) throws -> [ExpiringPass] {
        if let organisation = filter.organisation { _ = try Self.known(organisation, in: db) }
        let kinds = filter.kinds.map { String($0.rawValue) }.joined(separator: ", ")
        let rows = try Row.fetchCursor(
            db, sql: Self.expiringSelect(kinds: kinds),
            arguments: [
                "now": seconds, "until": filter.untilSeconds,
                "firm": filter.organisation?.rawValue,
            ])
        var found: [ExpiringPass] = []
        while let row = try rows.next() {
            guard let basis = try reissueBasis(row, in: db) else { continue }
            let hasLeft = row["holder_state"] as String? != "present"
            found.append(
                ExpiringPass(
                    basis: basis, number: groupedNumber(row["number"]),
                    standing: hasLeft ? .left : row["is_held"] ? .held : .good,
                    notBeforeSeconds: row["nbf"], lengthSeconds: row["length"]))
        }
        return found
    }

    /// - Parameter kinds: numbers of this room's own, with commas.
    private static func expiringSelect(kinds: String) -> String {
        """
        SELECT p.*, t.nbf, t.exp, COALESCE(h.state, v.state) AS holder_state,
            COALESCE(c.held_at, d.held_at) IS NOT NULL AS is_held,
            (SELECT MAX(o.exp - o.nbf) FROM pass_tokens o WHERE o.pass = p.id) AS length
        FROM pass_tokens t JOIN passes p ON p.id = t.pass AND p.sequence = t.sequence
        LEFT JOIN people h ON h.id = p.person
        LEFT JOIN vehicles v ON v.id = p.vehicle
        LEFT JOIN person_conditions c ON c.identity_hash = h.identity_hash
        LEFT JOIN vehicle_conditions d ON d.plate = v.plate
        WHERE t.status = 'active' AND t.exp > :now AND t.exp <= :until AND p.kind IN (\(kinds))
            AND p.organisation = COALESCE(:firm, p.organisation)
        ORDER BY p.organisation, p.kind, COALESCE(h.employee_no, v.plate, p.number), p.number
        """
    }
}
