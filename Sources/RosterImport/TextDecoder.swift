// From the bytes of a text to UTF-8, in pieces, so that a big list is never in memory twice.
// Order: byte order mark, UTF-16 that lacks it, strict UTF-8, GB18030.
// `unsafe` here is the calls into glibc's iconv.
import Glibc

/// A text whose encoding is known.
struct EncodedText {
    let encoding: TextEncoding
    private let source: ListSource
    private let start: Int

    /// - Parameter source: the whole file, not empty.
    /// - Throws: FILE_ENCODING where it is UTF-8 with a bad or cut character in it; and as
    ///   `ListSource.piece`.
    init(_ source: ListSource) throws(FileRefusal) {
        self.source = source
        let bytes = try source.piece(at: 0, count: 4)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            guard try UTF8Share(of: source, from: 3).faults == 0 else {
                throw FileRefusal(code: .fileEncoding)
            }
            encoding = .utf8
            start = 3
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            encoding = .utf16LittleEndian
            start = 2
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BigEndian
            start = 2
        } else if let unmarked = try Self.unmarkedUTF16(source) {
            encoding = unmarked
            start = 0
        } else {
            let share = try UTF8Share(of: source, from: 0)
            guard !share.isDamagedUTF8 else { throw FileRefusal(code: .fileEncoding) }
            encoding = share.faults == 0 ? .utf8 : .gb18030
            start = 0
        }
    }

    /// UTF-16 without its mark, told by where the halves of ends of lines, separators and digits
    /// stand: every list has many, and no other text has zeros.
    ///
    /// - Returns: nil where it is none.
    static func unmarkedUTF16(_ source: ListSource) throws(FileRefusal) -> TextEncoding? {
        let sample = try source.piece(at: 0, count: 8192)
        guard source.count % 2 == 0, sample.contains(0) else { return nil }
        var little = 0
        var big = 0
        for place in stride(from: 0, to: sample.count - 1, by: 2) {
            let (first, second) = (sample[place], sample[place + 1])
            if second == 0, isPlain(first) { little += 1 }
            if first == 0, isPlain(second) { big += 1 }
            // U+0000 and the controls are in no text.
            let other = min(first, second)
            guard other != 0 || !isControl(max(first, second)) else { return nil }
        }
        guard max(little, big) >= 2, max(little, big) > 8 * min(little, big) else { return nil }
        return little > big ? .utf16LittleEndian : .utf16BigEndian
    }

    /// UTF-32 by its mark, or by the two zeros in each of its characters.
    static func isUTF32(_ source: ListSource) throws(FileRefusal) -> Bool {
        let bytes = try source.piece(at: 0, count: 4096)
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            return true
        }
        let whole = bytes.count & ~3
        guard source.count % 4 == 0, whole > 0 else { return false }
        let starts = stride(from: 0, to: whole, by: 4)
        return starts.allSatisfy {
            bytes[$0 + 3] == 0 && bytes[$0 + 2] <= 0x10 && bytes[$0] | bytes[$0 + 1] != 0
        }
            || starts.allSatisfy {
                bytes[$0] == 0 && bytes[$0 + 1] <= 0x10 && bytes[$0 + 2] | bytes[$0 + 3] != 0
            }
    }

    /// An end of a line, a separator or a digit.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20, 0x22, 0x2C, 0x3B, 0x30...0x39: true
        default: false
        }
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x09 || (0x0E...0x1F).contains(byte) || byte == 0x7F
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
            for place in stride(from: start, to: source.count, by: Self.pieceBytes) {
                let piece = try source.piece(at: place, count: Self.pieceBytes)
                if try take(piece) == .stop { return }
            }
        case .gb18030: try convert(from: "GB18030", take)
        case .utf16LittleEndian: try convert(from: "UTF-16LE", take)
        case .utf16BigEndian: try convert(from: "UTF-16BE", take)
        }
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
