// Masked forms: enough for a person to find their own row, too little for anyone else.

/// Masking of numbers that are not to be seen whole.
package enum Masking {
    /// Masks the middle of a text: four characters stay at each end of a long one, a quarter of a
    /// shorter one.
    ///
    /// - Parameter text: a number as it was typed, right or wrong.
    /// - Returns: for instance `9999**********123X`; at most twenty stars, however long the text.
    package static func middle(_ text: String) -> String {
        // Letters and digits are a character each, as nearly every number has only them.
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard !isPlain else { return middle(ofPlain: Array(text.utf8)) }
        // Counting characters is slow, and beyond this many the answer looks the same.
        let far = text.index(text.startIndex, offsetBy: 28, limitedBy: text.endIndex)
        let count = far == nil ? text.count : 28
        let (kept, stars) = shape(of: count)
        return text.prefix(kept) + String(repeating: "*", count: stars) + text.suffix(kept)
    }

    private static func middle(ofPlain bytes: [UInt8]) -> String {
        let (kept, stars) = shape(of: bytes.count)
        return String(
            decoding: bytes.prefix(kept) + repeatElement(UInt8(ascii: "*"), count: stars)
                + bytes.suffix(kept), as: UTF8.self)
    }

    /// How many characters stay at each end, and how many stars stand between them.
    private static func shape(of count: Int) -> (kept: Int, stars: Int) {
        let kept = count >= 15 ? 4 : count / 4
        return (kept, min(count - 2 * kept, 20))
    }

    /// Masks each run of eleven or more digits inside a text, so that a number typed into the
    /// wrong column is not shown either.
    ///
    /// - Parameter text: any text.
    /// - Returns: the text with such runs masked as `middle` does.
    package static func numbers(in text: String) -> String {
        // A full-width digit begins with EF.
        let digits = text.utf8.count { (0x30...0x39).contains($0) || $0 == 0xEF }
        guard digits >= 10 else { return text }
        var out = ""
        var run = ""
        for character in text {
            let folded = character.unicodeScalars.first.map(FullWidth.fold) ?? " "
            if ("0"..."9").contains(folded)
                || (!run.isEmpty && "Xx".unicodeScalars.contains(folded))
            {
                run.append(character)
            } else {
                out += run.count >= 11 ? middle(run) : run
                run = ""
                out.append(character)
            }
        }
        return out + (run.count >= 11 ? middle(run) : run)
    }
}
