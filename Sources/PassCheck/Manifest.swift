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

/// A manifest in a bundle's bytes.
package struct Manifest: Sendable {
    let bytes: BundleBytes
    private let range: Range<Int>
    /// Entries in it.
    package let count: Int

    init(bytes: BundleBytes, range: Range<Int>) {
        self.bytes = bytes
        self.range = range
        count = range.count / ManifestEntry.encodedBytes
    }

    /// A manifest of its own, for the conformance run and for tests.
    package init(entries: [ManifestEntry]) {
        let sorted = entries.sorted { $0.reference.index < $1.reference.index }
        let encoded = sorted.flatMap(\.encoded)
        self.init(bytes: BundleBytes(copying: encoded), range: 0..<encoded.count)
    }

    /// The entry at a position, or nil beyond the end.
    package func entry(at position: Int) -> ManifestEntry? {
        guard position >= 0, position < count else { return nil }
        return bytes.withSpan(place(of: position)) { ManifestEntry(decoding: $0) }
    }

    /// The position of an index.
    ///
    /// Indexes are hashes, so a guess by proportion lands near the right one, and far fewer pages
    /// of the file are touched than by halving, which takes over after some guesses.
    package func position(of index: PassIndex) -> Int? {
        var low = 0
        var high = count
        var lowest: UInt64 = 0
        var highest = UInt64.max
        var guessesLeft = 8
        while low < high {
            var middle = low + (high - low) / 2
            if guessesLeft > 0, index.rawValue >= lowest, highest > lowest {
                guessesLeft -= 1
                let distance = min(index.rawValue - lowest, highest - lowest - 1)
                let product = distance.multipliedFullWidth(by: UInt64(high - low))
                middle = low + Int((highest - lowest).dividingFullWidth(product).quotient)
            }
            let found = bytes.withSpan(place(of: middle)) {
                PassIndex(rawValue: bigEndianNumber($0, 0..<8))
            }
            if found == index { return middle }
            if found < index {
                low = middle + 1
                lowest = found.rawValue
            } else {
                high = middle
                highest = found.rawValue
            }
        }
        return nil
    }

    /// The position of a pass, looked for first where a manifest had it before.
    func position(of pass: VerifiedPass) -> Int? {
        let index = pass.reference.index
        if let kept = pass.keptPosition, self.index(at: kept) == index.rawValue { return kept }
        return position(of: index)
    }

    /// Whether every index is above the one before, as binary search needs.
    var isAscending: Bool {
        var previous: UInt64?
        for position in 0..<count {
            let index = bytes.withSpan(place(of: position)) { bigEndianNumber($0, 0..<8) }
            if let previous, index <= previous { return false }
            previous = index
        }
        return true
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

    func place(of position: Int) -> Range<Int> {
        let start = range.lowerBound + position * ManifestEntry.encodedBytes
        return start..<start + ManifestEntry.encodedBytes
    }
}

/// The number in some big-endian bytes, at most 8.
package func bigEndianNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var value: UInt64 = 0
    for index in range { value = value << 8 | UInt64(bytes[index]) }
    return value
}
