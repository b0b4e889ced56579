// What stands between the readers of files and those who want cells: the builder of a list, and the
// writer who gives all cells back.

/// Whether a reader should go on with the sheet.
enum ReadingFlow {
    case goOn
    case stop
}

/// What a cell is besides its content, for those who write it again.
enum CellShape {
    /// A number whose format shows a date or a time.
    case time
    /// TRUE or FALSE, and no text of these words.
    case truth
}

/// Takes the cells of one sheet, row by row.
protocol CellTaker {
    /// Bytes kept of a cell's text; readers keep one more, so that it shows where they cut.
    static var cellBytes: Int { get }
    /// Tells, before the first row, which day a workbook counts from.
    mutating func count(from epoch: DateEpoch)
    /// Tells, before the first row, of columns that are not shown, by index from 0.
    mutating func hide(columns: ClosedRange<Int>)
    /// Begins a row.
    ///
    /// - Parameter number: the row in the sheet, from 1.
    mutating func beginRow(_ number: Int) throws(FileRefusal) -> ReadingFlow
    /// Whether the content of a cell matters, so that readers need not make texts for nothing.
    ///
    /// It changes nothing; it is mutating so that a taker is not copied to be asked.
    mutating func needsCell(column: Int) -> Bool
    /// Tells of the cell that is added next.
    mutating func note(_ shape: CellShape)
    /// Takes a cell of the current row.
    ///
    /// - Parameter column: by index from 0.
    mutating func add(_ content: CellContent, column: Int)
    /// Takes a cell of the current row, where it matters, from its bytes, which are UTF-8; as
    /// `CellContent(utf8:)` reads it.
    ///
    /// - Parameter column: by index from 0.
    mutating func add(utf8 text: ArraySlice<UInt8>, column: Int)
    /// Ends the row.
    mutating func endRow() throws(FileRefusal)
}

extension CellTaker {
    func count(from epoch: DateEpoch) {}
    func hide(columns: ClosedRange<Int>) {}
    func note(_ shape: CellShape) {}
    mutating func add(utf8 text: ArraySlice<UInt8>, column: Int) {
        guard needsCell(column: column) else { return }
        add(CellContent(utf8: text), column: column)
    }
}
