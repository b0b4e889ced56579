// From a decoded token to a pass whose every byte the issuer stands behind.
package import PassCrypto
package import PassFormat

/// An authentic pass: its tag is right, or the signed manifest lists exactly this token.
package struct VerifiedPass: Sendable {
    package let token: DecodedToken
    package let claims: Claims
    /// What `lookedUp` found.
    private var kept: (reference: PassReference, position: Int?)?

    private init(token: DecodedToken, claims: Claims) {
        self.token = token
        self.claims = claims
    }

    /// The pass's index, sequence and digest: two hashes, made anew at each call unless kept.
    package var reference: PassReference {
        kept?.reference ?? PassReference(token, claims.identity)
    }

    /// Where the pass stood in the manifest that it was looked up in; nil for nowhere.
    var keptPosition: Int? { kept?.position }

    /// The same pass with its reference and its place in a manifest kept, for who asks for them
    /// more than once.
    package func lookedUp(in manifest: Manifest?) -> VerifiedPass {
        var pass = self
        let reference = reference
        pass.kept = (reference, manifest?.position(of: reference.index))
        return pass
    }

    /// Authenticates a token.
    ///
    /// - Returns: the pass, or the one code that refuses it.
    package static func verify(
        _ token: DecodedToken, keys: KeyTable, manifest: Manifest?
    ) -> Verification {
        guard !keys.isRevoked(token.keyID) else { return .refused(.keyRevoked) }
        let claims: Claims
        do throws(Refusal) {
            switch keys.authority {
            case .groupKeys(let groupKeys):
                guard token.keyID.epoch > 0, let key = groupKeys[token.keyID] else {
                    return .refused(.unknownKey)
                }
                claims = try readClaims(of: token, after: .tag(under: key))
            case .manifestOnly:
                claims = try readClaims(of: token, after: .nothing)
                if let unlisted = refusal(of: token, claims.identity, by: manifest) {
                    return unlisted
                }
            }
        } catch { return .refused(error.code) }
        return .authentic(VerifiedPass(token: token, claims: claims))
    }

    private struct Refusal: Error {
        let code: VerdictCode
    }

    /// What must be found right before the payload is read.
    private enum Proof {
        case tag(under: GroupKey)
        /// A gate without keys reads the claims to ask the manifest next.
        case nothing
    }

    /// Tag and claims in one loan of the bytes: each loan copies the buffer.
    private static func readClaims(
        of token: DecodedToken, after proof: Proof
    ) throws(Refusal) -> Claims {
        let (protected, payload, tag) = (token.protected, token.payload, token.tag)
        return try token.bytes.withSpan(0..<token.bytes.count) { (bytes) throws(Refusal) in
            let content = bytes.extracting(payload)
            switch proof {
            case .tag(let key):
                // Over the MAC_structure of RFC 9052 section 6.3, compared in constant time.
                let right = MACStructure.tag(
                    under: key, protected: bytes.extracting(protected), payload: content)
                guard right.matches(bytes.extracting(tag)) else { throw Refusal(code: .badTag) }
            case .nothing: break
            }
            do throws(ClaimsFault) { return try Claims(decoding: content) } catch {
                throw Refusal(code: VerdictCode(error))
            }
        }
    }

    private static func refusal(
        of token: DecodedToken, _ identity: PassIdentity, by manifest: Manifest?
    ) -> Verification? {
        let reference = PassReference(token, identity)
        let judgement = manifest?.judge(reference) ?? .absent
        return judgement.code.map { .unlisted($0, reference) }
    }

    /// The key that opens this pass's display record.
    package var displayKey: DisplayKey {
        let id = claims.identity.cti
        let idBytes = id.span
        return token.bytes.withSpan(token.tag) {
            DisplayKey(tag: $0, passID: idBytes.extracting(0..<PassIdentity.idBytes))
        }
    }
}

/// What became of a token's authentication.
package enum Verification: Sendable {
    case authentic(VerifiedPass)
    /// The text, the signature or the claims; nothing of the token may be shown.
    case refused(VerdictCode)
    /// A gate without keys, and the manifest does not stand behind this token.
    case unlisted(VerdictCode, PassReference)
}

/// The bytes that a tag is made over: `["MAC0", protected, h'', payload]` in CBOR.
package enum MACStructure {
    /// The tag of a header (at most 23 bytes in GP1: it has 8) and a payload of at most 256 bytes.
    package static func tag(
        under key: GroupKey, protected: Span<UInt8>, payload: Span<UInt8>
    ) -> Digest {
        var head = Head()
        // An array of four, the text "MAC0", the header as a byte string.
        head.append([0x84, 0x64, 0x4D, 0x41, 0x43, 0x30])
        head.append([0x40 | UInt8(truncatingIfNeeded: protected.count)])
        for index in protected.indices { head.append([protected[index]]) }
        // No external data, then the head of the payload's byte string.
        head.append([0x40])
        let count = payload.count
        let low = UInt8(truncatingIfNeeded: count)
        switch count {
        case 0..<24: head.append([0x40 | low])
        case 24...0xFF: head.append([0x58, low])
        default: head.append([0x59, UInt8(truncatingIfNeeded: count >> 8), low])
        }
        let bytes = head.bytes.span
        return key.tag(over: bytes.extracting(0..<head.count), payload)
    }

    /// All of the structure up to the payload's first byte.
    private struct Head {
        var bytes = InlineArray<40, UInt8>(repeating: 0)
        var count = 0

        @inline(__always)
        mutating func append<let length: Int>(_ more: InlineArray<length, UInt8>) {
            for index in 0..<length { bytes[count &+ index] = more[index] }
            count &+= length
        }
    }
}
