// A token's characters are scanned and decoded eight at a time; here each place is tried by itself.
import PassFormat
import Testing

@Suite struct `Eight characters` {
    private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// `GP1` and twice eight letters A, one of them replaced.
    private func text(with byte: UInt8, at place: Int) -> [UInt8] {
        var text = Array("GP1".utf8) + Array(repeating: 0x41, count: 16)
        text[3 + place] = byte
        return text
    }

    @Test func `end at the first that is not of the alphabet, whatever byte it is and wherever`() {
        let lower = alphabet.map { $0 | 0x20 }
        for byte in UInt8.min...UInt8.max {
            for place in 0..<16 {
                let text = text(with: byte, at: place)
                var scanner = TokenScanner()
                let found = scanner.next(in: text.span)
                let isOne = alphabet.contains(byte) || (byte >= 0x61 && lower.contains(byte))
                #expect(found?.characterCount == (isOne ? 16 : place), "\(byte) at \(place)")
            }
        }
    }

    @Test func `give each letter and digit its value in each place, in either case`() throws {
        for (value, upper) in alphabet.enumerated() {
            for place in 0..<8 {
                for character in upper >= 0x41 ? [upper, upper | 0x20] : [upper] {
                    let text = text(with: character, at: place)
                    let found = try TokenScanner.single(in: text.span)
                    let bytes = try TokenBytes(decoding: found, in: text.span).array
                    let block = bytes.prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                    #expect(block == UInt64(value) << UInt64(35 - 5 * place))
                    #expect(bytes.dropFirst(5) == [0, 0, 0, 0, 0])
                }
            }
        }
    }
}
