// Rows on their way to the rules: judged in their order by another core while the reader goes on.
// Tests: Tests/RosterImportTests/LongListTests.swift.
import Synchronization
import Workers

/// A row of the list as the reader found it.
struct FoundRow: Sendable {
    /// The row in the sheet, from 1.
    let number: Int
    let cells: RowCells
    /// Bytes of the cells' texts.
    let textBytes: Int
}

/// Hands rows to the rules in batches, one at a time; used by one reader.
final class RowJudging {
    /// Enough that waking the other core costs little beside judging.
    private static let batchRows = 2048
    /// Bytes of texts from which a batch goes on with fewer rows.
    private static let batchBytes = 1 << 19

    private let judged: JudgedRows
    private var gathered: [FoundRow] = []
    private var gatheredBytes = 0
    /// The batch before, and whether there was too much with it.
    private var underWay: Meanwhile<Bool>?
    /// Whether there came more than is kept, up to a batch before or, after `finish`, in all.
    private(set) var isOnlyCounted = false

    /// - Parameter rules: what judges the rows and keeps what came of them.
    init(_ rules: RowRules) { judged = JudgedRows(rules) }

    /// Begins the list, or begins it anew under a longer header.
    func begin(under header: HeaderRow) {
        judged.change { $0.begin(under: HeaderRow(copying: header)) }
    }

    /// Takes the next row.
    func judge(_ row: consuming FoundRow) {
        guard !isOnlyCounted else { return }
        gatheredBytes += row.textBytes
        gathered.append(row)
        guard gathered.count == Self.batchRows || gatheredBytes >= Self.batchBytes else { return }
        wait()
        underWay = Meanwhile { [judged, gathered] in judged.judge(gathered) }
        gathered = []
        gathered.reserveCapacity(Self.batchRows)
        gatheredBytes = 0
    }

    /// Judges what is left.
    ///
    /// - Returns: the rules with all rows and problems.
    func finish() -> RowRules {
        wait()
        isOnlyCounted = judged.judge(gathered)
        gathered = []
        return judged.rules
    }

    /// Lets go of everything.
    func forget() {
        wait()
        gathered = []
        judged.change { $0.forget() }
    }

    private func wait() {
        guard let hasTooMuch = underWay?.value() else { return }
        underWay = nil
        isOnlyCounted = hasTooMuch
    }
}

/// The rules, for the thread whose turn it is.
private final class JudgedRows: Sendable {
    private struct State {
        var rules: RowRules
        var isOnlyCounted = false
    }

    private let state: Mutex<State>

    init(_ rules: RowRules) { state = Mutex(State(rules: rules)) }

    var rules: RowRules { state.withLock { $0.rules } }

    func change(_ body: (inout RowRules) -> Void) {
        state.withLock { body(&$0.rules) }
    }

    /// - Returns: whether there was too much until now; nothing is kept then.
    func judge(_ rows: [FoundRow]) -> Bool {
        state.withLock { state in
            for row in rows where !state.isOnlyCounted {
                state.rules.judge(row.cells, row: row.number)
                guard state.rules.hasTooMuch else { continue }
                state.isOnlyCounted = true
                state.rules.forget()
            }
            return state.isOnlyCounted
        }
    }
}
