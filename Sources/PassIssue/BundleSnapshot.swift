// What the issuer keeps of a bundle that it made: enough to tell later what changed since, and
// nothing of what the passes say.
package import PassCheck
import PassCrypto
import PassFormat

/// A bundle's passes, each with a hash of all that the bundle says of it.
///
/// The hash has 64 bits: it has to tell versions of one pass apart, not to withstand anybody. If it
/// ever failed, a gate would refuse the delta where its manifest is not what was signed, and show
/// the old names of that pass until the next whole bundle where only the names changed.
package struct BundleSnapshot: Sendable, Equatable {
    /// One pass of the bundle.
    struct Row: Equatable {
        let index: UInt64
        let hash: UInt64

        init(_ content: PassContent) {
            index = content.index.rawValue
            hash = SHA256.hash(content.encoded.span).number(at: 0)
        }

        fileprivate init(decoding bytes: Span<UInt8>, at start: Int) {
            index = bigEndianNumber(bytes, start..<start + 8)
            hash = bigEndianNumber(bytes, start + 8..<start + 16)
        }
    }

    private static let rowBytes = 16

    /// Rows of 16 bytes, ascending: index, first 8 bytes of SHA-256 over the pass's content.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// - Returns: nil where the bytes are no whole rows.
    package init?(bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: Self.rowBytes) else { return nil }
        self.bytes = bytes
    }

    /// How many passes the bundle had.
    var count: Int { bytes.count / Self.rowBytes }

    mutating func append(_ row: Row) {
        bytes.append(bigEndian: row.index)
        bytes.append(bigEndian: row.hash)
    }

    func row(_ position: Int) -> Row {
        Row(decoding: bytes.span, at: position * Self.rowBytes)
    }
}

/// The bundle that a delta is to build on.
package struct DeltaBase: Sendable {
    package let version: BundleVersion
    package let snapshot: BundleSnapshot

    package init(version: BundleVersion, snapshot: BundleSnapshot) {
        self.version = version
        self.snapshot = snapshot
    }
}

/// What became of a base's passes, found while the new ones are gone through in ascending order.
struct DeltaCollector {
    let base: DeltaBase
    private(set) var removed: [PassIndex] = []
    private(set) var changed: [PassContent] = []
    private var position = 0

    init(_ base: DeltaBase) { self.base = base }

    mutating func add(_ content: PassContent, _ row: BundleSnapshot.Row) {
        removeRows(below: row.index)
        if position < base.snapshot.count {
            let before = base.snapshot.row(position)
            if before.index == row.index {
                position += 1
                if before == row { return }
            }
        }
        changed.append(content)
    }

    mutating func finish() { removeRows(below: nil) }

    /// Takes the base's passes below an index for gone; all that are left where it is nil.
    private mutating func removeRows(below index: UInt64?) {
        while position < base.snapshot.count {
            let found = base.snapshot.row(position).index
            if let index, found >= index { return }
            removed.append(PassIndex(rawValue: found))
            position += 1
        }
    }
}
