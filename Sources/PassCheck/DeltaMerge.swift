// A delta laid over the bundle that it builds on: what is copied from where, in the order of the
// file that results. Only places are held in memory, so that it depends on the delta's size alone.
// Tests: Tests/PassIssueTests/DeltaTests.swift.

/// A delta and its base, ready to be written as one whole bundle.
///
/// Whether the result is the one that was signed shows when it is opened as a whole.
package struct DeltaMerge: Sendable {
    /// Some passes of the base, then one of the delta.
    struct Run {
        /// Positions in the base's manifest.
        let kept: Range<Int>
        /// nil where a pass went, and at the end.
        let change: DeltaChange?
        /// Bytes of the display section's records that stay.
        var keptRecords = 0..<0
    }

    private let delta: BundleDelta
    private let base: GateBundle
    private let runs: [Run]
    private let lookup: LookupMerge

    /// - Throws: `BundleFault.otherBase`; `.deltaDiffers`, `.malformed` for one that cannot give
    ///   what was signed.
    package init(_ delta: BundleDelta, over base: GateBundle) throws(BundleFault) {
        guard base.version == delta.base else {
            throw .otherBase(needed: delta.base.number, current: base.version.number)
        }
        self.delta = delta
        self.base = base
        let touched = try Self.touched(by: delta, in: base)
        runs = try Self.place(
            try Self.runs(touched, in: base.manifest), recordsOf: base)
        lookup = try LookupMerge(
            touched.map(\.index), delta, over: base.bytes, base.section(.lookup))
        let entries = runs.reduce(0) { $0 + $1.kept.count + ($1.change == nil ? 0 : 1) }
        let records = runs.reduce(0) { $0 + $1.keptRecords.count + ($1.change?.record.count ?? 0) }
        // Told before anything is written.
        for (section, count) in [
            (BundleSection.manifest, entries * ManifestEntry.encodedBytes),
            (.display, entries * 4 + records), (.lookup, lookup.byteCount),
        ] where delta.head.count(of: section) != count {
            throw .deltaDiffers(part: section.name)
        }
    }

    /// Calls `emit` with the bytes of the whole bundle, from the first to the last.
    package func write<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let magic = BundleFile.magic
        try emit(magic.span)
        try delta.bytes.withSpan(delta.head.signed, emit)
        for part in delta.head.parts {
            switch part.section {
            case .manifest: try writeManifest(emit)
            case .display:
                try writeEnds(emit)
                try writeRecords(emit)
            case .lookup: try lookup.write(base.bytes, emit)
            case .sealedKeys, .guards, .conditions, nil:
                try delta.bytes.withSpan(delta.whole[part.number] ?? 0..<0, emit)
            }
        }
    }

    private func writeManifest<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let start = base.section(.manifest).lowerBound
        for run in runs {
            let size = ManifestEntry.encodedBytes
            let from = start + run.kept.lowerBound * size
            try base.bytes.withSpan(from..<from + run.kept.count * size, emit)
            if let change = run.change { try delta.bytes.withSpan(change.entry, emit) }
        }
    }

    /// The table of ends: each entry that is kept moves by as much as the records before it.
    private func writeEnds<Failure: Error>(
        _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let table = base.section(.display).lowerBound
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
            if let change = run.change {
                end += change.record.count
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
        let section = base.section(.display)
        let start = section.lowerBound + base.manifest.count * 4
        for run in runs {
            let place = run.keptRecords
            try base.bytes.withSpan(start + place.lowerBound..<start + place.upperBound, emit)
            if let change = run.change { try delta.bytes.withSpan(change.record, emit) }
        }
    }
}

extension DeltaMerge {
    /// A pass that the delta is about.
    struct Touched {
        let index: UInt64
        /// nil: it went.
        let change: DeltaChange?
    }

    /// Both lists of the delta as one, ascending; a pass stands in one of them, once.
    private static func touched(
        by delta: BundleDelta, in base: GateBundle
    ) throws(BundleFault) -> [Touched] {
        guard delta.removed.count / 8 <= base.manifest.count else { throw .malformed }
        let removed = delta.bytes.withSpan(delta.removed) { span in
            stride(from: 0, to: span.count, by: 8).map { bigEndianNumber(span, $0..<$0 + 8) }
        }
        var touched: [Touched] = []
        touched.reserveCapacity(removed.count + delta.changes.count)
        var changes = delta.changes[...]
        for index in removed {
            while let change = changes.first, change.index < index {
                touched.append(Touched(index: change.index, change: change))
                changes.removeFirst()
            }
            touched.append(Touched(index: index, change: nil))
        }
        touched += changes.map { Touched(index: $0.index, change: $0) }
        for (one, next) in zip(touched, touched.dropFirst()) where one.index >= next.index {
            throw .malformed
        }
        return touched
    }

    private static func runs(
        _ touched: [Touched], in manifest: Manifest
    ) throws(BundleFault) -> [Run] {
        var runs: [Run] = []
        runs.reserveCapacity(touched.count + 1)
        var position = 0
        for pass in touched {
            let place = manifest.firstPosition(notBelow: pass.index)
            // A manifest that does not ascend was not proved; it is not followed.
            guard place >= position else { throw .deltaDiffers(part: BundleSection.manifest.name) }
            let isThere = manifest.index(at: place) == pass.index
            guard isThere || pass.change != nil else {
                throw .deltaDiffers(part: BundleSection.manifest.name)
            }
            runs.append(Run(kept: position..<place, change: pass.change))
            position = isThere ? place + 1 : place
        }
        runs.append(Run(kept: position..<manifest.count, change: nil))
        return runs
    }

    /// Adds to each run which bytes of the base's records it keeps.
    private static func place(
        _ runs: [Run], recordsOf base: GateBundle
    ) throws(BundleFault) -> [Run] {
        let section = base.section(.display)
        let table = base.manifest.count * 4
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

extension GateBundle {
    /// Where a section lies in the file.
    func section(_ section: BundleSection) -> Range<Int> { sections[section] }
}

extension Manifest {
    /// The index of an entry; nil beyond the end.
    func index(at position: Int) -> UInt64? {
        guard position >= 0, position < count else { return nil }
        return bytes.withSpan(place(of: position)) { bigEndianNumber($0, 0..<8) }
    }

    /// The first position whose index is this or above; `count` where there is none.
    func firstPosition(notBelow index: UInt64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if let found = self.index(at: middle), found < index {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
