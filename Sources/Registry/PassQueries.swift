import GRDB
// Passes as the office sees them: lists, one with its history, and the tokens for an export.
package import Identifiers
package import PassFormat

/// How an issue of a pass stands at a moment.
package enum PassState: String, Sendable, Encodable, CaseIterable {
    case valid, expired, superseded, revoked
}

/// Which passes are wanted; nil means any.
package struct PassFilter: Sendable, Equatable {
    package var organisation: OrganisationNumber?
    package var kind: PassKind?
    package var state: PassState?
    package var number: PassNumber?
    package var employeeNumber: String?
    package var plate: String?
    package var batch: Int64?

    package init() {}
}

/// One issue of a pass, without anything secret.
package struct PassSummary: Sendable, Equatable, Encodable {
    /// In groups, as people read it.
    package let number: String
    package let kind: String
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    /// Employee number or plate; null for a person without a number.
    package let key: String?
    /// A person's name, or a vehicle's drivers.
    package let name: String?
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

/// A valid pass with its token, for rendering.
package struct ExportedPass: Sendable {
    package let kind: PassKind
    /// Employee number, else the pass number; or the plate.
    package let key: String
    /// In groups.
    package let number: String
    /// A secret of the holder.
    package let token: [UInt8]
    package let site: SiteNumber
    /// A person's name, or a vehicle's drivers.
    package let name: String?
    /// A person's department, or a vehicle's type.
    package let detail: String?
    package let route: RouteNumber?
    /// Seconds since 1970.
    package let nbf: Int64
    package let exp: Int64
    package let terms: PassTerms
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
            let (condition, arguments) = filter.condition(at: seconds)
            return try Row.fetchCursor(
                db,
                sql: Self.summarySelect + " AND t.sequence = p.sequence WHERE \(condition)"
                    + " ORDER BY p.number", arguments: StatementArguments(arguments))
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
                db, sql: Self.summarySelect + " WHERE p.number = ? ORDER BY t.sequence DESC",
                arguments: [number.digits]
            ).map { PassSummary($0, at: seconds) }
            guard !issues.isEmpty else { throw RegistryError.unknown(.pass, number.text) }
            return issues
        }
    }

    /// Calls `body` for each valid pass of a firm, staff then vehicles, by key; the audit says that
    /// the tokens were read, before the first one is.
    ///
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`; what `body` throws, as
    ///   it is.
    /// - Returns: how many there were.
    package func exportTokens(
        of organisation: OrganisationNumber, kinds: [PassKind], act: Act,
        _ body: (ExportedPass) throws -> Void
    ) throws -> Int {
        try recordExport(of: organisation, kinds: kinds, act: act)
        var count = 0
        for kind in kinds {
            try walk { db in
                try Row.fetchCursor(
                    db, sql: Self.exportSelect,
                    arguments: [organisation.rawValue, kind.rawValue, act.atSeconds])
            } reading: { row in
                try exported(row, kind)
            } _: { pass in
                count += 1
                try body(pass)
            }
        }
        return count
    }

    /// An export that stops half-way, for whatever reason, has let tokens out.
    private func recordExport(
        of organisation: OrganisationNumber, kinds: [PassKind], act: Act
    ) throws {
        let words = kinds.map(\.name).joined(separator: ",")
        try change(act) { db in
            _ = try Self.known(organisation, in: db)
            let count = try kinds.reduce(0) { sum, kind in
                try sum
                    + (Int.fetchOne(
                        db,
                        sql: "SELECT COUNT(*) \(Self.activeIssues)"
                            + " AND p.organisation = ? AND p.kind = ? AND t.exp > ?",
                        arguments: [organisation.rawValue, kind.rawValue, act.atSeconds]) ?? 0)
            }
            let note = AuditNote(
                "pass.export", subject: "organisation \(organisation)",
                details: "kinds=\(words) passes=\(count)")
            return ((), [note])
        }
    }

    private func exported(_ row: Row, _ kind: PassKind) throws -> ExportedPass {
        let number = groupedNumber(row["number"])
        return ExportedPass(
            kind: kind, key: row["holder_key"] ?? number, number: number,
            token: try seal.open(
                row.bytes("token_sealed"), column: .token,
                row: tokenRow(row["id"], row["sequence"])),
            site: SiteNumber(stored: row["site"]), name: row["holder_name"],
            detail: row["detail"],
            route: (row["route"] as Int64?).map(RouteNumber.init(stored:)), nbf: row["nbf"],
            exp: row["exp"], terms: PassTerms(row))
    }

    private static let exportSelect = """
        SELECT p.id, p.number, p.sequence, p.site, t.token_sealed, t.nbf, t.exp,
            p.gates, p.direction, p.start_minute, p.end_minute, p.max_entries, p.copies,
            COALESCE(h.employee_no, v.plate) AS holder_key,
            COALESCE(h.name, v.drivers) AS holder_name,
            COALESCE(h.department, v.type) AS detail, v.route
        FROM passes p
        JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
        LEFT JOIN people h ON h.id = p.person
        LEFT JOIN vehicles v ON v.id = p.vehicle
        WHERE p.organisation = ? AND p.kind = ? AND t.status = 'active' AND t.exp > ?
        ORDER BY COALESCE(h.employee_no, v.plate, p.number), p.number
        """

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

extension PassFilter {
    fileprivate func condition(at seconds: Int64) -> (String, [DatabaseValue]) {
        var parts = ["TRUE"]
        var values: [DatabaseValue] = []
        let add = { (part: String, value: DatabaseValue?) in
            guard let value else { return }
            parts.append(part)
            values.append(value)
        }
        add("p.organisation = ?", organisation?.rawValue.databaseValue)
        add("p.kind = ?", kind.map { Int64($0.rawValue).databaseValue })
        add("p.number = ?", number?.digits.databaseValue)
        add("h.employee_no = ?", employeeNumber?.databaseValue)
        add("v.plate = ?", plate?.databaseValue)
        add("p.batch = ?", batch?.databaseValue)
        switch state {
        case nil: break
        case .valid: add("t.status = 'active' AND t.exp > ?", seconds.databaseValue)
        case .expired: add("t.status = 'active' AND t.exp <= ?", seconds.databaseValue)
        case .superseded: parts.append("t.status = 'superseded'")
        case .revoked: parts.append("t.status = 'revoked'")
        }
        return (parts.joined(separator: " AND "), values)
    }
}
