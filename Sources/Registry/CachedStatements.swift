// Statements that are prepared once for each connection. Preparing one anew takes longer than most
// of them run, and a request runs a dozen.
import GRDB

extension Database {
    /// Runs one statement.
    func execute(
        cached sql: String, arguments: StatementArguments = StatementArguments()
    ) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Row {
    /// The first row; nil where there is none.
    static func fetchOne(
        _ db: Database, cached sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> Row? {
        try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// What a body makes of the first row; nil where there is none.
    ///
    /// A row where it lies finds its columns in a table; a copy of one compares all their names.
    ///
    /// - Parameter body: does not keep the row.
    static func first<Value>(
        _ db: Database, cached sql: String, arguments: StatementArguments = StatementArguments(),
        _ body: (Row) throws -> Value
    ) throws -> Value? {
        let rows = try fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        // Their end resets the statement, and nothing lies there then.
        return try withExtendedLifetime(rows) { try rows.next().map(body) }
    }

    static func fetchAll(
        _ db: Database, cached sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> [Row] {
        try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    /// The first row's value; nil where there is none, or it is null.
    static func fetchOne(
        _ db: Database, cached sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> Self? {
        try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(
        _ db: Database, cached sql: String, arguments: StatementArguments = StatementArguments()
    ) throws -> [Self] {
        try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }
}
