// Decides by its first bytes what a file is; names and endings lie.

/// What a file turned out to be.
enum SniffedFile: Equatable {
    case zipArchive
    case text
    case refused(ProblemCode)
}

/// Looks at the bytes of a file.
enum FileSniffer {
    static func sniff(_ bytes: [UInt8]) -> SniffedFile {
        if bytes.count > ListLimits.fileBytes { return .refused(.fileTooBig) }
        if bytes.isEmpty { return .refused(.fileEmpty) }
        if zipBeginnings.contains(where: bytes.starts) { return .zipArchive }
        if bytes.starts(with: compoundFile) {
            return .refused(isEncryptedWorkbook(bytes) ? .fileEncrypted : .fileOldExcel)
        }
        if oldWorkbooks.contains(where: bytes.starts) { return .refused(.fileOldExcel) }
        if foreign.contains(where: bytes.starts) { return .refused(.fileType) }
        if EncodedText.isUTF32(bytes) { return .refused(.fileEncoding) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .text }
        return sniffText(bytes)
    }

    private static func sniffText(_ bytes: [UInt8]) -> SniffedFile {
        let start = bytes.prefix(4096)
        let body = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start
        let isBlank = { (byte: UInt8) in [0x09, 0x0A, 0x0D, 0x20].contains(byte) }
        guard let first = body.firstIndex(where: { !isBlank($0) }) else {
            return bytes.count == start.count ? .refused(.fileEmpty) : .text
        }
        let opening = bytes[first...].prefix(16)
        if opening.first == UInt8(ascii: "<") || opening.starts(with: Array("MIME-Version".utf8)) {
            return .refused(.fileType)
        }
        if EncodedText.unmarkedUTF16(bytes) != nil { return .text }
        if start.contains(0) { return .refused(.fileType) }
        let isBinary = body.contains { $0 < 0x09 || (0x0E...0x19).contains($0) || $0 == 0x7F }
        return isBinary ? .refused(.fileType) : .text
    }

    /// A workbook with a password is a compound file with a stream of this name ([MS-OFFCRYPTO]);
    /// directory entries stand at multiples of 128 bytes and begin with the name in UTF-16.
    private static func isEncryptedWorkbook(_ bytes: [UInt8]) -> Bool {
        let names: [[UInt8]] = ["EncryptionInfo", "EncryptedPackage"].map { name in
            Array(name.utf8.map { [$0, 0] }.joined())
        }
        return stride(from: 512, to: bytes.count, by: 128).contains { place in
            bytes[place] == UInt8(ascii: "E")
                && names.contains { bytes[place...].starts(with: $0) }
        }
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
}
