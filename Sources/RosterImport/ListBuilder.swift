// From cells to rows: finds the header, counts rows, passes over totals, hands the rest to the
// rules of its kind. Fed by the workbook reader and by the text reader alike.
import Identifiers

/// How much of a sheet is wanted.
enum ReadingExtent {
    case whole
    /// Only as much as shows whether there is a list.
    case firstRow
}

/// Builds the reading of one sheet, cell by cell; used by one reader.
struct ListBuilder: CellTaker {
    static let cellBytes = ListLimits.cellBytes

    /// Where in the sheet the reader is.
    private enum Stage {
        case aboveHeader
        /// In the one row that may be the header's second half.
        case belowHeader
        case list
    }

    private let extent: ReadingExtent
    private var notes: NoteRows
    private var search: HeaderSearch
    private var fillDown: FillDown
    /// Cells merged over several rows, whose value is meant for each.
    let spans: [MergedSpan]
    private let judging: RowJudging
    private var stage = Stage.aboveHeader
    private(set) var header: HeaderRow?
    private(set) var rowCount = 0
    private var row = 0
    private var rowsSeen = RowNumbers()
    private var isShuffled = false
    private var keptBytes = 0
    /// The first filled cell of a row of the list, and what its column means.
    private var first: (text: String, meaning: ListColumn?)?
    /// The cells of a row that may be the header or its second half.
    private var loose: [PlacedCell] = []
    /// Whether the cell that comes is TRUE or FALSE without anybody having written so.
    private var isTruth = false
    /// Rows of the list that are not judged yet, and the one that is being read.
    private var batch = RowBatch()

    /// - Parameters:
    ///   - kind: which columns and rules apply.
    ///   - options: what the list is judged by.
    ///   - epoch: which day the workbook counts from; nil for a text.
    ///   - spans: cells merged over several rows.
    ///   - extent: how much of the sheet is wanted.
    init(
        kind: ListKind, options: ListOptions, epoch: DateEpoch? = nil, spans: [MergedSpan] = [],
        extent: ReadingExtent = .whole
    ) {
        self.extent = extent
        notes = NoteRows(kind: kind)
        search = HeaderSearch(kind: kind)
        fillDown = FillDown(spans)
        self.spans = spans
        judging = RowJudging(
            RowRules(kind: kind, options: options, epoch: epoch), noteRows: options.noteRows)
    }

    /// Tells, before the first row, of columns that are not shown, by index from 0.
    mutating func hide(columns: ClosedRange<Int>) {
        search.hide(columns)
    }

    /// Begins a row.
    ///
    /// - Parameter number: the row in the sheet, from 1.
    /// - Returns: `stop` where no header has come and none can come any more, and where enough has
    ///   been seen.
    /// - Throws: FILE_DAMAGED where the row has come before, or belongs above what has come and
    ///   is not of the list.
    mutating func beginRow(_ number: Int) throws(FileRefusal) -> ReadingFlow {
        guard rowsSeen.insert(number) else { throw FileRefusal(code: .fileDamaged) }
        if number < row {
            guard let header, number > header.number else {
                throw FileRefusal(code: .fileDamaged)
            }
            isShuffled = true
        }
        row = number
        switch stage {
        case .aboveHeader: return number > ListLimits.headerRows ? .stop : .goOn
        case .belowHeader where number == (header?.number ?? 0) + 1: return .goOn
        case .belowHeader, .list:
            stage = .list
            return extent == .firstRow && rowCount > 0 ? .stop : .goOn
        }
    }

    /// Whether the content of a cell matters, so that readers need not make texts for nothing.
    mutating func needsCell(column: Int) -> Bool {
        guard stage == .list, let header else { return loose.count < ListLimits.titleCells }
        return first == nil || header.meaning(ofColumn: column) != nil
    }

    /// Tells of the cell that is added next.
    mutating func note(_ shape: CellShape) { isTruth = shape == .truth }

    /// Takes a cell of the current row; blank ones may be given or left out.
    mutating func add(_ content: CellContent, column: Int) {
        defer { isTruth = false }
        let text = content.text
        guard !text.isBlankText else { return }
        switch stage {
        case .list: addToList(content, text, column: column)
        case .aboveHeader, .belowHeader:
            let isLong = text.utf8.count > ListLimits.titleBytes
            let isWanted = header?.meaning(ofColumn: column) != nil
            guard loose.count < ListLimits.titleCells else { return }
            let known = isTruth ? .number(text, date: nil) : content
            let kept = isLong && !isWanted ? .overlong("…") : known
            loose.append(PlacedCell(column: column, content: kept))
        }
    }

    /// Takes most cells of the list as they are, without making texts of them.
    mutating func add(utf8 text: ArraySlice<UInt8>, column: Int) {
        guard stage == .list, let meaning = header?.meaning(ofColumn: column),
            CellContent.isPlain(utf8: text)
        else {
            if needsCell(column: column) { add(CellContent(utf8: text), column: column) }
            return
        }
        if first == nil { first = (String(decoding: text, as: UTF8.self), meaning) }
        batch.set(meaning, text: text)
        keptBytes += text.count
    }

    @inline(__always)
    private mutating func addToList(_ content: CellContent, _ text: String, column: Int) {
        guard let header else { return }
        let meaning = header.meaning(ofColumn: column)
        if first == nil {
            // A number that was filled down beyond the last person is no row yet.
            if meaning == nil, column == header.serialColumn, content.isCount { return }
            first = (text, meaning)
        }
        if let meaning {
            batch[meaning] = isTruth ? .number(text, date: nil) : content
            keptBytes += text.utf8.count
        }
    }

    /// Ends the row.
    ///
    /// - Throws: HEADER_DUPLICATE, also where the header comes again in another order;
    ///   FILE_TOO_BIG.
    mutating func endRow() throws(FileRefusal) {
        defer { loose.removeAll(keepingCapacity: true) }
        switch stage {
        case .aboveHeader:
            guard let found = try search.take(loose, row: row) else { return }
            begin(under: found)
            stage = .belowHeader
        case .belowHeader:
            stage = .list
            if let header, let longer = try search.take(loose, row: row, below: header) {
                begin(under: longer)
                return
            }
            for cell in loose { addToList(cell.content, cell.content.text, column: cell.column) }
            try endListRow()
        case .list: try endListRow()
        }
    }

    private mutating func begin(under header: HeaderRow) {
        self.header = header
        notes.header = header
        judging.begin(under: header)
    }

    private mutating func endListRow() throws(FileRefusal) {
        guard let first else { return }
        self.first = nil
        if notes.isNote(first: first, cells: batch) { return batch.dropOpenRow() }
        if try notes.isHeaderAgain(first: first, cells: batch, row: row) {
            return batch.dropOpenRow()
        }
        rowCount += 1
        guard rowCount <= ListLimits.rows else { throw FileRefusal(code: .fileTooBig) }
        guard keptBytes <= ListLimits.keptTextBytes else {
            throw FileRefusal(code: .fileTooBig, cause: .beyond(.rowTexts))
        }
        if isOnlyCounted { return batch.dropOpenRow() }
        if !fillDown.isIdle, let header {
            keptBytes += fillDown.fill(&batch, row: row, under: header)
        }
        batch.close(row: row)
        guard batch.isFull else { return }
        judging.judge(batch)
        batch = RowBatch()
    }

    /// Whether there were more rows and problems than are kept in a first reading: then the rest
    /// was counted, and none is here.
    var isOnlyCounted: Bool { judging.isOnlyCounted }

    /// Lets go of all rows: they are to be read once more.
    func forget() { judging.forget() }

    /// The rules with the rows and problems of the sheet.
    ///
    /// - Throws: NO_HEADER, NO_ROWS.
    mutating func finish() throws(FileRefusal) -> RowRules {
        guard header != nil else { throw FileRefusal(code: .noHeader) }
        guard rowCount > 0 else { throw FileRefusal(code: .noRows) }
        var rules = judging.finish(batch)
        batch = RowBatch()
        if isShuffled { rules.sortByRow() }
        return rules
    }
}
