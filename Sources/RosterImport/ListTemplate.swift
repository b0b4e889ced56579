// An empty list to fill in: the columns that an import knows, and a page of help.

/// Where a template goes and what it offers.
package struct TemplateOrder: Sendable {
    /// The file that is written, which is there already and is the caller's to put in its place.
    package var path: String
    /// A folder for parts under way, in files without a name.
    package var folder: String
    /// When the workbook says it was made, since 1970.
    package var madeAtSeconds: Int64
    /// Zones to choose from; empty where any is written.
    package var zones: [String] = []
    /// Routes to choose from; empty where any is written.
    package var routes: [String] = []

    /// - Parameters:
    ///   - path: the file, whose mode stays.
    ///   - folder: for parts under way.
    ///   - madeAtSeconds: when the workbook says it was made, since 1970.
    package init(path: String, folder: String, madeAtSeconds: Int64) {
        self.path = path
        self.folder = folder
        self.madeAtSeconds = madeAtSeconds
    }
}

/// Writes an empty list, its columns made for text, with drop-downs and a page of help.
///
/// The example stands on the page of help, so that nobody is imported who is none.
///
/// - Parameters:
///   - kind: whose columns.
///   - order: where it goes.
/// - Throws: `MarkedSheetFault.unwritten`; the file at the path is then of no use.
package func writeListTemplate(
    _ kind: ListKind, to order: TemplateOrder
) throws(MarkedSheetFault) {
    do throws(BookFault) {
        let book = try BookWriter(
            path: order.path, folder: order.folder, memory: .rowByRow,
            madeAtSeconds: order.madeAtSeconds)
        let columns = TemplateColumn.columns(of: kind, zones: order.zones, routes: order.routes)
        let list = try book.addSheet("名单")
        let help = try book.addSheet(TemplateHelp.sheetName)
        try writeList(columns, to: list)
        try TemplateHelp(kind: kind, columns: columns).write(to: help)
        try book.close()
    } catch {
        throw .unwritten(error.code)
    }
}

private func writeList(_ columns: [TemplateColumn], to sheet: SheetWriter) throws(BookFault) {
    try sheet.setRow(0, height: 34)
    for (place, column) in columns.enumerated() {
        let fill: UInt32 = column.need == .required ? 0xFCE4D6 : 0xE7E6E6
        try sheet.setColumn(
            place, width: Double(column.width), CellLook(numberFormat: column.numberFormat))
        try sheet.write(
            column.header, row: 0, column: place,
            CellLook(fill: fill, weight: .bold, wrapping: .wrap))
        try sheet.comment(
            "\(column.help.zh)\n\(column.help.en)", row: 0, column: place)
        guard let source = TemplateHelp.choices(of: place, in: columns) else { continue }
        try sheet.offer(
            SheetWriter.Choices(
                source: source, title: "不在可选值之内 Not on the list",
                message: "这个值不在下拉表里，仍要填写吗？This value is not on the list. Keep it?"),
            rows: 1...ListLimits.rows, column: place)
    }
    try sheet.allowNumbersAsText()
    sheet.freeze(rows: 1)
    sheet.fitPageWidth()
    sheet.activate()
}
