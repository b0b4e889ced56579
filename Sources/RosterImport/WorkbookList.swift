// A list in an .xlsx workbook: finds its parts, chooses the sheet, reads it.
// `unsafe` here is lending the file's bytes to libzip for the time of reading.

/// Reads a workbook as a list.
struct WorkbookList {
    let kind: ListKind
    let options: ListOptions

    /// - Parameter bytes: a ZIP file.
    /// - Returns: the name of the sheet and its builder, fed with all rows.
    /// - Throws: FILE_TYPE where the ZIP is no workbook, NO_HEADER, and what parts may throw.
    func read(_ bytes: [UInt8]) throws(FileRefusal) -> (sheet: String, builder: ListBuilder) {
        let result = unsafe bytes.withUnsafeBytes { memory in
            unsafe opening(memory)
        }
        return try result.get()
    }

    private func opening(
        _ memory: UnsafeRawBufferPointer
    ) -> Result<(sheet: String, builder: ListBuilder), FileRefusal> {
        do throws(FileRefusal) {
            var archive = unsafe try Archive(memory)
            return .success(try read(&archive))
        } catch {
            return .failure(error)
        }
    }

    private func read(_ archive: inout Archive) throws(FileRefusal) -> (
        sheet: String, builder: ListBuilder
    ) {
        let path = try workbookPath(&archive)
        let workbook = WorkbookReader()
        try archive.read(path, with: workbook)
        let links = RelationshipReader()
        let linksPath = Self.relationshipsPath(of: path)
        if archive.has(linksPath) { try archive.read(linksPath, with: links) }
        let surroundings = try surroundings(&archive, path, workbook, links)
        for sheet in workbook.sheets where isCandidate(sheet) {
            guard let link = links.items.first(where: { $0.id == sheet.relationshipID }),
                link.type.hasSuffix("/worksheet")
            else { continue }
            let builder = ListBuilder(kind: kind, options: options)
            try archive.read(
                Self.resolve(link.target, from: path),
                with: SheetReader(builder: builder, surroundings: surroundings))
            if builder.header != nil { return (sheet.name, builder) }
        }
        throw FileRefusal(code: .noHeader)
    }

    private func isCandidate(_ sheet: WorkbookReader.Sheet) -> Bool {
        switch options.sheet {
        case .firstWithHeader: sheet.isVisible
        case .named(let name): sheet.name == name
        }
    }

    /// Where the workbook part is; a ZIP without one is some other kind of file.
    func workbookPath(_ archive: inout Archive) throws(FileRefusal) -> String {
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
            strings: strings, isDate: styles.isDate, epoch: workbook.epoch)
    }

    /// `xl/workbook.xml` has its relationships in `xl/_rels/workbook.xml.rels`.
    static func relationshipsPath(of path: String) -> String {
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
