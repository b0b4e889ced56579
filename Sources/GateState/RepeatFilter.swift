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
        return sights[key, default: Sight()].see(at: microseconds)
    }

    /// Remembers the verdict of a new scan.
    package mutating func judged(_ key: RepeatKey, _ answer: GateVerdict) {
        sights[key]?.judged = JudgedScan(answer)
    }

    /// What was said of the scan that a text repeats.
    package func answer(to key: RepeatKey) -> JudgedScan? { sights[key]?.judged }

    /// Takes out the scans whose time is over; to be asked before each new text.
    ///
    /// - Parameter microseconds: nil takes out all, at the program's end.
    /// - Returns: those that came again, to be recorded.
    package mutating func ended(by microseconds: UInt64?) -> [RepeatedScan] {
        guard let microseconds else {
            defer { self = RepeatFilter() }
            return Self.ended(sights.values)
        }
        var over: [Sight] = []
        while firstSeen < seen.count {
            let (key, lastMicroseconds) = seen[firstSeen]
            guard Sight.isOver(lastMicroseconds, at: microseconds) else { break }
            firstSeen += 1
            // One that was seen later is still to come.
            guard let found = sights.index(forKey: key),
                sights[found].value.lastMicroseconds == lastMicroseconds
            else { continue }
            over.append(sights.remove(at: found).value)
        }
        if firstSeen > seen.count / 2 {
            seen.removeSubrange(..<firstSeen)
            firstSeen = 0
        }
        return Self.ended(over)
    }

    private static func ended(_ sights: some Sequence<Sight>) -> [RepeatedScan] {
        sights.compactMap { sight in
            guard let row = sight.judged?.row, sight.count > 1 else { return nil }
            return RepeatedScan(row: row, count: sight.count - 1)
        }.sorted { $0.row < $1.row }
    }

    private struct Sight {
        var lastMicroseconds: UInt64 = 0
        /// How often it was seen.
        var count: UInt64 = 0
        var judged: JudgedScan?

        mutating func see(at microseconds: UInt64) -> Sighting {
            if Self.isOver(lastMicroseconds, at: microseconds) { self = Sight() }
            lastMicroseconds = microseconds
            count += 1
            return count == 1 ? .new : .again
        }

        static func isOver(_ lastMicroseconds: UInt64, at microseconds: UInt64) -> Bool {
            microseconds &- lastMicroseconds > RepeatFilter.windowMicroseconds
        }
    }
}

/// What makes two scans the same: the first 16 bytes of a hash of the token (of the whole text
/// where it holds none), the direction and the bundle's version.
package struct RepeatKey: Hashable, Sendable {
    // A hash, so that no code lies in memory longer than its check takes.
    private let high: UInt64
    private let low: UInt64

    /// - Parameters:
    ///   - scan: whose text is compared as its token reads, whatever stands around it.
    ///   - bundleVersion: of the bundle in force.
    package init(_ scan: Scan, bundleVersion: UInt64?) {
        self.init(
            scan, try? DecodedToken(reading: scan.text.span), bundleVersion: bundleVersion)
    }

    init(_ scan: Scan, _ token: DecodedToken?, bundleVersion: UInt64?) {
        var hash = SHA256()
        var numbers = [token == nil ? 0 : 1, scan.direction?.rawValue ?? 0]
        numbers.append(bigEndian: bundleVersion ?? 0)
        hash.update(numbers.span)
        if let token {
            token.bytes.withSpan(0..<token.bytes.count) { hash.update($0) }
        } else {
            hash.update(scan.text.span)
        }
        let digest = hash.finish()
        (high, low) = (digest.number(at: 0), digest.number(at: 8))
    }
}

/// What is kept of a scan that was judged; names and claims are in the code that comes again.
package struct JudgedScan: Sendable {
    /// The number of its row; nil where the journal failed.
    package let row: UInt64?
    let ruling: Verdict.Ruling
    let at: Timestamp
    let clock: ClockTrust

    fileprivate init(_ answer: GateVerdict) {
        row = answer.row?.number
        ruling = answer.verdict.ruling
        at = answer.at
        clock = answer.clock
    }
}

/// A scan that came again, and how often.
package struct RepeatedScan: Sendable {
    /// The number of its first row.
    let row: UInt64
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
                let first = try moment.transaction.access { try $0.row(scan.row)?.event }
                event.about = scan.row
                event.reference = first?.reference
                event.direction = first?.direction
                event.count = scan.count
                try moment.transaction.add(event)
            }
        }
    }
}
