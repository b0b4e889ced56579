// The tokens of valid passes with what is printed beside them, for an export.
import GRDB
package import PassFormat

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

extension Registry {
    /// Calls `body` for each valid pass of a firm, staff then vehicles, by key; the audit says that
    /// the tokens were read, before the first one is.
    ///
    /// - Parameter body: takes a pass, and how many the audit says there are.
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`; what `body` throws, as
    ///   it is.
    /// - Returns: how many there were.
    package func exportTokens(
        of organisation: OrganisationNumber, kinds: [PassKind], act: Act,
        _ body: (ExportedPass, _ total: Int) throws -> Void
    ) throws -> Int {
        let total = try recordExport(of: organisation, kinds: kinds, act: act)
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
                try body(pass, total)
            }
        }
        return count
    }

    /// An export that stops half-way, for whatever reason, has let tokens out.
    ///
    /// - Returns: how many passes there are to export.
    private func recordExport(
        of organisation: OrganisationNumber, kinds: [PassKind], act: Act
    ) throws -> Int {
        let words = kinds.map(\.name).joined(separator: ",")
        return try change(act) { db in
            _ = try Self.known(organisation, in: db)
            let count = try kinds.reduce(0) { sum, kind in
                try sum
                    + (Int.fetchOne(
                        db,
                        cached: "SELECT COUNT(*) \(Self.activeIssues)"
                            + " AND p.organisation = ? AND p.kind = ? AND t.exp > ?",
                        arguments: [organisation.rawValue, kind.rawValue, act.atSeconds]) ?? 0)
            }
            let note = AuditNote(
                "pass.export", subject: "organisation \(organisation)",
                details: "kinds=\(words) passes=\(count)")
            return (count, [note])
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
}
