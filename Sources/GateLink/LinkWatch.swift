// The link beside the guard's screen: exchanges, and in between waits for news with the office.
import GateExchange
package import GateState
package import PassCrypto
import PassFormat

/// Keeps a gate in touch with its office until it is told to stop.
package struct LinkWatch {
    /// An exchange is made after this time though there is no news, in seconds: facts are to be
    /// fresh, and what the gate has is to be told.
    private static let longestQuietSeconds: UInt64 = 300

    private let gate: Gate
    private let line: OfficeLine
    private let clock: LinkClock
    private let random: RandomSource
    /// Waits so many milliseconds; false where it is time to stop.
    private let pause: (UInt64) -> Bool
    private var status: LinkStatus
    private var backoff = Backoff()

    package init(
        _ gate: Gate, over line: OfficeLine, clock: LinkClock, random: RandomSource,
        pause: @escaping (UInt64) -> Bool
    ) {
        self.gate = gate
        self.line = line
        self.clock = clock
        self.random = random
        self.pause = pause
        status = gate.linkStatus() ?? LinkStatus(outcome: .unreachable)
    }

    /// Runs until `pause` or the line says to stop.
    package mutating func run() {
        while pause(0) {
            do throws(LinkFault) {
                let report = try GateSync(gate, over: line, clock: clock).run()
                status.note(report, offsetSeconds: line.offsetSeconds, at: clock.now)
                keepStatus()
                backoff.reset()
                try waitForNews(after: report)
            } catch .stopped {
                return
            } catch {
                status.note(error, offsetSeconds: line.offsetSeconds)
                keepStatus()
                guard pause(backoff.next(random)) else { return }
            }
        }
    }

    /// Returns where there is something to say or to take.
    private mutating func waitForNews(after report: SyncReport) throws(LinkFault) {
        let start = clock.now.boot?.seconds ?? 0
        while pause(0) {
            let answer = try line.changes(since: report.facts)
            status.touch(at: clock.now)
            keepStatus()
            let quiet = (clock.now.boot?.seconds ?? .max) - start
            guard answer.facts == report.facts, quiet < Self.longestQuietSeconds,
                try ofGate({ () throws(GateStateError) in try gate.lastRow() }) == report.row
            else { return }
        }
    }

    /// Where that cannot be written the screen shows an age that grows.
    private func keepStatus() { try? gate.keep(status) }
}
