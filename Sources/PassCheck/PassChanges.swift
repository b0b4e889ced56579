// What is different of passes between two bundles. Only places are held in memory, however long
// the records are. Tests: Tests/PassIssueTests/DeltaTests.swift, OverlayTests.swift.

/// Passes that came, changed or went, and the look-up rows of those that came or changed.
struct PassChanges: Sendable {
    /// A pass that is told anew.
    struct Pass: Sendable {
        let index: UInt64
        /// nil: it went.
        let content: Content?
    }

    /// Where manifest entry and display record lie.
    struct Content: Sendable {
        let bytes: BundleBytes
        let entry: Range<Int>
        let record: Range<Int>
    }

    /// A look-up row.
    struct Row: Comparable, Sendable {
        let hash: UInt64
        let index: UInt64

        static func < (left: Row, right: Row) -> Bool {
            (left.hash, left.index) < (right.hash, right.index)
        }
    }

    /// Ascending by index, each once.
    private(set) var passes: [Pass]
    /// Ascending.
    private(set) var rows: [Row]

    /// - Parameter base: what the delta builds on.
    /// - Throws: `BundleFault.malformed` for lists that do not ascend or overlap, `.deltaDiffers`
    ///   where a pass went that was not there.
    init(_ delta: BundleDelta, over base: Manifest) throws(BundleFault) {
        guard delta.removed.count / 8 <= base.count else { throw .malformed }
        let removed = delta.bytes.withSpan(delta.removed) { span in
            stride(from: 0, to: span.count, by: 8).map { bigEndianNumber(span, $0..<$0 + 8) }
        }
        let came = delta.changes.map { change in
            Pass(
                index: change.index,
                content: Content(
                    bytes: delta.bytes, entry: change.entry, record: change.record))
        }
        passes = Self.merged(removed.map { Pass(index: $0, content: nil) }, came)
        for (one, next) in zip(passes, passes.dropFirst()) where one.index >= next.index {
            throw .malformed
        }
        for index in removed where base.position(of: PassIndex(rawValue: index)) == nil {
            throw .deltaDiffers(part: BundleSection.manifest.name)
        }
        rows = delta.changes.flatMap { change in
            delta.bytes.withSpan(change.hashes) { span in
                stride(from: 0, to: span.count, by: 8).map {
                    Row(hash: bigEndianNumber(span, $0..<$0 + 8), index: change.index)
                }
            }
        }
        rows.sort()
    }

    /// What an overlay says.
    init(_ overlay: BundleOverlay) {
        let (bytes, sections) = (overlay.layer.bytes, overlay.layer.sections)
        let entries = overlay.entries
        passes = (0..<entries.count).map { position in
            Pass(
                index: entries.index(at: position) ?? 0,
                content: entries.isTombstone(position)
                    ? nil
                    : Content(
                        bytes: bytes, entry: entries.place(of: position),
                        record: DisplaySection.place(
                            of: position, entries: entries.count, in: bytes,
                            section: sections[.display]) ?? 0..<0))
        }
        rows = bytes.withSpan(sections[.lookup]) { span in
            stride(from: 0, to: span.count, by: LookupSection.rowBytes).map {
                Row(
                    hash: bigEndianNumber(span, $0..<$0 + 8),
                    index: bigEndianNumber(span, $0 + 8..<$0 + 16))
            }
        }
    }

    /// These changes and later ones as one; what is said later of a pass replaces all.
    func followed(by later: PassChanges) -> PassChanges {
        var all = later
        all.passes = Self.merged(passes.filter { !later.names($0.index) }, later.passes)
        all.rows = (rows.filter { !later.names($0.index) } + later.rows).sorted()
        return all
    }

    /// Leaves out passes that went and that the file below has not: they came and went above it.
    mutating func forget(whatIsNotIn entries: EntryTable) {
        passes.removeAll { pass in
            pass.content == nil && entries.position(of: PassIndex(rawValue: pass.index)) == nil
        }
    }

    /// Whether anything is said of a pass.
    func names(_ index: UInt64) -> Bool {
        var low = 0
        var high = passes.count
        while low < high {
            let middle = low + (high - low) / 2
            if passes[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low < passes.count && passes[low].index == index
    }

    /// Two ascending lists as one.
    private static func merged(_ one: [Pass], _ other: [Pass]) -> [Pass] {
        var all: [Pass] = []
        all.reserveCapacity(one.count + other.count)
        var left = other[...]
        for pass in one {
            while let next = left.first, next.index < pass.index {
                all.append(next)
                left.removeFirst()
            }
            all.append(pass)
        }
        return all + left
    }
}
