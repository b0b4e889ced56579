// Which of the titles in one or two rows counts for each meaning.
import Identifiers

/// The titles of a header by what they mean.
struct HeaderTitles {
    /// A title that counts, and the column it stands over, by index from 0.
    struct Found {
        let title: String
        let place: Int
        fileprivate let rank: Int
    }

    private let names: HeaderNames
    private let hidden: [ClosedRange<Int>]
    private(set) var found: [ListColumn: Found] = [:]
    /// What two columns mean, neither more than the other.
    private(set) var doubled: Set<ListColumn> = []
    /// The column that only counts the rows.
    private(set) var serial: Int?

    /// - Parameters:
    ///   - names: the titles of the kind of list.
    ///   - hidden: the columns that a person does not see.
    init(names: HeaderNames, hidden: [ClosedRange<Int>]) {
        self.names = names
        self.hidden = hidden
    }

    /// Takes a row and the one above it, whose titles count for columns without one of their own.
    ///
    /// Under the title of a group that is about something else, a title does not take a meaning
    /// that a whole column above has; and what stands under 紧急联系人 is never the person's own.
    ///
    /// - Returns: false where no cell of the row is the title of a column.
    mutating func take(_ own: [PlacedCell], below above: [PlacedCell]) -> Bool {
        let taken = Set(own.map(\.column))
        let last = own.map(\.column).max() ?? 0
        let upper = titles(of: above.filter { !taken.contains($0.column) })
        let isUpperHeader = names.required.contains { upper[$0] != nil }
        var isTitled = false
        for cell in own {
            guard let title = cell.title else { continue }
            note(title, serialIn: cell.column)
            let place = above.lastIndex { $0.column <= cell.column }
            let group = place.flatMap { above[$0].title }
            let joint = group.flatMap { names.column(of: $0, over: title) }
            guard let column = joint ?? names.column(of: title) else { continue }
            isTitled = true
            if joint == nil, let group, let place, names.column(of: group) != column {
                let end = place + 1 < above.count ? above[place + 1].column : last + 1
                // A label of what stands above a list, 联系人 beside a name, is over one column.
                let isGroup = above[place].column > 0 && end - above[place].column > 1
                if isGroup, names.isSomebodyElse(group) { continue }
                if let other = upper[column], isUpperHeader || other.place < last { continue }
            }
            if let other = upper[column], other.rank > 0 { doubled.insert(column) }
            take(title, as: column, in: cell.column)
        }
        guard isTitled else { return false }
        for cell in above where !taken.contains(cell.column) {
            if let title = cell.title { note(title, serialIn: cell.column) }
        }
        found.merge(upper) { own, _ in own }
        return true
    }

    private mutating func take(_ title: String, as column: ListColumn, in place: Int) {
        let rank = rank(of: title, in: place)
        if let earlier = found[column], earlier.rank >= rank {
            if earlier.rank == rank, rank > 0 { doubled.insert(column) }
            return
        }
        if found.updateValue(Found(title: title, place: place, rank: rank), forKey: column) != nil {
            doubled.remove(column)
        }
    }

    /// The titles of the row above that stand over whole columns, the first of each meaning.
    private func titles(of cells: [PlacedCell]) -> [ListColumn: Found] {
        var titles: [ListColumn: Found] = [:]
        for cell in cells {
            guard let title = cell.title, let column = names.column(of: title),
                titles[column] == nil
            else { continue }
            titles[column] = Found(
                title: title, place: cell.column, rank: rank(of: title, in: cell.column))
        }
        return titles
    }

    /// Of two such columns the first counts, and any of the row itself before the one above.
    private mutating func note(_ title: String, serialIn column: Int) {
        if serial == nil, HeaderNames.isSerial(title) { serial = column }
    }

    /// Of two columns of one meaning the one that is seen counts, and of two of those the one with
    /// the usual title.
    private func rank(of title: String, in place: Int) -> Int {
        hidden.contains { $0.contains(place) } ? 0 : names.givesWay(title) ? 1 : 2
    }
}
