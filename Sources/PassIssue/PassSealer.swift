// From claims to a token: encode, tag, and read back before anything is handed out.
package import PassCheck
import PassCrypto
package import PassFormat

/// A token made by this issuer, with the names that everything else uses for it.
package struct SealedPass: Sendable {
    /// The token's bytes: a secret of the holder.
    package let token: [UInt8]
    /// The text of the code: a secret of the holder.
    package let text: String
    package let claims: Claims
    package let reference: PassReference
}

/// Why a pass was not sealed.
package enum SealError: Error, Equatable, Sendable {
    case unknownEpoch(UInt8)
    /// The text would not fit a version 8 code.
    case textTooLong(characters: Int, shorten: String)
    case badTimes(notBefore: UInt64, expires: UInt64)
    /// The token does not read back as what was asked for.
    case notReadBack(VerdictCode?)

    package var description: String {
        switch self {
        case .unknownEpoch(let epoch): "the key ring has no epoch \(epoch)"
        case .textTooLong(let count, let claim):
            "the code would have \(count) characters, at most \(TextLimits.sealedCharacters) print"
                + " well; shorten \(claim)"
        case .badTimes(let from, let until):
            "a pass must end after it begins and before the year 10000: from \(from) until \(until)"
        case .notReadBack(let code):
            "the sealed token does not read back (\(code?.rawValue ?? "other claims")); nothing was"
                + " issued, report this"
        }
    }

    /// The same in Chinese.
    package var chineseText: String {
        switch self {
        case .unknownEpoch(let epoch): "密钥环里没有第 \(epoch) 期密钥"
        case .textTooLong(let count, let claim):
            "码文将有 \(count) 个字符，超过可靠打印的 \(TextLimits.sealedCharacters) 个；请缩短 \(claim)"
        case .badTimes(let from, let until):
            "通行证的止时须晚于起时且不超过 9999 年：起 \(from)，止 \(until)"
        case .notReadBack(let code):
            "封好的码读不回来（\(code?.rawValue ?? "内容不符")），未签发，请报告此事"
        }
    }
}

/// Seals passes under one epoch and group; the key's mid-state is kept between passes.
package struct PassSealer: Sendable {
    package let keyID: KeyID
    private let key: GroupKey
    private let protected: [UInt8]
    private let keys: KeyTable

    /// - Throws: `SealError.unknownEpoch`.
    package init(_ ring: KeyRing, keyID: KeyID) throws(SealError) {
        guard let key = ring.groupKey(keyID) else { throw .unknownEpoch(keyID.epoch) }
        self.keyID = keyID
        self.key = key
        protected = TokenWriter.protectedHeader(keyID)
        keys = KeyTable(authority: .groupKeys([keyID: key]))
    }

    /// Seals claims and checks the result as a gate would.
    ///
    /// - Throws: `SealError`.
    package func seal(_ claims: Claims) throws(SealError) -> SealedPass {
        guard claims.notBefore < claims.expires, claims.expires <= .latest else {
            throw .badTimes(
                notBefore: claims.notBefore.seconds, expires: claims.expires.seconds)
        }
        let payload = claims.encoded()
        let tag = MACStructure.tag(under: key, protected: protected.span, payload: payload.span)
        let token = TokenWriter.token(protected: protected, payload: payload, tag: tag.array)
        let text = TokenWriter.text(of: token)
        guard text.utf8.count <= TextLimits.sealedCharacters else {
            throw .textTooLong(characters: text.utf8.count, shorten: Self.longestClaim(of: claims))
        }
        return SealedPass(
            token: token, text: text, claims: claims, reference: try readBack(text, claims))
    }

    private func readBack(_ text: String, _ claims: Claims) throws(SealError) -> PassReference {
        let basis = DecisionBasis(keys: keys, policy: .standard, manifest: nil, bundleTimes: nil)
        let utf8 = Array(text.utf8)
        switch verify(utf8.span, with: basis) {
        case .authentic(let pass):
            guard pass.claims == claims else { throw .notReadBack(nil) }
            return pass.reference
        case .refused(let code), .unlisted(let code, _): throw .notReadBack(code)
        }
    }

    /// Which claim takes most room, for the message.
    private static func longestClaim(of claims: Claims) -> String {
        let sizes = [
            ("zones", (claims.zones?.count ?? 0) * 3), ("gates", (claims.gates?.count ?? 0) * 3),
            ("label", claims.label?.utf8.count ?? 0),
        ]
        return sizes.max { $0.1 < $1.1 }?.0 ?? "label"
    }
}
