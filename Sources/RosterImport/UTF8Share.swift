// How much of a text can be UTF-8: what tells a damaged one from one in another encoding.

/// Counts the characters beyond ASCII that a text has as UTF-8, and where it is none.
struct UTF8Share {
    /// Characters of three and four bytes, which Han characters have.
    private var longCount = 0
    /// Characters of two bytes, as a third of all pairs of GB18030 look.
    private var shortCount = 0
    /// Places where no character is, or only the beginning of one.
    private(set) var faults = 0

    /// Counts what stands in a list, up to the piece with the first fault.
    ///
    /// - Parameter start: the first byte, from 0.
    /// - Throws: as `ListSource.piece`.
    init(of source: ListSource, from start: Int) throws(FileRefusal) {
        var place = start
        while place < source.count, faults == 0 {
            let piece = try source.piece(at: place, count: ListSource.pieceBytes)
            place += take(piece, isLast: place + piece.count == source.count)
        }
    }

    /// Whether the text is UTF-8 but for a few places.
    ///
    /// In GB18030 three bytes that look like UTF-8 are rare, and one pair in two is a fault. So
    /// twice as many long characters as faults tell, or a long run of short ones.
    var isDamagedUTF8: Bool {
        faults > 0
            && (longCount >= max(2, 2 * faults) && longCount > shortCount
                || longCount + shortCount >= 32 * faults)
    }

    /// Counts what a piece holds.
    ///
    /// - Parameters:
    ///   - piece: the next bytes of the text.
    ///   - isLast: false where a character at its end may go on in the next piece.
    /// - Returns: how many bytes were read; at least one.
    private mutating func take(_ piece: ArraySlice<UInt8>, isLast: Bool) -> Int {
        let bytes = piece.span
        var place = 0
        while place < bytes.count {
            let first = bytes[place]
            if first < 0x80 {
                place += 1
                continue
            }
            let wanted = Self.length(after: first)
            let end = min(place + wanted, bytes.count)
            var next = place + 1
            if next < end, Self.may(bytes[next], follow: first) {
                next += 1
                while next < end, bytes[next] & 0xC0 == 0x80 { next += 1 }
            }
            let found = next - place
            if next == bytes.count, found < wanted, !isLast, place > 0 { break }
            switch found == wanted ? wanted : 1 {
            case 1: faults += 1
            case 2: shortCount += 1
            default: longCount += 1
            }
            place = next
        }
        return place
    }

    /// The bytes of a character that begins so; 5 for what no character begins with.
    private static func length(after first: UInt8) -> Int {
        switch first {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 5
        }
    }

    /// Whether the second byte goes on with a character, and makes no overlong form, surrogate or
    /// number beyond Unicode.
    private static func may(_ second: UInt8, follow first: UInt8) -> Bool {
        guard second & 0xC0 == 0x80 else { return false }
        return switch first {
        case 0xE0: second >= 0xA0
        case 0xED: second < 0xA0
        case 0xF0: second >= 0x90
        case 0xF4: second < 0x90
        case 0xC2...0xF3: true
        default: false
        }
    }
}
