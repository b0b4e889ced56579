// Unified social credit codes of firms, as GB 32100 builds them.

/// An 18-character code whose check character holds.
package struct CreditCode: Sendable, Hashable {
    /// Digits and capitals without I, O, S, V and Z.
    package let text: String

    /// - Parameter text: as typed; blanks and dashes go, full width is folded, letters raised.
    /// - Throws: `malformed(.creditCode)` or `checkCharacter(.creditCode)`.
    package init(parsing text: String) throws(IdentifierError) {
        let canonical = Tidied(text, dropping: .dashes).text
        let values = canonical.utf8.compactMap { Self.alphabet.firstIndex(of: $0) }
        guard values.count == 18, canonical.utf8.count == 18,
            values[2..<8].allSatisfy({ $0 < 10 })
        else { throw .malformed(.creditCode, found: Masking.numbers(in: String(text.prefix(60)))) }
        var weight = 1
        var sum = 0
        for value in values.dropLast() {
            sum += value * weight
            weight = weight * 3 % 31
        }
        guard (31 - sum % 31) % 31 == values[17] else {
            throw .checkCharacter(.creditCode, found: canonical)
        }
        self.text = canonical
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
}
