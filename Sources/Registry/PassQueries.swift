// Passes as the office sees them: lists, and one with its history.
import GRDB
package import Identifiers
import PassFormat

/// How an issue of a pass stands at a moment.
package enum PassState: String, Sendable, Encodable, CaseIterable {
    case valid, expired, superseded, revoked
}

/// One issue of a pass, without anything secret.
package struct PassSummary: Sendable, Equatable, Encodable {
    /// In groups, as people read it.
    package let number: String
    package let kind: String
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    /// Employee number or plate; null for a person without a number.
    package private(set) var key: String?
    /// A person's name, or a vehicle's drivers.
    package private(set) var name: String?
    package let sequence: Int
    package let state: PassState
    package let nbf: Int64
    package let exp: Int64
    package let issuedAt: Int64
    /// Hexadecimal.
    package let index: String
    /// Hexadecimal.
    package let digest: String
    package let epoch: Int
    package let group: Int
    package let batch: Int64?
    package let reason: String?
    package let revokedAt: Int64?
    /// Empty: every gate.
    package let gates: [GateNumber]
    /// `in` or `out`; null for both.
    package let direction: String?
    /// Minutes of the site's day, null with `endMinute`: all day.
    package let startMinute: Int?
    package let endMinute: Int?
    /// Null: no limit.
    package let maxEntries: Int?
    /// Whether a printed copy does not count.
    package let liveRequired: Bool

    fileprivate init(_ row: Row, at seconds: Int64) {
        number = groupedNumber(row["number"])
        kind = PassKind(rawValue: row["kind"])?.name ?? "unknown"
        organisation = OrganisationNumber(stored: row["organisation"])
        site = SiteNumber(stored: row["site"])
        key = row["holder_key"]
        name = row["holder_name"]
        sequence = row["sequence"]
        nbf = row["nbf"]
        exp = row["exp"]
        issuedAt = row["issued_at"]
        index = hexadecimal(row.bytes("pass_index"))
        digest = hexadecimal(row.bytes("digest"))
        epoch = row["epoch"]
        group = row["key_group"]
        batch = row["batch"]
        reason = row["reason"]
        revokedAt = row["revoked_at"]
        let terms = PassTerms(row)
        gates = terms.gates
        direction = terms.direction?.name
        startMinute = terms.hours.map { Int($0.startMinute) }
        endMinute = terms.hours.map { Int($0.endMinute) }
        maxEntries = terms.maximumEntries.map(Int.init)
        liveRequired = terms.copies == .liveRequired
        state =
            switch row["status"] as String {
            case "active": exp > seconds ? .valid : .expired
            case "superseded": .superseded
            default: .revoked
            }
    }
}

extension PassSummary {
    private enum CodingKeys: String, CodingKey {
        case number, kind, organisation, site, key, name, sequence, state, nbf, exp, issuedAt, index
        case digest, epoch, group, batch, reason, revokedAt, gates, direction, startMinute
        case endMinute, maxEntries, liveRequired
    }

    /// Every key, also where its value is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(kind, forKey: .kind)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(site, forKey: .site)
        try container.encode(key, forKey: .key)
        try container.encode(name, forKey: .name)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(state, forKey: .state)
        try container.encode(nbf, forKey: .nbf)
        try container.encode(exp, forKey: .exp)
        try container.encode(issuedAt, forKey: .issuedAt)
        try container.encode(index, forKey: .index)
        try container.encode(digest, forKey: .digest)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(group, forKey: .group)
        try container.encode(batch, forKey: .batch)
        try container.encode(reason, forKey: .reason)
        try container.encode(revokedAt, forKey: .revokedAt)
        try container.encode(gates, forKey: .gates)
        try container.encode(direction, forKey: .direction)
        try container.encode(startMinute, forKey: .startMinute)
        try container.encode(endMinute, forKey: .endMinute)
        try container.encode(maxEntries, forKey: .maxEntries)
        try container.encode(liveRequired, forKey: .liveRequired)
    }
}

extension PassSummary {
    /// For another vehicle than the pass is for since.
    fileprivate mutating func set(plate: String, drivers: String?) {
        key = plate
        name = drivers
    }
}

func groupedNumber(_ digits: String) -> String {
    (try? PassNumber(parsing: digits))?.text ?? digits
}

extension Registry {
    /// Calls `body` for the newest issue of each pass that fits, by number.
    ///
    /// - Parameters:
    ///   - filter: what is wanted.
    ///   - seconds: now, which decides what has expired.
    /// - Throws: faults of the file; what `body` throws, as it is.
    package func forEachPass(
        _ filter: PassFilter, at seconds: Int64, _ body: (PassSummary) throws -> Void
    ) throws {
        try walk { db in
            let condition = filter.condition(at: seconds)
            return try Row.fetchCursor(
                db,
                sql: Self.summarySelect + " AND t.sequence = p.sequence WHERE \(condition.sql)"
                    + " ORDER BY p.number" + (filter.limit.map { " LIMIT \($0)" } ?? ""),
                arguments: StatementArguments(condition.values))
        } reading: { row in
            PassSummary(row, at: seconds)
        } _: { pass in
            try body(pass)
        }
    }

    /// Every issue of one pass, newest first.
    ///
    /// - Throws: `unknown(.pass)`.
    package func history(
        of number: PassNumber, at seconds: Int64
    ) throws(RegistryError) -> [PassSummary] {
        try read { db in
            let issues = try Row.fetchAll(
                db, cached: Self.summarySelect + " WHERE p.number = ? ORDER BY t.sequence DESC",
                arguments: [number.digits]
            ).map { row in
                var issue = PassSummary(row, at: seconds)
                guard let plate = try plate(onSuperseded: row), plate != issue.key else {
                    return issue
                }
                // It left the list with the drivers that it had.
                let drivers = try String.fetchOne(
                    db, cached: "SELECT drivers FROM vehicles WHERE organisation = ? AND plate = ?",
                    arguments: [issue.organisation.rawValue, plate])
                issue.set(plate: plate, drivers: drivers)
                return issue
            }
            guard !issues.isEmpty else { throw RegistryError.unknown(.pass, number.text) }
            return issues
        }
    }

    /// The plate that a vehicle's superseded issue says itself: the pass may be for another since.
    ///
    /// - Returns: nil for other issues.
    private func plate(onSuperseded issue: Row) throws -> String? {
        guard issue["kind"] as UInt8 == PassKind.vehicle.rawValue,
            issue["status"] as String == "superseded"
        else { return nil }
        let token = try seal.open(
            issue.bytes("token_sealed"), column: .token,
            row: tokenRow(issue["pass"], issue["sequence"]))
        guard let bytes = TokenBytes(token.span), let decoded = try? DecodedToken(token: bytes),
            let claims = try? bytes.withSpan(decoded.payload, { try Claims(decoding: $0) })
        else { return nil }
        return claims.label?.text
    }

    private static let summarySelect = """
        SELECT p.number, p.kind, p.organisation, p.site, p.pass_index, p.batch, t.*,
            p.gates, p.direction, p.start_minute, p.end_minute, p.max_entries, p.copies,
            COALESCE(h.employee_no, v.plate) AS holder_key,
            COALESCE(h.name, v.drivers) AS holder_name
        FROM passes p
        LEFT JOIN people h ON h.id = p.person
        LEFT JOIN vehicles v ON v.id = p.vehicle
        JOIN pass_tokens t ON t.pass = p.id
        """
}
