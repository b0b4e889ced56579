// The name that somebody signs in by.

/// A login name: 2 to 64 of `a`–`z`, `0`–`9`, `.`, `_`, `-` and `@`, first a letter or a digit.
///
/// No other letters, so that no two names look the same and each can be typed on any machine.
package struct LoginName: Sendable, Hashable, CustomStringConvertible {
    /// How long one may be.
    package static let lengths = 2...64

    /// In small letters: names that differ only in them are one.
    package let text: String

    package var description: String { text }

    /// - Parameter text: as typed; blanks around it are dropped, full width becomes half.
    /// - Returns: nil for what is no login name.
    package init?(_ text: String) {
        var folded: [UInt8] = []
        for scalar in text.unicodeScalars {
            let value =
                (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
            switch value {
            case 0x41...0x5A: folded.append(UInt8(truncatingIfNeeded: value + 0x20))
            case 0x61...0x7A, 0x30...0x39, 0x2E, 0x5F, 0x2D, 0x40:
                folded.append(UInt8(truncatingIfNeeded: value))
            case 0x20, 0x09, 0x3000: folded.append(0x20)
            default: return nil
            }
        }
        let name = folded.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
        guard Self.lengths.contains(name.count), !name.contains(0x20), let first = name.first,
            (0x61...0x7A).contains(first) || (0x30...0x39).contains(first)
        else { return nil }
        self.text = String(decoding: Array(name), as: UTF8.self)
    }
}
