// Base64 of RFC 4648: section 4 with padding, as header fields have it, and section 5 without, as
// addresses do. Read strictly: one text for each value.

/// Bytes as Base64 text.
package enum Base64 {
    /// With padding, in the alphabet of section 4.
    package static func text(_ bytes: [UInt8]) -> String {
        var letters = letters(of: bytes, in: plain)
        while letters.count % 4 != 0 { letters.append(padding) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// - Returns: nil for anything but the text that `text` gives for some bytes.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let paddings = characters.suffix(2).count { $0 == padding }
        let found = decoded(characters.dropLast(paddings), in: plain)
        // Elsewhere than at the end a padding is no letter; at the end it is as long as it must be.
        return found.flatMap { (3 - $0.count % 3) % 3 == paddings ? $0 : nil }
    }

    /// Without padding, in the alphabet of section 5.
    package static func addressText(_ bytes: [UInt8]) -> String {
        String(decoding: letters(of: bytes, in: address), as: UTF8.self)
    }

    /// - Returns: nil for anything but the text that `addressText` gives for some bytes.
    package static func bytes(address text: some StringProtocol) -> [UInt8]? {
        decoded(Array(text.utf8)[...], in: address)
    }

    /// What stands for 62 and 63.
    private typealias LastLetters = (UInt8, UInt8)

    /// `+` and `/`.
    private static let plain: LastLetters = (0x2B, 0x2F)
    /// `-` and `_`.
    private static let address: LastLetters = (0x2D, 0x5F)
    /// `=`.
    private static let padding: UInt8 = 0x3D

    private static func letters(of bytes: [UInt8], in last: LastLetters) -> [UInt8] {
        var letters: [UInt8] = []
        letters.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                letters.append(letter(UInt8(truncatingIfNeeded: buffer >> bitCount) & 63, last))
            }
        }
        if bitCount > 0 {
            letters.append(letter(UInt8(truncatingIfNeeded: buffer << (6 - bitCount)) & 63, last))
        }
        return letters
    }

    private static func letter(_ value: UInt8, _ last: LastLetters) -> UInt8 {
        switch value {
        case 0..<26: 0x41 + value
        case 26..<52: 0x61 + (value - 26)
        case 52..<62: 0x30 + (value - 52)
        case 62: last.0
        default: last.1
        }
    }

    private static func decoded(
        _ letters: ArraySlice<UInt8>, in last: LastLetters
    ) -> [UInt8]? {
        guard letters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count / 4 * 3 + 2)
        var buffer: UInt32 = 0
        var bitCount: UInt32 = 0
        for letter in letters {
            guard let value = value(of: letter, last) else { return nil }
            buffer = (buffer << 6 | UInt32(value)) & 0xFFFF
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bitCount))
            }
        }
        // Bits that stand for nothing are 0, or two texts would mean the same.
        guard buffer & ((1 << bitCount) - 1) == 0 else { return nil }
        return bytes
    }

    private static func value(of letter: UInt8, _ last: LastLetters) -> UInt8? {
        switch letter {
        case 0x41...0x5A: letter - 0x41
        case 0x61...0x7A: letter - 0x61 + 26
        case 0x30...0x39: letter - 0x30 + 52
        case last.0: 62
        case last.1: 63
        default: nil
        }
    }
}
