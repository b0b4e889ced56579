// SHA-256 against FIPS 180-4's examples, HMAC against RFC 4231, HKDF against RFC 5869.
import PassCrypto
import Testing

@Suite struct `SHA-256` {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `agrees with the standard's examples`(message: String, expected: String) {
        #expect(hex(SHA256.hash([UInt8](message.utf8).span).array) == expected)
    }

    @Test func `agrees on a million letters given in uneven pieces`() {
        var hash = SHA256()
        var left = 1_000_000
        var piece = 1
        while left > 0 {
            let bytes = [UInt8](repeating: 0x61, count: min(piece, left))
            hash.update(bytes.span)
            left -= bytes.count
            piece = piece * 3 % 1_009
        }
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(hex(hash.finish().array) == expected)
    }

    @Test func `hashes a purpose and its parts with nothing between them`() {
        let whole: [UInt8] = [UInt8]("purpose".utf8) + [1, 2, 3]
        let expected = SHA256.hash(whole.span).array
        #expect(SHA256.hash("purpose", [1], [], [2, 3]).array == expected)
    }
}

@Suite struct `HMAC-SHA256` {
    struct Case: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        let expected: String
    }

    static let rfc4231: [Case] = [
        Case(
            key: [UInt8](repeating: 0x0b, count: 20), message: [UInt8]("Hi There".utf8),
            expected: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Case(
            key: [UInt8]("Jefe".utf8), message: [UInt8]("what do ya want for nothing?".utf8),
            expected: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Case(
            key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50),
            expected: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Case(
            key: [UInt8](1...25), message: [UInt8](repeating: 0xcd, count: 50),
            expected: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Case(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            expected: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Case(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: [UInt8](
                ("This is a test using a larger than block-size key and a larger than block-size "
                    + "data. The key needs to be hashed before being used by the HMAC algorithm.")
                    .utf8),
            expected: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: rfc4231)
    func `agrees with RFC 4231, also for keys longer than a block`(vector: Case) {
        #expect(hex(MACKey(vector.key.span).code(vector.message.span).array) == vector.expected)
    }

    @Test func `gives the truncated code of RFC 4231's fifth case`() {
        let key = [UInt8](repeating: 0x0c, count: 20)
        let message = [UInt8]("Test With Truncation".utf8)
        let code = MACKey(key.span).code(message.span)
        #expect(hex(code.prefix(16)) == "a3b6167473100ee06e0c796c2955552b")
    }

    @Test(arguments: [63, 65])
    func `takes a key beside the block's edge like the same key padded or hashed`(keyBytes: Int) {
        let key = [UInt8](repeating: 0x5a, count: keyBytes)
        let equivalent = keyBytes == 63 ? key + [0] : SHA256.hash(key.span).array
        let message: [UInt8] = [1, 2, 3]
        let code = MACKey(key.span).code(message.span)
        #expect(code.array == MACKey(equivalent.span).code(message.span).array)
    }

    @Test func `serves many messages from one kept key, each on its own`() {
        let vector = Self.rfc4231[1]
        let key = MACKey(vector.key.span)
        let empty: [UInt8] = []
        let expected = "923598ca6d64af2a5dba79dcd021a8a0fe5c5f557519adaaf0ad532d4506dd30"
        for _ in 0..<3 {
            #expect(hex(key.code(vector.message.span).array) == vector.expected)
            #expect(hex(key.code(empty.span).array) == expected)
        }
    }

    @Test func `compares the whole of a code, and no other length`() {
        let code = MACKey([UInt8]().span).code([UInt8]().span)
        var altered = code.array
        altered[31] ^= 1
        let others = [altered, code.prefix(31), code.array + [0], []]
        let answers = ([code.array] + others).map { code.matches($0.span) }
        #expect(answers == [true, false, false, false, false])
        #expect(hex(code.array).hasPrefix("b613679a0814d9ec"))
    }
}

@Suite struct `HKDF-SHA256` {
    @Test func `gives the first block of each case of RFC 5869`() {
        let first = deriveKey(
            from: [UInt8](repeating: 0x0b, count: 22).span, salt: [UInt8](0x00...0x0c).span,
            info: [UInt8](0xf0...0xf9).span)
        let second = deriveKey(
            from: [UInt8](0x00...0x4f).span, salt: [UInt8](0x60...0xaf).span,
            info: [UInt8](0xb0...0xff).span)
        let third = deriveKey(
            from: [UInt8](repeating: 0x0b, count: 22).span, salt: [UInt8]().span,
            info: [UInt8]().span)
        #expect(
            first.printed == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")
        #expect(
            second.printed == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c")
        #expect(
            third.printed == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    }

    @Test func `takes a purpose and a context as one info`() {
        let input = secret("000102030405060708090a0b0c0d0e0f")
        let info: [UInt8] = [UInt8]("what for".utf8) + [7]
        let whole = input.withBytes { deriveKey(from: $0, salt: [UInt8]().span, info: info.span) }
        #expect(deriveKey(from: input, purpose: "what for", context: [7]).printed == whole.printed)
    }
}
