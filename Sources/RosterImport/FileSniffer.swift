// Decides by its first bytes what a file is; names and endings lie.

/// What a file turned out to be.
enum SniffedFile: Equatable {
    case zipArchive
    case text
    case refused(ProblemCode)
}

/// Looks at the bytes of a file.
enum FileSniffer {
    /// - Throws: as `ListSource.piece`.
    static func sniff(_ source: ListSource) throws(FileRefusal) -> SniffedFile {
        if source.count > ListLimits.fileBytes { return .refused(.fileTooBig) }
        if source.count == 0 { return .refused(.fileEmpty) }
        let start = try source.piece(at: 0, count: 4096)
        if zipBeginnings.contains(where: start.starts) { return .zipArchive }
        if start.starts(with: compoundFile) {
            return .refused(try isEncryptedWorkbook(source) ? .fileEncrypted : .fileOldExcel)
        }
        if oldWorkbooks.contains(where: start.starts) { return .refused(.fileOldExcel) }
        if foreign.contains(where: start.starts) { return .refused(.fileType) }
        let opening = try opening(of: source)
        if opening.isEmpty { return .refused(start.contains(0) ? .fileType : .fileEmpty) }
        if opening.first == UInt8(ascii: "<") || opening.starts(with: Array("MIME-Version".utf8)) {
            return .refused(.fileType)
        }
        if try EncodedText.isUTF32(source) { return .refused(.fileEncoding) }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return .text }
        if try EncodedText.unmarkedUTF16(source) != nil { return .text }
        if start.contains(0) { return .refused(.fileType) }
        let body = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start
        let isBinary = body.contains { $0 < 0x09 || (0x0E...0x19).contains($0) || $0 == 0x7F }
        return isBinary ? .refused(.fileType) : .text
    }

    /// The first bytes that a person sees, however many blanks stand before them.
    ///
    /// Without byte order marks, and without the zeros of UTF-16 and UTF-32, so that a page of a
    /// browser shows in any encoding.
    private static func opening(of source: ListSource) throws(FileRefusal) -> [UInt8] {
        var opening: [UInt8] = []
        try source.visit { piece, place in
            let marked = place == 0 ? marks.first(where: piece.starts)?.count ?? 0 : 0
            for byte in piece.dropFirst(marked) {
                if byte == 0 || opening.isEmpty && [0x09, 0x0A, 0x0D, 0x20].contains(byte) {
                    continue
                }
                opening.append(byte)
                if opening.count == 12 { return .stop }
            }
            return .goOn
        }
        return opening
    }

    /// A workbook with a password is a compound file with a stream of this name ([MS-OFFCRYPTO]);
    /// directory entries stand at multiples of 128 bytes and begin with the name in UTF-16.
    private static func isEncryptedWorkbook(_ source: ListSource) throws(FileRefusal) -> Bool {
        let names: [[UInt8]] = ["EncryptionInfo", "EncryptedPackage"].map { name in
            Array(name.utf8.map { [$0, 0] }.joined())
        }
        var isFound = false
        try source.visit { piece, _ in
            isFound = stride(from: piece.startIndex, to: piece.endIndex, by: 128).contains {
                place in
                piece[place] == UInt8(ascii: "E")
                    && names.contains { piece[place...].starts(with: $0) }
            }
            return isFound ? .stop : .goOn
        }
        return isFound
    }

    /// An entry, an empty archive, and a spanned one.
    private static let zipBeginnings: [[UInt8]] = [
        [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 7, 8],
    ]
    private static let compoundFile: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    /// Workbooks of Excel 2 to 4, which are no compound files.
    private static let oldWorkbooks: [[UInt8]] = [
        [0x09, 0x00, 0x04, 0x00], [0x09, 0x02, 0x06, 0x00], [0x09, 0x04, 0x06, 0x00],
    ]
    /// PNG, JPEG, GIF, PDF, RTF, gzip, 7z, RAR, ELF.
    private static let foreign: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("%PDF".utf8),
        Array("{\\rtf".utf8), [0x1F, 0x8B], [0x37, 0x7A, 0xBC, 0xAF], Array("Rar!".utf8),
        [0x7F, 0x45, 0x4C, 0x46],
    ]
    /// Byte order marks of UTF-8, GB18030 and UTF-16.
    private static let marks: [[UInt8]] = [
        [0xEF, 0xBB, 0xBF], [0x84, 0x31, 0x95, 0x33], [0xFF, 0xFE], [0xFE, 0xFF],
    ]
}
