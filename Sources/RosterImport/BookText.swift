// Texts as a workbook can hold them, and how much room they take.

/// Texts of cells and comments.
enum BookText {
    /// Characters that a cell can hold (ECMA-376 as Excel keeps it).
    static let cellCharacters = 32_767
    /// Pixels.
    static let noteWidth = 340

    /// A text with what XML has no place for written as its number, `_x000B_`, and what looks like
    /// that already kept from being taken for it (ECMA-376 part 1, 22.9.2.19); cut to what a cell
    /// can hold.
    static func escape(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "_") && $0 < 0xEF }
        if isPlain, text.utf8.count <= cellCharacters { return text }
        var out = String.UnicodeScalarView()
        var count = 0
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            let isEscaped =
                scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
                || scalar.value == 0xFFFE || scalar.value == 0xFFFF
                || scalar == "_" && looksEscaped(rest)
            let piece = isEscaped ? number(of: scalar) : String(scalar)
            count += piece.unicodeScalars.count
            guard count <= cellCharacters else { break }
            out.append(contentsOf: piece.unicodeScalars)
        }
        return String(out)
    }

    /// Whether a text has to be cut for a cell.
    static func isTooLong(_ text: String) -> Bool {
        text.utf8.count > cellCharacters && text.unicodeScalars.count > cellCharacters
    }

    /// How wide a text is, in digits, of which a Han character takes two.
    ///
    /// Of several lines the widest counts.
    static func width(of text: String) -> Int {
        var widest = 0
        var width = 0
        for scalar in text.unicodeScalars.prefix(400) {
            if scalar == "\n" {
                widest = max(widest, width)
                width = 0
            } else {
                width += scalar.value < 0x2E80 ? 1 : 2
            }
        }
        return max(widest, width)
    }

    /// Pixels of a comment's box that shows all of a text.
    static func noteHeight(of text: String) -> Int {
        min(16 * lines(of: text, width: 48) + 14, 600)
    }

    /// Lines that a text takes in a column of that width.
    static func lines(of text: String, width: Int) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
            $0 + max(1, (self.width(of: String($1)) + width - 1) / width)
        }
    }

    /// Whether `x`, four hexadecimal digits and `_` follow.
    private static func looksEscaped(_ rest: Substring.UnicodeScalarView) -> Bool {
        let next = Array(rest.prefix(6))
        return next.count == 6 && next[0] == "x" && next[5] == "_"
            && next[1...4].allSatisfy(\.properties.isASCIIHexDigit)
    }

    private static func number(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "_x" + String(repeating: "0", count: 4 - digits.utf8.count) + digits + "_"
    }
}
