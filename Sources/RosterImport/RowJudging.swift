// Rows on their way to the rules: judged in their order by another core while the reader goes on.
// Tests: Tests/RosterImportTests/LongListTests.swift.
import Synchronization
import Workers

/// Hands rows to the rules in batches, one at a time; used by one reader.
final class RowJudging {
    private let rules: SharedRules
    /// The batch before, and whether rows are only counted since.
    private var underWay: Meanwhile<Bool>?
    /// Whether rows are only counted, as far as a batch has shown.
    private(set) var isOnlyCounted = false
    private let noteRows: (@Sendable (Int) -> Void)?
    private var rowsTaken = 0

    /// - Parameters:
    ///   - rules: what judges the rows and keeps what came of them.
    ///   - noteRows: is told with each batch how many rows were taken.
    init(_ rules: RowRules, noteRows: (@Sendable (Int) -> Void)?) {
        self.rules = SharedRules(rules)
        self.noteRows = noteRows
    }

    /// Begins the list, or begins it anew under a longer header.
    func begin(under header: HeaderRow) { rules.access.withLock { $0.begin(under: header) } }

    /// Takes the next rows.
    func judge(_ batch: RowBatch) {
        rowsTaken += batch.count
        noteRows?(rowsTaken)
        wait()
        underWay = Meanwhile { [rules] in rules.judge(batch) }
    }

    /// Judges what is left.
    ///
    /// - Returns: the rules with all rows and problems.
    func finish(_ batch: RowBatch) -> RowRules {
        wait()
        isOnlyCounted = rules.judge(batch)
        return rules.access.withLock { $0 }
    }

    /// Lets go of everything.
    func forget() {
        wait()
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
    func judge(_ batch: RowBatch) -> Bool {
        access.withLock { rules in
            for row in 0..<batch.count { rules.judge(batch, row) }
            return rules.isOnlyCounted
        }
    }
}
