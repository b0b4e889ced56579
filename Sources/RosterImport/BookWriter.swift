// New workbooks, written with libxlsxwriter. `unsafe` here is that library's C interface, whose
// pointers live as long as the book.
import CXlsxWriter

/// A fault of the library or of the disk under it; `code` is the library's.
struct BookFault: Error, Equatable {
    let code: Int

    /// A row came after a later one, where rows go to the disk as they come.
    static let rowsOutOfOrder = BookFault(
        code: Int(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE.rawValue))
}

/// How the cells of a workbook look; made once for many cells.
struct CellLook: Hashable {
    /// How numbers show, as a spreadsheet's format code.
    var numberFormat: String?
    /// The background as 0xRRGGBB.
    var fill: UInt32?
    /// The text as 0xRRGGBB.
    var ink: UInt32?
    var weight = Weight.regular
    var wrapping = Wrapping.none
    /// Points; nil for the usual.
    var size: Double?

    /// The number format that makes what is typed a text.
    static let text = "@"

    enum Weight { case regular, bold }
    enum Wrapping { case none, wrap }
}

/// A workbook under way; let go before `close`, it leaves nothing but what stood at its path.
@safe final class BookWriter {
    /// Whether rows go to the disk as they come, and must then come in order.
    enum Memory { case rowByRow, whole }

    /// Stands on every machine with Chinese Windows or macOS Office; others take what they have.
    private static let fontName = "Microsoft YaHei"

    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var formats: [CellLook: UnsafeMutablePointer<lxw_format>] = unsafe [:]

    /// Begins a workbook.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there keeps its mode.
    ///   - folder: where parts are kept until then, in files without a name.
    ///   - seconds: when the workbook says it was made, since 1970.
    init(
        path: String, folder: String, memory: Memory, madeAtSeconds seconds: Int64
    ) throws(BookFault) {
        unsafe book = workbook_begin(path, folder, memory == .rowByRow ? 1 : 0)
        guard let book = unsafe book else { throw BookFault(code: 1) }
        try unsafe require(workbook_set_moment(book, seconds))
    }

    deinit {
        unsafe lxw_workbook_free(book)
    }

    /// Adds a sheet.
    ///
    /// - Parameter names: the first of them that a workbook may have is taken.
    func addSheet(_ names: String...) throws(BookFault) -> SheetWriter {
        for name in names where !name.isEmpty && !name.utf8.contains(0) {
            guard unsafe workbook_validate_sheet_name(book, name) == LXW_NO_ERROR else { continue }
            guard let sheet = unsafe workbook_add_worksheet(book, name) else { break }
            return unsafe SheetWriter(sheet, name: name, of: self)
        }
        throw BookFault(code: 1)
    }

    /// Writes the workbook to its path.
    func close() throws(BookFault) {
        guard let closing = unsafe book else { return }
        unsafe book = nil
        try unsafe require(workbook_close(closing))
    }

    fileprivate func format(_ look: CellLook) -> UnsafeMutablePointer<lxw_format>? {
        if let known = unsafe formats[look] { return unsafe known }
        guard let format = unsafe workbook_add_format(book) else { return nil }
        unsafe format_set_font_name(format, Self.fontName)
        if look.numberFormat == CellLook.text {
            // By its number, which every program knows.
            unsafe format_set_num_format_index(format, 49)
        } else if let code = look.numberFormat {
            unsafe format_set_num_format(format, code)
        }
        if let fill = look.fill { unsafe format_set_bg_color(format, fill) }
        if let ink = look.ink { unsafe format_set_font_color(format, ink) }
        if let size = look.size { unsafe format_set_font_size(format, size) }
        if look.weight == .bold { unsafe format_set_bold(format) }
        if look.wrapping == .wrap { unsafe format_set_text_wrap(format) }
        unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        unsafe formats[look] = unsafe format
        return unsafe format
    }
}

/// A sheet of a workbook; rows and columns count from 0.
@safe struct SheetWriter {
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let book: BookWriter
    let name: String

    fileprivate init(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, name: String, of book: BookWriter
    ) {
        unsafe self.sheet = unsafe sheet
        self.book = book
        self.name = name
    }

    /// Writes a text, however odd; `BookText.escape` says what becomes of odd characters.
    func write(
        _ text: String, row: Int, column: Int, _ look: CellLook = CellLook()
    ) throws(BookFault) {
        try unsafe require(
            worksheet_write_string(
                sheet, UInt32(row), UInt16(column), BookText.escape(text), book.format(look)))
    }

    func write(
        _ number: Double, row: Int, column: Int, _ look: CellLook = CellLook()
    ) throws(BookFault) {
        try unsafe require(
            worksheet_write_number(
                sheet, UInt32(row), UInt16(column), number, book.format(look)))
    }

    func write(truth: Truth, row: Int, column: Int, _ look: CellLook) throws(BookFault) {
        try unsafe require(
            worksheet_write_boolean(
                sheet, UInt32(row), UInt16(column), truth == .yes ? 1 : 0, book.format(look)))
    }

    /// Writes the look of a cell without content.
    func writeBlank(row: Int, column: Int, _ look: CellLook) throws(BookFault) {
        try unsafe require(
            worksheet_write_blank(sheet, UInt32(row), UInt16(column), book.format(look)))
    }

    /// Puts a comment on a cell, in a box big enough for it.
    func comment(_ text: String, row: Int, column: Int) throws(BookFault) {
        try unsafe require(
            sheet_write_note(
                sheet, UInt32(row), UInt16(column), BookText.escape(text),
                UInt16(BookText.noteWidth), UInt16(BookText.noteHeight(of: text))))
    }

    /// Sets the width of a column, in characters, and the look of its empty cells.
    func setColumn(
        _ column: Int, width: Double, _ look: CellLook? = nil, _ sight: Sight = .shown
    ) throws(BookFault) {
        let format = unsafe look.flatMap { unsafe book.format($0) }
        var options = lxw_row_col_options(hidden: sight == .hidden ? 1 : 0, level: 0, collapsed: 0)
        try unsafe require(
            worksheet_set_column_opt(
                sheet, UInt16(column), UInt16(column), width, format, &options))
    }

    /// Merges the cells of a column over several rows; what stands in them is written besides.
    ///
    /// Rows that have gone to the disk cannot be merged any more.
    func merge(rows: ClosedRange<Int>, column: Int) throws(BookFault) {
        try unsafe require(
            worksheet_merge_range(
                sheet, UInt32(rows.lowerBound), UInt16(column), UInt32(rows.upperBound),
                UInt16(column), "", nil))
    }

    /// Sets the height of a row, in points.
    func setRow(_ row: Int, height: Double) throws(BookFault) {
        try unsafe require(worksheet_set_row(sheet, UInt32(row), height, nil))
    }

    /// Keeps the first rows in sight.
    func freeze(rows: Int) {
        unsafe worksheet_freeze_panes(sheet, UInt32(rows), 0)
    }

    /// Makes this the sheet that shows first.
    func activate() {
        unsafe worksheet_activate(sheet)
    }

    /// Prints it across the page, as many pages long as it takes.
    func fitPageWidth() {
        unsafe worksheet_set_landscape(sheet)
        unsafe worksheet_set_paper(sheet, 9)
        unsafe worksheet_fit_to_pages(sheet, 1, 0)
    }

    /// Puts no green corner on numbers that are texts.
    func allowNumbersAsText() throws(BookFault) {
        try unsafe require(
            worksheet_ignore_errors(
                sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), "A1:XFD1048576"))
    }

    /// Offers choices in the cells of a column; other values are taken after a question.
    func offer(_ choices: Choices, rows: ClosedRange<Int>, column: Int) throws(BookFault) {
        try unsafe require(
            sheet_add_choices(
                sheet, UInt32(rows.lowerBound), UInt32(rows.upperBound), UInt16(column),
                choices.source, choices.title, choices.message))
    }

    /// What a drop-down offers.
    struct Choices {
        /// The cells that hold the choices, as a formula.
        let source: String
        /// Of the question asked about another value: at most 32 characters.
        let title: String
        /// The question itself: at most 255 characters.
        let message: String
    }

    enum Truth { case yes, no }
    enum Sight { case shown, hidden }
}

private func require(_ code: lxw_error) throws(BookFault) {
    guard code == LXW_NO_ERROR else { throw BookFault(code: Int(code.rawValue)) }
}
