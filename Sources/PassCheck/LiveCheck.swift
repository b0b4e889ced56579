// Whether a live code's response is the one that the pass's holder would give.
import PassCrypto
import PassFormat

extension LiveResponse {
    /// Compares the response in constant time.
    func isRight(for pass: VerifiedPass, under key: LiveKey) -> Bool {
        let cti = pass.claims.identity.cti
        let ctiBytes = cti.span
        let tokenHash = pass.token.bytes.withSpan(pass.token.token) { SHA256.hash($0) }
        let expected = key.response(cti: ctiBytes, step: step, tokenHash: tokenHash)
        let given = response
        return equalInConstantTime(given.span, expected.span)
    }
}
