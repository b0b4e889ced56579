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

    private var sights: [RepeatKey: Sight] = [:]
    /// Every sight in order of time, so that only those whose time is over are looked at.
    private var seen: [(key: RepeatKey, microseconds: UInt64)] = []
    private var firstSeen = 0

    package init() {}

    /// Looks at one text.
    ///
    /// - Parameters:
    ///   - key: of the scan.
    ///   - microseconds: on a clock that only goes forward.
    package mutating func sight(_ key: RepeatKey, at microseconds: UInt64) -> Sighting {
        seen.append((key, microseconds))
        guard sights[key]?.isOver(at: microseconds) == false else {
            sights[key] = Sight(lastMicroseconds: microseconds)
            return .new
        }
        sights[key]?.lastMicroseconds = microseconds
        sights[key]?.count += 1
        return .again
    }

    /// Remembers the verdict of a new scan.
    package mutating func judged(_ key: RepeatKey, _ answer: GateVerdict) {
        sights[key]?.answer = answer
    }

    /// The verdict of the scan that a text repeats.
    package func answer(to key: RepeatKey) -> GateVerdict? { sights[key]?.answer }

    /// Takes out the scans whose time is over; to be asked before each new text.
    ///
    /// - Parameter microseconds: nil takes out all, at the program's end.
    /// - Returns: those that came again, to be recorded.
    package mutating func ended(by microseconds: UInt64?) -> [RepeatedScan] {
        var ended: [RepeatedScan] = []
        while firstSeen < seen.count {
            let (key, lastMicroseconds) = seen[firstSeen]
            if let microseconds, !Sight.isOver(lastMicroseconds, at: microseconds) { break }
            firstSeen += 1
            // One that was seen later is still to come.
            guard let sight = sights[key], sight.lastMicroseconds == lastMicroseconds else {
                continue
            }
            sights[key] = nil
            if let row = sight.answer?.row, sight.count > 0 {
                ended.append(RepeatedScan(row: row, count: sight.count))
            }
        }
        if firstSeen > seen.count / 2 {
            seen.removeSubrange(..<firstSeen)
            firstSeen = 0
        }
        return ended.sorted { $0.row.number < $1.row.number }
    }

    private struct Sight {
        var lastMicroseconds: UInt64
        var answer: GateVerdict?
        var count: UInt64 = 0

        func isOver(at microseconds: UInt64) -> Bool {
            Self.isOver(lastMicroseconds, at: microseconds)
        }

        static func isOver(_ lastMicroseconds: UInt64, at microseconds: UInt64) -> Bool {
            microseconds &- lastMicroseconds > RepeatFilter.windowMicroseconds
        }
    }
}

/// What makes two scans the same.
package struct RepeatKey: Hashable, Sendable {
    /// So that no code lies in memory longer than its check takes.
    private let hash: [UInt8]
    private let direction: Direction?
    private let bundleVersion: UInt64?

    /// - Parameters:
    ///   - scan: whose text is compared as its token reads, whatever stands around it.
    ///   - bundleVersion: of the bundle in force.
    package init(_ scan: Scan, bundleVersion: UInt64?) {
        let token = try? DecodedToken(reading: scan.text.span)
        hash =
            token.map { token in
                token.bytes.withSpan(0..<token.bytes.count) { SHA256.hash($0).array }
            } ?? SHA256.hash(scan.text.span).array
        direction = scan.direction
        self.bundleVersion = bundleVersion
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
