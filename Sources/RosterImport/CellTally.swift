// The proof that a marked sheet holds the list: what was written is read again and counted.

/// Counts cells with where they stand and what they hold.
struct CellTally: Equatable {
    private(set) var cells = 0
    private var sum: UInt64 = 0

    /// Takes a cell; the order does not matter.
    ///
    /// - Parameter row: from 1.
    mutating func take(_ cell: PlacedCell, row: Int) {
        guard !cell.content.text.isBlankText else { return }
        cells &+= 1
        // FNV-1a. A number may be written in other digits, an overlong text is cut: of these
        // only the place counts.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let mix = { (byte: UInt8) in hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in [row >> 16, row >> 8, row, cell.column >> 8, cell.column] {
            mix(UInt8(truncatingIfNeeded: byte))
        }
        switch cell.content {
        case .text(let text), .error(let text): text.utf8.forEach(mix)
        case .number, .overlong, .uncalculated: break
        }
        sum &+= hash
    }
}

/// Reads a sheet for its tally only.
///
/// A class because the readers' callbacks need one thing to point at; one thread uses it, and it
/// guards nothing.
final class TallyTaker: CellTaker {
    static let cellBytes = MarkedRows.cellBytes
    private(set) var tally = CellTally()
    private var row = 0

    func beginRow(_ number: Int) -> ReadingFlow {
        row = number
        return .goOn
    }

    func needsCell(column: Int) -> Bool { true }

    func add(_ content: CellContent, column: Int) {
        tally.take(PlacedCell(column: column, content: content), row: row)
    }

    func endRow() {}
}
