// The header of a list: which column means what.

/// A row that was recognised as the header.
struct HeaderRow {
    /// The row in the sheet, from 1.
    let number: Int
    /// The meaning of each column of the sheet by its index from 0; nil for unknown ones.
    private let meanings: [ListColumn?]
    private let titles: [ListColumn: String]
    /// The index from 0 of the column that has a meaning.
    let places: [ListColumn: Int]

    /// - Parameters:
    ///   - number: the row in the sheet.
    ///   - cells: its cells with their column indices from 0.
    ///   - names: what `ListColumn.names` gives for the kind of list.
    ///   - required: the columns that make a row a header.
    /// - Returns: nil where the row is no header.
    /// - Throws: HEADER_DUPLICATE where it is one, but with two columns of one meaning.
    init?(
        number: Int, cells: [PlacedCell], names: [String: ListColumn], required: [ListColumn]
    ) throws(FileRefusal) {
        var titles: [ListColumn: String] = [:]
        var places: [ListColumn: Int] = [:]
        var isDuplicate = false
        for cell in cells {
            guard case .text(let title) = cell.content,
                let column = names[ListColumn.headerKey(title)]
            else { continue }
            if titles[column] != nil {
                isDuplicate = true
            } else {
                titles[column] = title.trimmingBlanks()
                places[column] = cell.column
            }
        }
        guard required.allSatisfy({ titles[$0] != nil }) else { return nil }
        guard !isDuplicate else { throw FileRefusal(code: .headerDuplicate) }
        var meanings: [ListColumn?] = []
        for (column, place) in places {
            while meanings.count <= place { meanings.append(nil) }
            meanings[place] = column
        }
        self.number = number
        self.meanings = meanings
        self.titles = titles
        self.places = places
    }

    /// The meaning of a column of the sheet, by index from 0.
    func meaning(ofColumn index: Int) -> ListColumn? {
        index < meanings.count ? meanings[index] : nil
    }

    /// The header as it is written; nil where the list lacks the column.
    func title(of column: ListColumn) -> String? { titles[column] }

    /// Where the column stands, for ordering problems; missing ones last.
    func place(of column: ListColumn) -> Int { places[column] ?? Int.max }

    /// Whether the list has the column.
    func has(_ column: ListColumn) -> Bool { titles[column] != nil }
}
