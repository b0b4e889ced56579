// What the last bundles of each gate said of its passes, by hash, so that a delta can be made from
// them.
import GRDB

/// A bundle that a delta can be made from.
package struct BundleBase: Sendable, Equatable {
    package let version: Int64
    /// 32 bytes.
    package let hash: [UInt8]
    /// As it was given to `record`.
    package let snapshot: [UInt8]
}

extension Schema {
    /// Kept apart from `bundles`, whose rows stay.
    static let snapshots = """
        CREATE TABLE bundle_snapshots (
            gate BIGINT NOT NULL,
            version BIGINT NOT NULL,
            passes BYTEA NOT NULL,
            PRIMARY KEY (gate, version),
            FOREIGN KEY (gate, version) REFERENCES bundles (gate, version)
        );
        """
}

extension Registry {
    /// How many bundles of a gate a delta can be made from.
    package static let keptSnapshots = 4

    /// The versions that deltas for a gate's present device can be made from, newest first.
    ///
    /// - Throws: `unknown(.gate)`.
    package func bundleBases(of gate: GateNumber) throws(RegistryError) -> [Int64] {
        try read { db in
            _ = try Self.known(gate, in: db)
            return try Int64.fetchAll(
                db, cached: "SELECT b.version \(Self.baseSource) ORDER BY b.version DESC",
                arguments: [gate.rawValue])
        }
    }

    /// One of them; nil where a delta cannot be made from that version.
    package func bundleBase(
        _ version: Int64, of gate: GateNumber
    ) throws(RegistryError) -> BundleBase? {
        try read { db in
            let row = try Row.fetchOne(
                db, cached: "SELECT b.hash, s.passes \(Self.baseSource) AND b.version = ?",
                arguments: [gate.rawValue, version])
            return row.map {
                BundleBase(
                    version: version, hash: $0.bytes("hash"), snapshot: $0.bytes("passes"))
            }
        }
    }

    /// A bundle made for an earlier device never was in force at this one.
    private static let baseSource = """
        FROM bundles b
        JOIN bundle_snapshots s ON s.gate = b.gate AND s.version = b.version
        JOIN devices d ON d.id = b.device AND d.revoked_at IS NULL
        WHERE b.gate = ?
        """

    /// Keeps a snapshot, and of the older ones of the gate only the newest.
    static func keep(
        _ snapshot: [UInt8], of version: Int64, for gate: GateNumber, in db: Database
    ) throws {
        try db.execute(
            cached: "INSERT INTO bundle_snapshots (gate, version, passes) VALUES (?, ?, ?)",
            arguments: [gate.rawValue, version, blob(snapshot)])
        try db.execute(
            cached: """
                DELETE FROM bundle_snapshots WHERE gate = ? AND version NOT IN (
                    SELECT version FROM bundle_snapshots WHERE gate = ?
                    ORDER BY version DESC LIMIT ?)
                """, arguments: [gate.rawValue, gate.rawValue, keptSnapshots])
    }
}
