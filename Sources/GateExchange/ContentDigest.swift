// The digest of a body: `Content-Digest: sha-256=:…:` (RFC 9530), with this one algorithm.
package import PassCrypto
import PassFormat

/// The value of a `Content-Digest` field.
package struct ContentDigest: Sendable, Equatable {
    private static let opening = "sha-256=:"

    /// SHA-256 of the body, 32 bytes.
    package let hash: [UInt8]

    package init(_ digest: Digest) { hash = digest.array }

    /// Of a body that is in memory, empty ones too.
    package init(of body: [UInt8]) { self.init(SHA256.hash(body.span)) }

    /// - Returns: nil for any other form or algorithm.
    package init?(field: String) {
        guard field.hasPrefix(Self.opening), field.hasSuffix(":"),
            let hash = Base64.bytes(field.dropFirst(Self.opening.count).dropLast()),
            hash.count == 32
        else { return nil }
        self.hash = hash
    }

    /// The field's value.
    package var field: String { "\(Self.opening)\(Base64.text(hash)):" }
}
