// What the issuer keeps of a bundle that it made: enough to tell later what changed since, and
// nothing of what the passes say.
package import PassCheck
import PassCrypto
import PassFormat

/// A bundle's passes, each with a hash of all that the bundle says of it.
///
/// The hash has 64 bits: it has to tell versions of one pass apart, not to withstand anybody. If it
/// ever failed, the gate would refuse the delta, since its result is not what was signed.
package struct BundleSnapshot: Sendable, Equatable {
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

    mutating func append(_ content: PassContent) { bytes += Self.row(of: content) }

    static func row(of content: PassContent) -> [UInt8] {
        content.entry.reference.index.bytes + SHA256.hash(content.encoded.span).prefix(8)
    }

    func row(_ position: Int) -> ArraySlice<UInt8> {
        bytes[position * Self.rowBytes..<(position + 1) * Self.rowBytes]
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

    mutating func add(_ content: PassContent) {
        let row = BundleSnapshot.row(of: content)
        removeRows(below: row.prefix(8))
        if position < base.snapshot.count {
            let before = base.snapshot.row(position)
            if before.prefix(8).elementsEqual(row.prefix(8)) {
                position += 1
                if before.elementsEqual(row) { return }
            }
        }
        changed.append(content)
    }

    mutating func finish() { removeRows(below: nil) }

    /// Takes the base's passes below an index for gone; all that are left where it is nil.
    private mutating func removeRows(below index: ArraySlice<UInt8>?) {
        while position < base.snapshot.count {
            let found = base.snapshot.row(position).prefix(8)
            if let index, !found.lexicographicallyPrecedes(index) { return }
            if let gone = PassIndex(bytes: Array(found)) { removed.append(gone) }
            position += 1
        }
    }
}
