// Papers in a backup: the bytes of every file that the registry names, sealed, in a table that only
// a backup has. The files lie beside the database; this room is given their bytes and gives them
// back. Tests: Tests/IssuanceTests/PaperBackupTests.swift.
import GRDB

/// What a backup has of the papers of applications.
package struct CopiedPapers: Sendable, Equatable {
    package let papers: Int
    /// Names of those that were not to be had.
    package let papersLacking: [String]
}

extension Registry {
    /// Adds the papers' bytes to a copy of the registry.
    ///
    /// - Parameters:
    ///   - path: the copy.
    ///   - read: a file's bytes; nil where it is gone or is not what was kept.
    func addPapers(
        to path: String, reading read: (_ sha256: String) -> [UInt8]?
    ) throws -> CopiedPapers {
        let copy = try DatabaseQueue(path: path)
        var (count, lacking): (Int, [String]) = (0, [])
        // All of it is put on the disk when the copy is put in its place.
        try copy.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = DELETE;
                    CREATE TABLE papers (
                        id INTEGER PRIMARY KEY NOT NULL,
                        sha256 TEXT NOT NULL UNIQUE,
                        bytes_sealed BYTEA NOT NULL
                    );
                    """)
            let names = try String.fetchAll(
                db, sql: "SELECT DISTINCT sha256 FROM attachments ORDER BY sha256")
            for (place, name) in names.enumerated() {
                guard let bytes = read(name) else {
                    lacking.append(name)
                    continue
                }
                let row = Int64(place) + 1
                try db.execute(
                    sql: "INSERT INTO papers (id, sha256, bytes_sealed) VALUES (?, ?, ?)",
                    arguments: [
                        row, name, blob(try seal.seal(bytes, column: .paper, row: row)),
                    ])
                count += 1
            }
        }
        try copy.close()
        return CopiedPapers(papers: count, papersLacking: lacking)
    }

    /// Gives out the papers of a backup, one by one.
    ///
    /// - Parameters:
    ///   - backup: a file that `backup` wrote; an older one has none.
    ///   - seal: keys of the sealed columns.
    /// - Throws: `cannotOpen`, `broken`, `sealedUnderAnotherKey`; what `body` throws, as it is.
    package static func forEachPaper(
        in backup: String, _ seal: RegistrySeal,
        _ body: (_ sha256: String, _ bytes: [UInt8]) throws -> Void
    ) throws {
        var readOnly = Configuration()
        readOnly.readonly = true
        let opened = try translating(backup) {
            try DatabaseQueue(path: backup, configuration: readOnly)
        }
        defer { try? opened.close() }
        var last: Int64 = 0
        while true {
            let paper = try translating(backup) {
                try opened.read { db -> (id: Int64, name: String, bytes: [UInt8])? in
                    guard try db.tableExists("papers") else { return nil }
                    let row = try Row.fetchOne(
                        db, sql: "SELECT * FROM papers WHERE id > ? ORDER BY id LIMIT 1",
                        arguments: [last])
                    return try row.map {
                        let id: Int64 = $0["id"]
                        let bytes = try seal.open($0.bytes("bytes_sealed"), column: .paper, row: id)
                        return (id, $0["sha256"], bytes)
                    }
                }
            }
            guard let paper else { return }
            try body(paper.name, paper.bytes)
            last = paper.id
        }
    }

    /// Takes the papers' bytes out of a database that was a backup: the files have them.
    func dropPapers() throws(RegistryError) {
        try translating(path) {
            try pool.writeWithoutTransaction { db in
                guard try db.tableExists("papers") else { return }
                try db.execute(sql: "DROP TABLE papers")
                try db.execute(sql: "VACUUM")
            }
        }
    }

    /// Every paper that a firm has given in.
    package func attachments() throws(RegistryError) -> [AttachmentRow] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM attachments ORDER BY sha256, organisation")
                .map(AttachmentRow.init)
        }
    }
}
