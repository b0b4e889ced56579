// Names of people, Chinese or not.

/// Two to fifty Han or Latin letters, with single spaces and `·` between them.
package struct PersonName: Sendable, Hashable {
    /// Without blanks at the ends or between Han characters, raised dots as `·`.
    package let text: String

    /// - Parameter text: as typed.
    /// - Throws: `malformed(.personName)`.
    package init(parsing text: String) throws(IdentifierError) {
        self = try Self.mending(text).value
    }

    /// Parses and says what was mended.
    ///
    /// Other raised dots, a full stop between Han characters, and full width count as `width`;
    /// blanks at the ends, doubled, or set between two Han characters to line a column up as
    /// `space`. Accents that follow their letter are set on it (Unicode form C), which nobody sees.
    /// Parameter and error as of the initialiser.
    package static func mending(_ text: String) throws(IdentifierError) -> Mended<PersonName> {
        if isPlainHan(text) { return Mended(value: PersonName(canonical: text), mends: Mends()) }
        guard text.utf8.count <= mostBytes else {
            throw .malformed(.personName, found: Masking.numbers(in: String(text.prefix(60))))
        }
        var mends: Mends = []
        var kept: [Unicode.Scalar] = []
        var blankPending = false
        for raw in Self.composed(text) {
            var scalar = FullWidth.fold(raw)
            if scalar.isInvisible {
                mends.insert(.space)
                continue
            }
            if scalar.isBlank {
                mends.formUnion(blankPending || kept.isEmpty || scalar != " " ? .space : [])
                blankPending = true
                continue
            }
            if scalar.isMiddleDot || scalar == "." && kept.last?.isHan == true { scalar = "·" }
            if scalar != raw { mends.insert(.width) }
            if blankPending, let last = kept.last {
                if last.isHan && scalar.isHan || last == "·" || scalar == "·" {
                    mends.insert(.space)
                } else {
                    kept.append(" ")
                }
            }
            blankPending = false
            kept.append(scalar)
        }
        if blankPending { mends.insert(.space) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: kept)
        let canonical = String(view)
        // Only with accents of its own is a character more than one of these.
        let hasAccents = kept.contains(where: \.isCombiningAccent)
        let count = hasAccents ? canonical.count : kept.count
        guard isName(kept), lengths.contains(count) else {
            throw .malformed(.personName, found: Masking.numbers(in: String(text.prefix(60))))
        }
        return Mended(value: PersonName(canonical: canonical), mends: mends)
    }

    private init(canonical: String) { text = canonical }

    /// - Parameter text: the text of a name that was parsed before, kept as bytes since.
    package init(checkedBefore text: String) { self.text = text }

    /// The first and last character, for instance `张*三`; of two characters only the first.
    package var masked: String {
        let count = text.count
        return text.prefix(1) + "*" + (count > 2 ? text.suffix(1) : "")
    }

    private static let lengths = 2...50
    /// Room for fifty characters of four bytes, each with a blank or accent of as many beside it.
    private static let mostBytes = 400

    /// Two to five characters of the first Han block, which is nearly every name there is.
    private static func isPlainHan(_ text: String) -> Bool {
        let count = text.utf8.count
        guard count % 3 == 0, (6...15).contains(count) else { return false }
        return text.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// The scalars with each letter and its accents as one, where there is such a one.
    private static func composed(_ text: String) -> [Unicode.Scalar] {
        var scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: \.isCombiningAccent) else { return scalars }
        var filled = 0
        var place = 0
        while place < scalars.count {
            let letter = scalars[place]
            var end = place + 1
            while end < scalars.count, scalars[end].isCombiningAccent { end += 1 }
            let whole = end - place == 1 ? nil : LetterPairs.compose(scalars[place..<end])
            if let whole {
                scalars[filled] = whole
                filled += 1
            } else {
                scalars[filled] = letter
                for accent in place + 1..<end { scalars[filled + accent - place] = scalars[accent] }
                filled += end - place
            }
            place = end
        }
        scalars.removeSubrange(filled...)
        return scalars
    }

    private static func isName(_ scalars: [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, let last = scalars.last, first.isNameLetter,
            last.isNameLetter || last.isCombiningAccent
        else { return false }
        return scalars.allSatisfy {
            $0.isNameLetter || $0.isCombiningAccent || $0 == "·" || $0 == " "
        }
    }
}

extension Unicode.Scalar {
    /// A Han character: the blocks of plane 0, 〇, and the whole of planes 2 and 3, which Unicode
    /// keeps for them.
    var isHan: Bool {
        switch value {
        case 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD: true
        default: false
        }
    }

    fileprivate var isNameLetter: Bool {
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF:
            true
        default: isHan
        }
    }

    var isCombiningAccent: Bool { (0x300...0x36F).contains(value) }
}
