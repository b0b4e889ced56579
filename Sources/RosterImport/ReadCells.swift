// The second reading of a list: all its cells as they are, for whoever writes them again.

/// Reads the sheet that a list was found in.
///
/// - Parameters:
///   - list: the whole file, as it was given to `readList`.
///   - reading: what `readList` made of it; not a refusal.
///   - taker: is given every cell that is not empty.
/// - Throws: what the first reading may throw, which kept shorter texts, and what the taker throws.
func readCells(
    _ list: ListSource, of reading: ListReading, options: ListOptions, into taker: some CellTaker
) throws(FileRefusal) {
    switch reading.file.type {
    case .csv:
        try TextList(list, kind: reading.kind, options: options).readCells(into: taker)
    case .xlsx:
        let workbook = WorkbookList(kind: reading.kind, options: options)
        try workbook.readCells(list, ofSheet: reading.file.sheet ?? "", into: taker)
    case nil: throw FileRefusal(code: .fileType)
    }
}

extension WorkbookList {
    /// Reads the cells of one sheet.
    ///
    /// - Throws: FILE_DAMAGED where there is no such sheet, and what parts may throw.
    func readCells<Taker: CellTaker>(
        _ list: ListSource, ofSheet name: String, into taker: Taker
    ) throws(FileRefusal) {
        var archive = try Archive(list)
        let (path, workbook, links) = try contents(&archive)
        let named = workbook.sheets.filter { $0.name == name }
        // A hidden sheet is the list only where no visible one has its name.
        guard let sheet = named.first(where: \.isVisible) ?? named.first,
            let part = Self.part(of: sheet, links, from: path)
        else { throw FileRefusal(code: .fileDamaged) }
        let surroundings = try surroundings(
            &archive, path, workbook, links, cellBytes: Taker.cellBytes)
        var taker = taker
        taker.count(from: workbook.epoch)
        try archive.read(part, with: SheetReader(builder: taker, surroundings: surroundings))
    }
}
