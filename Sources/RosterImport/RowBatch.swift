// The filled cells of many rows on their way from the reader to the rules. They are kept as bytes
// in few pieces of memory: a text and a row of its own for each would cost more than the rules do.
import Identifiers

/// Rows that are judged together, and the one that is being read.
struct RowBatch: Sendable {
    private enum Kind: UInt8 {
        case none, text, number, date, error, uncalculated, overlong
    }

    /// A cell, and where in `texts` its text stands.
    private struct Cell {
        var start: UInt32 = 0
        var count: UInt32 = 0
        var kind = Kind.none
    }

    /// How many rows there is room for.
    private static let rows = 512
    private static let mostTextBytes = 1 << 19
    private static let columns = ListColumn.allCases.count

    /// Of each row, from 1.
    private(set) var numbers: [Int] = []
    /// By row and `ListColumn.rawValue`; the row that is being read stands last.
    private var cells = [Cell](repeating: Cell(), count: (rows + 1) * columns)
    private var texts: [UInt8] = []
    /// By the place of their cells.
    private var dates: [Int: WallTime] = [:]
    /// Where the texts of the row that is being read begin.
    private var openStart = 0

    init() { numbers.reserveCapacity(Self.rows) }

    /// Rows that are whole.
    var count: Int { numbers.count }
    /// Whether it is time to judge them.
    var isFull: Bool { count == Self.rows || texts.count >= Self.mostTextBytes }

    /// A cell of the row that is being read; nil where it is blank.
    subscript(column: ListColumn) -> CellContent? {
        get { content(of: column, inRow: count) }
        set {
            let place = count * Self.columns + column.rawValue
            switch newValue {
            case nil: cells[place] = Cell()
            case .text(let text): set(text.utf8, .text, at: place)
            case .number(let text, date: nil): set(text.utf8, .number, at: place)
            case .number(let text, date: let date?):
                dates[place] = date
                set(text.utf8, .date, at: place)
            case .error(let text): set(text.utf8, .error, at: place)
            case .uncalculated: set([], .uncalculated, at: place)
            case .overlong(let text): set(text.utf8, .overlong, at: place)
            }
        }
    }

    /// Puts a text into a cell of the row that is being read.
    ///
    /// - Parameter text: UTF-8.
    mutating func set(_ column: ListColumn, text: ArraySlice<UInt8>) {
        set(text, .text, at: count * Self.columns + column.rawValue)
    }

    private mutating func set(_ text: some Collection<UInt8>, _ kind: Kind, at place: Int) {
        let start = texts.count
        texts += text
        cells[place] = Cell(
            start: UInt32(start), count: UInt32(texts.count - start), kind: kind)
    }

    /// Ends the row that is being read; another begins.
    ///
    /// - Parameter number: in the sheet, from 1.
    mutating func close(row number: Int) {
        numbers.append(number)
        openStart = texts.count
    }

    /// Lets go of the row that is being read; another begins.
    mutating func dropOpenRow() {
        texts.removeSubrange(openStart...)
        for place in count * Self.columns..<(count + 1) * Self.columns { cells[place] = Cell() }
    }

    /// A cell of a row; nil where it is blank.
    ///
    /// - Parameter row: by index from 0.
    func content(of column: ListColumn, inRow row: Int) -> CellContent? {
        let place = row * Self.columns + column.rawValue
        let cell = cells[place]
        let start = Int(cell.start)
        switch cell.kind {
        case .none: return nil
        case .uncalculated: return .uncalculated
        case .text, .number, .date, .error, .overlong:
            let text = String(decoding: texts[start..<start + Int(cell.count)], as: UTF8.self)
            switch cell.kind {
            case .number: return .number(text, date: nil)
            case .date: return .number(text, date: dates[place])
            case .error: return .error(text)
            case .overlong: return .overlong(text)
            case .none, .text, .uncalculated: return .text(text)
            }
        }
    }
}
