// Ed25519 against RFC 8032 section 7.1 and X25519 against RFC 7748 section 5.2, with the edge cases
// that implementations are known to get wrong: malleable signatures, points of low order.
import PassCrypto
import Testing

@Suite struct `Ed25519` {
    struct Case: Sendable {
        let seed: String
        let key: String
        let message: String
        let signature: String
    }

    static let rfc8032: [Case] = [
        Case(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Case(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Case(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    @Test(arguments: rfc8032)
    func `signs and verifies as RFC 8032 prints it`(vector: Case) throws {
        let key = try SigningKey(seed: secret(vector.seed))
        #expect(hex(key.verifyingKey.bytes) == vector.key)
        #expect(hex(try key.sign("", hex(vector.message))) == vector.signature)
        #expect(key.verifyingKey.verifies(hex(vector.signature), of: "", hex(vector.message)))
    }

    @Test(arguments: rfc8032)
    func `refuses every signature with one bit changed, and a changed message`(
        vector: Case
    ) throws {
        let key = try VerifyingKey(hex(vector.key))
        let message = hex(vector.message)
        for bit in 0..<512 {
            var signature = hex(vector.signature)
            signature[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verifies(signature, of: "", message))
        }
        #expect(!key.verifies(hex(vector.signature), of: "", message + [0]))
        #expect(!key.verifies(hex(vector.signature), of: "x", message))
    }

    @Test func `binds the purpose: a signature for one is none for another`() throws {
        let key = try SigningKey(seed: secret(Self.rfc8032[0].seed))
        let signature = try key.sign("gatepass/1 a\0", [1, 2, 3])
        #expect(key.verifyingKey.verifies(signature, of: "gatepass/1 a\0", [1, 2, 3]))
        #expect(!key.verifyingKey.verifies(signature, of: "gatepass/1 b\0", [1, 2, 3]))
    }

    @Test(arguments: rfc8032)
    func `refuses S plus the group's order, which names the same point`(vector: Case) throws {
        let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var signature = hex(vector.signature)
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(sum & 0xff)
            carry = sum >> 8
        }
        let key = try VerifyingKey(hex(vector.key))
        #expect(!key.verifies(signature, of: "", hex(vector.message)))
    }

    @Test(arguments: [0, 1, 63, 65, 128])
    func `refuses a signature that has not 64 bytes`(count: Int) throws {
        let key = try VerifyingKey(hex(Self.rfc8032[0].key))
        let signature = hex(Self.rfc8032[0].signature) + [UInt8](repeating: 0, count: 64)
        #expect(!key.verifies([UInt8](signature.prefix(count)), of: "", []))
    }

    @Test(arguments: [0, 31, 33])
    func `refuses keys that have not 32 bytes`(count: Int) {
        let bytes = [UInt8](repeating: 9, count: count)
        #expect(
            throws: CryptoError.wrongLength(
                of: "an Ed25519 key", expectedBytes: 32, foundBytes: count)
        ) { try VerifyingKey(bytes) }
        #expect(
            throws: CryptoError.wrongLength(
                of: "a Curve25519 private key", expectedBytes: 32, foundBytes: count)
        ) { try SigningKey(seed: SecretBytes(copying: bytes.span)) }
    }
}

@Suite struct `X25519` {
    @Test(arguments: [
        [
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        ],
        [
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        ],
    ])
    func `agrees with RFC 7748, high bit of the peer's key and all`(vector: [String]) throws {
        let key = try AgreementKey(secret: secret(vector[0]))
        #expect(try key.sharedSecret(with: hex(vector[1])).printed == vector[2])
    }

    @Test func `agrees with RFC 7748's iterated test after 1 and after 1,000 rounds`() throws {
        var scalar = "09" + String(repeating: "00", count: 31)
        var point = hex(scalar)
        for round in 1...1_000 {
            let result = try AgreementKey(secret: secret(scalar)).sharedSecret(with: point).printed
            (point, scalar) = (hex(scalar), result)
            if round == 1 {
                #expect(
                    scalar == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")
            }
        }
        #expect(scalar == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    @Test func `gives both sides the same secret`() throws {
        let one = try AgreementKey(secret: secret(String(repeating: "11", count: 32)))
        let other = try AgreementKey(secret: secret(String(repeating: "22", count: 32)))
        let shared = try one.sharedSecret(with: other.publicKey)
        #expect(shared.printed == (try other.sharedSecret(with: one.publicKey)).printed)
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
    func `refuses peers of low order, with the ignored top bit set too`(point: String) throws {
        let key = try AgreementKey(secret: secret(String(repeating: "77", count: 32)))
        #expect(throws: CryptoError.weakPeerKey) { try key.sharedSecret(with: hex(point)) }
    }

    @Test(arguments: [0, 31, 33])
    func `refuses keys that have not 32 bytes`(count: Int) throws {
        let bytes = [UInt8](repeating: 9, count: count)
        let key = try AgreementKey(secret: secret(String(repeating: "77", count: 32)))
        #expect(
            throws: CryptoError.wrongLength(
                of: "an X25519 key", expectedBytes: 32, foundBytes: count)
        ) { try key.sharedSecret(with: bytes) }
        #expect(throws: CryptoError.self) {
            try AgreementKey(secret: SecretBytes(copying: bytes.span))
        }
    }
}
