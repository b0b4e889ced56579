// Gates' devices, and the versions of the bundles that were made for them.
import GRDB

/// A device's public keys, as its signed request named them; 32 bytes each.
package struct DeviceKeys: Sendable, Equatable {
    package let ed25519: [UInt8]
    package let x25519: [UInt8]
    /// J, the one-time key that the journal's first key comes from.
    package let journal: [UInt8]

    package init(ed25519: [UInt8], x25519: [UInt8], journal: [UInt8]) {
        self.ed25519 = ed25519
        self.x25519 = x25519
        self.journal = journal
    }
}

/// The device of a gate.
package struct Device: Numbered, Equatable {
    package static let numbers: ClosedRange<Int64> = 1...Int64.max
    package static let subject = RegistrySubject.device

    package let id: Int64
    package let gate: GateNumber
    package let keys: DeviceKeys
    /// 24 Base32 characters in fours.
    package let fingerprint: String
    /// SHA-256 of the request, 32 bytes.
    package let requestHash: [UInt8]
    /// Seconds since 1970.
    package let enrolledAt: Int64
    package let revokedAt: Int64?

    fileprivate init(_ row: Row) {
        id = row["id"]
        gate = GateNumber(stored: row["gate"])
        keys = DeviceKeys(
            ed25519: row.bytes("ed25519"), x25519: row.bytes("x25519"),
            journal: row.bytes("journal_key"))
        fingerprint = row["fingerprint"]
        requestHash = row.bytes("request_hash")
        enrolledAt = row["enrolled_at"]
        revokedAt = row["revoked_at"]
    }
}

/// A version of a gate's bundle.
package struct BundleRecord: Sendable, Equatable {
    package let version: Int64
    /// 32 bytes.
    package let hash: [UInt8]
    /// 32 bytes; zeros for a gate's first.
    package let previousHash: [UInt8]
    /// Seconds since 1970.
    package let issuedSeconds: Int64
    /// Seconds since 1970.
    package let expiresSeconds: Int64
    /// What the bundle said of each pass, in the form of whoever makes deltas.
    package let snapshot: [UInt8]
    /// The facts of the gate's site that it was made of; see `Registry.facts(of:)`.
    package var facts: Int64 = 0

    package init(
        version: Int64, hash: [UInt8], previousHash: [UInt8], issuedSeconds: Int64,
        expiresSeconds: Int64, snapshot: [UInt8]
    ) {
        self.version = version
        self.hash = hash
        self.previousHash = previousHash
        self.issuedSeconds = issuedSeconds
        self.expiresSeconds = expiresSeconds
        self.snapshot = snapshot
    }
}

extension Registry {
    /// Enrols a device for a gate that has none.
    ///
    /// The same request again changes nothing, so that an answer that was lost can be had again. A
    /// device that was withdrawn and comes back to its gate is the same device, with its journal.
    ///
    /// - Throws: `unknown(.gate)`, `gateHasDevice`.
    package func enrol(
        _ keys: DeviceKeys, at gate: GateNumber, fingerprint: String, requestHash: [UInt8],
        act: Act
    ) throws(RegistryError) -> Device {
        try change(act) { db in
            _ = try Self.known(gate, in: db)
            if let present = try Self.deviceRow(of: gate, in: db).map(Device.init) {
                guard present.requestHash == requestHash else {
                    throw RegistryError.gateHasDevice(gate: gate.rawValue)
                }
                return (present, [])
            }
            let known = try Int64.fetchOne(
                db,
                sql: """
                    SELECT MAX(id) FROM devices
                    WHERE gate = ? AND ed25519 = ? AND x25519 = ? AND journal_key = ?
                    """,
                arguments: [
                    gate.rawValue, blob(keys.ed25519), blob(keys.x25519), blob(keys.journal),
                ])
            let newest = try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM devices") ?? 0
            let id = known ?? newest + 1
            try db.execute(
                sql: """
                    INSERT INTO devices (id, gate, ed25519, x25519, journal_key, fingerprint,
                        request_hash, enrolled_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET request_hash = excluded.request_hash,
                        enrolled_at = excluded.enrolled_at, revoked_at = NULL
                    """,
                arguments: [
                    id, gate.rawValue, blob(keys.ed25519), blob(keys.x25519), blob(keys.journal),
                    fingerprint, blob(requestHash), act.atSeconds,
                ])
            // What was made for it before it was withdrawn is no base for deltas.
            try db.execute(
                sql: "DELETE FROM bundle_snapshots WHERE gate = ?", arguments: [gate.rawValue])
            guard let row = try Self.deviceRow(of: gate, in: db) else {
                throw RegistryError.unknown(.device, gate.description)
            }
            let note = AuditNote(
                "device.enrol", subject: "gate \(gate)", details: "fingerprint=\(fingerprint)")
            return (Device(row), [note])
        }
    }

    /// Takes a gate's device out of use; bundles are no longer made for it.
    ///
    /// - Throws: `unknown(.device)`, `revocationLog`.
    package func revokeDevice(of gate: GateNumber, act: Act) throws(RegistryError) {
        try change(act) { db in
            guard let row = try Self.deviceRow(of: gate, in: db) else {
                throw RegistryError.unknown(.device, gate.description)
            }
            let device = Device(row)
            try db.execute(
                sql: "UPDATE devices SET revoked_at = ? WHERE id = ?",
                arguments: [act.atSeconds, device.id])
            try revocations.append(
                LoggedDeviceRevocation(
                    gate: gate, fingerprint: device.fingerprint, atSeconds: act.atSeconds))
            return ((), [Self.revocationNote(gate, device.fingerprint)])
        }
    }

    /// Takes devices out of use again after a restore, unless they were enrolled since.
    ///
    /// - Returns: a note for each that was in use.
    static func apply(
        _ known: [LoggedDeviceRevocation], in db: Database
    ) throws -> [AuditNote] {
        try known.compactMap { revocation in
            let (gate, fingerprint) = (revocation.gate, revocation.fingerprint)
            try db.execute(
                sql: """
                    UPDATE devices SET revoked_at = ? WHERE gate = ? AND fingerprint = ?
                        AND revoked_at IS NULL AND enrolled_at <= ?
                    """,
                arguments: [
                    revocation.atSeconds, gate.rawValue, fingerprint, revocation.atSeconds,
                ])
            return db.changesCount > 0 ? revocationNote(gate, fingerprint) : nil
        }
    }

    private static func revocationNote(_ gate: GateNumber, _ fingerprint: String) -> AuditNote {
        AuditNote(
            "device.revoke", subject: "gate \(gate)", details: "fingerprint=\(fingerprint)")
    }

    /// The device in use at a gate.
    ///
    /// - Throws: `unknown(.gate)`, `unknown(.device)`.
    package func device(of gate: GateNumber) throws(RegistryError) -> Device {
        try read { db in
            _ = try Self.known(gate, in: db)
            guard let row = try Self.deviceRow(of: gate, in: db) else {
                throw RegistryError.unknown(.device, gate.description)
            }
            return Device(row)
        }
    }

    /// The device in use with a fingerprint; nil where there is none.
    package func device(fingerprint: String) throws(RegistryError) -> Device? {
        try read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM devices WHERE fingerprint = ? AND revoked_at IS NULL",
                arguments: [fingerprint]
            ).map(Device.init)
        }
    }

    /// All devices, those out of use too, by gate.
    package func devices() throws(RegistryError) -> [Device] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM devices ORDER BY gate, id").map(Device.init)
        }
    }

    /// The number of a gate's next bundle: the greater of now and the last one plus one, and above
    /// what a restored registry may have forgotten.
    ///
    /// - Returns: the version, and number and hash of the one before (0 and none for the first).
    package func nextBundle(
        for gate: GateNumber, at seconds: Int64
    ) throws(RegistryError) -> (version: Int64, previous: (version: Int64, hash: [UInt8])) {
        try read { db in
            let last = try Row.fetchOne(
                db, sql: "SELECT * FROM bundles WHERE gate = ? ORDER BY version DESC LIMIT 1",
                arguments: [gate.rawValue])
            let floor = try Setting.bundleVersionFloor.load(from: db) ?? 0
            let version = max(seconds, (last?["version"] ?? 0) + 1, floor + 1)
            return (version, (last?["version"] ?? 0, last?.bytes("hash") ?? []))
        }
    }

    /// Records a bundle before it leaves the house.
    ///
    /// - Throws: `unknown(.device)`; `busy` where another program recorded one meanwhile, which
    ///   this one may not know of.
    package func record(
        _ bundle: BundleRecord, for gate: GateNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            guard let row = try Self.deviceRow(of: gate, in: db) else {
                throw RegistryError.unknown(.device, gate.description)
            }
            let last = try Int64.fetchOne(
                db, sql: "SELECT MAX(version) FROM bundles WHERE gate = ?",
                arguments: [gate.rawValue])
            guard bundle.version > last ?? 0 else { throw RegistryError.busy(path: path) }
            try db.execute(
                sql: """
                    INSERT INTO bundles
                        (gate, version, device, hash, previous_hash, issued_at, expires, facts)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    gate.rawValue, bundle.version, row["id"] as Int64, blob(bundle.hash),
                    blob(bundle.previousHash), bundle.issuedSeconds, bundle.expiresSeconds,
                    bundle.facts,
                ])
            try Self.keep(bundle.snapshot, of: bundle.version, for: gate, in: db)
            let note = AuditNote(
                "bundle.make", subject: "gate \(gate)",
                details: "version=\(bundle.version) expires=\(bundle.expiresSeconds)")
            return ((), [note])
        }
    }

    private static func deviceRow(of gate: GateNumber, in db: Database) throws -> Row? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM devices WHERE gate = ? AND revoked_at IS NULL",
            arguments: [gate.rawValue])
    }
}
