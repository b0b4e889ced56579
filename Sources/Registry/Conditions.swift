// What keeps a holder from passing beyond the pass itself: a hold for health, how long a test is
// good, how long somebody stays in a closed loop. What is said of a person counts for everyone on
// the lists with the same ID number, at whichever firm; what is said of a vehicle, where a test is
// its driver's, goes by its plate. Why, is in the audit alone.
import GRDB
import Identifiers

/// What is said of a holder.
package enum ConditionChange: Sendable, Equatable {
    case hold
    case release
    /// A test or health code is good until this second; nil: none on record.
    case evidence(untilSeconds: Int64?)
    /// In a closed loop until this second; nil: in none.
    case stay(untilSeconds: Int64?)
}

/// How a holder stands; times are seconds since 1970, null where nothing is said.
package struct HolderCondition: Sendable, Equatable, Encodable {
    /// Null for a vehicle, which may be on the lists of several firms.
    package let organisation: OrganisationNumber?
    /// Employee number or plate; null for a person without a number.
    package let key: String?
    /// Null for a vehicle.
    package let name: String?
    package let heldAt: Int64?
    package let evidenceUntil: Int64?
    package let staysUntil: Int64?

    fileprivate init(_ row: Row) {
        organisation = (row["organisation"] as Int64?).map(OrganisationNumber.init(stored:))
        key = row["holder_key"]
        name = row["name"]
        heldAt = row["held_at"]
        evidenceUntil = row["evidence_until"]
        staysUntil = row["stays_until"]
    }

    private enum CodingKeys: String, CodingKey {
        case organisation, key, name, heldAt, evidenceUntil, staysUntil
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(key, forKey: .key)
        try container.encode(name, forKey: .name)
        try container.encode(heldAt, forKey: .heldAt)
        try container.encode(evidenceUntil, forKey: .evidenceUntil)
        try container.encode(staysUntil, forKey: .staysUntil)
    }
}

extension Registry {
    /// Writes down what is said of a holder; gates learn it from their next bundle.
    ///
    /// - Returns: whether anything changed.
    /// - Throws: `unknown`; `personNeeded` where something is said of a vehicle that is only of
    ///   people.
    package func set(
        _ change: ConditionChange, of name: HolderName, act: Act
    ) throws(RegistryError) -> Bool {
        try self.change(act) { db in
            if let plate = try Self.plate(name, in: db) {
                return try Self.set(change, ofPlate: plate, act: act, in: db)
            }
            guard let person = try Self.person(name, in: db) else {
                throw RegistryError.personNeeded
            }
            return try Self.set(change, ofPerson: person, act: act, in: db)
        }
    }

    /// Everyone of whom something is said, staff by firm and number, then vehicles by plate.
    package func conditions() throws(RegistryError) -> [HolderCondition] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT 1 AS kind, h.organisation, h.employee_no AS holder_key, h.name,
                        c.held_at, c.evidence_until, c.stays_until
                    FROM person_conditions c JOIN people h ON h.identity_hash = c.identity_hash
                    UNION ALL
                    SELECT 2, NULL, plate, NULL, held_at, evidence_until, NULL
                    FROM vehicle_conditions
                    ORDER BY 1, 2, 3
                    """
            ).map(HolderCondition.init)
        }
    }

    private static func set(
        _ change: ConditionChange, ofPlate plate: String, act: Act, in db: Database
    ) throws -> (Bool, [AuditNote]) {
        if case .stay = change { throw RegistryError.personNeeded }
        let (column, value) = change.stored(atSeconds: act.atSeconds)
        let before = try Int64.fetchOne(
            db, cached: "SELECT \(column) FROM vehicle_conditions WHERE plate = ?",
            arguments: [plate])
        guard change.changes(before, to: value) else { return (false, []) }
        try db.execute(
            cached: """
                INSERT INTO vehicle_conditions (plate, \(column)) VALUES (?, ?)
                ON CONFLICT (plate) DO UPDATE SET \(column) = excluded.\(column)
                """, arguments: [plate, value])
        try db.execute(
            cached: """
                DELETE FROM vehicle_conditions WHERE held_at IS NULL AND evidence_until IS NULL
                """)
        let row = try Int64.fetchOne(
            db, cached: "SELECT MIN(id) FROM vehicles WHERE plate = ?", arguments: [plate])
        return (true, [change.note("vehicle \(row ?? 0)")])
    }

    private static func set(
        _ change: ConditionChange, ofPerson person: Int64, act: Act, in db: Database
    ) throws -> (Bool, [AuditNote]) {
        let (column, value) = change.stored(atSeconds: act.atSeconds)
        let identity = try Row.fetchOne(
            db, cached: "SELECT identity_hash FROM people WHERE id = ?", arguments: [person])
        let hash = identity?.optionalBytes("identity_hash")
        let before = try Int64.fetchOne(
            db, cached: "SELECT \(column) FROM person_conditions WHERE identity_hash = ?",
            arguments: [blob(hash)])
        guard change.changes(before, to: value) else { return (false, []) }
        try db.execute(
            cached: """
                INSERT INTO person_conditions (identity_hash, \(column)) VALUES (?, ?)
                ON CONFLICT (identity_hash) DO UPDATE SET \(column) = excluded.\(column)
                """, arguments: [blob(hash), value])
        try db.execute(
            cached: """
                DELETE FROM person_conditions
                WHERE held_at IS NULL AND evidence_until IS NULL AND stays_until IS NULL
                """)
        return (true, [change.note("person \(person)")])
    }
}

extension ConditionChange {
    /// The column, a name of this room's own, and what is to stand in it.
    fileprivate func stored(atSeconds: Int64) -> (column: String, value: Int64?) {
        switch self {
        case .hold: ("held_at", atSeconds)
        case .release: ("held_at", nil)
        case .evidence(let until): ("evidence_until", until)
        case .stay(let until): ("stays_until", until)
        }
    }

    /// Who is held already stays held since then.
    fileprivate func changes(_ before: Int64?, to value: Int64?) -> Bool {
        before != value && (self != .hold || before == nil)
    }

    fileprivate func note(_ subject: String) -> AuditNote {
        let (what, details) =
            switch self {
            case .hold: ("health.hold", "")
            case .release: ("health.release", "")
            case .evidence(let until):
                ("health.evidence", "until=\(until.map(String.init) ?? "none")")
            case .stay(let until): ("health.stay", "until=\(until.map(String.init) ?? "none")")
            }
        return AuditNote(what, subject: subject, details: details)
    }
}
