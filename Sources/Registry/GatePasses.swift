// What a bundle needs to know of passes: for the manifest, for the guard's screen, for look-up.
import FoundationEssentials
import GRDB
package import PassFormat

/// A pass as a gate of a site is to know it.
package struct GatePass: Sendable {
    /// 8 bytes.
    package let index: [UInt8]
    package let sequence: UInt16
    /// 16 bytes; zeros for a pass that was lost with a database and is revoked.
    package let digest: [UInt8]
    /// Seconds since 1970.
    package let expiresSeconds: Int64
    /// Nil: active.
    package let revoked: ReasonClass?
    /// Whether the holder is held for health.
    package let isHeld: Bool
    /// Until when the holder's test is good, seconds since 1970; nil: none on record.
    package let evidenceUntilSeconds: Int64?
    /// Until when the holder stays in a closed loop, seconds since 1970; nil: in none.
    package let staysUntilSeconds: Int64?
    /// What is shown and looked up; nil for a pass that was lost with a database, or where it was
    /// not asked for.
    package let details: GatePassDetails?
}

/// What the guard sees of an active pass, what its display record is sealed with, and what a guard
/// may type for it.
///
/// A revoked one is looked up too, so that its number typed is `REVOKED` and not merely unknown.
package struct GatePassDetails: Sendable {
    package let kind: PassKind
    /// 10 bytes; a secret of the holder, empty for a revoked pass.
    package let passID: [UInt8]
    /// A secret of the holder, whose tag is its last 32 bytes; empty for a revoked pass.
    package let token: [UInt8]
    /// 15 digits without separators.
    package let numberDigits: String
    package let organisation: OrganisationNumber
    package let organisationName: String
    /// A person's whole name.
    package let name: String?
    package let employeeNumber: String?
    package let department: String?
    package let plate: String?
    package let drivers: String?
}

/// Whether a walk over passes opens what the guard's screen needs.
package enum GatePassContent: Sendable {
    case manifestOnly, withDetails
}

extension Registry {
    /// How long a revoked pass stays in manifests after its end.
    package static let revokedEntrySeconds: Int64 = 30 * 86_400
    /// How long a pass that was lost with a database stays in manifests as revoked: the longest
    /// life of a pass and `revokedEntrySeconds`.
    static let lostEntrySeconds: Int64 = 120 * 86_400
    /// How long an active pass stays after its end, so that a slow clock still finds it.
    static let expiredEntrySeconds: Int64 = 86_400

    /// Calls `body` for every pass that a gate of the site may admit or has had withdrawn, sorted
    /// by index.
    ///
    /// - Parameters:
    ///   - site: passes in its groups that are not retired, and in roaming groups.
    ///   - seconds: now.
    ///   - content: whether to open pass ids and tokens.
    /// - Throws: `unknown(.site)`, `sealedUnderAnotherKey`; what `body` throws, as it is.
    package func forEachGatePass(
        of site: SiteNumber, at seconds: Int64, _ content: GatePassContent,
        _ body: (GatePass) throws -> Void
    ) throws {
        try walk { db in
            _ = try Self.known(site, in: db)
            return try Row.fetchCursor(
                db, sql: Self.gateSelect, arguments: Self.gateArguments(site, at: seconds))
        } reading: { row in
            try gatePass(row, content)
        } _: { pass in
            try body(pass)
        }
    }

    /// One pass as a gate of the site is to know it, nil where no manifest of the site has it; and
    /// the facts of the site at that moment.
    ///
    /// - Parameter index: 8 bytes; nil for none.
    /// - Throws: `unknown(.site)`, `sealedUnderAnotherKey`.
    package func gatePass(
        _ index: [UInt8]?, of site: SiteNumber, at seconds: Int64
    ) throws(RegistryError) -> (pass: GatePass?, facts: SiteFacts) {
        try read { db in
            let facts = try Self.facts(of: site, in: db)
            guard let index else { return (nil, facts) }
            var arguments = Self.gateArguments(site, at: seconds)
            arguments += ["index": Data(index)]
            let pass = try Row.first(db, cached: Self.onePassSelect, arguments: arguments) {
                try gatePass($0, .withDetails)
            }
            return (pass, facts)
        }
    }

    private static func gateArguments(
        _ site: SiteNumber, at seconds: Int64
    ) -> StatementArguments {
        [
            "site": site.rawValue, "ended": seconds - expiredEntrySeconds,
            "revoked": seconds - revokedEntrySeconds, "lost_for": lostEntrySeconds,
            "lost": seconds - lostEntrySeconds,
        ]
    }

    private func gatePass(_ row: Row, _ content: GatePassContent) throws -> GatePass {
        let isActive = row["status"] as String == "active"
        let reason: Int? = row["reason_class"]
        return GatePass(
            index: row.bytes("pass_index"), sequence: row["sequence"],
            digest: row.optionalBytes("digest") ?? [UInt8](repeating: 0, count: 16),
            expiresSeconds: row["exp"],
            revoked: isActive
                ? nil : reason.flatMap { ReasonClass(rawValue: UInt8(clamping: $0)) } ?? .other,
            isHeld: (row["held_at"] as Int64?) != nil,
            evidenceUntilSeconds: row["evidence_until"], staysUntilSeconds: row["stays_until"],
            details: content == .withDetails ? try details(row) : nil)
    }

    private func details(_ row: Row) throws -> GatePassDetails? {
        guard let pass: Int64 = row["id"] else { return nil }
        var passID: [UInt8] = []
        var token: [UInt8] = []
        if row["status"] as String == "active" {
            passID = try seal.open(row.bytes("pass_id_sealed"), column: .passID, row: pass)
            token = try seal.open(
                row.bytes("token_sealed"), column: .token, row: tokenRow(pass, row["sequence"]))
        }
        return GatePassDetails(
            kind: PassKind(rawValue: row["kind"]) ?? .temporary, passID: passID, token: token,
            numberDigits: row["number"],
            organisation: OrganisationNumber(stored: row["organisation"]),
            organisationName: row["organisation_name"], name: row["name"],
            employeeNumber: row["employee_no"], department: row["department"],
            plate: row["plate"], drivers: row["drivers"])
    }

    private static let gateSelect = "\(ownSelect) UNION ALL \(lostSelect) ORDER BY 1"
    private static let onePassSelect = """
        \(ownSelect) AND p.pass_index = :index
        UNION ALL \(lostSelect) AND pass_index = :index
        """

    private static let ownSelect = """
        SELECT p.pass_index, p.sequence, t.digest, t.exp, t.status, t.reason_class, p.id, p.kind,
            p.number, p.organisation, p.pass_id_sealed, t.token_sealed,
            o.name AS organisation_name, h.name, h.employee_no, h.department, v.plate, v.drivers,
            COALESCE(c.held_at, w.held_at) AS held_at,
            COALESCE(c.evidence_until, w.evidence_until) AS evidence_until, c.stays_until
        FROM passes p
        JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
        JOIN key_groups g ON g.number = t.key_group
        JOIN organisations o ON o.number = p.organisation
        LEFT JOIN people h ON h.id = p.person
        LEFT JOIN vehicles v ON v.id = p.vehicle
        LEFT JOIN person_conditions c ON c.identity_hash = h.identity_hash
        LEFT JOIN vehicle_conditions w ON w.plate = v.plate
        WHERE (g.site = :site OR g.site IS NULL) AND g.state <> 'retired'
            AND ((t.status = 'active' AND t.exp > :ended)
                OR (t.status = 'revoked' AND t.exp > :revoked))
        """

    private static let lostSelect = """
        SELECT pass_index, sequence, NULL, revoked_at + :lost_for, 'revoked', reason_class,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM revocations_of_lost_passes WHERE revoked_at > :lost
        """
}
