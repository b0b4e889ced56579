// Cells that are merged over several rows: the value stands in the first and is meant for all.

/// A column's cells that are merged over several rows.
struct MergedSpan: Equatable, Sendable {
    let first: UInt32
    let last: UInt32
    /// By index from 0.
    let column: UInt16

    /// - Parameter reference: such as `E2:E4`, as a workbook writes it.
    /// - Returns: nil where it is none, and for cells of one row.
    init?(_ reference: String) {
        let ends = reference.split(separator: ":").map(Self.place)
        guard ends.count == 2, let from = ends[0], let to = ends[1], to.row > from.row else {
            return nil
        }
        (first, last, column) = (from.row, to.row, from.column)
    }

    private static func place(_ cell: Substring) -> (column: UInt16, row: UInt32)? {
        let letters = cell.utf8.prefix { (0x41...0x5A).contains($0 & 0xDF) }
        let digits = cell.utf8.dropFirst(letters.count)
        guard (1...3).contains(letters.count), (1...7).contains(digits.count),
            let row = UInt32(Substring(digits))
        else { return nil }
        let column = letters.reduce(0) { $0 * 26 + Int($1 & 0xDF) - 0x40 }
        guard column <= ListLimits.sheetColumns else { return nil }
        return (UInt16(column - 1), row)
    }
}

/// Gives the value of merged cells to each of their rows, as the rows come.
struct FillDown {
    private let spans: [MergedSpan]
    private var next = 0
    private var active: [ListColumn: (content: CellContent, last: Int)] = [:]

    /// - Parameter spans: those of a sheet, in any order.
    init(_ spans: [MergedSpan]) {
        self.spans = spans.sorted { $0.first < $1.first }
    }

    /// Whether a merged cell of this column is meant for all its rows.
    ///
    /// Not what tells one person or vehicle from another: that is of one row.
    static func fills(_ column: ListColumn) -> Bool {
        switch column {
        case .name, .identity, .employeeNumber, .plate, .driverIdentity: false
        case .phone, .department, .post, .zone, .address, .validUntil, .documentType, .vehicleType,
            .driver, .cargo, .route, .from, .until:
            true
        }
    }

    /// Whether there is nothing to fill.
    var isIdle: Bool { spans.isEmpty }

    /// Fills what the row that is being read has left blank under a merged cell.
    ///
    /// - Returns: the bytes of the texts that were filled in.
    mutating func fill(_ cells: inout RowBatch, row: Int, under header: HeaderRow) -> Int {
        while next < spans.count, spans[next].first <= row {
            let span = spans[next]
            next += 1
            guard span.first == row, let column = header.meaning(ofColumn: Int(span.column)) else {
                continue
            }
            active[column] = cells[column].map { ($0, Int(span.last)) }
        }
        var bytes = 0
        for (column, value) in active where value.last >= row && cells[column] == nil {
            cells[column] = value.content
            bytes += value.content.text.utf8.count
        }
        return bytes
    }
}
