import GRDB
// Who is to have a pass: present, and without a valid one; and what a reissue starts from.
package import Identifiers
package import PassFormat

/// A person or vehicle that a pass can be made for.
package struct PassCandidate: Sendable, Equatable {
    package let holder: PassHolder
    package let kind: PassKind
    package let site: SiteNumber
    /// Employee number or plate; nil for a person without a number.
    package let key: String?
    /// A person's name, nil for a vehicle.
    package let name: String?
    package let zones: [ZoneNumber]
    package let route: RouteNumber?
    /// The holder's own dates, seconds since 1970.
    package let fromSeconds: Int64?
    package let untilSeconds: Int64?

    fileprivate init(person row: Row) {
        holder = .person(RowID(row["id"]))
        kind = .staff
        site = SiteNumber(stored: row["site"])
        key = row["employee_no"]
        name = row["name"]
        zones = (row["zones"] as String).split(separator: ",").compactMap { Int64($0) }
            .map(ZoneNumber.init(stored:))
        route = nil
        fromSeconds = nil
        untilSeconds = row["valid_until"]
    }

    fileprivate init(vehicle row: Row) {
        holder = .vehicle(RowID(row["id"]))
        kind = .vehicle
        site = SiteNumber(stored: row["site"])
        key = row["plate"]
        name = nil
        zones = []
        route = (row["route"] as Int64?).map(RouteNumber.init(stored:))
        fromSeconds = row["valid_from"]
        untilSeconds = row["valid_until"]
    }
}

/// What another issue of a pass starts from.
package struct ReissueBasis: Sendable {
    package let candidate: PassCandidate
    package let organisation: OrganisationNumber
    package let terms: PassTerms
    /// 10 bytes; a secret of the holder.
    package let passID: [UInt8]
    package let nextSequence: UInt16
    /// When the issue in force ends, seconds since 1970.
    package let expiresSeconds: Int64
}

struct OpenPass {
    let row: Int64
    let sequence: UInt16
    let nextSequence: Int
    let fields: Row
}

extension Registry {
    /// Present people or vehicles of a firm without a pass that is active and not expired.
    ///
    /// - Parameters:
    ///   - kind: staff or vehicle; nobody is listed as temporary.
    ///   - seconds: now.
    /// - Returns: staff by employee number, vehicles by plate.
    /// - Throws: `unknown(.organisation)`.
    package func withoutPass(
        _ kind: PassKind, of organisation: OrganisationNumber, at seconds: Int64
    ) throws(RegistryError) -> [PassCandidate] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            switch kind {
            case .staff:
                return try Row.fetchAll(
                    db, sql: Self.lacking("people", "person", order: "employee_no"),
                    arguments: [organisation.rawValue, seconds]
                ).map(PassCandidate.init(person:))
            case .vehicle:
                return try Row.fetchAll(
                    db, sql: Self.lacking("vehicles", "vehicle", order: "plate"),
                    arguments: [organisation.rawValue, seconds]
                ).map(PassCandidate.init(vehicle:))
            case .temporary: return []
            }
        }
    }

    /// How many people or vehicles of a firm are present.
    package func countPresent(
        _ kind: ListKind, of organisation: OrganisationNumber
    ) throws(RegistryError) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM \(kind.table)
                    WHERE organisation = ? AND state = 'present'
                    """, arguments: [organisation.rawValue]) ?? 0
        }
    }

    /// Whether somebody with this employee number, or a vehicle with this plate, is on a firm's
    /// list now.
    package func isPresent(
        _ kind: ListKind, _ key: String, of organisation: OrganisationNumber
    ) throws(RegistryError) -> Bool {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT 1 FROM \(kind.table)
                    WHERE organisation = ? AND \(kind.key) = ? AND state = 'present'
                    """, arguments: [organisation.rawValue, key]) != nil
        }
    }

    /// What a reissue of this pass starts from.
    ///
    /// - Throws: `unknown(.pass)`, `passClosed`, `sealedUnderAnotherKey`.
    package func passForReissue(_ number: PassNumber) throws(RegistryError) -> ReissueBasis {
        try read { db in
            let pass = try Self.openPass(number, in: db)
            guard let next = UInt16(exactly: pass.nextSequence) else {
                throw RegistryError.passClosed(number: number.text)
            }
            let candidate =
                if let person = pass.fields["person"] as Int64? {
                    try Row.fetchOne(
                        db, sql: "SELECT * FROM people WHERE id = ?", arguments: [person]
                    ).map(PassCandidate.init(person:))
                } else {
                    try Row.fetchOne(
                        db, sql: "SELECT * FROM vehicles WHERE id = ?",
                        arguments: [pass.fields["vehicle"] as Int64?]
                    ).map(PassCandidate.init(vehicle:))
                }
            guard let candidate else { throw RegistryError.unknown(.pass, number.text) }
            return ReissueBasis(
                candidate: candidate,
                organisation: OrganisationNumber(stored: pass.fields["organisation"]),
                terms: PassTerms(pass.fields),
                passID: try seal.open(
                    pass.fields.bytes("pass_id_sealed"), column: .passID, row: pass.row),
                nextSequence: next, expiresSeconds: pass.fields["exp"])
        }
    }

    static func openPass(_ number: PassNumber, in db: Database) throws -> OpenPass {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT p.*, t.status, t.exp FROM passes p
                JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                WHERE p.number = ?
                """, arguments: [number.digits])
        guard let row else { throw RegistryError.unknown(.pass, number.text) }
        guard row["status"] as String == "active" else {
            throw RegistryError.passClosed(number: number.text)
        }
        return OpenPass(
            row: row["id"], sequence: row["sequence"], nextSequence: row["next_sequence"],
            fields: row)
    }

    private static func lacking(_ table: String, _ column: String, order: String) -> String {
        """
        SELECT h.* FROM \(table) h
        WHERE h.organisation = ? AND h.state = 'present' AND NOT EXISTS (
            SELECT 1 FROM passes p
            JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
            WHERE p.\(column) = h.id AND t.status = 'active' AND t.exp > ?)
        ORDER BY h.\(order), h.id
        """
    }
}
