// The number a firm knows its people by. Firms number as they like, so little is asked of it.

/// One to two hundred visible characters, the length of a cell in a list.
package struct EmployeeNumber: Sendable, Hashable {
    /// Folded to narrow width, without blanks at the ends or doubled inside; case as written.
    package let text: String

    /// - Parameter text: as typed.
    /// - Throws: `malformed(.employeeNumber)`.
    package init(parsing text: String) throws(IdentifierError) {
        self = try Self.mending(text).value
    }

    /// Parses and says what was mended; parameter and error as of the initialiser.
    package static func mending(_ text: String) throws(IdentifierError) -> Mended<EmployeeNumber> {
        let bytes = text.utf8.span
        if (1...200).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) {
            return Mended(value: EmployeeNumber(canonical: text), mends: Mends())
        }
        var mends: Mends = []
        var kept = String.UnicodeScalarView()
        var blankPending = false
        for raw in text.unicodeScalars {
            let scalar = FullWidth.fold(raw)
            if scalar.isInvisible {
                mends.insert(.space)
                continue
            }
            if scalar.isBlank || scalar.isControl {
                mends.formUnion(blankPending || kept.isEmpty || scalar != " " ? .space : [])
                blankPending = true
                continue
            }
            if scalar != raw { mends.insert(.width) }
            if blankPending, !kept.isEmpty { kept.append(" ") }
            blankPending = false
            kept.append(scalar)
        }
        if blankPending { mends.insert(.space) }
        guard (1...200).contains(kept.count) else {
            throw .malformed(.employeeNumber, found: Masking.numbers(in: String(text.prefix(60))))
        }
        return Mended(value: EmployeeNumber(canonical: String(kept)), mends: mends)
    }

    private init(canonical: String) { text = canonical }

    /// - Parameter text: the text of a number that was parsed before, kept as bytes since.
    package init(checkedBefore text: String) { self.text = text }
}
