// A scanner that holds a code for a second reads it many times. The same text in the same program,
// direction and bundle version within 3 s of its last sight is no new scan: nothing is decided, no
// barrier opens, and one row tells later how often it came. Tests: Tests/GateStateTests.
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat

/// Tells a new scan from the same code seen again; used by one thread.
package struct RepeatFilter {
    /// How long after its last sight a text is the same scan: 3 s.
    package static let windowMicroseconds: UInt64 = 3_000_000

    private var sights: [Key: Sight] = [:]

    package init() {}

    /// Which earlier scan a text repeats.
    ///
    /// - Parameters:
    ///   - scan: whose text is compared as its token reads, whatever stands around it.
    ///   - bundleVersion: of the bundle in force.
    ///   - microseconds: on a clock that only goes forward.
    /// - Returns: nil for a new one, which is then to be told by `judged`.
    package mutating func repeated(
        _ scan: Scan, bundleVersion: UInt64?, at microseconds: UInt64
    ) -> GateVerdict? {
        let key = Key(scan, bundleVersion)
        guard var sight = sights[key],
            microseconds &- sight.lastMicroseconds <= Self.windowMicroseconds
        else { return nil }
        sight.lastMicroseconds = microseconds
        sight.count += 1
        sights[key] = sight
        return sight.answer
    }

    /// Remembers the verdict of a new scan.
    ///
    /// - Returns: the earlier scan of the same text whose repeats are to be recorded now, if any.
    package mutating func judged(
        _ scan: Scan, _ answer: GateVerdict, at microseconds: UInt64
    ) -> RepeatedScan? {
        let key = Key(scan, answer.bundleVersion)
        let before = sights[key]
        sights[key] = Sight(answer: answer, lastMicroseconds: microseconds, count: 0)
        return before.flatMap(RepeatedScan.init)
    }

    /// Takes out the scans whose time is over; those that were repeated are to be recorded.
    ///
    /// - Parameter microseconds: nil takes out all, at the program's end.
    package mutating func ended(by microseconds: UInt64?) -> [RepeatedScan] {
        var ended: [RepeatedScan] = []
        for (key, sight) in sights {
            if let microseconds,
                microseconds &- sight.lastMicroseconds <= Self.windowMicroseconds
            {
                continue
            }
            sights[key] = nil
            if let scan = RepeatedScan(sight) { ended.append(scan) }
        }
        return ended.sorted { ($0.answer.row?.number ?? 0) < ($1.answer.row?.number ?? 0) }
    }

    /// A hash, so that no code lies in memory longer than its check takes.
    private struct Key: Hashable {
        let hash: [UInt8]
        let direction: Direction?
        let bundleVersion: UInt64?

        init(_ scan: Scan, _ bundleVersion: UInt64?) {
            let token = try? DecodedToken(reading: scan.text.span)
            hash =
                token.map { token in
                    token.bytes.withSpan(0..<token.bytes.count) { SHA256.hash($0).array }
                } ?? SHA256.hash(scan.text.span).array
            direction = scan.direction
            self.bundleVersion = bundleVersion
        }
    }

    fileprivate struct Sight {
        let answer: GateVerdict
        var lastMicroseconds: UInt64
        var count: UInt64
    }
}

/// A scan that came again, and how often.
package struct RepeatedScan: Sendable {
    package let answer: GateVerdict
    package let count: UInt64

    fileprivate init?(_ sight: RepeatFilter.Sight) {
        guard sight.count > 0 else { return nil }
        answer = sight.answer
        count = sight.count
    }
}
