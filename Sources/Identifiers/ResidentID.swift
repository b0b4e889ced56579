// Resident identity numbers as GB 11643 builds them: area, birth date, sequence, check character.

/// An 18-character resident ID whose check character and date hold.
package struct ResidentID: Sendable, Hashable {
    /// The seventeen digits as a number, from which the check character follows.
    ///
    /// A list holds a hundred thousand of these, and eighteen characters would be an allocation
    /// each.
    package let number: UInt64

    /// Seventeen digits, then a digit or `X`.
    package var text: String {
        var check: UInt64 = 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(18)
        var unit: UInt64 = 10_000_000_000_000_000
        while unit > 0 {
            let digit = number / unit % 10
            bytes.append(UInt8(ascii: "0") + UInt8(digit))
            check = (check * 2 + digit) % 11
            unit /= 10
        }
        let last = (12 - check * 2 % 11) % 11
        bytes.append(last == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(last))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameters:
    ///   - text: as typed; blanks and dashes are dropped, full width folded, `x` raised.
    ///   - today: the day of reading, after which nobody was born.
    /// - Throws: `malformed`, then `date`, then `checkCharacter`, in that order.
    package init(parsing text: String, today: CalendarDate) throws(IdentifierError) {
        self = try Self.mending(text, today: today).value
    }

    /// Parses and says what was mended; parameters and errors as of the initialiser.
    package static func mending(
        _ text: String, today: CalendarDate
    ) throws(IdentifierError) -> Mended<ResidentID> {
        let tidied = Tidied(text, dropping: .dashes)
        return Mended(
            value: try ResidentID(canonical: tidied.text, today: today), mends: tidied.mends)
    }

    /// - Parameter number: the seventeen digits of an ID that was parsed before, kept as bytes
    ///   since.
    package init(checkedBefore number: UInt64) { self.number = number }

    init(canonical text: String, today: CalendarDate) throws(IdentifierError) {
        let bytes = text.utf8.span
        guard bytes.count == 18 else {
            throw .malformed(.residentID, found: Masking.middle(text))
        }
        var sum = 0
        var number: UInt64 = 0
        for place in 0..<17 {
            guard let digit = bytes[place].digit else {
                throw .malformed(.residentID, found: Masking.middle(text))
            }
            // GB 11643 weighs position i with 2^(17-i) mod 11, which doubling step by step gives.
            sum = sum * 2 + digit
            number = number * 10 + UInt64(digit)
        }
        guard let last = bytes[17] == UInt8(ascii: "X") ? 10 : bytes[17].digit else {
            throw .malformed(.residentID, found: Masking.middle(text))
        }
        let check = (sum * 2 + last) % 11
        let yearMonthDay = Int(number / 1000 % 100_000_000)
        let born = CalendarDate(
            year: yearMonthDay / 10000, month: yearMonthDay / 100 % 100, day: yearMonthDay % 100)
        guard let born, born.year >= Self.firstYear, born <= today else {
            throw .date(found: Masking.middle(text))
        }
        guard check == 1 else { throw .checkCharacter(.residentID, found: Masking.middle(text)) }
        self.number = number
    }

    /// Nobody at work today was born before this year.
    private static let firstYear = 1900

    /// The first and last four characters, for instance `9999**********123X`.
    package var masked: String { Masking.middle(text) }
}
