// The live code of a pass, as a holder's phone shows it. Tests:
// Tests/CommandTests/GatepassTerms.swift.
import PassCheck
import PassCrypto
package import PassFormat

extension KeyRing {
    /// The text of a pass's live code for the 30 seconds around a time.
    ///
    /// - Parameters:
    ///   - token: a secret of the holder; so is what comes back.
    ///   - time: of the phone that shows it.
    /// - Returns: nil for bytes that are no token, or where its epoch is not in this ring.
    package func liveText(of token: [UInt8], at time: Timestamp) -> String? {
        guard let bytes = TokenBytes(token.span), let decoded = try? DecodedToken(token: bytes),
            let key = liveKey(decoded.keyID),
            let claims = try? bytes.withSpan(decoded.payload, { try Claims(decoding: $0) })
        else { return nil }
        let step = UInt32(clamping: time.seconds / LiveResponse.stepSeconds)
        let cti = claims.identity.cti
        let response = key.response(
            cti: cti.span, step: step, tokenHash: SHA256.hash(token.span))
        return TokenWriter.liveText(token: token, step: step, response: response)
    }
}
