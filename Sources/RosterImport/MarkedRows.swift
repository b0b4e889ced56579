// The list itself in a marked sheet: every cell as it was read, the bad ones coloured and
// explained.
import Identifiers

/// Writes the rows of a list again, in the order they are read.
///
/// A class because the readers' callbacks need one thing to point at; one thread uses it, and it
/// guards nothing.
final class MarkedRows: CellTaker {
    /// Longer texts than a list may have: what a cell of a workbook can hold.
    static let cellBytes = 4 * BookText.cellCharacters
    /// More are no help to a person, and cost every program that opens the sheet.
    static let commentLimit = 20_000

    private let sheet: SheetWriter
    private let reading: ListReading
    private let counts: ProblemCounts
    private var marks: ProblemsByRow
    private let textColumns: Set<Int>
    private let dateColumns: Set<Int>
    private let knownColumns: Set<Int>
    private var epoch = DateEpoch.from1900
    private var hidden: [ClosedRange<Int>] = []
    private var missing: [ListColumn: Int] = [:]
    private var row = 0
    private var cells: [(cell: PlacedCell, shape: CellShape?)] = []
    private var shape: CellShape?
    /// By column: the widest text, in digits.
    private var widths: [Int] = []
    private(set) var tally = CellTally()
    private(set) var commentCount = 0
    private(set) var cutCount = 0
    /// Formulas without a value, which cannot be written again.
    private(set) var uncalculatedCount = 0
    private(set) var fault: BookFault?

    init(_ sheet: SheetWriter, of reading: ListReading, _ counts: ProblemCounts) {
        self.sheet = sheet
        self.reading = reading
        self.counts = counts
        marks = ProblemsByRow(reading.problems)
        textColumns = Set(ListColumn.numbers.compactMap { reading.places[$0] })
        dateColumns = Set(ListColumn.dates.compactMap { reading.places[$0] })
        knownColumns = Set(reading.places.values)
    }

    /// Merges what is meant for several rows, before the first of them comes.
    func mergeSpans() throws(BookFault) {
        var ends: [UInt16: UInt32] = [:]
        for span in reading.spans.sorted(by: { $0.first < $1.first })
        where span.first > ends[span.column] ?? 0 {
            ends[span.column] = span.last
            try sheet.merge(
                rows: Int(span.first) - 1...Int(span.last) - 1, column: Int(span.column))
        }
    }

    func count(from epoch: DateEpoch) { self.epoch = epoch }

    func hide(columns: ClosedRange<Int>) {
        if hidden.count < ListLimits.titleCells { hidden.append(columns) }
    }

    func beginRow(_ number: Int) -> ReadingFlow {
        row = number
        return fault == nil ? .goOn : .stop
    }

    func needsCell(column: Int) -> Bool { true }

    func note(_ shape: CellShape) { self.shape = shape }

    func add(_ content: CellContent, column: Int) {
        defer { shape = nil }
        if content == .uncalculated {
            uncalculatedCount += 1
            guard knownColumns.contains(column) else { return }
        }
        cells.append((PlacedCell(column: column, content: content), shape))
    }

    func endRow() {
        defer { cells.removeAll(keepingCapacity: true) }
        guard fault == nil else { return }
        do throws(BookFault) {
            if row == reading.file.headerRow { placeMissingColumns() }
            var problems = marks.problems(ofRow: row).map { (column(of: $0), $0) }
            for entry in cells {
                let column = entry.cell.column
                let problem = problems.first { $0.0 == column }?.1
                problems.removeAll { $0.0 == column }
                try write(entry.cell, entry.shape, problem)
            }
            for (column, problem) in problems { try mark(problem, column) }
            if row == reading.file.headerRow { try markMissingColumns() }
        } catch {
            fault = error
        }
    }

    /// Ends the sheet: the columns as wide as their texts, those of numbers made for text.
    func finish() throws(BookFault) {
        if let fault { throw fault }
        for column in widths.indices {
            let isText = textColumns.contains(column)
            let width = min(max(widths[column] + 2, isText ? 14 : 8), isText ? 24 : 40)
            try sheet.setColumn(
                column, width: Double(width), isText ? CellLook(numberFormat: CellLook.text) : nil,
                hidden.contains { $0.contains(column) } ? .hidden : .shown)
        }
        for (_, column) in missing { try sheet.setColumn(column, width: 14) }
        try sheet.allowNumbersAsText()
        sheet.fitPageWidth()
        sheet.freeze(rows: reading.file.headerRow ?? 0)
    }

    private func write(
        _ cell: PlacedCell, _ shape: CellShape?, _ problem: ListProblem?
    ) throws(BookFault) {
        let column = cell.column
        let look = look(of: cell, problem)
        let content = writable(cell.content, column)
        tally.take(PlacedCell(column: column, content: content), row: row)
        measure(cell)
        switch content {
        case .number(let text, let date):
            let number = date?.serial ?? Double(text) ?? 0
            var dated = look
            if date != nil || shape == .time { dated.numberFormat = Self.timeFormat(number) }
            try sheet.write(number, row: row - 1, column: column, dated)
        case .text(let text) where shape == .truth:
            try sheet.write(
                truth: text == "TRUE" ? .yes : .no, row: row - 1, column: column, look)
        case .text(let text), .error(let text):
            try sheet.write(
                CellContent.guarding(text), row: row - 1, column: column, look)
        case .overlong(let raw):
            // The reader leaves the escapes of such a text alone.
            let text = reading.file.type == .xlsx ? CellContent.decodingEscapes(raw) : raw
            if BookText.isTooLong(text) { cutCount += 1 }
            try sheet.write(
                CellContent.guarding(text), row: row - 1, column: column, look)
        case .uncalculated: break  // `writable` has made it an error.
        }
        if let problem { try comment(problem, column) }
    }

    /// A number that is none, or has zeros before it, goes back as the text it is, one that counts
    /// days from an epoch that the new workbook has not as the day it is, and a formula without a
    /// value as an error.
    private func writable(_ content: CellContent, _ column: Int) -> CellContent {
        if content == .uncalculated { return .error("#N/A") }
        guard case .number(let text, date: nil) = content else { return content }
        if epoch == .from1904, dateColumns.contains(column),
            let time = WallTime(plainSerial: text, epoch: epoch)
        {
            return .number(text, date: time)
        }
        let isPadded = text.hasPrefix("0") && content.isCount
        guard Double(text)?.isFinite == true, text == "0" || !isPadded else { return .text(text) }
        return content
    }

    /// Marks a cell that is empty.
    private func mark(_ problem: ListProblem, _ column: Int) throws(BookFault) {
        try sheet.writeBlank(row: row - 1, column: column, Self.look(problem, numberFormat(column)))
        try comment(problem, column)
    }

    private func comment(_ problem: ListProblem, _ column: Int) throws(BookFault) {
        guard commentCount < Self.commentLimit else { return }
        commentCount += 1
        try sheet.comment(MarkedTexts.comment(on: problem), row: row - 1, column: column)
    }

    /// The column a problem is shown in: of a row as a whole, where the row begins.
    private func column(of problem: ListProblem) -> Int {
        guard let meaning = problem.meaning else { return cells.first?.cell.column ?? 0 }
        return reading.places[meaning] ?? missing[meaning] ?? 0
    }

    /// Columns that the list lacks and whose problems have no cell are shown right of the header.
    private func placeMissingColumns() {
        let taken = cells.map(\.cell.column) + reading.places.values
        var next = (taken.max() ?? -1) + 1
        for column in counts.missingColumns.sorted(by: { $0.rawValue < $1.rawValue }) {
            missing[column] = min(next, ListLimits.sheetColumns - 1)
            next += 1
        }
    }

    private func markMissingColumns() throws(BookFault) {
        for (column, place) in missing {
            try sheet.writeBlank(row: row - 1, column: place, Self.errorLook)
            try sheet.comment(MarkedTexts.comment(onMissing: column), row: row - 1, column: place)
        }
    }

    private func look(of cell: PlacedCell, _ problem: ListProblem?) -> CellLook {
        if row == reading.file.headerRow { return Self.headerLook }
        return Self.look(problem, numberFormat(cell.column))
    }

    private func numberFormat(_ column: Int) -> String? {
        row > reading.file.headerRow ?? 0 && textColumns.contains(column)
            ? CellLook.text : nil
    }

    private static func look(_ problem: ListProblem?, _ numberFormat: String?) -> CellLook {
        var look: CellLook
        switch problem?.severity {
        case nil: look = CellLook()
        case .error: look = errorLook
        case .warning: look = mendedLook
        }
        look.numberFormat = numberFormat
        return look
    }

    /// The rows that a person looks at decide; titles above the header run over their neighbours.
    private func measure(_ cell: PlacedCell) {
        guard row >= reading.file.headerRow ?? 0, row < 1_000 else { return }
        while widths.count <= cell.column { widths.append(0) }
        let width = BookText.width(of: cell.content.text)
        if width > widths[cell.column] { widths[cell.column] = width }
    }

    private static func timeFormat(_ serial: Double) -> String {
        if serial < 1 { return "hh:mm" }
        return serial == serial.rounded(.down) ? "yyyy-mm-dd" : "yyyy-mm-dd hh:mm"
    }

    static let errorLook = CellLook(fill: 0xFFC7CE, ink: 0x9C0006)
    static let mendedLook = CellLook(fill: 0xFFEB9C, ink: 0x7F6000)
    private static let headerLook = CellLook(fill: 0xE7E6E6, weight: .bold, wrapping: .wrap)
}

extension WallTime {
    /// Days since the epoch of 1900, as a spreadsheet stores a date.
    fileprivate var serial: Double {
        let days = date.daysSince1970 + 25_569
        return Double(days > 60 ? days : days - 1) + Double(secondOfDay ?? 0) / 86_400
    }
}
