// A list in an .xlsx workbook: finds its parts, chooses the sheet, reads it.
import Identifiers

/// Reads a workbook as a list.
struct WorkbookList {
    /// What was found.
    struct Reading {
        /// Every sheet in its order.
        let sheets: [ListSheet]
        /// The builder, fed with all rows of the sheet that was taken; else NO_HEADER, or what
        /// the first sheet with a header was refused for.
        let list: Result<ListBuilder, FileRefusal>
    }

    let kind: ListKind
    let options: ListOptions

    /// - Parameter source: a ZIP file.
    /// - Throws: FILE_TYPE where the ZIP is no workbook, and what parts may throw.
    func read(_ source: ListSource) throws(FileRefusal) -> Reading {
        var archive = try Archive(source)
        try archive.refuseDoctypes()
        let list = try read(&archive)
        try archive.measureTheRest()
        return list
    }

    private func read(_ archive: inout Archive) throws(FileRefusal) -> Reading {
        let (path, workbook, links) = try contents(&archive)
        let surroundings = try surroundings(&archive, path, workbook, links)
        var named: Int?
        if case .named(let name) = options.sheet {
            named = Self.place(of: name, in: workbook)
            if named == nil { return Self.lacking(workbook) }
        }
        var sheets: [ListSheet] = []
        var list: Result<ListBuilder, FileRefusal>?
        var isTaken = false
        for (index, sheet) in workbook.sheets.enumerated() {
            var listed = ListSheet(name: sheet.name, headerRow: nil, standing: .noCells)
            if let named, named != index {
                listed.standing = .unread
            } else if named == nil, !sheet.isVisible {
                listed.standing = .hidden
            } else if let part = Self.part(of: sheet, links, from: path) {
                let found = try self.list(
                    in: part, &archive, surroundings, isTaken ? .firstRow : .whole, &listed)
                if !isTaken, listed.standing == .candidate {
                    isTaken = true
                    listed.standing = .taken
                    list = found
                } else {
                    list = list ?? found
                }
            }
            sheets.append(listed)
        }
        return Reading(sheets: sheets, list: list ?? .failure(FileRefusal(code: .noHeader)))
    }

    /// The sheet of a name: of just this one, else of one that people would take for it.
    private static func place(of name: String, in workbook: WorkbookReader) -> Int? {
        let names = workbook.sheets.map(\.name)
        return names.firstIndex(of: name) ?? names.firstIndex { plain($0) == plain(name) }
    }

    /// What is said where no sheet has the name that was asked for.
    private static func lacking(_ workbook: WorkbookReader) -> Reading {
        let names = workbook.sheets.prefix(ListLimits.listedSheets).map(\.name)
        return Reading(
            sheets: workbook.sheets.map {
                ListSheet(name: $0.name, headerRow: nil, standing: $0.isVisible ? .unread : .hidden)
            },
            list: .failure(FileRefusal(code: .noHeader, cause: .noSuchSheet(has: names))))
    }

    /// Reads one sheet as far as it is wanted, and says of it what it is.
    ///
    /// - Returns: the list; why it is none, where it has a header at least; nil without one.
    private func list(
        in part: String, _ archive: inout Archive, _ surroundings: SheetSurroundings,
        _ extent: ReadingExtent, _ sheet: inout ListSheet
    ) throws(FileRefusal) -> Result<ListBuilder, FileRefusal>? {
        guard archive.has(part) else { return .failure(FileRefusal(code: .fileDamaged)) }
        do throws(FileRefusal) {
            let builder = try rows(in: part, &archive, surroundings, extent)
            sheet.headerRow = builder.header?.number
            sheet.standing =
                builder.header == nil ? .noHeader : builder.rowCount == 0 ? .noRows : .candidate
            return builder.header == nil ? nil : .success(builder)
        } catch {
            // Of a list that goes on under another header, rows were read: no other sheet is it.
            guard error == FileRefusal(code: .headerDuplicate) else { throw error }
            sheet.standing = .headerDuplicate
            return .failure(error)
        }
    }

    /// Merged cells are told of below the rows, so a list with such cells is read once more.
    private func rows(
        in part: String, _ archive: inout Archive, _ surroundings: SheetSurroundings,
        _ extent: ReadingExtent
    ) throws(FileRefusal) -> ListBuilder {
        var options = options
        options.keptBytes -= surroundings.strings.keptBytes
        let reader = SheetReader(
            builder: ListBuilder(
                kind: kind, options: options, epoch: surroundings.epoch, extent: extent),
            surroundings: surroundings)
        try archive.read(part, with: reader)
        let builder = reader.builder
        guard let header = builder.header, extent == .whole else { return builder }
        let spans = reader.spans.filter { span in
            span.first > header.number
                && header.meaning(ofColumn: Int(span.column)).map(FillDown.fills) ?? false
        }
        guard !spans.isEmpty else { return builder }
        builder.forget()
        let filling = SheetReader(
            builder: ListBuilder(
                kind: kind, options: options, epoch: surroundings.epoch, spans: spans),
            surroundings: surroundings)
        try archive.read(part, with: filling)
        return filling.builder
    }

    /// A name as people compare it: narrow, of either case, without blanks around it.
    private static func plain(_ name: String) -> String {
        FullWidth.fold(name).trimmingBlanks().lowercased()
    }

    /// Where the cells of a sheet are; nil for a chart.
    static func part(
        of sheet: WorkbookReader.Sheet, _ links: RelationshipReader, from path: String
    ) -> String? {
        links.items.first {
            sheet.relationshipIDs.contains($0.id) && $0.type.hasSuffix("/worksheet")
        }.map { resolve($0.target, from: path) }
    }

    /// The workbook part, where it is, and what it refers to.
    func contents(
        _ archive: inout Archive
    ) throws(FileRefusal) -> (path: String, workbook: WorkbookReader, links: RelationshipReader) {
        let path = try workbookPath(&archive)
        let workbook = WorkbookReader()
        try archive.read(path, with: workbook)
        let links = RelationshipReader()
        let linksPath = Self.relationshipsPath(of: path)
        if archive.has(linksPath) { try archive.read(linksPath, with: links) }
        return (path, workbook, links)
    }

    /// Where the workbook part is; a ZIP without one is some other kind of file.
    private func workbookPath(_ archive: inout Archive) throws(FileRefusal) -> String {
        let links = RelationshipReader()
        if archive.has("_rels/.rels") { try archive.read("_rels/.rels", with: links) }
        let linked = links.target(ofType: "/officeDocument").map { Self.resolve($0, from: "") }
        let path = linked ?? "xl/workbook.xml"
        guard archive.has(path), !path.hasSuffix(".bin") else {
            throw FileRefusal(code: .fileType)
        }
        return path
    }

    func surroundings(
        _ archive: inout Archive, _ path: String, _ workbook: WorkbookReader,
        _ links: RelationshipReader, cellBytes: Int = ListLimits.cellBytes
    ) throws(FileRefusal) -> SheetSurroundings {
        let strings = SharedStrings(cellBytes: cellBytes)
        if let target = links.target(ofType: "/sharedStrings") {
            let part = Self.resolve(target, from: path)
            if archive.has(part) { try archive.read(part, with: strings) }
        }
        let styles = StyleReader()
        if let target = links.target(ofType: "/styles") {
            let part = Self.resolve(target, from: path)
            if archive.has(part) { try archive.read(part, with: styles) }
        }
        return SheetSurroundings(
            strings: strings, formats: styles.formats, epoch: workbook.epoch)
    }

    /// `xl/workbook.xml` has its relationships in `xl/_rels/workbook.xml.rels`.
    private static func relationshipsPath(of path: String) -> String {
        let parts = path.split(separator: "/")
        return (parts.dropLast() + ["_rels", (parts.last ?? "") + ".rels"]).joined(separator: "/")
    }

    /// The path of a target that is written relative to another part, or from the root.
    static func resolve(_ target: String, from path: String) -> String {
        var parts = target.hasPrefix("/") ? [] : path.split(separator: "/").dropLast()
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
