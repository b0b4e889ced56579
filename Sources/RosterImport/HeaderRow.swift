// The header of a list: which column means what. It stands on one row or on two.
import Identifiers

/// A row that was recognised as the header.
///
/// A class, since every row of the list looks at it; nothing in it changes.
final class HeaderRow: Sendable {
    /// The row in the sheet, from 1; of a header on two rows the lower.
    let number: Int
    /// The column that only counts the rows, by index from 0.
    let serialColumn: Int?
    /// The meaning of each column of the sheet by its index from 0; nil for unknown ones.
    private let meanings: [ListColumn?]
    /// The titles as they stand in the cells, by `ListColumn.rawValue`; nil where the list lacks
    /// the column.
    let titles: [String?]
    /// What stands above each of them in a header of two rows, by `ListColumn.rawValue`.
    let groups: [String?]
    /// By `ListColumn.rawValue` too.
    private let places: [Int]

    /// - Parameters:
    ///   - number: the row in the sheet.
    ///   - cells: its cells, and those of the row above, which give titles to columns that have
    ///     none of their own and may be the first half of one.
    ///   - names: the titles of the kind of list.
    ///   - hidden: the columns that a person does not see. Of two columns of one meaning the one
    ///     that is seen counts, and of two of those the one with the usual title.
    /// - Returns: nil where the row is no header.
    /// - Throws: HEADER_DUPLICATE where it is one, but with two columns of one meaning.
    init?(
        number: Int, cells: (own: [PlacedCell], above: [PlacedCell]), names: HeaderNames,
        hidden: [ClosedRange<Int>]
    ) throws(FileRefusal) {
        var titles = HeaderTitles(names: names, hidden: hidden)
        guard titles.take(cells.own, below: cells.above) else { return nil }
        let found = titles.found
        guard names.required.allSatisfy({ found[$0] != nil }) else { return nil }
        guard titles.doubled.isEmpty else { throw FileRefusal(code: .headerDuplicate) }
        var meanings: [ListColumn?] = []
        for (column, cell) in found {
            while meanings.count <= cell.place { meanings.append(nil) }
            meanings[cell.place] = column
        }
        self.number = number
        self.meanings = meanings
        serialColumn = titles.serial
        self.titles = ListColumn.allCases.map { found[$0]?.title }
        groups = ListColumn.allCases.map { column in
            cells.above.first { $0.column == found[column]?.place }?.title
        }
        places = ListColumn.allCases.map { found[$0]?.place ?? Int.max }
    }

    /// The meaning of a column of the sheet, by index from 0.
    func meaning(ofColumn index: Int) -> ListColumn? {
        index < meanings.count ? meanings[index] : nil
    }

    /// Where in the sheet each column that means something stands, by index from 0.
    var placesByMeaning: [ListColumn: Int] {
        var places: [ListColumn: Int] = [:]
        for (place, meaning) in meanings.enumerated() {
            if let meaning { places[meaning] = place }
        }
        return places
    }

    /// The title without blanks around it; nil where the list lacks the column.
    func title(of column: ListColumn) -> String? {
        titles[column.rawValue]?.trimmingBlanks()
    }

    /// Where the column stands, for ordering problems; missing ones last.
    func place(of column: ListColumn) -> Int { places[column.rawValue] }

    /// Whether the list has the column.
    func has(_ column: ListColumn) -> Bool { titles[column.rawValue] != nil }
}

extension PlacedCell {
    /// What the cell says as the title of a column; nil for a number and for what is too long.
    var title: String? {
        guard case .text(let text) = content, text.utf8.count <= ListLimits.titleBytes else {
            return nil
        }
        return text
    }
}
