// A delta as a gate keeps it: beside the bundle file that it lies over, laid out to be mapped and
// searched where it lies.
//
//     8 bytes    "GPOVER1\n"
//     head       signature, length and head of the bundle in force, which both give together
//     32 bytes   SHA-256 of signature, length and head of the bundle file below
//     12 bytes   bytes of the next three; 4 each
//     entries    of passes that came or changed, 36 bytes each; of one that went the index, zeros
//                and the status 0xff; ascending by index
//     records    of these entries, laid out as a bundle's display records
//     rows       look-up rows of these passes, 16 bytes each, ascending
//     sections   all others of the head, whole
//
// The gate writes it itself, from deltas whose signature it has proved.
// Tests: Tests/PassIssueTests/OverlayTests.swift, Tests/GateStateTests/OverlayAtGateTests.swift.
import PassCrypto

/// Bytes and the sections in them.
struct BundleLayer: Sendable {
    let bytes: BundleBytes
    let sections: SectionPlaces
}

/// An overlay whose head is signed, for this gate.
struct BundleOverlay: Sendable {
    static let magic: [UInt8] = Array("GPOVER1\n".utf8)
    private static let fixedBytes = 32 + 12

    let top: SignedTop
    /// Manifest, display records and look-up rows are those of the passes that changed.
    let layer: BundleLayer
    /// SHA-256 of signature, length and head of the bundle file below.
    let below: [UInt8]

    /// Entries and tombstones.
    var entries: EntryTable { EntryTable(bytes: layer.bytes, range: layer.sections[.manifest]) }

    /// - Throws: `BundleFault`; then nothing is in force.
    init(
        opening bytes: BundleBytes, for identity: GateIdentity
    ) throws(BundleFault) {
        let head = try BundleFile.head(of: bytes, magic: Self.magic, issuer: identity.issuer)
        try head.core.require(identity)
        let start = head.signed.upperBound
        let fixed = bytes.withSpan(start..<start + Self.fixedBytes) { span in
            span.indices.map { span[$0] }
        }
        guard fixed.count == Self.fixedBytes else {
            throw .torn(expectedBytes: start + Self.fixedBytes, foundBytes: bytes.count)
        }
        below = Array(fixed.prefix(32))
        var sections = SectionPlaces()
        var position = start + Self.fixedBytes
        for (slot, section) in [BundleSection.manifest, .display, .lookup].enumerated() {
            let count = Int(bigEndianNumber(fixed.span, 32 + slot * 4..<36 + slot * 4))
            sections.put(section, at: position..<position + count)
            position += count
        }
        top = SignedTop(bytes, head, from: position)
        guard top.end == bytes.count else {
            throw .torn(expectedBytes: top.end, foundBytes: bytes.count)
        }
        for (part, range) in zip(head.parts, top.whole) {
            guard let section = part.section, !section.isToldByPass else { continue }
            sections.put(section, at: range)
        }
        guard sections.isWhole,
            sections[.manifest].count.isMultiple(of: ManifestEntry.encodedBytes),
            sections[.lookup].count.isMultiple(of: LookupSection.rowBytes)
        else { throw .malformed }
        layer = BundleLayer(bytes: bytes, sections: sections)
    }
}

extension DeltaMerge {
    /// How long the overlay is that `overlay` gives.
    package var overlayByteCount: Int {
        let records = changes.passes.reduce(0) { $0 + ($1.content?.record.count ?? 0) }
        let whole = top.whole.reduce(0) { $0 + $1.count }
        let entryBytes = ManifestEntry.encodedBytes + 4
        return BundleOverlay.magic.count + top.head.signed.count + 32 + 12
            + changes.passes.count * entryBytes + records
            + changes.rows.count * LookupSection.rowBytes + whole
    }

    /// What a gate keeps beside the bundle file, so as not to write all of that anew.
    package var overlay: [UInt8] {
        var entries: [UInt8] = []
        var ends: [UInt8] = []
        var records: [UInt8] = []
        for pass in changes.passes {
            if let content = pass.content {
                content.bytes.append(content.entry, to: &entries)
                content.bytes.append(content.record, to: &records)
            } else {
                entries.append(bigEndian: pass.index)
                entries += [UInt8](repeating: 0, count: ManifestEntry.encodedBytes - 8)
                entries[entries.count - 2] = ManifestEntry.tombstone
            }
            ends.append(bigEndian: UInt32(truncatingIfNeeded: records.count))
        }
        var rows: [UInt8] = []
        for row in changes.rows {
            rows.append(bigEndian: row.hash)
            rows.append(bigEndian: row.index)
        }
        var file = BundleOverlay.magic
        file.reserveCapacity(overlayByteCount)
        top.bytes.append(top.head.signed, to: &file)
        file += base.bytes.withSpan(baseHead) { SHA256.hash($0).array }
        for part in [entries, ends + records, rows] {
            file.append(bigEndian: UInt32(truncatingIfNeeded: part.count))
        }
        for part in [entries, ends, records, rows] { file += part }
        for range in top.whole { top.bytes.append(range, to: &file) }
        return file
    }
}
