// Manifest entries in a bundle's bytes, searched where they lie.
// Tests: Tests/PassCheckTests, Tests/PassIssueTests/OverlayTests.swift.
import PassFormat

/// Entries one behind the other, ascending by index.
struct EntryTable: Sendable {
    let bytes: BundleBytes
    private let range: Range<Int>
    let count: Int

    init(bytes: BundleBytes, range: Range<Int>) {
        self.bytes = bytes
        self.range = range
        count = range.count / ManifestEntry.encodedBytes
    }

    /// The entry at a position, or nil beyond the end.
    func entry(at position: Int) -> ManifestEntry? {
        guard position >= 0, position < count else { return nil }
        return bytes.withSpan(place(of: position)) { ManifestEntry(decoding: $0) }
    }

    /// The index of an entry; nil beyond the end.
    func index(at position: Int) -> UInt64? {
        guard position >= 0, position < count else { return nil }
        return bytes.withSpan(place(of: position)) { bigEndianNumber($0, 0..<8) }
    }

    /// Whether an overlay says there that a pass went.
    func isTombstone(_ position: Int) -> Bool {
        guard position >= 0, position < count else { return false }
        return bytes.withSpan(place(of: position)) { $0[34] == ManifestEntry.tombstone }
    }

    /// The position of an index.
    ///
    /// Indexes are hashes, so a guess by proportion lands near the right one, and far fewer pages
    /// of the file are touched than by halving, which takes over after some guesses.
    func position(of index: PassIndex) -> Int? {
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

    func place(of position: Int) -> Range<Int> {
        let start = range.lowerBound + position * ManifestEntry.encodedBytes
        return start..<start + ManifestEntry.encodedBytes
    }
}
