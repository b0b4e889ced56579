// How many staff passes a firm may have at a site, and the zones granted to it. What is used is not
// kept but counted, in the transaction that issues: a pass that ends or is revoked frees its place.
// Tests: Tests/RegistryTests/QuotaTests.swift.
import GRDB

/// A firm's quota at a site.
package struct StaffQuota: Sendable, Equatable, Encodable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    /// How many valid staff passes there may be at once.
    package let limit: Int64
    /// How many there are.
    package let used: Int64
    /// Seconds since 1970.
    package let setAt: Int64
}

extension Registry {
    /// The highest quota.
    package static let quotaRange: ClosedRange<Int64> = 0...1_000_000

    /// The quotas of a firm, by site; a site without one has no limit.
    ///
    /// - Parameter seconds: now.
    /// - Throws: `unknown(.organisation)`.
    package func quotas(
        of organisation: OrganisationNumber, at seconds: Int64
    ) throws(RegistryError) -> [StaffQuota] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db, cached: "SELECT * FROM quotas WHERE organisation = ? ORDER BY site",
                arguments: [organisation.rawValue]
            ).map { row in
                let site = SiteNumber(stored: row["site"])
                return StaffQuota(
                    organisation: organisation, site: site, limit: row["staff_passes"],
                    used: try Self.staffPasses(of: organisation, at: site, seconds, in: db),
                    setAt: row["set_at"])
            }
        }
    }

    /// Sets a firm's quota; passes that are beyond a lower one stay, and no other is issued.
    ///
    /// - Throws: `unknown`, `quotaOutOfRange`.
    package func setQuota(
        _ limit: Int64, of organisation: OrganisationNumber, at site: SiteNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            ((), [try Self.storeQuota(limit, of: organisation, at: site, act, in: db)])
        }
    }

    static func storeQuota(
        _ limit: Int64, of organisation: OrganisationNumber, at site: SiteNumber, _ act: Act,
        in db: Database
    ) throws -> AuditNote {
        _ = try known(organisation, in: db)
        _ = try known(site, in: db)
        guard quotaRange.contains(limit) else { throw RegistryError.quotaOutOfRange(limit) }
        try db.execute(
            cached: """
                INSERT INTO quotas (organisation, site, staff_passes, set_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (organisation, site) DO UPDATE SET
                    staff_passes = excluded.staff_passes, set_at = excluded.set_at
                """, arguments: [organisation.rawValue, site.rawValue, limit, act.atSeconds])
        return AuditNote(
            "quota.set", subject: "organisation \(organisation)",
            details: "site=\(site) staff_passes=\(limit)")
    }

    static func quota(
        of organisation: OrganisationNumber, at site: SiteNumber, in db: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            db, cached: "SELECT staff_passes FROM quotas WHERE organisation = ? AND site = ?",
            arguments: [organisation.rawValue, site.rawValue])
    }

    /// How many more staff passes a firm may have; nil: any number.
    static func placesLeft(
        of organisation: OrganisationNumber, at site: SiteNumber, _ seconds: Int64, in db: Database
    ) throws -> (left: Int64, limit: Int64)? {
        guard let limit = try quota(of: organisation, at: site, in: db) else { return nil }
        let used = try staffPasses(of: organisation, at: site, seconds, in: db)
        return (max(0, limit - used), limit)
    }

    private static func staffPasses(
        of organisation: OrganisationNumber, at site: SiteNumber, _ seconds: Int64, in db: Database
    ) throws -> Int64 {
        try Int64.fetchOne(
            db,
            cached: """
                SELECT COUNT(*) FROM passes p
                JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                WHERE p.organisation = ? AND p.site = ? AND p.kind = 1
                    AND t.status = 'active' AND t.exp > ?
                """, arguments: [organisation.rawValue, site.rawValue, seconds]) ?? 0
    }

    /// The zones granted to firms: who has any at a site is let into no other there.
    ///
    /// - Parameter organisation: nil for all.
    package func grantedZones(
        of organisation: OrganisationNumber?
    ) throws(RegistryError) -> [GrantedZone] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT g.organisation, z.site, z.number FROM organisation_zones g
                    JOIN zones z ON z.number = g.zone
                    WHERE g.organisation = COALESCE(?, g.organisation) ORDER BY z.number
                    """, arguments: [organisation?.rawValue]
            ).map(GrantedZone.init)
        }
    }
}

/// A zone that a firm was granted.
package struct GrantedZone: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let zone: ZoneNumber

    init(_ row: Row) {
        organisation = OrganisationNumber(stored: row["organisation"])
        site = SiteNumber(stored: row["site"])
        zone = ZoneNumber(stored: row["number"])
    }

    package init(organisation: OrganisationNumber, site: SiteNumber, zone: ZoneNumber) {
        self.organisation = organisation
        self.site = site
        self.zone = zone
    }
}
