// The number of a pass that a person can read out and type.

/// A six-digit area code, an eight-digit serial and a check digit.
package struct PassNumber: Sendable, Hashable {
    /// The area code, 0 to 999999, leading zeros not shown in it.
    package let area: UInt32
    /// The serial, 0 to 99999999.
    package let serial: UInt32

    /// - Parameters:
    ///   - area: at most six digits.
    ///   - serial: at most eight digits.
    /// - Throws: `malformed(.passNumber)` where either has more.
    package init(area: UInt32, serial: UInt32) throws(IdentifierError) {
        guard area <= 999_999, serial <= 99_999_999 else {
            throw .malformed(.passNumber, found: "\(area)-\(serial)")
        }
        self.area = area
        self.serial = serial
    }

    /// - Parameter text: fifteen digits, with or without dashes, blanks and full width.
    /// - Throws: `malformed(.passNumber)` or `checkCharacter(.passNumber)`.
    package init(parsing text: String) throws(IdentifierError) {
        let canonical = Tidied(text, dropping: .dashes).text
        let digits = canonical.utf8.compactMap(\.digit)
        guard digits.count == 15, canonical.utf8.count == 15 else {
            throw .malformed(.passNumber, found: String(text.prefix(40)))
        }
        guard Self.checkDigit(of: digits.dropLast()) == digits[14] else {
            throw .checkCharacter(.passNumber, found: String(text.prefix(40)))
        }
        let number = { (part: ArraySlice<Int>) in part.reduce(UInt32(0)) { $0 * 10 + UInt32($1) } }
        area = number(digits[0..<6])
        serial = number(digits[6..<14])
    }

    /// Fifteen digits without separators.
    package var digits: String {
        var body = Self.digits(of: area, count: 6) + Self.digits(of: serial, count: 8)
        body.append(Self.checkDigit(of: body[...]))
        return body.map(String.init).joined()
    }

    /// In groups, for instance `310117-0000-0042-5`.
    package var text: String {
        let all = digits
        let first = all.index(all.startIndex, offsetBy: 6)
        let second = all.index(first, offsetBy: 4)
        let third = all.index(second, offsetBy: 4)
        return "\(all[..<first])-\(all[first..<second])-\(all[second..<third])-\(all[third...])"
    }

    private static func digits(of number: UInt32, count: Int) -> [Int] {
        var rest = Int(number)
        var digits: [Int] = []
        for _ in 0..<count {
            digits.append(rest % 10)
            rest /= 10
        }
        return digits.reversed()
    }

    /// ISO 7064 MOD 11,10, the hybrid system for digits: it finds every single wrong digit and
    /// nearly every swap of neighbours.
    private static func checkDigit(of digits: ArraySlice<Int>) -> Int {
        var product = 10
        for digit in digits {
            let sum = (product + digit) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (11 - product) % 10
    }
}
