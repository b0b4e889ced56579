// Mainland mobile numbers.

/// Eleven digits that begin with 13 to 19.
package struct MobileNumber: Sendable, Hashable {
    /// Eleven digits.
    package let text: String

    /// - Parameter text: as typed; blanks and dashes are dropped, full width folded, and `+86`,
    ///   `0086` or `86` before eleven digits taken off.
    /// - Throws: `malformed(.mobileNumber)`.
    package init(parsing text: String) throws(IdentifierError) {
        self = try Self.mending(text).value
    }

    /// Parses and says what was mended; parameter and error as of the initialiser.
    package static func mending(_ text: String) throws(IdentifierError) -> Mended<MobileNumber> {
        if let number = MobileNumber(canonical: text) {
            return Mended(value: number, mends: Mends())
        }
        guard text.utf8.count <= mostBytes else {
            throw .malformed(.mobileNumber, found: Masking.middle(text))
        }
        let tidied = Tidied(text, dropping: .dashes)
        var mends = tidied.mends
        var digits = Substring(tidied.text)
        for prefix in ["+86", "0086", "86"]
        where digits.utf8.count == 11 + prefix.utf8.count && digits.hasPrefix(prefix) {
            digits = digits.dropFirst(prefix.count)
            mends.insert(.prefix)
        }
        guard let number = MobileNumber(canonical: String(digits)) else {
            throw .malformed(.mobileNumber, found: Masking.middle(text))
        }
        return Mended(value: number, mends: mends)
    }

    /// Room for fifteen full-width characters with blanks between and around them.
    private static let mostBytes = 250

    /// - Parameter text: the text of a number that was parsed before, kept as bytes since.
    package init(checkedBefore text: String) { self.text = text }

    private init?(canonical text: String) {
        let bytes = text.utf8.span
        guard bytes.count == 11, bytes[0] == UInt8(ascii: "1"), bytes[1] >= UInt8(ascii: "3"),
            bytes.allSatisfy({ $0.digit != nil })
        else { return nil }
        self.text = text
    }

    /// The first three and last four digits, for instance `199****0042`.
    package var masked: String { text.prefix(3) + "****" + text.suffix(4) }
}
