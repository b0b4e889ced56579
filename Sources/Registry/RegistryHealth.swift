// How the registry's file stands, for `gatepass doctor`. Tests: Tests/RegistryTests.
import GRDB

/// What the file says of itself.
package struct RegistryHealth: Sendable, Equatable {
    /// The newest step of the schema that was applied, such as `1 tables`.
    package let schema: String
    /// SQLite's own words where the file is not sound; nil where it is.
    package let damage: String?
    /// When the last backup was made, seconds since 1970; nil for never.
    package let backupAt: Int64?
    /// The time of the newest audit row, seconds since 1970; nil without one.
    package let newestAuditAt: Int64?
}

/// From when until when a bundle counts; seconds since 1970.
package struct BundleTerm: Sendable, Equatable {
    package let issuedAt: Int64
    package let expires: Int64
}

/// How far a gate is provided for.
package struct GateProvision: Sendable, Equatable {
    package let gate: GateNumber
    package let name: String
    /// Whether a device is enrolled and in use.
    package let hasDevice: Bool
    /// The newest bundle for that device; nil where none was made.
    package let bundle: BundleTerm?
    /// The age from which the gate doubts its data, in seconds.
    package let staleAfterSeconds: Int64
}

extension Registry {
    /// Looks through the file, without its indexes.
    ///
    /// - Throws: faults of the file.
    package func health() throws(RegistryError) -> RegistryHealth {
        try read { db in
            let finding = try String.fetchOne(db, cached: "PRAGMA quick_check(1)")
            return RegistryHealth(
                schema: try Schema.migrator.appliedMigrations(db).last ?? "-",
                damage: finding == "ok" ? nil : finding ?? "no answer",
                backupAt: try Setting.backupAt.load(from: db),
                newestAuditAt: try Int64.fetchOne(
                    db, cached: "SELECT at FROM audit ORDER BY n DESC LIMIT 1"))
        }
    }

    /// Every gate with its device and that device's newest bundle, by number.
    ///
    /// - Throws: faults of the file.
    package func provisions() throws(RegistryError) -> [GateProvision] {
        try read { db in
            let sql = """
                SELECT gates.number AS number, gates.name AS name, stale_after_s, issued_at,
                    expires, devices.id IS NOT NULL AS has_device
                FROM gates JOIN sites ON sites.number = gates.site
                LEFT JOIN devices ON devices.gate = gates.number AND devices.revoked_at IS NULL
                LEFT JOIN bundles ON bundles.gate = gates.number AND bundles.version =
                    (SELECT MAX(version) FROM bundles
                    WHERE gate = gates.number AND device = devices.id)
                ORDER BY gates.number
                """
            return try Row.fetchAll(db, cached: sql).map { row in
                let issued: Int64? = row["issued_at"]
                let expires: Int64? = row["expires"]
                return GateProvision(
                    gate: GateNumber(stored: row["number"]), name: row["name"],
                    hasDevice: row["has_device"],
                    bundle: issued.flatMap { issued in
                        expires.map { BundleTerm(issuedAt: issued, expires: $0) }
                    },
                    staleAfterSeconds: row["stale_after_s"])
            }
        }
    }
}
