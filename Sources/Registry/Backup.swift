// Copies of the registry, and the way back from one without forgetting what was promised since.
import FoundationEssentials
import GRDB

#if canImport(Glibc)
    import Glibc
#endif

/// What a restore did to the registry.
package struct RestoredRegistry: Sendable, Equatable, Encodable {
    /// When the backup was made, seconds since 1970; null where it does not say.
    package let backupAt: Int64?
    package let passes: Int
    /// Passes of the backup that the file beside the key ring knows as revoked.
    package let revocationsApplied: Int
    /// Revoked passes that were issued after the backup: gates refuse them still.
    package let revocationsOfLostPasses: Int
    /// Epochs and groups that the file knows as revoked and the backup did not.
    package let keyRevocationsApplied: Int
    /// Gates' devices that the backup had in use and the file knows as revoked.
    package let deviceRevocationsApplied: Int
    /// From when on revocations may be lost, because that file is missing or was begun after the
    /// backup; null: none are lost.
    package let revocationsMayBeLostSince: Int64?
}

extension Registry {
    /// How far a restore moves each pass's next sequence, past any issue made after the backup.
    static let restoredSequenceStep = 1000
    /// How far it moves pass numbers, for the same reason.
    static let restoredSerialStep: Int64 = 100_000
    /// How far it moves key groups' numbers: a number given twice would give two sites one key.
    static let restoredGroupStep: Int64 = 100
    /// How far it moves bundle versions beyond the clock, which may have been ahead.
    static let restoredVersionStep: Int64 = 1000

    /// Copies the registry while others go on using it; the file appears whole or not at all,
    /// mode 0600.
    ///
    /// - Parameters:
    ///   - destination: replaced where it is there.
    ///   - files: gives out the files that the copy names; what it throws undoes the backup.
    /// - Throws: `cannotOpen`, also where it names the registry itself; `diskFull`.
    package func backup(
        to destination: String, files: BackupFiles, act: Act
    ) throws(RegistryError) {
        guard !isSameFile(destination, path) else {
            throw .cannotOpen(path: destination, detail: "that is the registry itself")
        }
        try change(act) { db in
            try Setting.backupAt.store(act.atSeconds, in: db)
            return ((), [AuditNote("registry.backup", subject: "registry")])
        }
        try Self.finish(destination) { partial throws(RegistryError) in
            try translating(destination) {
                try Self.copy(pool, to: partial)
                try Self.addFiles(to: partial, files)
            }
        }
    }

    /// Makes a registry from a backup.
    ///
    /// Sequences, pass numbers and bundle versions go on beyond what may have been used since; what
    /// the revocations file knows is revoked. The backup itself is not touched.
    ///
    /// - Parameters:
    ///   - backup: a file that `backup` wrote.
    ///   - path: where the registry is to be; nothing is there.
    ///   - seal: keys of the sealed columns.
    ///   - revocations: the file beside the key ring.
    ///   - act: who restores and when.
    /// - Throws: `alreadyThere`, `cannotOpen`, `broken`, `auditBroken`, `sealedUnderAnotherKey`.
    package static func restore(
        _ backup: String, to path: String, seal: RegistrySeal, revocations: RevocationLog, act: Act
    ) throws(RegistryError) -> RestoredRegistry {
        try requireNothing(at: path)
        guard FileManager.default.fileExists(atPath: backup) else {
            throw .cannotOpen(path: backup, detail: "no such file")
        }
        return try finish(path) { partial throws(RegistryError) in
            try translating(backup) {
                var readOnly = Configuration()
                readOnly.readonly = true
                let source = try DatabaseQueue(path: backup, configuration: readOnly)
                try copy(source, to: partial)
                try source.close()
            }
            let registry = try open(path: partial, seal: seal, revocations: revocations)
            try registry.requireWhole(named: backup)
            let report = try registry.moveOn(act)
            try registry.dropFiles()
            try registry.close()
            return report
        }
    }

    /// Refuses to restore where a registry is, or was.
    ///
    /// - Throws: `alreadyThere`.
    package static func requireNothing(at path: String) throws(RegistryError) {
        // A write-ahead log that an earlier registry left would be played into the restored file.
        for there in [path, path + "-wal", path + "-journal"]
        where FileManager.default.fileExists(atPath: there) {
            throw .alreadyThere(path: there)
        }
    }

    /// For connections that write a file before it is in its place.
    private static var durable: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return configuration
    }

    private static func copy(_ source: some DatabaseReader, to path: String) throws {
        let copy = try DatabaseQueue(path: path, configuration: durable)
        try source.backup(to: copy)
        try copy.close()
    }

    /// Makes a database under a name of its own, and puts it in its place when all of it is in the
    /// main file, which alone is renamed; nothing is left where `make` throws.
    private static func finish<Value>(
        _ path: String, _ make: (_ partial: String) throws(RegistryError) -> Value
    ) throws(RegistryError) -> Value {
        let partial = path + ".partial"
        removeDatabase(partial)
        defer { removeDatabase(partial) }
        try makePrivateFile(partial)
        let value = try make(partial)
        try translating(path) { try foldLog(intoDatabase: partial) }
        try replace(path, with: partial)
        return value
    }

    /// Moves what the write-ahead log still holds into the main file, and drops the log.
    ///
    /// Closing the pool does not do so: its last connection to close is one that may only read.
    private static func foldLog(intoDatabase path: String) throws {
        let queue = try DatabaseQueue(path: path, configuration: durable)
        let mode = try queue.writeWithoutTransaction {
            try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE")
        }
        try queue.close()
        guard mode == "delete" else { throw RegistryError.busy(path: path) }
    }

    private func requireWhole(named backup: String) throws(RegistryError) {
        let fault = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        guard fault == "ok" else { throw .broken(path: backup, detail: fault ?? "no answer") }
        if let fault = try verifyAudit(against: nil).fault { throw .auditBroken(fault) }
        try translating(backup) {
            try pool.read { db in
                for (column, name, table) in [
                    (SealedColumn.passID, "pass_id_sealed", "passes"),
                    (.personIdentity, "identity_sealed", "people"),
                ] {
                    let sql = "SELECT id, \(name) FROM \(table) LIMIT 1"
                    guard let row = try Row.fetchOne(db, sql: sql) else { continue }
                    _ = try seal.open(row.bytes(name), column: column, row: row["id"])
                }
            }
        }
    }

    private func moveOn(_ act: Act) throws(RegistryError) -> RestoredRegistry {
        let known = revocations.contents()
        try revocations.begin(atSeconds: act.atSeconds)
        return try change(act) { db in
            try db.execute(
                sql: "UPDATE passes SET next_sequence = MIN(next_sequence + ?, 65536)",
                arguments: [Self.restoredSequenceStep])
            let passes = db.changesCount
            try Self.raiseFloors(
                at: act.atSeconds, beyond: known?.highestGroup ?? 0, in: db)
            let applied = try Self.apply(known?.entries ?? [], in: db)
            let keys = try Self.apply(known?.keys ?? [], act, in: db)
            let devices = try Self.apply(known?.devices ?? [], in: db)
            let backupAt = try Setting.backupAt.load(from: db)
            let isComplete = known.map { $0.reachesBack(to: backupAt) } ?? false
            let report = RestoredRegistry(
                backupAt: backupAt, passes: passes, revocationsApplied: applied.known + keys.passes,
                revocationsOfLostPasses: applied.lost, keyRevocationsApplied: keys.keys,
                deviceRevocationsApplied: devices.count,
                revocationsMayBeLostSince: isComplete ? nil : backupAt ?? 0)
            let note = AuditNote(
                "registry.restore", subject: "registry",
                details: "backup_at=\(backupAt ?? 0) passes=\(passes)"
                    + " revoked=\(report.revocationsApplied) revoked_lost=\(applied.lost)"
                    + " revoked_keys=\(keys.keys) revoked_devices=\(devices.count)"
                    + " revocations_file="
                    + (known == nil ? "missing" : isComplete ? "applied" : "begun-later"))
            return (report, [note] + keys.notes + devices)
        }
    }

    /// - Parameter loggedGroup: the highest group that the revocations file names.
    private static func raiseFloors(
        at seconds: Int64, beyond loggedGroup: Int64, in db: Database
    ) throws {
        let raise = { (floor: Setting, used: Int64?, step: Int64) in
            try floor.store(max(used ?? 0, try floor.load(from: db) ?? 0) + step, in: db)
        }
        let serial = try String.fetchOne(db, sql: "SELECT MAX(number) FROM passes")
            .flatMap { Int64($0.dropFirst(6).prefix(8)) }
        let group = try Int64.fetchOne(db, sql: "SELECT MAX(number) FROM key_groups") ?? 0
        let version = try Int64.fetchOne(db, sql: "SELECT MAX(version) FROM bundles")
        try raise(.serialFloor, serial, restoredSerialStep)
        try raise(.groupFloor, max(group, loggedGroup), restoredGroupStep)
        try raise(.bundleVersionFloor, max(version ?? 0, seconds), restoredVersionStep)
    }

    /// - Returns: how many active passes were revoked, and how many entries are for passes that
    ///   the backup does not hold.
    private static func apply(
        _ entries: [LoggedRevocation], in db: Database
    ) throws -> (known: Int, lost: Int) {
        var result = (known: 0, lost: 0)
        for entry in entries {
            let pass = try Int64.fetchOne(
                db, sql: "SELECT id FROM passes WHERE pass_index = ?",
                arguments: [blob(entry.index)])
            if let pass {
                try db.execute(
                    sql: """
                        UPDATE pass_tokens SET status = 'revoked', reason_class = ?, reason = ?,
                            revoked_at = ?
                        WHERE pass = ? AND sequence <= ? AND status = 'active'
                        """,
                    arguments: [
                        entry.reasonClass.rawValue, entry.reasonClass.name, entry.atSeconds, pass,
                        entry.sequence,
                    ])
                result.known += db.changesCount
            } else {
                try db.execute(
                    sql: """
                        INSERT INTO revocations_of_lost_passes
                            (pass_index, sequence, revoked_at, reason_class)
                        VALUES (?, ?, ?, ?) ON CONFLICT (pass_index) DO UPDATE
                        SET sequence = excluded.sequence, revoked_at = excluded.revoked_at,
                            reason_class = excluded.reason_class
                        WHERE excluded.sequence > revocations_of_lost_passes.sequence
                        """,
                    arguments: [
                        blob(entry.index), entry.sequence, entry.atSeconds,
                        entry.reasonClass.rawValue,
                    ])
                result.lost += db.changesCount
            }
        }
        return result
    }
}

private func makePrivateFile(_ path: String) throws(RegistryError) {
    guard
        FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw .cannotOpen(path: path, detail: "the file cannot be made") }
}

private func removeDatabase(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
    }
}

private func isSameFile(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard unsafe stat(left, &first) == 0, unsafe stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Puts a finished file in its place, and waits until file and folder are on stable storage.
private func replace(_ path: String, with partial: String) throws(RegistryError) {
    for (step, run) in [
        ("sync", { synchronise(partial) }), ("rename", { unsafe rename(partial, path) == 0 }),
        ("sync the folder", { synchroniseFolder(of: path) }),
    ] as [(String, () -> Bool)] where !run() {
        throw .cannotOpen(path: path, detail: "cannot \(step)")
    }
}

/// Waits until the names in a file's folder are on stable storage.
func synchroniseFolder(of path: String) -> Bool {
    synchronise(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
}

private func synchronise(_ path: String) -> Bool {
    let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { _ = Glibc.close(file) }
    return fsync(file) == 0
}
