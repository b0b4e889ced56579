// From the bytes of a text to UTF-8, in pieces, so that a big list is never in memory twice.
// Order: byte order mark, strict UTF-8, GB18030. `unsafe` here is the calls into glibc's iconv.
import Glibc

/// A text whose encoding is known.
struct EncodedText {
    let encoding: TextEncoding
    private let source: ListSource
    private let start: Int

    /// - Parameter source: the whole file, not empty.
    /// - Throws: as `ListSource.piece`.
    init(_ source: ListSource) throws(FileRefusal) {
        self.source = source
        let bytes = try source.piece(at: 0, count: 4)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            encoding = .utf8
            start = 3
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            encoding = .utf16LittleEndian
            start = 2
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BigEndian
            start = 2
        } else {
            encoding = try Self.isUTF8(source, from: 0) ? .utf8 : .gb18030
            start = 0
        }
    }

    /// Gives the text as UTF-8, piece by piece; a character may be cut between two pieces.
    ///
    /// - Parameter take: takes a piece and says whether it wants another.
    /// - Throws: FILE_ENCODING at the first byte that is none of the encoding, and what `take`
    ///   throws.
    func decode(
        _ take: (ArraySlice<UInt8>) throws(FileRefusal) -> ReadingFlow
    ) throws(FileRefusal) {
        switch encoding {
        case .utf8:
            if start > 0, try !Self.isUTF8(source, from: start) {
                throw FileRefusal(code: .fileEncoding)
            }
            for place in stride(from: start, to: source.count, by: Self.pieceBytes) {
                let piece = try source.piece(at: place, count: Self.pieceBytes)
                if try take(piece) == .stop { return }
            }
        case .gb18030: try convert(from: "GB18030", take)
        case .utf16LittleEndian: try convert(from: "UTF-16LE", take)
        case .utf16BigEndian: try convert(from: "UTF-16BE", take)
        }
    }

    /// Whether all of it is strict UTF-8; read in pieces that end with a character.
    private static func isUTF8(_ source: ListSource, from start: Int) throws(FileRefusal) -> Bool {
        var place = start
        while place < source.count {
            let piece = try source.piece(at: place, count: pieceBytes)
            let isLast = place + piece.count == source.count
            let cut = isLast ? 0 : piece.suffix(4).reversed().prefix { $0 & 0xC0 == 0x80 }.count + 1
            let whole = piece.dropLast(cut)
            let span = whole.span
            guard !whole.isEmpty, (try? UTF8Span(validating: span)) != nil else { return false }
            place += whole.count
        }
        return true
    }

    private func convert(
        from name: String,
        _ take: (ArraySlice<UInt8>) throws(FileRefusal) -> ReadingFlow
    ) throws(FileRefusal) {
        guard let converter = unsafe iconv_open("UTF-8", name),
            unsafe converter != iconv_t(bitPattern: -1)
        else { throw FileRefusal(code: .fileEncoding) }
        defer { unsafe iconv_close(converter) }
        // Two bytes become three at most, four become four.
        var output = [UInt8](repeating: 0, count: 2 * Self.pieceBytes)
        var place = start
        while place < source.count {
            let piece = try source.piece(at: place, count: Self.pieceBytes)
            let (read, written, fault) = unsafe Self.step(converter, piece, &output)
            // A character cut by the end of a piece is read with the next; at the end of the file,
            // or where nothing moves, it is a fault.
            let isCut = fault == EINVAL && read > 0 && place + piece.count < source.count
            guard fault == 0 || isCut else { throw FileRefusal(code: .fileEncoding) }
            place += read
            if try take(output[..<written]) == .stop { return }
        }
    }

    private static func step(
        _ converter: iconv_t, _ input: ArraySlice<UInt8>, _ output: inout [UInt8]
    ) -> (read: Int, written: Int, fault: Int32) {
        unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                // iconv asks for a mutable pointer and does not write through it.
                var from = unsafe UnsafeMutablePointer(
                    mutating: source.bindMemory(to: CChar.self).baseAddress)
                var to = unsafe target.bindMemory(to: CChar.self).baseAddress
                var fromLeft = source.count
                var toLeft = target.count
                let result = unsafe iconv(converter, &from, &fromLeft, &to, &toLeft)
                let fault = result == Int(bitPattern: UInt.max) ? errno : 0
                return (source.count - fromLeft, target.count - toLeft, fault)
            }
        }
    }

    private static let pieceBytes = 64 * 1024
}
