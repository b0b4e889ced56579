// The values of a row on their way into a statement, where many rows follow each other.
import GRDB

/// Values in the order of a statement's places.
///
/// A sequence of its own: GRDB goes through an array by calls that know no types, which takes as
/// long as the row's insertion.
struct RowValues: Sequence, IteratorProtocol, ExpressibleByArrayLiteral {
    private let values: [DatabaseValue]
    private var place = 0

    init(_ values: [DatabaseValue]) { self.values = values }

    init(arrayLiteral values: (any DatabaseValueConvertible)?...) {
        self.values = values.map { $0?.databaseValue ?? .null }
    }

    var underestimatedCount: Int { values.count - place }

    mutating func next() -> (any DatabaseValueConvertible)?? {
        guard place < values.count else { return nil }
        defer { place += 1 }
        return .some(values[place])
    }
}

extension Statement {
    /// Runs the statement for one row.
    func execute(_ values: RowValues) throws {
        try execute(arguments: StatementArguments(values))
    }
}
