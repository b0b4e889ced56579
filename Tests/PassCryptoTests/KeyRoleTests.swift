// The formulas of the keys: against the vectors that an independent implementation made, and, where
// those are silent, against the formula written out with the plain operations.
import FoundationEssentials
import PassCrypto
import TestSupport
import Testing

private struct VectorFile: Decodable {
    struct Epoch: Decodable {
        struct Derived: Decodable {
            let group: UInt16
            let mac: String
            let live: String
        }

        let epoch: UInt8
        let root: String
        let derived: [Derived]
    }

    let keys: [Epoch]

    init(beside file: String) throws {
        let folder = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "/\(folder)/Vectors/gp1.json"))
        keys = try JSONDecoder().decode(Self.self, from: data).keys
    }

    private enum CodingKeys: String, CodingKey { case keys }
}

@Suite struct `Keys by role` {
    @Test func `derive group and live keys as the vectors print them`() throws {
        let epochs = try VectorFile(beside: #filePath).keys
        var seen = 0
        for epoch in epochs {
            let root = try RootKey(secret(epoch.root))
            for derived in epoch.derived {
                let keyID = [epoch.epoch] + bigEndianBytes(derived.group)
                #expect(root.groupKey(keyID: keyID).secret.printed == derived.mac)
                #expect(root.liveKey(keyID: keyID).secret.printed == derived.live)
                seen += 1
            }
        }
        #expect(seen >= 3)
    }

    @Test func `answer a live step with the first 8 bytes of a code under the holder's key`() throws
    {
        let key = try LiveKey(secret(String(repeating: "42", count: 32)))
        let cti = [UInt8](1...12)
        let tokenHash = SHA256.hash([9, 9, 9].span)
        let holderInput = [UInt8]("gatepass/1 holder".utf8) + cti
        let holder = key.secret.withBytes { MACKey($0) }.code(holderInput.span)
        let message = [0x01, 0x02, 0x03, 0x04] + tokenHash.array
        let expected = MACKey(holder.bytes.span).code(message.span).prefix(8)
        #expect(key.response(cti: cti.span, step: 0x0102_0304, tokenHash: tokenHash) == expected)
    }

    @Test func `open a display record for its own tag, pass id and entry only`() throws {
        let tag = [UInt8](repeating: 1, count: 32)
        let passID = [UInt8](repeating: 2, count: 10)
        let key = DisplayKey(tag: tag.span, passID: passID.span)
        let sealing = DisplaySealKey(tag: tag.span, passID: passID.span)
        let sealed = try sealing.seal([5, 6], binding: [7])
        #expect(try key.open(sealed.span, binding: [7]) == [5, 6])
        #expect(throws: CryptoError.notAuthentic("the display record")) {
            try key.open(sealed.span, binding: [8])
        }
        let otherPass = DisplayKey(tag: tag.span, passID: tag.span)
        #expect(throws: CryptoError.notAuthentic("the display record")) {
            try otherPass.open(sealed.span, binding: [7])
        }
        let written = deriveKey(
            from: tag.span, salt: passID.span, info: [UInt8]("gatepass/1 display".utf8).span)
        #expect(key.matches(hex(written.printed)))
        #expect(!otherPass.matches(hex(written.printed)))
    }

    @Test func `seal the same record alike, and another one under another nonce`() throws {
        let tag = [UInt8](repeating: 1, count: 32)
        let passID = [UInt8](repeating: 2, count: 10)
        let key = DisplaySealKey(tag: tag.span, passID: passID.span)
        let sealed = try key.seal([5, 6], binding: [7])
        #expect(try key.seal([5, 6], binding: [7]) == sealed)
        let nonceKey = deriveKey(
            from: tag.span, salt: passID.span, info: [UInt8]("gatepass/1 display nonce".utf8).span)
        let expected = nonceKey.withBytes { MACKey($0) }.code([7, 5, 6].span).prefix(12)
        #expect(Array(sealed.prefix(12)) == expected)
        let others = [
            try key.seal([5, 7], binding: [7]), try key.seal([5, 6], binding: [8]),
            try DisplaySealKey(tag: passID.span, passID: passID.span).seal([5, 6], binding: [7]),
        ]
        #expect(Set(others.map { Array($0.prefix(12)) } + [expected]).count == 4)
    }

    @Test func `hash a look-up with its kind in front`() throws {
        let bytes = hex(String(repeating: "24", count: 32))
        let key = try LookupKey(SecretBytes(copying: bytes.span))
        let expected = MACKey(bytes.span).code([2, 10, 11].span).prefix(8)
        #expect(bigEndianBytes(key.hash(kind: 2, value: [10, 11])) == expected)
        #expect(bigEndianBytes(key.hash(kind: 1, value: [10, 11])) != expected)
    }

    @Test func `begin the journal with the same key on both sides, and step it one way`() throws {
        let device = try AgreementKey(secret: secret(String(repeating: "31", count: 32)))
        let issuer = try AgreementKey(secret: secret(String(repeating: "52", count: 32)))
        let salt = device.publicKey + issuer.publicKey
        let gateSide = JournalKey(
            shared: try device.sharedSecret(with: issuer.publicKey), salt: salt, gate: 0x0102)
        let issuerSide = JournalKey(
            shared: try issuer.sharedSecret(with: device.publicKey), salt: salt, gate: 0x0102)
        #expect(gateSide.secret.printed == issuerSide.secret.printed)

        let info: [UInt8] = [UInt8]("gatepass/1 journal".utf8) + [1, 2]
        let written = try device.sharedSecret(with: issuer.publicKey).withBytes {
            deriveKey(from: $0, salt: salt.span, info: info.span)
        }
        #expect(gateSide.secret.printed == written.printed)

        let stepped = SHA256.hash("gatepass/1 step", hex(written.printed)).array
        #expect(gateSide.next().secret.printed == hex(stepped))
        #expect(gateSide.code(of: [1]) == MACKey(hex(written.printed).span).code([1].span).array)
    }

    @Test(arguments: [0, 31, 33])
    func `take 32 bytes and nothing else`(count: Int) {
        let bytes = SecretBytes(copying: [UInt8](repeating: 3, count: count).span)
        #expect(throws: CryptoError.self) { try RootKey(bytes) }
        #expect(throws: CryptoError.self) { try GroupKey(bytes) }
        #expect(throws: CryptoError.self) { try LiveKey(bytes) }
        #expect(throws: CryptoError.self) { try LookupKey(bytes) }
        #expect(throws: CryptoError.self) { try JournalKey(bytes) }
    }

    @Test func `write numbers big-endian`() {
        #expect(bigEndianBytes(UInt16(0x0102)) == [1, 2])
        #expect(bigEndianBytes(UInt64(0x0102)) == [0, 0, 0, 0, 0, 0, 1, 2])
    }
}

@Suite struct `Secrets` {
    @Test func `are wiped from the array they are taken from`() {
        var bytes: [UInt8] = [1, 2, 3]
        let held = SecretBytes(wiping: &bytes)
        #expect(bytes == [0, 0, 0])
        #expect(held.printed == "010203")
    }

    @Test func `refuse a random source that gives fewer bytes than were asked for`() {
        let short = RandomSource { (count) in [UInt8](repeating: 1, count: count - 1) }
        #expect(throws: CryptoError.noRandomness) { try short.secret() }
    }

    @Test func `are drawn anew each time`() throws {
        let first = try RandomSource.system.secret().printed
        #expect(first != (try RandomSource.system.secret().printed))
        #expect(first.count == 64)
    }
}
