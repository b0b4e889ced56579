// SQLite as a gate needs it: one connection, prepared statements, typed errors. The pointers are
// SQLite's own objects, freed with their owners, and blobs, read before the next step.
internal import CSQLite
import PassFormat

/// SQLite refused; `code` is its extended result code.
struct DatabaseError: Error, Equatable {
    let code: Int32
    let text: BilingualText
}

/// Whether a connection may write.
enum DatabaseAccess {
    case read, write
}

/// One connection, used by one thread at a time.
@safe final class Database {
    /// How long another connection's lock is waited for.
    static let busyMilliseconds: Int32 = 5_000

    fileprivate let connection: OpaquePointer

    /// Opens a file that exists.
    init(path: String, access: DatabaseAccess) throws(DatabaseError) {
        let mode =
            switch access {
            case .read: SQLITE_OPEN_READONLY
            case .write: SQLITE_OPEN_READWRITE
            }
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, LogOpening.name)
        guard let opened = unsafe opened else {
            throw DatabaseError(code: code, text: BilingualText("内存不足", "out of memory"))
        }
        unsafe connection = opened
        guard code == SQLITE_OK else { throw failure(code) }
        _ = unsafe sqlite3_busy_timeout(connection, Self.busyMilliseconds)
    }

    // close_v2, since a statement may be freed after the connection.
    deinit { _ = unsafe sqlite3_close_v2(connection) }

    /// Leaves the write-ahead log as it is on closing: a short-lived program would otherwise pay a
    /// checkpoint each time.
    ///
    /// `emptyLog` keeps it bounded over many programs; in one that goes on, SQLite copies the log
    /// into the database from `pages` on and writes over it, which is cheaper than emptying it.
    func keepLog(pages: Int32) {
        _ = unsafe csqlite_no_checkpoint_on_close(connection)
        _ = unsafe sqlite3_wal_autocheckpoint(connection, pages)
    }

    /// Copies the log into the database and empties it.
    ///
    /// Where somebody reads just now it stays; the next call will find it.
    func emptyLog() {
        _ = unsafe sqlite3_busy_timeout(connection, 0)
        _ = unsafe sqlite3_wal_checkpoint_v2(
            connection, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        _ = unsafe sqlite3_busy_timeout(connection, Self.busyMilliseconds)
    }

    /// Runs statements that give no rows.
    func run(_ sql: String) throws(DatabaseError) {
        let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Prepares one statement.
    func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(connection, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else { throw failure(code) }
        return unsafe Statement(prepared, of: self)
    }

    /// The first number of the first row.
    func number(_ sql: String) throws(DatabaseError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    fileprivate func failure(_ code: Int32) -> DatabaseError {
        let text = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) } ?? "unknown"
        return DatabaseError(
            code: code,
            text: BilingualText("数据库报错 SQLite \(code)：\(text)", "SQLite \(code): \(text)"))
    }
}

/// A prepared statement; columns count from 0, parameters from 1.
@safe final class Statement {
    private let statement: OpaquePointer
    private let database: Database

    fileprivate init(_ statement: OpaquePointer, of database: Database) {
        unsafe self.statement = statement
        self.database = database
    }

    deinit { _ = unsafe sqlite3_finalize(statement) }

    func bind(_ index: Int32, _ value: Int64?) throws(DatabaseError) {
        guard let value else { return try check(unsafe sqlite3_bind_null(statement, index)) }
        try check(unsafe sqlite3_bind_int64(statement, index, value))
    }

    func bind(_ index: Int32, _ value: [UInt8]?) throws(DatabaseError) {
        guard let value else { return try check(unsafe sqlite3_bind_null(statement, index)) }
        try check(unsafe csqlite_bind_blob(statement, index, value, Int32(clamping: value.count)))
    }

    func bind(_ index: Int32, text: String?) throws(DatabaseError) {
        guard let text else { return try check(unsafe sqlite3_bind_null(statement, index)) }
        try check(unsafe csqlite_bind_text(statement, index, text))
    }

    /// Goes on to the next row.
    ///
    /// - Returns: whether there is one.
    func step() throws(DatabaseError) -> Bool {
        let code = unsafe sqlite3_step(statement)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.failure(code)
        }
    }

    /// Makes it ready to be run again.
    func reset() { _ = unsafe sqlite3_reset(statement) }

    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }

    func integerOrNull(_ column: Int32) -> Int64? {
        let number = integer(column)
        // SQLite gives 0 for null; only then is it asked which.
        guard number == 0 else { return number }
        return unsafe sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : 0
    }

    func textOrNull(_ column: Int32) -> String? {
        unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) }
    }

    /// Lends a blob until the next step; empty for null.
    func withBlob<Value, Failure: Error>(
        _ column: Int32, _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = unsafe sqlite3_column_blob(statement, column)
        let count = Int(unsafe sqlite3_column_bytes(statement, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        return try body(unsafe bytes.bindMemory(to: UInt8.self).span)
    }

    func blob(_ column: Int32) -> [UInt8] {
        withBlob(column) { span in span.indices.map { span[$0] } }
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        guard code == SQLITE_OK else { throw database.failure(code) }
    }
}
