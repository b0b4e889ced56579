// The encoding of RFC 4648, without padding.
import PassFormat
import Testing

@Suite struct `Base32 text` {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func `agrees with the vectors of RFC 4648`(plain: String, encoded: String) throws {
        let bytes = Array(plain.utf8)
        #expect(Base32.encode(bytes.span) == encoded)
        guard !encoded.isEmpty else { return }
        let text = Array("GP1\(encoded)".utf8)
        let found = try TokenScanner.single(in: text.span)
        #expect(try TokenBytes(decoding: found, in: text.span).array == bytes)
    }

    @Test func `has no value for anything outside the alphabet`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567".utf8)
        for character in UInt8.min...UInt8.max {
            #expect((Base32.value(of: character) != 255) == alphabet.contains(character))
        }
    }

    @Test func `is taken up to 512 characters`() throws {
        for (count, isTaken) in [(512, true), (520, false)] {
            let text = Array("GP1\(String(repeating: "A", count: count))".utf8)
            let found = try TokenScanner.single(in: text.span)
            if isTaken {
                #expect(try TokenBytes(decoding: found, in: text.span).count == 320)
            } else {
                #expect(throws: TextFault.badEncoding) {
                    try TokenBytes(decoding: found, in: text.span)
                }
            }
        }
    }
}
