// The look-up rows of a delta laid over those of its base: rows of passes that the delta is about
// go, those that it brings are put where they sort.

/// Which rows of the base stay, and what comes between them.
struct LookupMerge: Sendable {
    private typealias Row = PassChanges.Row

    /// Some rows of the base, then one of the delta.
    private struct Run {
        let kept: Range<Int>
        let row: Row?
    }

    private let section: Range<Int>
    private let runs: [Run]
    let byteCount: Int

    /// - Parameters:
    ///   - changes: what is said of passes anew.
    ///   - section: the base's look-up section.
    init(
        _ changes: PassChanges, over base: BundleBytes, _ section: Range<Int>
    ) throws(BundleFault) {
        let fault = BundleFault.deltaDiffers(part: BundleSection.lookup.name)
        guard section.count.isMultiple(of: LookupSection.rowBytes) else { throw fault }
        let count = section.count / LookupSection.rowBytes
        let gone = base.withSpan(section) { Self.rows(of: changes, in: $0) }
        let arriving = changes.rows
        var runs: [Run] = []
        var position = 0
        var goneLeft = gone[...]
        func take(_ place: Int) throws(BundleFault) -> Range<Int> {
            // Rows that do not ascend were not proved; they are not followed.
            guard position <= place else { throw fault }
            return position..<place
        }
        for row in arriving {
            let place = base.withSpan(section) { Self.firstPlace(notBelow: row, in: $0) }
            while let next = goneLeft.first, next < place {
                runs.append(Run(kept: try take(next), row: nil))
                position = next + 1
                goneLeft.removeFirst()
            }
            runs.append(Run(kept: try take(place), row: row))
            position = place
        }
        for next in goneLeft {
            runs.append(Run(kept: try take(next), row: nil))
            position = next + 1
        }
        runs.append(Run(kept: try take(count), row: nil))
        self.section = section
        self.runs = runs
        byteCount = (count - gone.count + arriving.count) * LookupSection.rowBytes
    }

    func write<Failure: Error>(
        _ base: BundleBytes, _ emit: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        for run in runs {
            let start = section.lowerBound + run.kept.lowerBound * LookupSection.rowBytes
            try base.withSpan(
                start..<start + run.kept.count * LookupSection.rowBytes, emit)
            guard let row = run.row else { continue }
            let bytes = PassIndex(rawValue: row.hash).bytes + PassIndex(rawValue: row.index).bytes
            try emit(bytes.span)
        }
    }

    /// The positions of all rows of the passes that are told anew, ascending.
    private static func rows(of changes: PassChanges, in rows: Span<UInt8>) -> [Int] {
        // Indexes are hashes: their first 16 bits tell nearly all others without a search.
        var mayBeNamed = [Bool](repeating: false, count: 1 << 16)
        for pass in changes.passes { mayBeNamed[Int(pass.index >> 48)] = true }
        var found: [Int] = []
        for start in stride(from: 0, to: rows.count, by: LookupSection.rowBytes)
        where mayBeNamed[Int(rows[start + 8]) << 8 | Int(rows[start + 9])] {
            let index = bigEndianNumber(rows, start + 8..<start + 16)
            if changes.names(index) { found.append(start / LookupSection.rowBytes) }
        }
        return found
    }

    private static func firstPlace(notBelow row: Row, in rows: Span<UInt8>) -> Int {
        var low = 0
        var high = rows.count / LookupSection.rowBytes
        while low < high {
            let middle = low + (high - low) / 2
            let start = middle * LookupSection.rowBytes
            let found = Row(
                hash: bigEndianNumber(rows, start..<start + 8),
                index: bigEndianNumber(rows, start + 8..<start + 16))
            if found < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
