// Which rows a filter lets through, as SQL with bound values.
// Tests: Tests/RegistryTests, by whatever has a filter.
import GRDB

/// Parts of a condition that must all hold, with the values that stand for their question marks.
struct RowCondition {
    private var parts: [String] = []
    private(set) var values: [DatabaseValue] = []

    /// For behind WHERE; true of every row where no part was added.
    var sql: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }

    /// Adds a part with one question mark; nothing where there is no value to compare with.
    mutating func add(_ part: String, _ value: (some DatabaseValueConvertible)?) {
        guard let value else { return }
        parts.append(part)
        values.append(value.databaseValue)
    }

    /// Adds a part without a question mark.
    mutating func add(_ part: String) { parts.append(part) }

    /// Adds that a column holds one of some values; no row where there are none.
    mutating func add(_ column: String, in some: [some DatabaseValueConvertible]) {
        parts.append("\(column) IN (\(some.map { _ in "?" }.joined(separator: ", ")))")
        values += some.map(\.databaseValue)
    }
}
