import GRDB
// Withdrawing passes: by one number or by anything they have in common. Each revocation is in the
// file beside the key ring before the transaction ends.
package import Identifiers

/// Which passes a revocation reaches.
package enum RevocationReach: Sendable, Equatable {
    case number(PassNumber)
    case employee(String, OrganisationNumber)
    case plate(Plate)
    case organisation(OrganisationNumber)
    /// A batch of issued passes, or the people or vehicles whose rows a list's batch wrote,
    /// whatever later lists changed.
    case batch(Int64)
    case epoch(UInt8)
}

extension Registry {
    /// The active passes that a revocation would reach, by number.
    ///
    /// - Parameter before: only passes issued before this second; nil: all.
    /// - Throws: `unknown` where the number, person, plate, firm or batch is not known.
    package func passes(
        reachedBy reach: RevocationReach, before: Int64?
    ) throws(RegistryError) -> [ReachedPass] {
        try read { db in
            _ = try Self.subject(of: reach, in: db)
            let (condition, values) = reach.condition(before: before)
            return try Self.reachedPasses(condition, each: [values], in: db)
        }
    }

    /// Revokes every active pass that the reach covers.
    ///
    /// - Parameter before: only passes issued before this second; nil: all.
    /// - Returns: how many were revoked.
    /// - Throws: `unknown` as above, `revocationLog`, `diskFull`.
    package func revoke(
        _ reach: RevocationReach, before: Int64?, reason: RevocationReason, act: Act
    ) throws(RegistryError) -> Int {
        try change(act) { db in
            let subject = try Self.subject(of: reach, in: db)
            let (condition, values) = reach.condition(before: before)
            let count = try revokeRows(condition, each: [values], reason: reason, act, in: db)
            guard count > 0 else { return (0, []) }
            let note = AuditNote(
                "pass.revoke", subject: subject,
                details: "passes=\(count) class=\(reason.reasonClass.name)"
                    + (before.map { " before=\($0)" } ?? ""))
            return (count, [note])
        }
    }

    /// Revokes what the condition covers, once for each set of values, and logs it.
    ///
    /// - Parameter condition: SQL of this room's own over `p` and `t`, values bound.
    func revokeRows(
        _ condition: String, each valueSets: [[DatabaseValue]], reason: RevocationReason,
        _ act: Act, in db: Database
    ) throws -> Int {
        let find = try db.makeStatement(
            sql: "SELECT p.id, p.pass_index, p.sequence \(Self.activeIssues) AND \(condition)")
        let revoke = try db.cachedStatement(
            sql: """
                UPDATE pass_tokens SET status = 'revoked', reason_class = ?, reason = ?,
                    revoked_at = ?
                WHERE pass = ? AND sequence = ?
                """)
        var logged: [LoggedRevocation] = []
        for values in valueSets {
            for row in try Row.fetchAll(find, arguments: StatementArguments(values)) {
                let sequence: UInt16 = row["sequence"]
                try revoke.execute(arguments: [
                    reason.reasonClass.rawValue, reason.text, act.atSeconds, row["id"] as Int64,
                    sequence,
                ])
                logged.append(
                    LoggedRevocation(
                        index: row.bytes("pass_index"), sequence: sequence,
                        atSeconds: act.atSeconds, reasonClass: reason.reasonClass))
            }
        }
        try revocations.append(logged)
        return logged.count
    }

    static let activeIssues = """
        FROM passes p JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
        WHERE t.status = 'active'
        """

    /// Names what is revoked for the audit, by numbers that say nothing of a person.
    private static func subject(of reach: RevocationReach, in db: Database) throws -> String {
        let found: Int64?
        let unknown: RegistryError
        switch reach {
        case .number(let number):
            found = try Int64.fetchOne(
                db, cached: "SELECT id FROM passes WHERE number = ?", arguments: [number.digits])
            guard found != nil else { throw RegistryError.unknown(.pass, number.text) }
            return "pass \(number.text)"
        case .employee(let key, let organisation):
            _ = try known(organisation, in: db)
            found = try Int64.fetchOne(
                db, cached: "SELECT id FROM people WHERE organisation = ? AND employee_no = ?",
                arguments: [organisation.rawValue, key])
            unknown = .unknown(.person, key)
        case .plate(let plate):
            found = try Int64.fetchOne(
                db, cached: "SELECT id FROM vehicles WHERE plate = ?", arguments: [plate.text])
            unknown = .unknown(.vehicle, plate.text)
        case .organisation(let organisation):
            return "organisation \(try known(organisation, in: db).number)"
        case .batch(let batch):
            found = try Int64.fetchOne(
                db, cached: "SELECT number FROM batches WHERE number = ?", arguments: [batch])
            unknown = .unknown(.batch, String(batch))
        case .epoch(let epoch): return "epoch \(epoch)"
        }
        guard let found else { throw unknown }
        switch reach {
        case .employee: return "person \(found)"
        case .plate: return "vehicle \(found)"
        case .batch, .number, .organisation, .epoch: return "batch \(found)"
        }
    }
}

extension RevocationReach {
    fileprivate func condition(before: Int64?) -> (String, [DatabaseValue]) {
        var (condition, values) = self.condition
        if let before {
            condition += " AND t.issued_at < ?"
            values.append(before.databaseValue)
        }
        return (condition, values)
    }

    private var condition: (String, [DatabaseValue]) {
        switch self {
        case .number(let number): ("p.number = ?", [number.digits.databaseValue])
        case .employee(let key, let organisation):
            (
                """
                p.person IN (SELECT id FROM people WHERE organisation = ? AND employee_no = ?)
                """, [organisation.rawValue.databaseValue, key.databaseValue]
            )
        case .plate(let plate):
            ("p.vehicle IN (SELECT id FROM vehicles WHERE plate = ?)", [plate.text.databaseValue])
        case .organisation(let organisation):
            ("p.organisation = ?", [organisation.rawValue.databaseValue])
        case .batch(let batch):
            (
                """
                (p.batch = ? OR p.person IN (
                        SELECT id FROM people WHERE batch = ?
                        UNION SELECT person FROM people_before WHERE batch = ?)
                    OR p.vehicle IN (
                        SELECT id FROM vehicles WHERE batch = ?
                        UNION SELECT vehicle FROM vehicles_before WHERE batch = ?))
                """, Array(repeating: batch.databaseValue, count: 5)
            )
        case .epoch(let epoch): ("t.epoch = ?", [Int64(epoch).databaseValue])
        }
    }
}
