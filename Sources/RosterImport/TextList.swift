// A list in a text file: encoding, separator, rows.

/// Reads a text file as a list.
struct TextList {
    private let text: EncodedText
    private let kind: ListKind
    private let options: ListOptions

    init(_ source: ListSource, kind: ListKind, options: ListOptions) throws(FileRefusal) {
        text = try EncodedText(source)
        self.kind = kind
        self.options = options
    }

    var encoding: TextEncoding { text.encoding }

    /// - Returns: the builder, fed with all rows.
    /// - Throws: FILE_ENCODING, NO_HEADER and what rows may throw.
    func read() throws(FileRefusal) -> ListBuilder {
        try readCells(into: ListBuilder(kind: kind, options: options))
    }

    /// Reads all cells as they are.
    ///
    /// - Returns: the taker, fed with them.
    /// - Throws: as `read`, and what the taker throws.
    @discardableResult
    func readCells<Taker: CellTaker>(into taker: Taker) throws(FileRefusal) -> Taker {
        var reader = SeparatedText(separator: try findSeparator(), builder: taker)
        try text.decode { piece throws(FileRefusal) in try reader.take(piece) }
        try reader.finish()
        return reader.builder
    }

    /// The separator under which one of the first rows is a header.
    private func findSeparator() throws(FileRefusal) -> UInt8 {
        var fault = FileRefusal(code: .noHeader)
        for separator in Self.separators {
            var reader = SeparatedText(
                separator: separator, builder: ListBuilder(kind: kind, options: options))
            try text.decode { piece throws(FileRefusal) in
                var rest = piece
                while !rest.isEmpty, reader.builder.header == nil {
                    let flow = try reader.take(rest.prefix(Self.probeBytes))
                    if flow == .stop { return .stop }
                    rest = rest.dropFirst(Self.probeBytes)
                }
                return reader.builder.header == nil ? .goOn : .stop
            }
            do throws(FileRefusal) {
                if reader.builder.header == nil { try reader.finish() }
            } catch {
                fault = error
            }
            if reader.builder.header != nil { return separator }
        }
        throw fault
    }

    private static let separators = [",", ";", "\t", "|"].map { (mark: Unicode.Scalar) in
        UInt8(ascii: mark)
    }
    private static let probeBytes = 1024
}
