// The exact list of passes a gate may admit, searched in place: fixed-width, sorted by index.
// One entry is 36 bytes: index 8, sequence 2, digest 16, exp 8, status 1, flags 1, all big-endian.
import PassCrypto
package import PassFormat

/// Whether an entry stands, or why it was withdrawn.
///
/// Gates learn the class, never the words.
package enum EntryStatus: UInt8, Sendable, CaseIterable {
    case active = 0
    case revokedOther = 1
    case revokedLost = 2
    case revokedStolen = 3
    case revokedCopied = 4
    case revokedLeft = 5
    case revokedMisuse = 6
    case revokedMistake = 7
    case revokedKey = 8
}

/// One pass of the manifest.
package struct ManifestEntry: Sendable, Equatable {
    /// Bytes of one entry in a bundle.
    package static let encodedBytes = 36
    /// Bit of the flags: the pass is held for health, and the gate is not told why.
    package static let healthHoldFlag: UInt8 = 1
    /// Status of an entry that an overlay has in place of a pass that went; in no bundle.
    static let tombstone: UInt8 = 0xff

    package let reference: PassReference
    package let expires: Timestamp
    package let status: EntryStatus
    package let flags: UInt8

    package init(
        reference: PassReference, expires: Timestamp, status: EntryStatus, flags: UInt8 = 0
    ) {
        self.reference = reference
        self.expires = expires
        self.status = status
        self.flags = flags
    }

    /// Whether the holder is held for health.
    package var isHeld: Bool { flags & Self.healthHoldFlag != 0 }

    /// The entry as 36 bytes.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedBytes)
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        reference.append(to: &bytes)
        bytes.append(bigEndian: expires.seconds)
        bytes.append(status.rawValue)
        bytes.append(flags)
    }

    /// - Returns: nil for a status that this program does not know.
    init?(decoding bytes: Span<UInt8>) {
        guard bytes.count == Self.encodedBytes,
            let status = EntryStatus(rawValue: bytes[34]),
            let digest = TokenDigest(bytes: (10..<26).map { bytes[$0] })
        else { return nil }
        reference = PassReference(
            index: PassIndex(rawValue: bigEndianNumber(bytes, 0..<8)),
            sequence: UInt16(truncatingIfNeeded: bigEndianNumber(bytes, 8..<10)), digest: digest)
        expires = Timestamp(seconds: bigEndianNumber(bytes, 26..<34))
        self.status = status
        flags = bytes[35]
    }
}

/// What a manifest says of a pass.
package enum ManifestJudgement: Sendable, Equatable {
    case active(ManifestEntry)
    case revoked(EntryStatus)
    case superseded
    case mismatch
    /// A higher sequence than the manifest knows: reissued after this gate's data.
    case reissuedLater
    case absent

    /// The verdict code of all but an active entry.
    package var code: VerdictCode? {
        switch self {
        case .active: nil
        case .revoked: .revoked
        case .superseded: .superseded
        case .mismatch: .manifestMismatch
        case .reissuedLater, .absent: .unknownPass
        }
    }
}

/// What stands in a manifest for one index.
package enum ManifestFinding: Sendable {
    case absent
    /// Of a status that this program does not know.
    case unreadable
    case entry(ManifestEntry)

    /// Judges one issue of the pass, in the order of Docs/gp1.md.
    package func judge(_ reference: PassReference) -> ManifestJudgement {
        switch self {
        case .absent: return .absent
        // An entry that cannot be read is not one that admits.
        case .unreadable: return .mismatch
        case .entry(let entry):
            guard entry.status == .active else { return .revoked(entry.status) }
            if reference.sequence < entry.reference.sequence { return .superseded }
            if reference.sequence > entry.reference.sequence { return .reissuedLater }
            return reference.digest == entry.reference.digest ? .active(entry) : .mismatch
        }
    }

    /// Whether the holder is held for health, whatever became of the pass.
    package var isHeld: Bool {
        guard case .entry(let entry) = self else { return false }
        return entry.isHeld
    }
}

/// A manifest in a bundle's bytes, or in those of a bundle and an overlay.
package struct Manifest: Sendable {
    /// The bundle file's.
    let base: EntryTable
    /// Entries that replace those of the base, and tombstones that hide them; positions in it
    /// follow those of the base.
    private let overlay: EntryTable?
    /// Entries in it.
    package let count: Int

    init(bytes: BundleBytes, range: Range<Int>) {
        base = EntryTable(bytes: bytes, range: range)
        overlay = nil
        count = base.count
    }

    /// - Parameter count: how many entries both give together.
    init(_ base: EntryTable, under overlay: EntryTable, count: Int) {
        self.base = base
        self.overlay = overlay
        self.count = count
    }

    /// A manifest of its own, for the conformance run and for tests.
    package init(entries: [ManifestEntry]) {
        let sorted = entries.sorted { $0.reference.index < $1.reference.index }
        let encoded = sorted.flatMap(\.encoded)
        self.init(bytes: BundleBytes(copying: encoded), range: 0..<encoded.count)
    }

    /// The entry at a position that was found.
    package func entry(at position: Int) -> ManifestEntry? {
        position < base.count
            ? base.entry(at: position) : overlay?.entry(at: position - base.count)
    }

    /// The position of an index, good for `entry(at:)` of this manifest alone.
    package func position(of index: PassIndex) -> Int? {
        switch overlaid(index) {
        case .replaced(let position): position
        case .gone: nil
        case .untouched: base.position(of: index)
        }
    }

    /// The position of a pass, looked for first where a manifest had it before.
    func position(of pass: VerifiedPass) -> Int? {
        let index = pass.reference.index
        // The overlay first: the kept place may be one that this manifest hides.
        guard case .untouched = overlaid(index) else { return position(of: index) }
        if let kept = pass.keptPosition, base.index(at: kept) == index.rawValue { return kept }
        return base.position(of: index)
    }

    private enum Overlaid {
        case untouched, gone
        case replaced(Int)
    }

    private func overlaid(_ index: PassIndex) -> Overlaid {
        guard let overlay, let position = overlay.position(of: index) else { return .untouched }
        return overlay.isTombstone(position) ? .gone : .replaced(base.count + position)
    }

    /// Whether an overlay says anything of a pass.
    func isOverlaid(_ index: PassIndex) -> Bool {
        guard case .untouched = overlaid(index) else { return true }
        return false
    }

    /// Looks an index up.
    package func finding(of index: PassIndex) -> ManifestFinding {
        finding(at: position(of: index))
    }

    /// The same for an authentic pass.
    func finding(of pass: VerifiedPass) -> ManifestFinding { finding(at: position(of: pass)) }

    private func finding(at position: Int?) -> ManifestFinding {
        guard let position else { return .absent }
        return entry(at: position).map(ManifestFinding.entry) ?? .unreadable
    }

    /// Looks a pass up and judges one issue of it.
    package func judge(_ reference: PassReference) -> ManifestJudgement {
        finding(of: reference.index).judge(reference)
    }
}

/// The number in some big-endian bytes, at most 8.
package func bigEndianNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var value: UInt64 = 0
    for index in range { value = value << 8 | UInt64(bytes[index]) }
    return value
}
