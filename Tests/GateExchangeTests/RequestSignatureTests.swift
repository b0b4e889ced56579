// Signatures over requests, by the letter of RFC 9421, and what is refused.
import GateExchange
import PassCrypto
import PassFormat
import TestSupport
import Testing

@Suite struct `Signed request` {
    private let key: SigningKey
    private let request = SignedRequest(
        method: "POST", path: ExchangePath.state, digest: ContentDigest(of: Array("{}".utf8)))
    private let parameters = SignatureParameters(
        createdSeconds: 1_780_000_000, nonce: [UInt8](repeating: 0xFB, count: 16),
        keyID: "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")

    init() throws { key = try SigningKey(seed: RandomSource.fixed(seed: 4).secret()) }

    @Test func `is signed over the very text of the standard`() throws {
        let made = try RequestSignature(request, parameters, by: key)
        // RFC 9421 section 2.5, written out by hand; the digest is `printf {} | sha256sum`.
        let base = """
            "@method": POST
            "@path": /api/v1/exchange/state
            "@query": ?
            "content-digest": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:
            "@signature-params": ("@method" "@path" "@query" "content-digest")\
            ;created=1780000000;nonce="+/v7+/v7+/v7+/v7+/v7+w=="\
            ;alg="ed25519";keyid="AAAA-BBBB-CCCC-DDDD-EEEE-FFFF";tag="gatepass/1 exchange"
            """
        let field = made.signatureField
        let signature = try #require(Base64.bytes(field.dropFirst(10).dropLast()))
        #expect(key.verifyingKey.verifies(signature, of: "", Array(base.utf8)))
        #expect(made.inputField.hasPrefix("gatepass=(\"@method\" "))
    }

    @Test func `is read back, and signs nothing but itself`() throws {
        let made = try RequestSignature(request, parameters, by: key)
        let read = try #require(
            RequestSignature(input: made.inputField, signature: made.signatureField))
        #expect(read == made)
        #expect(read.signs(request, by: key.verifyingKey))
        var others = [request, request, request, request]
        others[0].method = "GET"
        others[1].path = ExchangePath.bundle
        others[2].query = "since=1"
        others[3].digest = ContentDigest(of: [])
        for other in others { #expect(!read.signs(other, by: key.verifyingKey)) }
        let stranger = try SigningKey(seed: RandomSource.fixed(seed: 5).secret())
        #expect(!read.signs(request, by: stranger.verifyingKey))
    }

    @Test func `has one form; a second way to write it is none`() throws {
        let made = try RequestSignature(request, parameters, by: key)
        let (input, field) = (made.inputField, made.signatureField)
        let others = [
            input + " ", input.replacing("1780000000", with: "01780000000"),
            input.replacing(";alg=\"ed25519\"", with: ""),
            input.replacing("ed25519", with: "hmac-sha256"),
            input.replacing(" \"content-digest\"", with: ""),
            input.replacing("exchange", with: "Exchange"),
            input.replacing("gatepass=(", with: "sig1=("), "", "gatepass=()",
            input + String(repeating: ";created=1", count: 100),
        ]
        for other in others {
            #expect(RequestSignature(input: other, signature: field) == nil, "\(other)")
        }
        for other in [field + " ", String(field.dropLast(3)) + ":", "gatepass=::", ""] {
            #expect(RequestSignature(input: input, signature: other) == nil, "\(other)")
        }
    }

    @Test func `names its body by one digest, also an empty one`() {
        let digest = ContentDigest(of: [])
        #expect(digest.field == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
        #expect(ContentDigest(field: digest.field) == digest)
        for other in ["", "sha-512=:47DE:", digest.field + ",", digest.field.lowercased()] {
            #expect(ContentDigest(field: other) == nil, "\(other)")
        }
    }
}

@Suite struct `Time of the office` {
    @Test func `is believed in answer to the request alone, and from the issuer alone`() throws {
        let issuer = try SigningKey(seed: RandomSource.fixed(seed: 6).secret())
        let nonce = [UInt8](repeating: 1, count: 16)
        let made = try SignedTime(seconds: 1_780_000_000, answering: nonce, by: issuer)
        let read = try #require(SignedTime(field: made.field))
        #expect(read.seconds == 1_780_000_000)
        #expect(read.isSigned(by: issuer.verifyingKey, answering: nonce))
        #expect(
            !read.isSigned(
                by: issuer.verifyingKey, answering: [UInt8](repeating: 2, count: 16)))
        let stranger = try SigningKey(seed: RandomSource.fixed(seed: 7).secret())
        #expect(!read.isSigned(by: stranger.verifyingKey, answering: nonce))
        let moved = made.field.replacing("1780000000", with: "1790000000")
        let later = try #require(SignedTime(field: moved))
        #expect(!later.isSigned(by: issuer.verifyingKey, answering: nonce))
        for other in ["", "1780000000", "x;sig=:AA==:", "01;sig=:AA==:", made.field + ";"] {
            #expect(SignedTime(field: other) == nil, "\(other)")
        }
    }
}

@Suite struct `Memory of requests` {
    private static let now: UInt64 = 1_780_000_000

    private func request(_ number: Int, at seconds: UInt64, from device: String = "A")
        -> SignatureParameters
    {
        let nonce = bigEndianBytes(UInt64(number)) + bigEndianBytes(UInt64(number))
        return SignatureParameters(createdSeconds: seconds, nonce: nonce, keyID: device)
    }

    @Test func `takes a request once, and the same number from another device`() throws {
        var memory = NonceMemory(startedSeconds: 0)
        try memory.take(request(1, at: Self.now), at: Self.now)
        #expect(throws: SignatureRefusal.replayed) {
            try memory.take(request(1, at: Self.now), at: Self.now + 300)
        }
        try memory.take(request(1, at: Self.now, from: "B"), at: Self.now)
        try memory.take(request(2, at: Self.now), at: Self.now)
    }

    @Test func `refuses what is out of the window, and what may have been seen before it began`()
        throws
    {
        var memory = NonceMemory(startedSeconds: Self.now - 10)
        for seconds in [Self.now - 11, Self.now + 301, 0, .max] {
            #expect(throws: SignatureRefusal.clockOff) {
                try memory.take(request(1, at: seconds), at: Self.now)
            }
        }
        try memory.take(request(1, at: Self.now - 10), at: Self.now)
        try memory.take(request(2, at: Self.now + 300), at: Self.now)
        #expect(throws: SignatureRefusal.clockOff) {
            try memory.take(request(3, at: Self.now + 99), at: Self.now + 400)
        }
        try memory.take(request(3, at: Self.now + 100), at: Self.now + 400)
    }

    @Test func `remembers as long as a request could come again, and has an end`() throws {
        var memory = NonceMemory(startedSeconds: 0)
        try memory.take(request(0, at: Self.now + 300), at: Self.now)
        for number in 1..<ExchangeLimit.requestsInWindow {
            try memory.take(request(number, at: Self.now), at: Self.now)
        }
        #expect(throws: SignatureRefusal.tooMany) {
            try memory.take(request(9_999, at: Self.now), at: Self.now)
        }
        #expect(throws: SignatureRefusal.replayed) {
            try memory.take(request(0, at: Self.now + 300), at: Self.now + 600)
        }
        try memory.take(request(10_000, at: Self.now + 601), at: Self.now + 601)
    }
}

@Suite struct `Name of a version` {
    @Test func `is one text for number and hash`() {
        let tag = BundleTag(version: 1_780_000_000, hash: [UInt8](repeating: 0xAB, count: 32))
        #expect(BundleTag(field: tag.field) == tag)
        for other in [
            "", "\"\"", "W/\(tag.field)", tag.field.uppercased(), "\"1-ab\"",
            tag.field.replacing("\"1", with: "\"01"),
        ] {
            #expect(BundleTag(field: other) == nil, "\(other)")
        }
    }
}
