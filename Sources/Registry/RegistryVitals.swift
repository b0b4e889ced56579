// Figures of the registry that are quickly had, for a service that is asked often.
import GRDB

/// How large the registry is and how old its data are.
package struct RegistryVitals: Sendable, Equatable {
    /// Size of the database without its write-ahead log, in bytes.
    package let registryBytes: Int64
    /// The time of the newest audit row, seconds since 1970; nil without one.
    package let changedAt: Int64?
    /// When the last backup was made, seconds since 1970; nil for never.
    package let backupAt: Int64?
    /// Of each gate whose journal came: its own time in the newest part, seconds since 1970.
    package let journalsAsOf: [GateNumber: Int64]
}

extension Registry {
    /// Reads the figures; no table is walked through but that of the gates' journals' ends.
    ///
    /// - Throws: faults of the file.
    package func vitals() throws(RegistryError) -> RegistryVitals {
        try read { db in
            let pages = try Int64.fetchOne(db, cached: "PRAGMA page_count") ?? 0
            let pageBytes = try Int64.fetchOne(db, cached: "PRAGMA page_size") ?? 0
            let sql = """
                SELECT devices.gate AS gate, MAX(as_of) AS at FROM journals
                JOIN devices ON devices.id = journals.device
                WHERE devices.revoked_at IS NULL GROUP BY devices.gate
                """
            return RegistryVitals(
                registryBytes: pages * pageBytes,
                changedAt: try Int64.fetchOne(
                    db, cached: "SELECT at FROM audit ORDER BY n DESC LIMIT 1"),
                backupAt: try Setting.backupAt.load(from: db),
                journalsAsOf: Dictionary(
                    try Row.fetchAll(db, cached: sql).map { row in
                        (GateNumber(stored: row["gate"]), row["at"])
                    }, uniquingKeysWith: { $1 }))
        }
    }
}
