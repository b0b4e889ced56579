// The door of this room: bytes of a sheet in, rows and problems out. Total: every input has an
// answer, and a file that cannot be read is an answer too.

/// Reads a staff or vehicle list.
///
/// - Parameters:
///   - source: the whole file; what it is shows from its content.
///   - kind: which columns and rules apply.
///   - options: sheet, day of reading, known zones and routes.
/// - Returns: rows that stand and all problems; where the file is refused, no rows and one problem
///   without a row.
package func readList(
    _ source: ListSource, kind: ListKind, options: ListOptions
) -> ListReading {
    var options = options
    let first = readOnce(source, kind: kind, options: options)
    guard first.isOnlyCounted else { return first.reading }
    options.keptBytes = Int.max
    options.keptProblems = Int.max
    return readOnce(source, kind: kind, options: options).reading
}

private func readOnce(
    _ source: ListSource, kind: ListKind, options: ListOptions
) -> (reading: ListReading, isOnlyCounted: Bool) {
    var file = ListFile(hasEmployeeNumbers: false)
    do throws(FileRefusal) {
        var builder: ListBuilder
        switch try FileSniffer.sniff(source) {
        case .refused(let code): throw FileRefusal(code: code)
        case .zipArchive:
            let workbook = try WorkbookList(kind: kind, options: options).read(source)
            file.type = .xlsx
            file.sheets = Array(workbook.sheets.prefix(ListLimits.listedSheets))
            let chosen =
                workbook.sheets.first { $0.standing == .taken }
                ?? workbook.sheets.first { $0.headerRow != nil }
            file.sheet = chosen?.name
            builder = try workbook.list.get()
        case .text:
            file.type = .csv
            let text = try TextList(source, kind: kind, options: options)
            file.encoding = text.encoding
            builder = try text.read()
        }
        file.headerRow = builder.header?.number
        file.hasEmployeeNumbers = builder.header?.has(.employeeNumber) ?? false
        let rules = try builder.finish()
        let reading = ListReading(
            file: file, rowCount: builder.rowCount, accepted: rules.accepted,
            problems: rules.problems, outline: rules.outline,
            places: builder.header?.placesByMeaning ?? [:], spans: builder.spans)
        return (reading, builder.isOnlyCounted)
    } catch {
        let problem = ListProblem(
            row: nil, column: nil, code: error.code, value: nil, cause: error.cause)
        let reading = ListReading(
            file: file, rowCount: 0, accepted: AcceptedRows(none: kind),
            problems: PackedRows([problem]))
        return (reading, false)
    }
}

/// Reads a list that lies in memory; as for a source.
package func readList(_ bytes: [UInt8], kind: ListKind, options: ListOptions) -> ListReading {
    readList(ListSource(bytes), kind: kind, options: options)
}
