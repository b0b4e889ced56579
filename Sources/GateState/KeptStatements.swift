// The statements of the journal that are run again and again. Tests: Tests/GateStateTests.

/// Statements of one database, each prepared when it is first asked for.
///
/// A single check needs few of them, and preparing one takes longer than running it. Who uses one
/// resets it afterwards.
final class KeptStatements {
    private let database: Database
    private var prepared: [(sql: StaticString, statement: Statement)] = []

    init(of database: Database) { self.database = database }

    /// The statement of a text, which is a constant of the program: told apart by where it lies.
    func statement(_ sql: StaticString) throws(DatabaseError) -> Statement {
        if let kept = prepared.first(where: { $0.sql.isSame(as: sql) }) { return kept.statement }
        let statement = try database.prepare(sql.description)
        prepared.append((sql, statement))
        return statement
    }
}

extension StaticString {
    fileprivate func isSame(as other: StaticString) -> Bool {
        unsafe utf8Start == other.utf8Start && utf8CodeUnitCount == other.utf8CodeUnitCount
    }
}
