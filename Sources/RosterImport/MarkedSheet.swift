// A list given back with its bad cells marked, as a workbook that can be mended and read again.
import Identifiers

/// Where a marked sheet goes and what it says of its list.
package struct MarkedSheetOrder: Sendable {
    /// The file that is written, which is there already and is the caller's to put in its place.
    package var path: String
    /// A folder for parts under way, in files without a name.
    package var folder: String
    /// The list's own name, for the person.
    package var listName: String
    /// When the list was checked, on the site's wall.
    package var madeAt: WallTime

    /// - Parameters:
    ///   - path: the file, whose mode stays.
    ///   - folder: for parts under way.
    ///   - listName: the list's own name.
    ///   - madeAt: when the list was checked, on the site's wall.
    package init(path: String, folder: String, listName: String, madeAt: WallTime) {
        self.path = path
        self.folder = folder
        self.listName = listName
        self.madeAt = madeAt
    }
}

/// Why there is no marked sheet, or no good one.
package enum MarkedSheetFault: Error, Sendable, Equatable {
    /// The list was refused as a whole: there are no cells to mark.
    case noList
    /// The second reading, which keeps long texts whole, ran into a limit or a torn file.
    case unreadable(ProblemCode)
    /// The library or the disk refused; the number is the library's.
    case unwritten(Int)

    /// What happened and what to do.
    package var text: ListText {
        switch self {
        case .noList:
            ListText(
                zh: "文件整体未能读取，没有可标注的内容", en: "the file was refused whole, there is nothing to mark")
        case .unreadable(let code):
            ListText(
                zh: "标注表写不成：\(code.message.zh)；\(code.fix.zh)",
                en: "no marked sheet: \(code.message.en); \(code.fix.en)")
        case .unwritten(let number):
            ListText(
                zh: "标注表写不成（\(number)）；请检查磁盘空间和权限",
                en: "the marked sheet cannot be written (\(number)); check disk space and rights")
        }
    }
}

/// A marked sheet that was written, and what its list must hold when it is read again.
package struct MarkedSheet: Sendable {
    fileprivate let sheet: String
    fileprivate let tally: CellTally

    /// Reads the written file as an import would and compares: the library does not tell of every
    /// disk that was full for a moment.
    ///
    /// - Parameters:
    ///   - file: what was written.
    ///   - options: those of the list.
    /// - Throws: `MarkedSheetFault` where it would not be taken back whole.
    package func prove(_ file: ListSource, options: ListOptions) throws(MarkedSheetFault) {
        let taker = TallyTaker()
        do throws(FileRefusal) {
            if case .refused(let code) = try FileSniffer.sniff(file) {
                throw FileRefusal(code: code)
            }
            let list = WorkbookList(kind: .staff, options: options)
            try list.readCells(file, ofSheet: sheet, into: taker)
        } catch {
            throw .unreadable(error.code)
        }
        guard taker.tally == tally else { throw .unwritten(0) }
    }
}

/// Writes a list back, every cell at its place, the bad ones coloured and explained, behind a page
/// that sums up.
///
/// - Parameters:
///   - list: the list's file.
///   - reading: what `readList` made of it.
///   - options: what it was read with.
///   - order: where it goes.
/// - Returns: what proves the file.
/// - Throws: `MarkedSheetFault`; the file at the path is then of no use.
package func writeMarkedSheet(
    of list: ListSource, _ reading: ListReading, options: ListOptions, to order: MarkedSheetOrder
) throws(MarkedSheetFault) -> MarkedSheet {
    guard reading.fileProblem == nil else { throw .noList }
    let writing = MarkedWriting(list: list, reading: reading, options: options, order: order)
    if let sheet = try writing.write(.rowByRow) { return sheet }
    guard let sheet = try writing.write(.whole) else { throw .unwritten(0) }
    return sheet
}

private struct MarkedWriting {
    let list: ListSource
    let reading: ListReading
    let options: ListOptions
    let order: MarkedSheetOrder

    /// - Returns: nil where the rows do not come in order, as row by row needs them.
    func write(_ memory: BookWriter.Memory) throws(MarkedSheetFault) -> MarkedSheet? {
        let result: Result<MarkedSheet, MarkedSheetFault>
        do throws(BookFault) {
            result = try writeBook(memory)
        } catch {
            if memory == .rowByRow, error == .rowsOutOfOrder { return nil }
            throw .unwritten(error.code)
        }
        return try result.get()
    }

    private func writeBook(
        _ memory: BookWriter.Memory
    ) throws(BookFault) -> Result<MarkedSheet, MarkedSheetFault> {
        let book = try BookWriter(
            path: order.path, folder: order.folder, memory: memory,
            madeAtSeconds: Int64(order.madeAt.date.daysSince1970) * 86_400)
        let own = reading.file.sheet ?? "名单"
        let page = try book.addSheet(
            own == Self.pageName ? Self.pageName + " 2" : Self.pageName)
        let sheet = try book.addSheet(own, "名单")
        let counts = ProblemCounts(reading)
        let rows = MarkedRows(sheet, of: reading, counts)
        try rows.mergeSpans()
        do throws(FileRefusal) {
            try readCells(list, of: reading, options: options, into: rows)
        } catch {
            return .failure(.unreadable(error.code))
        }
        try rows.finish()
        try MarkedSummary(reading: reading, counts: counts, order: order)
            .write(to: page, after: rows)
        sheet.activate()
        try book.close()
        return .success(MarkedSheet(sheet: sheet.name, tally: rows.tally))
    }

    private static let pageName = "说明 Summary"
}
