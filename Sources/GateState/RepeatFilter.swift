// A scanner that holds a code for a second reads it many times. The same text in the same program,
// direction and bundle version within 3 s of its last sight is no new scan: nothing is decided, no
// barrier opens, and one row tells later how often it came.
// Tests: Tests/GateStateTests/RepeatFilterTests.swift.
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat

/// Tells a new scan from the same code seen again; used by one thread.
package struct RepeatFilter {
    /// How long after its last sight a text is the same scan: 3 s.
    package static let windowMicroseconds: UInt64 = 3_000_000

    /// Whether a text is a new scan.
    package enum Sighting: Sendable, Equatable {
        /// To be judged, and its verdict told by `judged`.
        case new
        /// The same scan still.
        case again
    }

    private var sights: [Key: Sight] = [:]

    package init() {}

    /// Looks at one text.
    ///
    /// - Parameters:
    ///   - scan: whose text is compared as its token reads, whatever stands around it.
    ///   - bundleVersion: of the bundle in force.
    ///   - microseconds: on a clock that only goes forward.
    package mutating func sight(
        _ scan: Scan, bundleVersion: UInt64?, at microseconds: UInt64
    ) -> Sighting {
        let key = Key(scan, bundleVersion)
        guard var sight = sights[key], !sight.isOver(at: microseconds) else {
            sights[key] = Sight(lastMicroseconds: microseconds)
            return .new
        }
        sight.lastMicroseconds = microseconds
        sight.count += 1
        sights[key] = sight
        return .again
    }

    /// Remembers the verdict of a new scan.
    package mutating func judged(_ scan: Scan, _ answer: GateVerdict, bundleVersion: UInt64?) {
        sights[Key(scan, bundleVersion)]?.answer = answer
    }

    /// The verdict of the scan that a text repeats.
    package func answer(to scan: Scan, bundleVersion: UInt64?) -> GateVerdict? {
        sights[Key(scan, bundleVersion)]?.answer
    }

    /// Takes out the scans whose time is over; to be asked before each new text.
    ///
    /// - Parameter microseconds: nil takes out all, at the program's end.
    /// - Returns: those that came again, to be recorded.
    package mutating func ended(by microseconds: UInt64?) -> [RepeatedScan] {
        var ended: [RepeatedScan] = []
        for (key, sight) in sights {
            if let microseconds, !sight.isOver(at: microseconds) { continue }
            sights[key] = nil
            if let row = sight.answer?.row, sight.count > 0 {
                ended.append(RepeatedScan(row: row, count: sight.count))
            }
        }
        return ended.sorted { $0.row.number < $1.row.number }
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

    private struct Sight {
        var lastMicroseconds: UInt64
        var answer: GateVerdict?
        var count: UInt64 = 0

        func isOver(at microseconds: UInt64) -> Bool {
            microseconds &- lastMicroseconds > RepeatFilter.windowMicroseconds
        }
    }
}

/// A scan that came again, and how often.
package struct RepeatedScan: Sendable {
    let row: JournalRow
    let count: UInt64
}

extension Gate {
    /// Records how often scans came again, all in one commit.
    ///
    /// - Throws: `GateStateError` where nothing could be recorded.
    package func record(
        _ repeats: [RepeatedScan], at machine: MachineTime
    ) throws(GateStateError) {
        guard !repeats.isEmpty else { return }
        _ = try record(at: machine) { (moment) throws(GateStateError) in
            for scan in repeats {
                var event = JournalEvent(
                    kind: .repeat, at: moment.reading.now, gate: identity.gate,
                    bundleVersion: core?.version)
                event.clock = moment.reading.trust
                event.about = scan.row.number
                event.reference = scan.row.event.reference
                event.direction = scan.row.event.direction
                event.count = scan.count
                try moment.transaction.add(event)
            }
        }
    }
}
