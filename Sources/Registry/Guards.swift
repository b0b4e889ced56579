// The guards of a gate: a person, and what became of the code that the person chose.
import GRDB
package import PassCrypto

/// A guard as lists show one; without the code and its salt.
package struct Guard: Sendable, Equatable, Encodable {
    package let gate: GateNumber
    package let organisation: OrganisationNumber
    /// Null for a person without a number.
    package let employeeNumber: String?
    package let name: String
    /// The pass that logs the guard in, in groups; null where the gate's bundle has none.
    package let pass: String?
    /// Seconds since 1970.
    package let codeSetAt: Int64

    fileprivate init(_ row: Row) {
        gate = GateNumber(stored: row["gate"])
        organisation = OrganisationNumber(stored: row["organisation"])
        employeeNumber = row["employee_no"]
        name = row["name"]
        pass = (row["number"] as String?).map(groupedNumber)
        codeSetAt = row["set_at"]
    }

    private enum CodingKeys: String, CodingKey {
        case gate, organisation, employeeNumber, name, pass, codeSetAt
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(employeeNumber, forKey: .employeeNumber)
        try container.encode(name, forKey: .name)
        try container.encode(pass, forKey: .pass)
        try container.encode(codeSetAt, forKey: .codeSetAt)
    }
}

/// A guard's code as it is kept: scrypt of it, and the salt.
package struct GuardCodeHash: Sendable {
    /// 16 bytes.
    package let salt: [UInt8]
    /// 32 bytes.
    package let hash: SecretBytes

    package init(salt: [UInt8], hash: SecretBytes) {
        self.salt = salt
        self.hash = hash
    }
}

/// A guard as a bundle needs one.
package struct GuardBadge: Sendable {
    /// Of the active pass that logs the guard in; 8 bytes.
    package let index: [UInt8]
    package let code: GuardCodeHash
}

extension Registry {
    /// Makes a person a guard of a gate, or gives the guard a new code.
    ///
    /// - Throws: `unknown`, `personNeeded`, `guardHasLeft`.
    package func setGuard(
        _ name: HolderName, of gate: GateNumber, code: GuardCodeHash, act: Act
    ) throws(RegistryError) -> Guard {
        try change(act) { db in
            _ = try Self.known(gate, in: db)
            let person = try Self.guardPerson(name, in: db)
            let state = try String.fetchOne(
                db, cached: "SELECT state FROM people WHERE id = ?", arguments: [person])
            guard state == "present" else { throw RegistryError.guardHasLeft }
            let known = try Int64.fetchOne(
                db, cached: "SELECT id FROM guards WHERE gate = ? AND person = ?",
                arguments: [gate.rawValue, person])
            let newest = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM guards") ?? 0
            let row = known ?? newest + 1
            // An array for the length of this call; the column holds it sealed.
            var hash = code.hash.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            defer { wipe(&hash) }
            let sealed = try seal.seal(hash, column: .guardCode, row: row)
            try db.execute(
                cached: """
                    INSERT INTO guards (id, gate, person, salt, code_sealed, set_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET salt = excluded.salt,
                        code_sealed = excluded.code_sealed, set_at = excluded.set_at
                    """,
                arguments: [
                    row, gate.rawValue, person, blob(code.salt), blob(sealed), act.atSeconds,
                ])
            let note = AuditNote(
                known == nil ? "guard.add" : "guard.set-code", subject: "gate \(gate)",
                details: "person=\(person)")
            let stored = try Row.fetchOne(
                db, cached: Self.guardSelect + " WHERE g.id = ?", arguments: [act.atSeconds, row])
            guard let stored else { throw RegistryError.unknown(.person, "\(person)") }
            return (Guard(stored), [note])
        }
    }

    /// Ends somebody's being a guard of a gate; what was kept of the code is gone.
    ///
    /// - Throws: `unknown`, `personNeeded`, `noGuard` where the person is none of this gate.
    package func revokeGuard(
        _ name: HolderName, of gate: GateNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(gate, in: db)
            let person = try Self.guardPerson(name, in: db)
            try db.execute(
                cached: "DELETE FROM guards WHERE gate = ? AND person = ?",
                arguments: [gate.rawValue, person])
            guard db.changesCount > 0 else { throw RegistryError.noGuard(gate: gate.rawValue) }
            let note = AuditNote(
                "guard.revoke", subject: "gate \(gate)", details: "person=\(person)")
            return ((), [note])
        }
    }

    /// The guards of a gate, or of all, by gate and name.
    ///
    /// - Parameter seconds: now, which decides which passes a bundle still has.
    /// - Throws: `unknown(.gate)`.
    package func guards(
        of gate: GateNumber?, at seconds: Int64
    ) throws(RegistryError) -> [Guard] {
        try read { db in
            if let gate { _ = try Self.known(gate, in: db) }
            return try Row.fetchAll(
                db,
                cached: Self.guardSelect
                    + " WHERE g.gate = ? OR ? IS NULL ORDER BY g.gate, h.employee_no, g.id",
                arguments: [seconds, gate?.rawValue, gate?.rawValue]
            ).map(Guard.init)
        }
    }

    /// The guards of a gate who have a pass that its bundle holds as active.
    ///
    /// - Throws: `unknown(.gate)`, `sealedUnderAnotherKey`.
    package func guardBadges(
        of gate: GateNumber, at seconds: Int64
    ) throws(RegistryError) -> [GuardBadge] {
        try read { db in
            _ = try Self.known(gate, in: db)
            let rows = try Row.fetchAll(
                db, cached: Self.guardSelect + " WHERE g.gate = ? AND p.id IS NOT NULL",
                arguments: [seconds, gate.rawValue])
            return try rows.map { row in
                var hash = try seal.open(
                    row.bytes("code_sealed"), column: .guardCode, row: row["id"])
                return GuardBadge(
                    index: row.bytes("pass_index"),
                    code: GuardCodeHash(
                        salt: row.bytes("salt"), hash: SecretBytes(wiping: &hash)))
            }
        }
    }

    /// Ends the guards' rights of people who leave their firm: whoever comes back is a guard again
    /// only where somebody decides so.
    ///
    /// - Returns: how many there were.
    static func endGuards(people: [Int64], in db: Database) throws -> Int {
        let end = try db.makeStatement(sql: "DELETE FROM guards WHERE person = ?")
        return try people.reduce(0) { count, person in
            try end.execute(arguments: [person])
            return count + db.changesCount
        }
    }

    static func countGuards(people: [Int64], in db: Database) throws -> Int {
        let count = try db.makeStatement(sql: "SELECT COUNT(*) FROM guards WHERE person = ?")
        return try people.reduce(0) { sum, person in
            try sum + (Int.fetchOne(count, arguments: [person]) ?? 0)
        }
    }

    private static func guardPerson(_ name: HolderName, in db: Database) throws -> Int64 {
        guard let person = try person(name, in: db) else { throw RegistryError.personNeeded }
        return person
    }

    /// With the newest active pass that the gate's manifest holds, as `forEachGatePass` chooses.
    private static let guardSelect = """
        SELECT g.*, h.organisation, h.employee_no, h.name, p.number, p.pass_index
        FROM guards g
        JOIN people h ON h.id = g.person
        JOIN gates a ON a.number = g.gate
        LEFT JOIN passes p ON p.id = (
            SELECT q.id FROM passes q
            JOIN pass_tokens t ON t.pass = q.id AND t.sequence = q.sequence
            JOIN key_groups k ON k.number = t.key_group
            WHERE q.person = g.person AND (k.site = a.site OR k.site IS NULL)
                AND k.state <> 'retired' AND t.status = 'active'
                AND t.exp > ? - \(expiredEntrySeconds)
            ORDER BY t.exp DESC, q.id DESC LIMIT 1)
        """
}
