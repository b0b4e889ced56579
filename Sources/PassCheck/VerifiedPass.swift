// From a decoded token to a pass whose every byte the issuer stands behind.
package import PassCrypto
package import PassFormat

/// An authentic pass: its tag is right, or the signed manifest lists exactly this token.
package struct VerifiedPass: Sendable {
    package let token: DecodedToken
    package let claims: Claims

    private init(token: DecodedToken, claims: Claims) {
        self.token = token
        self.claims = claims
    }

    /// The pass's index, sequence and digest: two hashes, made anew at each call.
    package var reference: PassReference { PassReference(token, claims.identity) }

    /// Authenticates a token.
    ///
    /// - Returns: the pass, or the one code that refuses it.
    package static func verify(
        _ token: DecodedToken, keys: KeyTable, manifest: Manifest?
    ) -> Verification {
        guard !keys.isRevoked(token.keyID) else { return .refused(.keyRevoked) }
        switch keys.authority {
        case .groupKeys(let groupKeys):
            guard token.keyID.epoch > 0, let key = groupKeys[token.keyID] else {
                return .refused(.unknownKey)
            }
            guard hasRightTag(token, under: key) else { return .refused(.badTag) }
            return readClaims(of: token)
        case .manifestOnly:
            return judgeByManifest(token, manifest)
        }
    }

    private static func readClaims(of token: DecodedToken) -> Verification {
        do throws(ClaimsFault) {
            let claims = try token.bytes.withSpan(token.payload) {
                (payload) throws(ClaimsFault) in try Claims(decoding: payload)
            }
            return .authentic(VerifiedPass(token: token, claims: claims))
        } catch { return .refused(VerdictCode(error)) }
    }

    private static func judgeByManifest(
        _ token: DecodedToken, _ manifest: Manifest?
    ) -> Verification {
        let reading = readClaims(of: token)
        guard case .authentic(let pass) = reading else { return reading }
        let reference = pass.reference
        let judgement = manifest?.judge(reference) ?? .absent
        if let code = judgement.code { return .unlisted(code, reference) }
        return reading
    }

    /// The tag over the MAC_structure of RFC 9052 section 6.3, compared in constant time.
    private static func hasRightTag(_ token: DecodedToken, under key: GroupKey) -> Bool {
        let tag = tag(
            under: key, protected: token.protected, payload: token.payload, in: token.bytes)
        return token.bytes.withSpan(token.tag) { tag.matches($0) }
    }

    private static func tag(
        under key: GroupKey, protected: Range<Int>, payload: Range<Int>, in bytes: TokenBytes
    ) -> Digest {
        bytes.withSpan(protected) { header in
            bytes.withSpan(payload) { content in
                MACStructure.tag(under: key, protected: header, payload: content)
            }
        }
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
        var mac = key.begin()
        // An array of four, the text "MAC0", the head of the header's byte string.
        let start: InlineArray<7, UInt8> = [
            0x84, 0x64, 0x4D, 0x41, 0x43, 0x30, 0x40 | UInt8(truncatingIfNeeded: protected.count),
        ]
        mac.update(start.span)
        mac.update(protected)
        // No external data, then the head of the payload's byte string.
        let count = payload.count
        var middle = InlineArray<4, UInt8>(repeating: 0x40)
        var width = 2
        switch count {
        case 0..<24: middle[1] = 0x40 | UInt8(truncatingIfNeeded: count)
        case 24...0xFF:
            middle[1] = 0x58
            middle[2] = UInt8(truncatingIfNeeded: count)
            width = 3
        default:
            middle[1] = 0x59
            middle[2] = UInt8(truncatingIfNeeded: count >> 8)
            middle[3] = UInt8(truncatingIfNeeded: count)
            width = 4
        }
        let middleSpan = middle.span
        mac.update(middleSpan.extracting(0..<width))
        mac.update(payload)
        return mac.finish()
    }
}
