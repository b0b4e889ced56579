// Rows on their way to the rules: judged in their order by another core while the reader goes on.
// Tests: Tests/RosterImportTests/LongListTests.swift.
import Synchronization
import Workers

/// A row of the list as the reader found it.
struct FoundRow: Sendable {
    /// The row in the sheet, from 1.
    let number: Int
    let cells: RowCells
}

/// Hands rows to the rules in batches, one at a time; used by one reader.
final class RowJudging {
    /// Enough that waking the other core costs little beside judging.
    private static let batchRows = 2048
    /// Bytes of texts from which a batch goes on with fewer rows.
    private static let batchBytes = 1 << 19

    private let rules: SharedRules
    private var gathered: [FoundRow] = []
    /// The texts' bytes of all rows until the batch before.
    private var handedBytes = 0
    /// The batch before, and whether rows are only counted since.
    private var underWay: Meanwhile<Bool>?
    /// Whether rows are only counted, as far as a batch has shown.
    private(set) var isOnlyCounted = false

    /// - Parameter rules: what judges the rows and keeps what came of them.
    init(_ rules: RowRules) { self.rules = SharedRules(rules) }

    /// Begins the list, or begins it anew under a longer header.
    func begin(under header: HeaderRow) { rules.access.withLock { $0.begin(under: header) } }

    /// Takes the next row.
    ///
    /// - Parameter textBytes: of all rows until this one.
    func judge(_ row: FoundRow, textBytes: Int) {
        gathered.append(row)
        guard gathered.count == Self.batchRows || textBytes - handedBytes >= Self.batchBytes
        else { return }
        wait()
        underWay = Meanwhile { [rules, gathered] in rules.judge(gathered) }
        gathered = []
        gathered.reserveCapacity(Self.batchRows)
        handedBytes = textBytes
    }

    /// Judges what is left.
    ///
    /// - Returns: the rules with all rows and problems.
    func finish() -> RowRules {
        wait()
        isOnlyCounted = rules.judge(gathered)
        gathered = []
        return rules.access.withLock { $0 }
    }

    /// Lets go of everything.
    func forget() {
        wait()
        gathered = []
        rules.access.withLock { $0.forget() }
    }

    private func wait() {
        guard let hasTooMuch = underWay?.value() else { return }
        underWay = nil
        isOnlyCounted = hasTooMuch
    }
}

/// The rules, for the thread whose turn it is.
private final class SharedRules: Sendable {
    let access: Mutex<RowRules>

    init(_ rules: RowRules) { access = Mutex(rules) }

    /// - Returns: whether rows are only counted from here on.
    func judge(_ rows: [FoundRow]) -> Bool {
        access.withLock { rules in
            for row in rows { rules.judge(row.cells, row: row.number) }
            return rules.isOnlyCounted
        }
    }
}
