// Files in a backup: papers of applications and uploaded lists, sealed as they lie beside the
// database, in a table that only a backup has. This room is given their bytes and gives them back.
// Tests: Tests/IssuanceTests/FileBackupTests.swift.
import GRDB

/// A file beside the database, as it lies there.
package struct StoredFile: Sendable, Equatable {
    /// The folder's name and the file's, such as `uploads/0a1b.list`.
    package let name: String
    /// Sealed.
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a registry names of the files beside it.
package struct NamedFiles: Sendable {
    /// SHA-256 of each paper, in hexadecimal, which names its file.
    package let papers: [String]
    /// Uploaded lists whose files were not removed in due course.
    package let lists: [ListJob]

    fileprivate init(in db: Database) throws {
        papers = try String.fetchAll(
            db, sql: "SELECT DISTINCT sha256 FROM attachments ORDER BY sha256")
        lists = try ListJob.withFiles(in: db)
    }
}

extension Registry {
    /// The table that a backup has beside those of a registry.
    private static let table = "stored_files"

    /// What the registry names of the files beside it.
    package func namedFiles() throws(RegistryError) -> NamedFiles {
        try read { try NamedFiles(in: $0) }
    }

    /// Adds files to a copy of the registry.
    ///
    /// - Parameters:
    ///   - path: the copy.
    ///   - gather: is told what the copy names, and gives the files out one by one.
    static func addFiles(to path: String, _ gather: BackupFiles) throws {
        let copy = try DatabaseQueue(path: path)
        // All of it is put on the disk when the copy is put in its place.
        try copy.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = DELETE;
                    CREATE TABLE \(table) (name TEXT PRIMARY KEY NOT NULL, bytes BYTEA NOT NULL);
                    """)
            try gather(NamedFiles(in: db)) { file in
                try db.execute(
                    sql: "INSERT INTO \(table) (name, bytes) VALUES (?, ?)",
                    arguments: [file.name, blob(file.bytes)])
            }
        }
        try copy.close()
    }

    /// Gives out the files of a backup, one by one.
    ///
    /// - Parameter backup: a file that `backup` wrote.
    /// - Throws: `cannotOpen`, `broken`; what `body` throws, as it is.
    package static func forEachFile(
        in backup: String, _ body: (StoredFile) throws -> Void
    ) throws {
        var readOnly = Configuration()
        readOnly.readonly = true
        let opened = try translating(backup) {
            try DatabaseQueue(path: backup, configuration: readOnly)
        }
        defer { try? opened.close() }
        var last = ""
        while true {
            let file = try translating(backup) {
                try opened.read { db -> StoredFile? in
                    guard try db.tableExists(table) else { return nil }
                    let row = try Row.fetchOne(
                        db, sql: "SELECT * FROM \(table) WHERE name > ? ORDER BY name LIMIT 1",
                        arguments: [last])
                    return row.map {
                        StoredFile(name: $0["name"], bytes: $0.bytes("bytes"))
                    }
                }
            }
            guard let file else { return }
            try body(file)
            last = file.name
        }
    }

    /// Takes the files out of a database that was a backup: they lie beside it.
    func dropFiles() throws(RegistryError) {
        try translating(path) {
            try pool.writeWithoutTransaction { db in
                guard try db.tableExists(Self.table) else { return }
                try db.execute(sql: "DROP TABLE \(Self.table)")
                try db.execute(sql: "VACUUM")
            }
        }
    }
}

/// Gives out the files that a copy names.
package typealias BackupFiles = (
    _ named: NamedFiles, _ add: (StoredFile) throws -> Void
) throws -> Void
