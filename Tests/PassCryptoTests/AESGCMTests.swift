// AES-256-GCM against cases 13 to 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
import PassCrypto
import TestSupport
import Testing

@Suite struct `AES-256-GCM` {
    struct Case: Sendable {
        let key: String
        let nonce: String
        let plaintext: String
        let associated: String
        let sealed: String
    }

    private static let longKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let zeros = String(repeating: "0", count: 64)
    private static let longText =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
    private static let longCiphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"

    static let cases: [Case] = [
        Case(
            key: zeros, nonce: "000000000000000000000000", plaintext: "", associated: "",
            sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Case(
            key: zeros, nonce: "000000000000000000000000",
            plaintext: "00000000000000000000000000000000", associated: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Case(
            key: longKey, nonce: "cafebabefacedbaddecaf888", plaintext: longText, associated: "",
            sealed: longCiphertext + "b094dac5d93471bdec1a502270e3cc6c"),
        Case(
            key: longKey, nonce: "cafebabefacedbaddecaf888",
            plaintext: String(longText.dropLast(8)),
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: longCiphertext.dropLast(8) + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: cases)
    func `seals and opens as the paper prints it`(vector: Case) throws {
        let cipher = try AESGCM(key: secret(vector.key))
        let associated = hex(vector.associated)
        let sealed = try cipher.seal(
            hex(vector.plaintext).span, nonce: hex(vector.nonce), binding: associated.span)
        #expect(hex(sealed) == vector.nonce + vector.sealed)
        let opened = try cipher.open(sealed.span, binding: associated.span, naming: "it")
        #expect(hex(opened) == vector.plaintext)
    }

    @Test(arguments: cases)
    func `opens nothing with one bit changed in nonce, text, tag, key or bound bytes`(
        vector: Case
    ) throws {
        let cipher = try AESGCM(key: secret(vector.key))
        let associated = hex(vector.associated)
        let whole = hex(vector.nonce) + hex(vector.sealed)
        for bit in 0..<whole.count * 8 {
            var changed = whole
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoError.notAuthentic("it")) {
                try cipher.open(changed.span, binding: associated.span, naming: "it")
            }
        }
        let otherAssociated = associated + [0]
        #expect(throws: CryptoError.notAuthentic("it")) {
            try cipher.open(whole.span, binding: otherAssociated.span, naming: "it")
        }
        var otherKey = hex(vector.key)
        otherKey[31] ^= 1
        let other = try AESGCM(key: SecretBytes(copying: otherKey.span))
        #expect(throws: CryptoError.notAuthentic("it")) {
            try other.open(whole.span, binding: associated.span, naming: "it")
        }
    }

    @Test func `opens nothing that was cut short, however short`() throws {
        let vector = Self.cases[2]
        let cipher = try AESGCM(key: secret(vector.key))
        let whole = hex(vector.nonce) + hex(vector.sealed)
        for count in 0..<whole.count {
            let cut = [UInt8](whole.prefix(count))
            #expect(throws: CryptoError.notAuthentic("it")) {
                try cipher.open(cut.span, binding: [UInt8]().span, naming: "it")
            }
        }
    }

    @Test func `draws another nonce for each seal and puts it in front`() throws {
        let cipher = try AESGCM(key: secret(Self.longKey))
        let random = RandomSource.fixed(seed: 7)
        let text: [UInt8] = [1, 2, 3]
        let bound: [UInt8] = [4]
        let first = try cipher.seal(text.span, binding: bound.span, random: random)
        let second = try cipher.seal(text.span, binding: bound.span, random: random)
        #expect(first.count == 12 + 3 + 16)
        #expect(first.prefix(12) != second.prefix(12))
        #expect(try cipher.open(first.span, binding: bound.span, naming: "it") == text)
        #expect(try cipher.open(second.span, binding: bound.span, naming: "it") == text)
    }

    @Test func `seals and opens as before after a refusal, because nothing of a message stays`()
        throws
    {
        let vector = Self.cases[3]
        let cipher = try AESGCM(key: secret(vector.key))
        let (nonce, text) = (hex(vector.nonce), hex(vector.plaintext))
        let associated = hex(vector.associated)
        let whole = nonce + hex(vector.sealed)
        var changed = whole
        changed[20] ^= 1
        for _ in 0..<3 {
            #expect(try cipher.seal(text.span, nonce: nonce, binding: associated.span) == whole)
            #expect(throws: CryptoError.notAuthentic("it")) {
                try cipher.open(changed.span, binding: associated.span, naming: "it")
            }
            #expect(throws: CryptoError.self) {
                try cipher.seal(text.span, nonce: [1], binding: associated.span)
            }
            #expect(
                try cipher.open(whole.span, binding: associated.span, naming: "it") == text)
        }
    }

    @Test func `serves several threads at once, because lists are sealed on all cores`()
        async throws
    {
        let cipher = try AESGCM(key: secret(Self.longKey))
        let random = RandomSource.system
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker: UInt8 in 0..<8 {
                group.addTask {
                    let text = [UInt8](repeating: worker, count: 100)
                    let bound = [worker]
                    return try (0..<200).allSatisfy { _ in
                        let sealed = try cipher.seal(
                            text.span, binding: bound.span, random: random)
                        return try cipher.open(
                            sealed.span, binding: bound.span, naming: "it") == text
                    }
                }
            }
            for try await holds in group { #expect(holds) }
        }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `refuses keys that have not 32 bytes`(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(
            throws: CryptoError.wrongLength(
                of: "an AES-256 key", expectedBytes: 32, foundBytes: count)
        ) { try AESGCM(key: SecretBytes(copying: bytes.span)) }
    }

    @Test(arguments: [0, 8, 11, 13, 16])
    func `refuses nonces that have not 12 bytes`(count: Int) throws {
        let cipher = try AESGCM(key: secret(Self.zeros))
        let nonce = [UInt8](repeating: 1, count: count)
        #expect(
            throws: CryptoError.wrongLength(of: "a nonce", expectedBytes: 12, foundBytes: count)
        ) { try cipher.seal([UInt8]().span, nonce: nonce, binding: [UInt8]().span) }
    }
}
