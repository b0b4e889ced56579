// Base32 of RFC 4648 section 6, without padding, upper case out and either case in.

/// The encoding of tokens and fingerprints as text.
package enum Base32 {
    /// Encodes bytes in upper case without padding.
    package static func encode(_ bytes: Span<UInt8>) -> String {
        var letters: [UInt8] = []
        letters.reserveCapacity((bytes.count * 8 + 4) / 5)
        var buffer: UInt32 = 0
        var bitCount: UInt32 = 0
        for index in bytes.indices {
            buffer = buffer << 8 | UInt32(bytes[index])
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                letters.append(letter(for: UInt8(truncatingIfNeeded: buffer >> bitCount) & 31))
            }
        }
        if bitCount > 0 {
            letters.append(letter(for: UInt8(truncatingIfNeeded: buffer << (5 - bitCount)) & 31))
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The value 0–31 of an ASCII letter or digit of the alphabet, or 255.
    @inline(__always)
    package static func value(of character: UInt8) -> UInt8 {
        let upper = character & 0xDF
        if upper >= 0x41, upper <= 0x5A { return upper &- 0x41 }
        if character >= 0x32, character <= 0x37 { return character &- 0x32 &+ 26 }
        return 255
    }

    /// Whether an ASCII character is a letter of either case or one of 2 to 7.
    @inline(__always)
    static func isOfAlphabet(_ character: UInt8) -> Bool { value(of: character) != 255 }

    /// How many bytes `characters` characters stand for, or nil where no byte string has that many.
    static func byteCount(ofCharacters characters: Int) -> Int? {
        switch characters % 8 {
        case 1, 3, 6: nil
        default: characters * 5 / 8
        }
    }

    /// Decodes characters of the alphabet into a fixed buffer.
    ///
    /// - Parameters:
    ///   - body: ASCII characters, all of the alphabet; at most 512.
    ///   - output: where the bytes go.
    /// - Returns: the count of bytes, or nil for an impossible length or unused bits not 0.
    static func decode(_ body: Span<UInt8>, into output: inout TokenBytes) -> Int? {
        guard body.count <= TextLimits.bodyCharacters,
            let total = byteCount(ofCharacters: body.count)
        else { return nil }
        var position = 0
        var written = 0
        while position + 8 <= body.count, written + 5 <= TokenBytes.capacity {
            let value = EightCharacters(at: position, of: body).value
            for offset in 0..<5 {
                output.storage[written + offset] =
                    UInt8(truncatingIfNeeded: value >> UInt64(32 &- 8 &* offset))
            }
            position += 8
            written += 5
        }
        // Fewer than eight are left; they fill a block of 40 bits from its upper end.
        var rest: UInt64 = 0
        var place: UInt64 = 40
        while position < body.count {
            place &-= 5
            rest |= UInt64(value(of: body[position])) << place
            position &+= 1
        }
        while written < total {
            output.storage[written] = UInt8(truncatingIfNeeded: rest >> 32)
            rest = rest << 8 & 0xFF_FFFF_FFFF
            written &+= 1
        }
        return rest == 0 ? written : nil
    }

    private static func letter(for value: UInt8) -> UInt8 {
        value < 26 ? 0x41 + value : 0x32 + (value - 26)
    }
}
