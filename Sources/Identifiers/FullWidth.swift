// The one place that knows which characters are wide twins of narrow ones, which are blank, and
// which dots people type between the parts of a name or a plate.

/// Folding of the full-width forms that Chinese input methods produce.
package enum FullWidth {
    /// Folds one scalar: U+FF01–FF5E to ASCII and U+3000 to a space; others stay.
    ///
    /// - Parameter scalar: any scalar.
    /// - Returns: its narrow twin, or itself.
    package static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
        case 0x3000: " "
        default: scalar
        }
    }

    /// Folds every scalar of a text.
    ///
    /// - Parameter text: any text.
    /// - Returns: the text with narrow twins; the same text where there is nothing to fold.
    package static func fold(_ text: String) -> String {
        guard !text.utf8.span.allSatisfy({ $0 != 0xEF && $0 != 0xE3 }) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(fold(scalar)) }
        return String(out)
    }
}

extension Unicode.Scalar {
    /// Whether a person sees nothing here: white space of any width, and the zero-width and
    /// direction marks that come along when a number is copied from a phone or a web page.
    package var isBlank: Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F,
            0x205F...0x2064, 0x2066...0x2069, 0x3000, 0xFEFF:
            true
        default: false
        }
    }

    /// Whether this is of the general category Cc.
    var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// Whether this is a blank without any width: a mark that parts nothing.
    var isInvisible: Bool {
        switch value {
        case 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF:
            true
        default: false
        }
    }

    /// Whether this is a hyphen or dash people put into numbers.
    var isDash: Bool {
        switch value {
        case 0x2D, 0x2010...0x2015, 0x2212, 0xFE63: true
        default: false
        }
    }

    /// Whether this is one of the raised or full dots typed for `·`.
    var isMiddleDot: Bool {
        switch value {
        case 0xB7, 0x387, 0x2022, 0x2024, 0x2027, 0x2219, 0x22C5, 0x25CF, 0x26AB, 0x2E31, 0x30FB,
            0xFF0E, 0xFF65:
            true
        default: false
        }
    }
}
