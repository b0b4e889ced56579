// The office's database: one SQLite file, opened here and nowhere else. Every change goes through
// `change`, which writes the audit row in the same transaction.
import FoundationEssentials
import GRDB
import PassCrypto

/// An open registry; the pool behind it serialises writers and lets readers run beside them.
package struct Registry: Sendable {
    /// The database file's name inside the data folder.
    package static let fileName = "registry.sqlite"
    static let busyTimeoutSeconds = 10.0

    let pool: DatabasePool
    let commits = GroupCommit()
    package let seal: RegistrySeal
    let revocations: RevocationLog
    /// The database file.
    package let path: String

    /// Opens a registry that is there, and brings its schema up to this program's.
    ///
    /// - Parameters:
    ///   - path: the database file.
    ///   - seal: keys of the sealed columns.
    ///   - revocations: the file beside the key ring.
    /// - Throws: `noRegistry`, `newerSchema`, `broken`, `cannotOpen`.
    package static func open(
        path: String, seal: RegistrySeal, revocations: RevocationLog
    ) throws(RegistryError) -> Registry {
        guard FileManager.default.fileExists(atPath: path) else { throw .noRegistry(path: path) }
        // SQLite takes an empty file for a new database, and all that was in it would be forgotten.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.size] as? Int == 0 { throw .broken(path: path, detail: "0 bytes") }
        return try Registry(path: path, seal: seal, revocations: revocations)
    }

    /// Makes an empty registry, file mode 0600.
    ///
    /// - Parameters:
    ///   - path: where; its folder is there, the file is not.
    ///   - seal: keys of the sealed columns.
    ///   - revocations: the file beside the key ring.
    ///   - areaCode: the six digits that open every pass number here.
    ///   - act: who makes it and when.
    /// - Throws: `alreadyThere`, `cannotOpen`, `diskFull`, `revocationLog`.
    package static func create(
        path: String, seal: RegistrySeal, revocations: RevocationLog, areaCode: UInt32, act: Act
    ) throws(RegistryError) -> Registry {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .alreadyThere(path: path)
        }
        try revocations.begin(atSeconds: act.atSeconds)
        guard
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw .cannotOpen(path: path, detail: "the file cannot be made") }
        let registry = try Registry(path: path, seal: seal, revocations: revocations)
        try registry.change(act) { db in
            try Setting.areaCode.store(Int64(areaCode), in: db)
            try Self.insert(epoch: 1, at: act.atSeconds, in: db)
            return ((), [AuditNote("registry.create", subject: "registry")])
        }
        return registry
    }

    private init(
        path: String, seal: RegistrySeal, revocations: RevocationLog
    ) throws(RegistryError) {
        self.path = path
        self.revocations = revocations
        self.seal = seal
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
        configuration.foreignKeysEnabled = true
        configuration.label = "registry"
        // A transaction stays open between the changes that share it, see GroupCommit.swift.
        configuration.allowsUnsafeTransactions = true
        pool = try translating(path) {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // The pool lowers it to NORMAL, under which a commit may be lost.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let migrator = Schema.migrator
            guard try pool.read({ try !migrator.hasBeenSuperseded($0) }) else {
                throw RegistryError.newerSchema(path: path)
            }
            try migrator.migrate(pool)
            return pool
        }
    }

    /// Closes the file; the value must not be used afterwards.
    package func close() throws(RegistryError) {
        try translating(path) { try pool.close() }
    }

    /// Runs a change and writes its audit rows in one transaction.
    ///
    /// A body that returns no note has changed nothing.
    func change<Value>(
        _ act: Act, sharing: CommitSharing = .shared,
        _ body: (Database) throws -> (Value, [AuditNote])
    ) throws(RegistryError) -> Value {
        try translating(path) {
            try commits.write(to: pool, sharing) { db in
                let (value, notes) = try body(db)
                guard !notes.isEmpty else { return value }
                var head = try remembering(AuditHeadKey()) { try AuditChain.head(db) }
                for note in notes {
                    head = try AuditChain.append(note, after: head, act: act, to: db)
                }
                commits.memory?.keep(head, for: AuditHeadKey())
                return value
            }
        }
    }

    private struct AuditHeadKey: Hashable {}

    /// The same for a body that calls a caller's closure, which may read the registry: what that
    /// throws it also puts into `stopped`, and it is handed on as it is, not as a fault of this
    /// file.
    func change<Value>(
        _ act: Act,
        _ body: (Database, _ stopped: inout (any Error)?) throws -> (Value, [AuditNote])
    ) throws -> Value {
        var stopped: (any Error)?
        do {
            return try change(act, sharing: .alone) { try body($0, &stopped) }
        } catch { throw stopped ?? error }
    }

    /// Writes what is no affair of the office's and leaves no audit row: work that waits, answers
    /// kept for a while, when something was last used or tried.
    ///
    /// Like every change by way of `commits`: the writer may have a transaction open that others
    /// share.
    func keep<Value>(_ body: (Database) throws -> Value) throws(RegistryError) -> Value {
        try translating(path) { try commits.write(to: pool, .shared, body) }
    }
}

/// Numbers that concern the registry as a whole.
enum Setting: String {
    case areaCode = "area_code"
    case serialFloor = "serial_floor"
    case bundleVersionFloor = "bundle_version_floor"
    case groupFloor = "group_floor"
    case backupAt = "backup_at"
    /// When it was last tried whether a row can be written.
    case triedAt = "tried_at"

    func store(_ value: Int64, in db: Database) throws {
        try db.execute(
            cached: """
                INSERT INTO settings (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """, arguments: [rawValue, value])
    }

    func load(from db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, cached: "SELECT value FROM settings WHERE name = ?", arguments: [rawValue])
    }
}

/// Turns what GRDB and libcrypto throw into the registry's own errors.
func translating<Value>(_ path: String, _ body: () throws -> Value) throws(RegistryError) -> Value {
    do {
        return try body()
    } catch let error as RegistryError {
        throw error
    } catch let error as CryptoError {
        throw RegistryError(error, path: path)
    } catch let error as DatabaseError {
        throw RegistryError(error, path: path)
    } catch {
        throw .cannotOpen(path: path, detail: "\(error)")
    }
}

extension RegistryError {
    fileprivate init(_ error: CryptoError, path: String) {
        switch error {
        case .notAuthentic(let what), .wrongLength(let what, _, _):
            self = .sealedUnderAnotherKey(what)
        case .weakPeerKey, .library, .noRandomness, .costRefused:
            self = .cannotOpen(path: path, detail: error.description)
        }
    }

    fileprivate init(_ error: DatabaseError, path: String) {
        let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            self = .cannotOpen(path: path, detail: detail)
        case .SQLITE_IOERR:
            self = .cannotOpen(path: path, detail: "\(detail) (disk full, over a quota or failing)")
        default: self = .broken(path: path, detail: detail)
        }
    }
}

/// How the writer's connection keeps its promises, as SQLite reports it.
package struct DurabilitySettings: Sendable, Equatable {
    /// `wal`.
    package let journal: String
    /// 2: FULL.
    package let synchronous: Int
    /// 1: on.
    package let foreignKeys: Int

    package init(journal: String, synchronous: Int, foreignKeys: Int) {
        self.journal = journal
        self.synchronous = synchronous
        self.foreignKeys = foreignKeys
    }
}

extension Registry {
    /// Asks SQLite for the settings that commits depend on.
    package func durability() throws(RegistryError) -> DurabilitySettings {
        try translating(path) {
            try pool.writeWithoutTransaction { db in
                DurabilitySettings(
                    journal: try String.fetchOne(db, cached: "PRAGMA journal_mode") ?? "",
                    synchronous: try Int.fetchOne(db, cached: "PRAGMA synchronous") ?? -1,
                    foreignKeys: try Int.fetchOne(db, cached: "PRAGMA foreign_keys") ?? -1)
            }
        }
    }

    /// Writes a row for good and reads it again.
    ///
    /// - Throws: `diskFull`, `busy`, `broken`, `cannotOpen`: what stands in the way.
    package func tryWriting(at seconds: Int64) throws(RegistryError) {
        try keep { try Setting.triedAt.store(seconds, in: $0) }
        guard try read({ try Setting.triedAt.load(from: $0) }) != nil else {
            throw .broken(path: path, detail: "a row that was written is not there")
        }
    }
}
