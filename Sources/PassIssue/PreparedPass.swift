// A pass as it goes into the bundles of all gates of a site: what is the same for each of them is
// made once. Tests: Tests/PassIssueTests/BundleTests.swift.
import PassCheck
import PassCrypto
import PassFormat

/// A pass with its display record sealed.
package struct PreparedPass: Sendable {
    let entry: ManifestEntry
    /// What may be typed for the pass.
    let typed: [TypedValue]
    let conditions: PassConditions
    /// Empty where there is none.
    private let record: [UInt8]

    /// - Throws: `BundleError` where the stored pass is damaged, or its names are too long.
    package init(_ pass: BundleEntry) throws(BundleError) {
        entry = pass.entry
        typed = pass.display?.typed ?? []
        conditions = pass.conditions
        guard pass.entry.status == .active, let display = pass.display else {
            record = []
            return
        }
        record = try Self.seal(display, for: pass.entry.reference)
    }

    private static func seal(
        _ display: BundleEntry.Display, for reference: PassReference
    ) throws(BundleError) -> [UInt8] {
        guard let bytes = TokenBytes(display.token.span),
            let token = try? DecodedToken(token: bytes),
            let claims = try? token.bytes.withSpan(token.payload, { try Claims(decoding: $0) })
        else { throw BundleError.damagedToken(index: reference.index) }
        guard let padded = display.record.padded else {
            throw BundleError.recordTooLong(index: reference.index)
        }
        let id = claims.identity.id
        let key = token.bytes.withSpan(token.tag) { DisplaySealKey(tag: $0, passID: id.span) }
        do throws(CryptoError) { return try key.seal(padded, binding: reference.bytes) } catch {
            throw .crypto(error)
        }
    }

    /// The pass as one gate's bundle has it.
    func content(under lookupKey: LookupKey) -> PassContent {
        PassContent(entry: entry, record: record, hashes: typed.map { $0.hash(under: lookupKey) })
    }
}
