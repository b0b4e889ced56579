// The guards who may log in at a gate. One record is 103 bytes, sorted by index: index 8, sequence
// 2, digest 16 of the guard's own badge; salt 16; log2 of scrypt's N 1 (r 8, p 1); sealed 60:
// AES-256-GCM of the 32 bytes of scrypt(code, salt) under a key that only the badge gives, nonce
// first, the 43 bytes before bound to it. Without the badge a stolen bundle gives no guess at a
// code. Tests: Tests/PassIssueTests/GuardRecordTests.swift.
package import PassCrypto
import PassFormat

/// One guard in a bundle.
package struct GuardRecord: Sendable, Equatable {
    /// Bytes of one record.
    package static let encodedBytes = 103
    /// Bytes of a salt.
    package static let saltBytes = 16
    /// Characters that a guard's code has at least.
    package static let shortestCodeCharacters = 6

    /// The badge that logs this guard in.
    package let reference: PassReference
    /// 16 bytes, drawn when the code was set.
    package let salt: [UInt8]
    package let cost: ScryptCost
    /// The sealed scrypt hash of the code.
    private let sealed: [UInt8]

    /// Seals a guard's code hash under the guard's badge.
    ///
    /// - Parameters:
    ///   - hash: 32 bytes of scrypt(code, salt).
    ///   - badge: the token of the guard's pass.
    ///   - reference: of that token.
    /// - Returns: nil where the token does not decode.
    /// - Throws: `CryptoError`.
    package static func seal(
        _ hash: SecretBytes, salt: [UInt8], badge: [UInt8], reference: PassReference,
        random: RandomSource
    ) throws(CryptoError) -> GuardRecord? {
        guard let key = GuardKey(badge: badge) else { return nil }
        let head = Self.head(reference, salt, .guardCode)
        return GuardRecord(
            reference: reference, salt: salt, cost: .guardCode,
            sealed: try key.seal(hash, binding: head, random: random))
    }

    /// Whether a code is this guard's; takes as long as scrypt does.
    ///
    /// - Parameters:
    ///   - code: as typed, in UTF-8.
    ///   - badge: the token that was shown; its digest is the record's.
    /// - Throws: `CryptoError` where the record does not open with this badge, or scrypt fails.
    package func admits(code: [UInt8], badge: [UInt8]) throws(CryptoError) -> Bool {
        guard let key = GuardKey(badge: badge) else { throw .notAuthentic("the guard's record") }
        let expected = try key.open(
            sealed.span, binding: Self.head(reference, salt, cost))
        let found = try scrypt(code, salt: salt, cost: cost)
        return found.withBytes { left in
            expected.withBytes { right in equalInConstantTime(left, right) }
        }
    }

    private static func head(
        _ reference: PassReference, _ salt: [UInt8], _ cost: ScryptCost
    ) -> [UInt8] {
        reference.bytes + salt + [cost.log2N]
    }

    /// The record as 103 bytes.
    package var encoded: [UInt8] { Self.head(reference, salt, cost) + sealed }

    fileprivate init?(decoding bytes: [UInt8]) {
        guard bytes.count == Self.encodedBytes,
            let reference = PassReference(bytes: Array(bytes[0..<26])),
            let cost = try? ScryptCost(log2N: bytes[42], r: 8, p: 1)
        else { return nil }
        self.reference = reference
        salt = Array(bytes[26..<42])
        self.cost = cost
        sealed = Array(bytes[43...])
    }

    private init(reference: PassReference, salt: [UInt8], cost: ScryptCost, sealed: [UInt8]) {
        self.reference = reference
        self.salt = salt
        self.cost = cost
        self.sealed = sealed
    }
}

/// The guards section of a bundle.
package enum GuardSection {
    /// Puts the section together, in any order.
    package static func encode(_ records: [GuardRecord]) -> [UInt8] {
        records.sorted { $0.reference.index < $1.reference.index }.flatMap(\.encoded)
    }

    /// The record of a badge; nil where the bundle names no such guard.
    static func record(
        of reference: PassReference, in bytes: BundleBytes, section: Range<Int>
    ) -> GuardRecord? {
        let starts = stride(
            from: section.lowerBound, to: section.upperBound, by: GuardRecord.encodedBytes)
        for start in starts {
            let row = bytes.withSpan(start..<start + GuardRecord.encodedBytes) { span in
                span.indices.map { span[$0] }
            }
            if let record = GuardRecord(decoding: row), record.reference == reference {
                return record
            }
        }
        return nil
    }
}

extension GuardKey {
    /// The key that a badge's tag and pass id give; nil for bytes that are no token.
    fileprivate init?(badge: [UInt8]) {
        guard let bytes = TokenBytes(badge.span), let token = try? DecodedToken(token: bytes),
            let claims = try? token.bytes.withSpan(token.payload, { try Claims(decoding: $0) })
        else { return nil }
        let id = claims.identity.id
        self = token.bytes.withSpan(token.tag) { GuardKey(tag: $0, passID: id.span) }
    }
}
