// From cells to rows: finds the header, counts rows, passes over totals, hands the rest to the
// rules of its kind. Fed by the workbook reader and by the text reader alike.
import Identifiers

/// Builds the reading of one sheet, cell by cell.
///
/// A class because the reader's C callbacks need one thing to point at; it is used by one reader on
/// one thread and guards nothing.
final class ListBuilder: CellTaker {
    static let cellBytes = ListLimits.cellBytes

    private let kind: ListKind
    private let names: [String: ListColumn]
    private var rules: RowRules
    private(set) var header: HeaderRow?
    private(set) var rowCount = 0
    private var row = 0
    private var keptBytes = 0
    private var isRowFilled = false
    private var isFirstCellWanted = false
    private var firstText = ""
    /// The cells of a row before the header is known.
    private var loose: [PlacedCell] = []
    /// The cells of a row of the list, by `ListColumn.rawValue`.
    private var slots: RowCells

    init(kind: ListKind, options: ListOptions) {
        self.kind = kind
        names = ListColumn.names(of: kind)
        rules = RowRules(kind: kind, options: options)
        slots = Array(repeating: nil, count: ListColumn.allCases.count)
    }

    /// Begins a row.
    ///
    /// - Parameter number: the row in the sheet, from 1.
    /// - Returns: `stop` where no header has come and none can come any more.
    func beginRow(_ number: Int) -> ReadingFlow {
        row = number
        return header == nil && number > ListLimits.headerRows ? .stop : .goOn
    }

    /// Whether the content of a cell matters, so that readers need not make texts for nothing.
    func needsCell(column: Int) -> Bool {
        guard let header else { return true }
        return !isRowFilled || header.meaning(ofColumn: column) != nil
    }

    /// Takes a cell of the current row; blank ones may be given or left out.
    func add(_ content: CellContent, column: Int) {
        guard !content.text.isBlankText else { return }
        guard let header else {
            loose.append(PlacedCell(column: column, content: content))
            return
        }
        let meaning = header.meaning(ofColumn: column)
        if !isRowFilled {
            isRowFilled = true
            firstText = content.text
            isFirstCellWanted = meaning.map(isKey) ?? false
        }
        if let meaning {
            slots[meaning.rawValue] = content
            keptBytes += content.text.utf8.count
        }
    }

    /// Ends the row.
    ///
    /// - Throws: HEADER_DUPLICATE, FILE_TOO_BIG.
    func endRow() throws(FileRefusal) {
        guard header != nil else {
            header = try HeaderRow(
                number: row, cells: loose, names: names, required: ListColumn.required(by: kind))
            if let header { rules.begin(under: header) }
            loose.removeAll(keepingCapacity: true)
            return
        }
        guard isRowFilled else { return }
        if !isTotal {
            rowCount += 1
            guard rowCount <= ListLimits.rows, keptBytes <= ListLimits.keptTextBytes else {
                throw FileRefusal(code: .fileTooBig)
            }
            rules.judge(slots, row: row)
        }
        isRowFilled = false
        for index in slots.indices { slots[index] = nil }
    }

    /// The rows and problems of the sheet.
    ///
    /// - Throws: NO_HEADER, NO_ROWS.
    func finish() throws(FileRefusal) -> (AcceptedRows, [ListProblem]) {
        guard header != nil else { throw FileRefusal(code: .noHeader) }
        guard rowCount > 0 else { throw FileRefusal(code: .noRows) }
        return (rules.accepted, rules.problems)
    }

    /// The column by which a row is known to be more than a total.
    private func isKey(_ column: ListColumn) -> Bool {
        switch kind {
        case .staff: column == .identity
        case .vehicles: column == .plate
        }
    }

    /// Whether the row is a total or a note: it begins like one and holds no ID number or plate.
    private var isTotal: Bool {
        guard let first = firstText.unicodeScalars.first(where: { !$0.isBlank }),
            Self.totalBeginnings.contains(where: { $0.unicodeScalars.first == first })
        else { return false }
        var text = String.UnicodeScalarView()
        for scalar in firstText.unicodeScalars where !scalar.isBlank { text.append(scalar) }
        let opening = String(text)
        guard Self.totalBeginnings.contains(where: { opening.hasPrefix($0) }) else { return false }
        if isFirstCellWanted { return true }
        let key: ListColumn = kind == .staff ? .identity : .plate
        guard let number = slots[key.rawValue]?.text else { return true }
        return !looksLikeKey(number)
    }

    /// Seven digits at least for an ID number, five letters or digits for a plate: a count of
    /// rows in that column is neither.
    private func looksLikeKey(_ text: String) -> Bool {
        let ascii = FullWidth.fold(text).utf8
        let digits = ascii.count { (0x30...0x39).contains($0) }
        switch kind {
        case .staff: return digits >= 7
        case .vehicles:
            let letters = ascii.count { (0x41...0x5A).contains($0 & 0xDF) }
            return digits < ascii.count && digits + letters >= 5
        }
    }

    private static let totalBeginnings = ["合计", "总计", "小计", "共", "备注", "填表"]
}
