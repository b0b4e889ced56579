// One pass as the issuer writes it: into the sections of a bundle, and into a delta.
// Tests: Tests/PassIssueTests/BundleTests.swift, DeltaTests.swift.
import PassCrypto

/// All that a bundle says of one pass, but for its conditions.
package struct PassContent: Sendable {
    static let fixedBytes = ManifestEntry.encodedBytes + 4

    /// What passes are sorted by.
    package let index: PassIndex
    /// The pass as a delta carries it: manifest entry (36), length of the display record (2), count
    /// of look-up hashes (2), record, hashes.
    package let encoded: [UInt8]
    /// Bytes of the record.
    let recordCount: Int

    /// - Parameters:
    ///   - record: sealed display record; empty where there is none.
    ///   - hashes: of what may be typed for the pass.
    package init(entry: ManifestEntry, record: [UInt8], hashes: [UInt64]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.fixedBytes + record.count + hashes.count * 8)
        entry.append(to: &bytes)
        bytes.append(bigEndian: UInt16(clamping: record.count))
        bytes.append(bigEndian: UInt16(clamping: hashes.count))
        bytes += record
        for hash in hashes { bytes.append(bigEndian: hash) }
        index = entry.reference.index
        encoded = bytes
        recordCount = record.count
    }

    /// The pass in the manifest, 36 bytes.
    package var entry: ArraySlice<UInt8> { encoded[..<ManifestEntry.encodedBytes] }
    /// The sealed display record.
    var record: ArraySlice<UInt8> { encoded[Self.fixedBytes..<Self.fixedBytes + recordCount] }
    /// Hashes of 8 bytes.
    var hashes: ArraySlice<UInt8> { encoded[(Self.fixedBytes + recordCount)...] }
}
