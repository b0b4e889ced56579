// Eight characters of a text at once, as the bytes of one number. Most of the time that a token
// takes goes into its characters. Tests: Base32Tests.swift and TokenTextTests.swift.

/// Eight bytes of a text, the first in the highest byte of the number.
struct EightCharacters {
    private let bytes: UInt64

    /// - Parameter position: eight bytes stand from here on.
    @inline(__always)
    init(at position: Int, of input: Span<UInt8>) {
        let eight = input.extracting(position..<position &+ 8)
        var bytes: UInt64 = 0
        for index in 0..<8 { bytes = bytes << 8 | UInt64(eight[index]) }
        self.bytes = bytes
    }

    /// Whether all of them are of Base32's alphabet, in either case.
    @inline(__always)
    var areOfAlphabet: Bool {
        let upperCase = bytes & each(0xDF)
        let letters = atLeast(0x41, in: upperCase) & ~atLeast(0x5B, in: upperCase)
        let digits = atLeast(0x32, in: bytes) & ~atLeast(0x38, in: bytes)
        return (letters | digits) & ~bytes & each(0x80) == each(0x80)
    }

    /// The 40 bits that eight characters of the alphabet stand for.
    @inline(__always)
    var value: UInt64 {
        // The low five bits of a letter are its value and 1, those of a digit its value less 8;
        // of the alphabet, only digits are without the bit 0x40.
        let areDigits = (~bytes >> 6) & each(1)
        let fives = (bytes & each(0x1F)) &- each(1) &+ areDigits &* 9
        let tens = (fives & 0x1F00_1F00_1F00_1F00) >> 3 | fives & 0x001F_001F_001F_001F
        let twenties = (tens & 0x03FF_0000_03FF_0000) >> 6 | tens & 0x0000_03FF_0000_03FF
        return (twenties >> 32) << 20 | twenties & 0xF_FFFF
    }

    /// The bit 0x80 of each byte whose low seven bits are at least `floor`, from 1 to 0x7F.
    @inline(__always)
    private func atLeast(_ floor: UInt8, in bytes: UInt64) -> UInt64 {
        (bytes & each(0x7F)) &+ each(0x80 - floor)
    }

    /// The byte in all eight places.
    @inline(__always)
    private func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
