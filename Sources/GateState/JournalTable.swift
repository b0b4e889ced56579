// The journal's SQL: the tables, and the statements that a check runs. The columns `pass` and `use`
// repeat what a row's bytes say, so that history is one look into an index; `verify` compares them.
import Glibc
import JournalFormat
import PassCheck
import PassFormat
import PrivateFiles

/// The last row of the chain; `number` 0 and 32 zero bytes before the first.
struct ChainHead {
    var number: UInt64 = 0
    var hash = JournalChain.start
    var at = Timestamp(seconds: 0)
}

/// The open table.
struct JournalTable {
    static let name = "journal.db"
    static let version: Int64 = 2
    /// Bytes of the write-ahead log up to which a program that ends leaves it: the next one reads
    /// it again on opening, half a megabyte in about half a millisecond.
    static let quietLogBytes: Int64 = 128 * 4_120
    /// Pages of the log from which a commit copies them into the database.
    static let copiedLogPages: Int32 = 1_000
    /// Bytes of the log from which a commit empties it: more than a stream's commits of 512 rows
    /// come to before they are copied.
    static let fullLogBytes: Int64 = 4_000 * 4_120

    let database: Database
    private let logPath: String
    let kept: KeptStatements

    /// Opens the table, and makes it where the file is new.
    init(in folder: borrowing PrivateFolder) throws(GateStateError) {
        try files { () throws(PrivateFileError) in
            if !folder.has(Self.name) { _ = try folder.make(Self.name) }
            for suffix in ["", "-wal", "-shm"] { try folder.requireOwnFile(Self.name + suffix) }
        }
        logPath = folder.path(of: Self.name + "-wal")
        do throws(DatabaseError) {
            database = try Database(path: folder.path(of: Self.name), access: .write)
            database.keepLog(pages: Self.copiedLogPages)
            let found = try database.number("PRAGMA user_version")
            if found == 0 { try Self.make(in: database) }
            guard found == 0 || found == Self.version else {
                throw DatabaseError(
                    code: 0,
                    text: BilingualText(
                        "\(Self.name) 的版本是 \(found ?? 0)",
                        "\(Self.name) is of version \(found ?? 0)"))
            }
            try database.run("PRAGMA synchronous=FULL")
            kept = KeptStatements(of: database)
        } catch { throw .journalFailed(error.text) }
    }

    private static func make(in database: Database) throws(DatabaseError) {
        try database.run("PRAGMA journal_mode=WAL")
        try database.run(
            """
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS row (
                n INTEGER PRIMARY KEY, bytes BLOB NOT NULL, h BLOB NOT NULL, m BLOB NOT NULL,
                pass INTEGER, use INTEGER) STRICT;
            CREATE INDEX IF NOT EXISTS row_by_pass ON row (pass, use) WHERE use IS NOT NULL;
            CREATE TABLE IF NOT EXISTS clock (
                id INTEGER PRIMARY KEY CHECK (id = 1), mark INTEGER NOT NULL, boot BLOB NOT NULL,
                boot_s INTEGER NOT NULL, offset_s INTEGER NOT NULL,
                accepted_bundle INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS shift (
                id INTEGER PRIMARY KEY CHECK (id = 1), badge BLOB NOT NULL, since INTEGER NOT NULL,
                login INTEGER NOT NULL, name TEXT) STRICT;
            CREATE TABLE IF NOT EXISTS wrong_code (
                salt BLOB PRIMARY KEY, count INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS heard (
                gate INTEGER PRIMARY KEY, device BLOB NOT NULL, n INTEGER NOT NULL,
                h BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS heard_row (
                device BLOB NOT NULL, n INTEGER NOT NULL, gate INTEGER NOT NULL,
                pass INTEGER NOT NULL, use INTEGER NOT NULL, at INTEGER NOT NULL,
                PRIMARY KEY (device, n)) STRICT;
            CREATE INDEX IF NOT EXISTS heard_by_pass ON heard_row (pass);
            PRAGMA user_version=\(version);
            COMMIT
            """)
    }

    /// Entries, live step, the last row that tells a place with that place, and the last that tells
    /// a temperature; packed as `RowUse` says.
    private static let pastSQL: StaticString = """
        SELECT sum((use >> 2 & 3) - 1), max(use >> 5),
            max(CASE WHEN use & 3 THEN n END), max(CASE WHEN use & 16 THEN n END)
        FROM row WHERE pass = ?1 AND use IS NOT NULL
        """

    /// For each device: its gate, use and time of its last row that tells a place, all its entries.
    ///
    /// SQLite takes the plain columns from the row that has the maximum.
    private static let elsewhereSQL: StaticString = """
        SELECT gate, use, at, sum((use >> 2 & 3) - 1), max(CASE WHEN use & 3 THEN n END)
        FROM heard_row WHERE pass = ?1 GROUP BY device
        """

    private static let singleSQL: StaticString = "SELECT bytes FROM row WHERE n = ?1"

    /// Gives a journal that is there another name, `journal-` and the time; nothing of it is lost.
    static func putAside(
        in folder: borrowing PrivateFolder, at now: Timestamp
    ) throws(GateStateError) {
        guard folder.has(name) else { return }
        try files { () throws(PrivateFileError) in
            for suffix in ["", "-wal", "-shm"] { try folder.requireOwnFile(name + suffix) }
        }
        if let database = try? Database(path: folder.path(of: name), access: .write) {
            // SQLite finds the log with the first reading.
            _ = try? database.number("PRAGMA schema_version")
            database.emptyLog()
        }
        var aside = "journal-\(now.seconds)"
        while folder.has(aside + ".db") { aside += "-again" }
        try files { () throws(PrivateFileError) in
            // What could not be copied into the database moves along beside it; the index of the
            // log must not be taken for the new one's.
            if folder.has(name + "-wal") {
                try folder.rename(name + "-wal", to: aside + ".db-wal")
            }
            try folder.remove(name + "-shm")
            try folder.rename(name, to: aside + ".db")
        }
    }

    /// Empties the log where it is longer than `limit`, in bytes.
    ///
    /// SQLite's own rule would not do: what it remembers of a checkpoint is gone when the last
    /// program closes the database, so that programs of one commit each let the log grow.
    func boundLog(_ limit: Int64) {
        if logBytes > limit { database.emptyLog() }
    }

    /// Bytes of the log; 0 where there is none.
    var logBytes: UInt64 {
        var found = stat()
        return unsafe stat(logPath, &found) == 0 ? UInt64(clamping: found.st_size) : 0
    }

    /// What SQLite finds wrong with its own file; nil where it is sound.
    func damage() throws(DatabaseError) -> String? {
        let findings = try database.prepare("PRAGMA quick_check(1)")
        guard try findings.step() else { return nil }
        let text = String(decoding: findings.blob(0), as: UTF8.self)
        return text == "ok" ? nil : text
    }

    /// The last row.
    func head() throws(DatabaseError) -> ChainHead {
        let newest = try kept.statement("SELECT n, h, bytes FROM row ORDER BY n DESC LIMIT 1")
        defer { newest.reset() }
        guard try newest.step() else { return ChainHead() }
        return ChainHead(
            number: UInt64(clamping: newest.integer(0)), hash: newest.blob(1),
            at: newest.withBlob(2) { (try? RowColumns(reading: $0))?.at } ?? Timestamp(seconds: 0))
    }

    /// What the rows of a pass add up to, those of other gates besides.
    ///
    /// - Parameters:
    ///   - gate: this gate, for the moves that it recorded.
    ///   - zoneGates: the other gates of this gate's zone.
    ///   - hasHeard: whether rows of any other gate are here.
    func history(
        of index: PassIndex, gate: UInt16, zoneGates: [UInt16], hasHeard: Bool = true
    ) throws(DatabaseError) -> PassHistory {
        let past = try kept.statement(Self.pastSQL)
        defer { past.reset() }
        try past.bind(1, index.column)
        guard try past.step() else { return .none }
        let step = past.integer(1)
        var history = PassHistory(
            entriesAdmitted: UInt64(clamping: past.integer(0)),
            lastLiveStep: step > 0 ? UInt32(clamping: step - 1) : nil)
        if let number = past.integerOrNull(2), let row = try columns(of: number),
            let direction = row.place?.direction
        {
            let at = try timeOfMove(by: row, index)
            history.lastMove = PassMove(gate: gate, direction: direction, at: at)
        }
        if let number = past.integerOrNull(3), let row = try columns(of: number),
            let tenths = row.temperatureTenths
        {
            history.temperature = TakenTemperature(tenths: tenths, at: row.at)
        }
        history.lastSeen = history.lastMove
        if hasHeard { try addElsewhere(to: &history, index, zoneGates) }
        return history
    }

    func columns(of number: Int64) throws(DatabaseError) -> RowColumns? {
        let single = try kept.statement(Self.singleSQL)
        defer { single.reset() }
        try single.bind(1, number)
        guard try single.step() else { return nil }
        return single.withBlob(0) { try? RowColumns(reading: $0) }
    }

    private func addElsewhere(
        to history: inout PassHistory, _ index: PassIndex, _ zoneGates: [UInt16]
    ) throws(DatabaseError) {
        let elsewhere = try kept.statement(Self.elsewhereSQL)
        defer { elsewhere.reset() }
        try elsewhere.bind(1, index.column)
        var entries: Int64 = 0
        while try elsewhere.step() {
            let gate = UInt16(clamping: elsewhere.integer(0))
            let use = RowUse(packed: elsewhere.integer(1))
            let at = Timestamp(seconds: UInt64(clamping: elsewhere.integer(2)))
            entries += elsewhere.integer(3)
            guard let direction = use.place?.direction else { continue }
            let move = PassMove(gate: gate, direction: direction, at: at)
            if at > history.lastSeen?.at ?? Timestamp(seconds: 0) { history.lastSeen = move }
            if zoneGates.contains(gate), at > history.lastMove?.at ?? Timestamp(seconds: 0) {
                history.lastMove = move
            }
        }
        history.entriesElsewhere = UInt64(clamping: entries)
    }

    /// A row by its number; nil where there is none.
    func row(_ number: UInt64) throws(DatabaseError) -> JournalRow? {
        let single = try kept.statement(Self.singleSQL)
        defer { single.reset() }
        try single.bind(1, Int64(clamping: number))
        guard try single.step() else { return nil }
        return single.withBlob(0) { try? JournalRow(reading: $0) }
    }

    /// Number and bytes of the rows in order, all or the newest `count`.
    func rows(last count: Int?) throws(GateStateError) -> Statement {
        do throws(DatabaseError) {
            guard let count else {
                return try database.prepare("SELECT n, bytes FROM row ORDER BY n")
            }
            let rows = try database.prepare(
                "SELECT n, bytes FROM (SELECT n, bytes FROM row ORDER BY n DESC LIMIT ?1) "
                    + "ORDER BY n")
            try rows.bind(1, Int64(max(count, 0)))
            return rows
        } catch { throw .journalFailed(error.text) }
    }

    func insert(_ row: JournalRow, bytes: [UInt8], hash: [UInt8], code: [UInt8])
        throws(DatabaseError)
    {
        let insertion = try kept.statement(
            "INSERT INTO row (n, bytes, h, m, pass, use) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        defer { insertion.reset() }
        try insertion.bind(1, Int64(clamping: row.number))
        try insertion.bind(2, bytes)
        try insertion.bind(3, hash)
        try insertion.bind(4, code)
        try insertion.bind(5, row.event.reference?.index.column)
        try insertion.bind(6, RowUse(row.event)?.packed)
        _ = try insertion.step()
    }
}

extension RowColumns {
    /// Whether columns 3 and 4 of a row, `pass` and `use`, say the same.
    func agree(with row: Statement) -> Bool {
        row.integerOrNull(3) == index.map { Int64(bitPattern: $0) }
            && row.integerOrNull(4) == use?.packed
    }
}

extension PassIndex {
    /// The index as SQLite's signed number.
    var column: Int64 { Int64(bitPattern: rawValue) }
}
