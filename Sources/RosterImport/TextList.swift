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
        let builder = ListBuilder(kind: kind, options: options)
        try readCells(into: builder)
        return builder
    }

    /// Reads all cells as they are.
    ///
    /// - Throws: as `read`, and what the taker throws.
    func readCells(into taker: some CellTaker) throws(FileRefusal) {
        var reader = SeparatedText(separator: try findSeparator(), builder: taker)
        try text.decode { piece throws(FileRefusal) in try reader.take(piece) }
        try reader.finish()
    }

    /// The separator under which one of the first rows is a header.
    private func findSeparator() throws(FileRefusal) -> UInt8 {
        var fault = FileRefusal(code: .noHeader)
        for separator in Self.separators {
            let builder = ListBuilder(kind: kind, options: options)
            var reader = SeparatedText(separator: separator, builder: builder)
            try text.decode { piece throws(FileRefusal) in
                var rest = piece
                while !rest.isEmpty, builder.header == nil {
                    let flow = try reader.take(rest.prefix(Self.probeBytes))
                    if flow == .stop { return .stop }
                    rest = rest.dropFirst(Self.probeBytes)
                }
                return builder.header == nil ? .goOn : .stop
            }
            do throws(FileRefusal) {
                if builder.header == nil { try reader.finish() }
            } catch {
                fault = error
            }
            if builder.header != nil { return separator }
        }
        throw fault
    }

    private static let separators = [",", ";", "\t", "|"].map { (mark: Unicode.Scalar) in
        UInt8(ascii: mark)
    }
    private static let probeBytes = 1024
}
