// A delta laid over the bundle that it builds on: what is copied from where, in the order of the
// file that results. Only places are held in memory, so that it depends on the delta's size alone.
// Tests: Tests/PassIssueTests/DeltaTests.swift, OverlayTests.swift.
import PassCrypto

/// The changes since a bundle file was written, and that file: written as one whole bundle, or as
/// an overlay.
///
/// Whether the result is the one that was signed shows when it is opened.
package struct DeltaMerge: Sendable {
    /// Some passes of the base, then one of the delta.
    struct Run {
        /// Positions in the base's manifest.
        let kept: Range<Int>
        /// nil where a pass went, and at the end.
        let content: PassChanges.Content?
        /// Bytes of the display section's records that stay.
        var keptRecords = 0..<0
    }

    let top: SignedTop
    let base: BundleLayer
    /// Signature, length and head of the base's file.
    let baseHead: Range<Int>
    let changes: PassChanges
    private let runs: [Run]

    /// Lays a delta over the bundle in force, together with the overlay that lies there already.
    ///
    /// - Throws: `BundleFault.otherBase`; `.deltaDiffers`, `.malformed` for one that cannot give
    ///   what was signed.
    package init(_ delta: BundleDelta, over current: GateBundle) throws(BundleFault) {
        guard current.version == delta.base else {
            throw .otherBase(needed: delta.base.number, current: current.version.number)
        }
        var changes = try PassChanges(delta, over: current.manifest)
        if let overlay = current.overlay {
            changes = PassChanges(overlay).followed(by: changes)
        }
        try self.init(changes, delta.top, over: current)
    }

    /// The bundle file and the overlay over it as they lie there; nil where there is no overlay.
    package init?(of bundle: GateBundle) throws(BundleFault) {
        guard let overlay = bundle.overlay else { return nil }
        try self.init(PassChanges(overlay), overlay.top, over: bundle)
    }

    private init(
        _ told: PassChanges, _ top: SignedTop, over current: GateBundle
    ) throws(BundleFault) {
        var changes = told
        let entries = current.manifest.base
        changes.forget(whatIsNotIn: entries)
        self.changes = changes
        self.top = top
        base = current.file
        baseHead = current.fileHead
        runs = try Self.place(
            try Self.runs(changes.passes, in: entries), of: entries.count, recordsOf: base)
        let count = runs.reduce(0) { $0 + $1.kept.count + ($1.content == nil ? 0 : 1) }
        let records = runs.reduce(0) { $0 + $1.keptRecords.count + ($1.content?.record.count ?? 0) }
        // Told before anything is written.
        for (section, count) in [
            (BundleSection.manifest, count * ManifestEntry.encodedBytes),
            (.display, count * 4 + records),
        ] where top.head.count(of: section) != count {
            throw .deltaDiffers(part: section.name)
        }
    }

    /// The whole bundle; goes through all look-up rows of the base.
    ///
    /// - Throws: `BundleFault.deltaDiffers`.
    package func whole() throws(BundleFault) -> MergedBundle {
        let lookup = try LookupMerge(changes, over: base.bytes, base.sections[.lookup])
        guard lookup.byteCount == top.head.count(of: .lookup) else {
            throw .deltaDiffers(part: BundleSection.lookup.name)
        }
        return MergedBundle(merge: self, lookup: lookup)
    }

    /// Compares sections with the hashes that are signed.
    ///
    /// - Throws: `BundleFault.altered`, `.deltaDiffers`.
    func prove(_ proof: BundleProof) throws(BundleFault) {
        let lookup = proof == .whole ? try whole().lookup : nil
        for (place, part) in top.head.parts.enumerated() {
            switch proof {
            case .head: continue
            case .delta where part.section == .display || part.section == .lookup: continue
            case .delta, .whole: break
            }
            var hash = SHA256()
            write(place, lookup) { hash.update($0) }
            guard hash.finish().matches(part.hash.span) else {
                throw .altered(part: part.section?.name ?? "unknown")
            }
        }
    }

    fileprivate func write<Failure: Error>(
        _ place: Int, _ lookup: LookupMerge?, _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        switch top.head.parts[place].section {
        case .manifest: try writeManifest(emit)
        case .display:
            try writeEnds(emit)
            try writeRecords(emit)
        case .lookup: try lookup?.write(base.bytes, emit)
        case .sealedKeys, .guards, .conditions, nil:
            try top.bytes.withSpan(top.whole[place], emit)
        }
    }

    private func writeManifest<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let start = base.sections[.manifest].lowerBound
        for run in runs {
            let size = ManifestEntry.encodedBytes
            let from = start + run.kept.lowerBound * size
            try base.bytes.withSpan(from..<from + run.kept.count * size, emit)
            if let content = run.content { try content.bytes.withSpan(content.entry, emit) }
        }
    }

    /// The table of ends: each entry that is kept moves by as much as the records before it.
    private func writeEnds<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let table = base.sections[.display].lowerBound
        var end = 0
        for run in runs {
            let moved = UInt32(truncatingIfNeeded: end - run.keptRecords.lowerBound)
            var position = run.kept.lowerBound
            while position < run.kept.upperBound {
                let next = min(position + Self.entriesAtOnce, run.kept.upperBound)
                let block = base.bytes.withSpan(table + position * 4..<table + next * 4) {
                    Self.ends($0, movedBy: moved)
                }
                try emit(block.span)
                position = next
            }
            end += run.keptRecords.count
            if let content = run.content {
                end += content.record.count
                let bytes = Self.bytes(UInt32(truncatingIfNeeded: end))
                try emit(bytes.span)
            }
        }
    }

    private static let entriesAtOnce = 16_384

    private static func ends(_ table: Span<UInt8>, movedBy distance: UInt32) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(table.count)
        for start in stride(from: 0, to: table.count, by: 4) {
            let end = UInt32(truncatingIfNeeded: bigEndianNumber(table, start..<start + 4))
            let moved = end &+ distance
            block.append(UInt8(truncatingIfNeeded: moved >> 24))
            block.append(UInt8(truncatingIfNeeded: moved >> 16))
            block.append(UInt8(truncatingIfNeeded: moved >> 8))
            block.append(UInt8(truncatingIfNeeded: moved))
        }
        return block
    }

    private static func bytes(_ end: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: end >> $0) }
    }

    private func writeRecords<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let entries = base.sections[.manifest].count / ManifestEntry.encodedBytes
        let start = base.sections[.display].lowerBound + entries * 4
        for run in runs {
            let place = run.keptRecords
            try base.bytes.withSpan(start + place.lowerBound..<start + place.upperBound, emit)
            if let content = run.content { try content.bytes.withSpan(content.record, emit) }
        }
    }
}

extension DeltaMerge {
    private static func runs(
        _ passes: [PassChanges.Pass], in entries: EntryTable
    ) throws(BundleFault) -> [Run] {
        var runs: [Run] = []
        runs.reserveCapacity(passes.count + 1)
        var position = 0
        for pass in passes {
            let place = entries.firstPosition(notBelow: pass.index)
            // A manifest that does not ascend was not proved; it is not followed.
            guard place >= position else { throw .deltaDiffers(part: BundleSection.manifest.name) }
            runs.append(Run(kept: position..<place, content: pass.content))
            position = entries.index(at: place) == pass.index ? place + 1 : place
        }
        runs.append(Run(kept: position..<entries.count, content: nil))
        return runs
    }

    /// Adds to each run which bytes of the base's records it keeps.
    private static func place(
        _ runs: [Run], of entryCount: Int, recordsOf base: BundleLayer
    ) throws(BundleFault) -> [Run] {
        let section = base.sections[.display]
        let table = entryCount * 4
        let fault = BundleFault.deltaDiffers(part: BundleSection.display.name)
        guard table <= section.count else { throw fault }
        func end(before position: Int) -> Int {
            guard position > 0 else { return 0 }
            let start = section.lowerBound + (position - 1) * 4
            return base.bytes.withSpan(start..<start + 4) { Int(bigEndianNumber($0, 0..<4)) }
        }
        var placed = runs
        for number in placed.indices {
            let kept = placed[number].kept
            let from = end(before: kept.lowerBound)
            let to = end(before: kept.upperBound)
            guard from <= to, to <= section.count - table else { throw fault }
            placed[number].keptRecords = from..<to
        }
        return placed
    }
}

/// A merge as the bytes of one bundle file.
package struct MergedBundle: Sendable {
    fileprivate let merge: DeltaMerge
    fileprivate let lookup: LookupMerge

    /// Calls `emit` with the bytes, from the first to the last.
    package func write<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let magic = BundleFile.magic
        try emit(magic.span)
        try merge.top.bytes.withSpan(merge.top.head.signed, emit)
        for place in merge.top.head.parts.indices { try merge.write(place, lookup, emit) }
    }
}
