// The cleaning that numbers and plates share: fold, drop what is only there for the eye, raise.

/// Characters that a format allows between its parts.
struct Separators: OptionSet {
    let rawValue: UInt8
    static let dashes = Separators(rawValue: 1)
    static let dots = Separators(rawValue: 2)
}

/// A text without blanks and separators, folded and with its letters raised.
struct Tidied {
    private(set) var text: String
    private(set) var mends = Mends()

    /// - Parameters:
    ///   - raw: what a person typed.
    ///   - separators: what is dropped besides blanks. Dashes count as a mend, dots do not: a
    ///     plate is painted with one.
    init(_ raw: String, dropping separators: Separators = []) {
        text = raw
        guard !raw.utf8.span.allSatisfy(Self.isCanonical) else { return }
        var kept = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars {
            let folded = FullWidth.fold(scalar)
            if folded.isBlank {
                mends.insert(.space)
            } else if folded.isDash, separators.contains(.dashes) {
                mends.insert(.space)
            } else if folded.isMiddleDot || folded == ".", separators.contains(.dots) {
                continue
            } else {
                if folded != scalar { mends.insert(.width) }
                kept.append(raise(folded))
            }
        }
        text = String(kept)
    }

    /// Most cells are plain digits and capitals; those take no second look.
    private static func isCanonical(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private mutating func raise(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x61...0x7A).contains(scalar.value) else { return scalar }
        mends.insert(.letterCase)
        return Unicode.Scalar(UInt8(scalar.value - 32))
    }
}

extension UInt8 {
    /// The value of an ASCII digit.
    var digit: Int? { (0x30...0x39).contains(self) ? Int(self) - 0x30 : nil }
    /// Whether this is an ASCII capital.
    var isCapital: Bool { (0x41...0x5A).contains(self) }
    /// A digit, or a capital other than I and O, which are mistaken for 1 and 0.
    var isClearLetterOrDigit: Bool {
        digit != nil || (isCapital && self != UInt8(ascii: "I") && self != UInt8(ascii: "O"))
    }
}
