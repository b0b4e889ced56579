// The office's time, signed for one request, so that a gate whose clock is wrong learns by how much
// and nobody in between can make it sign for a time to come.
package import PassCrypto
import PassFormat

/// The value of the field `Gatepass-Time`.
package struct SignedTime: Sendable, Equatable {
    private static let purpose: StaticString = "gatepass/1 time\0"

    /// Seconds since 1970.
    package let seconds: UInt64
    private let signature: [UInt8]

    /// The office's side.
    ///
    /// - Parameter nonce: of the request that is answered.
    /// - Throws: `CryptoError.library`.
    package init(
        seconds: UInt64, answering nonce: [UInt8], by key: SigningKey
    ) throws(CryptoError) {
        self.seconds = seconds
        signature = try key.sign(Self.purpose, bigEndianBytes(seconds) + nonce)
    }

    /// - Returns: nil for anything of another form.
    package init?(field: String) {
        let parts = field.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, let seconds = UInt64(parts[0]), parts[1].hasPrefix("sig=:"),
            parts[1].hasSuffix(":"), let bytes = Base64.bytes(parts[1].dropFirst(5).dropLast()),
            "\(seconds)" == parts[0]
        else { return nil }
        self.seconds = seconds
        signature = bytes
    }

    /// The field's value.
    package var field: String { "\(seconds);sig=:\(Base64.text(signature)):" }

    /// Whether the issuer said so in answer to this nonce.
    package func isSigned(by issuer: VerifyingKey, answering nonce: [UInt8]) -> Bool {
        issuer.verifies(signature, of: Self.purpose, bigEndianBytes(seconds) + nonce)
    }
}
