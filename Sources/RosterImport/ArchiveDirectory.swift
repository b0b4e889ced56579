// The size of a ZIP's central directory, known before libzip makes a table of it: twenty
// megabytes of empty entries would fill memory many times over.

extension Archive {
    /// Goes through the headers of the central directory, wherever they stand in the file.
    ///
    /// - Throws: FILE_TOO_BIG beyond `ListLimits.archiveEntries` headers, or where they say more
    ///   than `ListLimits.directoryBytes` of their entries; and as `ListSource.piece`.
    static func measureDirectory(_ source: ListSource) throws(FileRefusal) {
        var count = 0
        var bytes = 0
        for start in stride(from: 0, to: source.count, by: ListSource.pieceBytes) {
            // A header that begins in this piece may end in the next.
            let piece = try source.piece(at: start, count: ListSource.pieceBytes + headerBytes)
            let end = piece.startIndex + min(piece.count, ListSource.pieceBytes)
            var place = piece.startIndex
            while let header = nextHeader(in: piece, from: place), header < end {
                count += 1
                bytes += textBytes(of: piece[header...])
                guard count <= ListLimits.archiveEntries, bytes <= ListLimits.directoryBytes else {
                    throw FileRefusal(code: .fileTooBig)
                }
                place = header + 4
            }
        }
    }

    /// Where the next header begins (APPNOTE 4.3.12).
    private static func nextHeader(in piece: ArraySlice<UInt8>, from start: Int) -> Int? {
        var place = start
        while place + 4 <= piece.endIndex {
            let byte = piece[place + 2]
            if byte > 2 {
                place += byte == 0x50 ? 2 : byte == 0x4B ? 1 : 3
                continue
            }
            if byte == 1, piece[place] == 0x50, piece[place + 1] == 0x4B, piece[place + 3] == 2 {
                return place
            }
            place += 1
        }
        return nil
    }

    /// The bytes of name, extra fields and comment that follow a header.
    private static func textBytes(of header: ArraySlice<UInt8>) -> Int {
        guard header.count >= headerBytes else { return 0 }
        return stride(from: 28, through: 32, by: 2).reduce(0) { sum, place in
            let low = header.startIndex + place
            return sum + Int(header[low]) + Int(header[low + 1]) << 8
        }
    }

    /// Bytes of a header without these.
    private static let headerBytes = 46
}
