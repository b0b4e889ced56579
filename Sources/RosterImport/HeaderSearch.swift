// Looks for the header among the first rows of a sheet, and for a second row of it.

/// The rows above the list, one after the other.
struct HeaderSearch {
    private let names: HeaderNames
    private var hidden: [ClosedRange<Int>] = []
    private var above: (row: Int, cells: [PlacedCell]) = (0, [])

    init(kind: ListKind) {
        names = HeaderNames(kind: kind)
    }

    /// Tells of columns that are not shown, by index from 0.
    mutating func hide(_ columns: ClosedRange<Int>) {
        if hidden.count < ListLimits.titleCells { hidden.append(columns) }
    }

    /// Takes the next row.
    ///
    /// - Returns: the header where it is one, by itself or with the row above.
    /// - Throws: HEADER_DUPLICATE.
    mutating func take(_ cells: [PlacedCell], row: Int) throws(FileRefusal) -> HeaderRow? {
        let upper = above.row == row - 1 ? above.cells : []
        above = (row, cells)
        return try HeaderRow(number: row, cells: (cells, upper), names: names, hidden: hidden)
    }

    /// Takes the row below a header that `take` has found.
    ///
    /// - Returns: the header that both make; nil where the row is of the list: it has no title of
    ///   a column, or something else in a column that every row needs, or in the driver's.
    /// - Throws: HEADER_DUPLICATE.
    mutating func take(
        _ cells: [PlacedCell], row: Int, below header: HeaderRow
    ) throws(FileRefusal) -> HeaderRow? {
        let isOfList = cells.contains { cell in
            guard let column = header.meaning(ofColumn: cell.column) else { return false }
            return (names.required.contains(column) || column == .driver)
                && cell.title.flatMap(names.column(of:)) == nil
        }
        return isOfList ? nil : try take(cells, row: row)
    }
}
