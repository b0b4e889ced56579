// How everything but the code itself names a pass: index, sequence and digest. None of the three
// leads back to the pass id or the token.
import PassCrypto
package import PassFormat

/// The first 8 bytes of SHA-256("gatepass/1 idx" || pass id), as a big-endian number.
package struct PassIndex: Sendable, Hashable, Comparable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The index of a pass id.
    package init(of identity: PassIdentity) {
        var hash = SHA256()
        hash.update("gatepass/1 idx")
        hash.update(identity.cti.span.extracting(0..<PassIdentity.idBytes))
        rawValue = hash.finish().number(at: 0)
    }

    /// - Parameter bytes: 8 bytes; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        rawValue = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 8 bytes, big-endian.
    package var bytes: [UInt8] { bigEndianBytes(rawValue) }

    /// 16 hexadecimal digits.
    package var hex: String { hexadecimal(bytes) }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The first 16 bytes of SHA-256("gatepass/1 tok" || token); it binds key id, payload and tag.
package struct TokenDigest: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    /// The digest of a whole token.
    package init(of token: Span<UInt8>) {
        var hash = SHA256()
        hash.update("gatepass/1 tok")
        hash.update(token)
        let digest = hash.finish()
        high = digest.number(at: 0)
        low = digest.number(at: 8)
    }

    /// - Parameter bytes: 16 bytes; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 16 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: high)
        bytes.append(bigEndian: low)
    }

    /// 32 hexadecimal digits.
    package var hex: String { hexadecimal(bytes) }
}

/// One issue of one pass, named without its secrets.
package struct PassReference: Sendable, Hashable {
    package let index: PassIndex
    package let sequence: UInt16
    package let digest: TokenDigest

    package init(index: PassIndex, sequence: UInt16, digest: TokenDigest) {
        self.index = index
        self.sequence = sequence
        self.digest = digest
    }

    init(_ token: DecodedToken, _ identity: PassIdentity) {
        index = PassIndex(of: identity)
        sequence = identity.sequence
        digest = token.bytes.withSpan(token.token) { TokenDigest(of: $0) }
    }

    /// - Parameter bytes: as `bytes` gives them; nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 26, let index = PassIndex(bytes: Array(bytes[0..<8])),
            let digest = TokenDigest(bytes: Array(bytes[10..<26]))
        else { return nil }
        self.init(
            index: index, sequence: UInt16(bytes[8]) << 8 | UInt16(bytes[9]), digest: digest)
    }

    /// index || sequence || digest, 26 bytes: what a display record's seal binds.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(26)
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: index.rawValue)
        bytes.append(bigEndian: sequence)
        digest.append(to: &bytes)
    }
}
