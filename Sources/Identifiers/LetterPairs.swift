// Latin letters with accents, from the letter and its accents (Unicode form C).

/// Which letter and accent make which letter.
enum LetterPairs {
    /// - Parameter letter: any scalar, and the accents that follow it.
    /// - Returns: the one letter that looks the same; nil where there is none, or no accent.
    static func compose(_ letter: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        let (first, place) = (letter[letter.startIndex], letter.startIndex)
        switch letter.count {
        case 2: return whole[pair(first, letter[place + 1])]
        case 3:
            // Accents above and below a letter come in either order.
            let (one, other) = (letter[place + 1], letter[place + 2])
            return whole[pair(first, one)].flatMap { whole[pair($0, other)] }
                ?? whole[pair(first, other)].flatMap { whole[pair($0, one)] }
        default: return nil
        }
    }

    private static func pair(_ letter: Unicode.Scalar, _ accent: Unicode.Scalar) -> UInt64 {
        UInt64(letter.value) << 32 | UInt64(accent.value)
    }

    /// What letters make of accents, found out once by how characters compare.
    ///
    /// Looking one up as a character costs a hundred times what a number does, which a long list
    /// of such names feels.
    private static let whole: [UInt64: Unicode.Scalar] = {
        let letters = [0xC0...0x24F, 0x1E00...0x1EFF].joined().compactMap { Unicode.Scalar($0) }
        let written = Dictionary(
            letters.map { (Character($0), $0) }, uniquingKeysWith: { first, _ in first })
        let accents = [
            0x300...0x304, 0x306...0x30C, 0x30F...0x30F, 0x311...0x311, 0x31B...0x31B,
            0x323...0x328, 0x32D...0x32E, 0x330...0x331,
        ].joined().compactMap { Unicode.Scalar($0) }
        var found: [UInt64: Unicode.Scalar] = [:]
        var next = [0x41...0x5A, 0x61...0x7A].joined().compactMap { Unicode.Scalar($0) }
        next += ["Æ", "æ", "Ø", "ø", "ſ", "Ʒ"]
        while !next.isEmpty {
            let bases = next
            next = []
            for base in bases {
                for accent in accents {
                    var both = String.UnicodeScalarView([base])
                    both.append(accent)
                    guard let letter = written[Character(String(both))] else { continue }
                    found[pair(base, accent)] = letter
                    next.append(letter)
                }
            }
        }
        return found
    }()
}
