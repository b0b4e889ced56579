// One exchange with the office: say what the gate has, send what the office lacks, take what the
// gate lacks.
import GateExchange
package import GateState
import PassCheck
package import PassFormat

/// What came of an exchange.
package struct SyncReport: Sendable, Equatable {
    /// How a bundle came.
    package enum Loaded: String, Sendable {
        case whole, delta
    }

    /// The row up to which the office has all.
    package var acknowledged: Int64
    package var rowsSent: UInt64 = 0
    package var accepted: UInt64 = 0
    package var repeated: UInt64 = 0
    package var refused: UInt64 = 0
    /// nil where the gate had the newest.
    package var loaded: Loaded?
    /// Why the office gives no bundle; nil where it does.
    package var stopped: BilingualText?
    /// The facts that the gate knows of now, as the office counts them.
    package var facts: Int64
    /// The last row of the journal that was told of.
    package var row: UInt64
}

/// Makes exchanges for one gate.
package struct GateSync {
    private typealias Taken = (loaded: SyncReport.Loaded?, facts: Int64?)

    private let gate: Gate
    private let line: OfficeLine
    private let clock: LinkClock

    package init(_ gate: Gate, over line: OfficeLine, clock: LinkClock) {
        self.gate = gate
        self.line = line
        self.clock = clock
    }

    /// Makes one.
    ///
    /// - Throws: `LinkFault`; what was done before it stays done.
    package func run() throws(LinkFault) -> SyncReport {
        let turn = try ofGate { () throws(GateStateError) in
            try gate.refresh()
            return try gate.linkTurn()
        }
        let outcome = Result { () throws(LinkFault) in try exchange() }
        turn.giveBack()
        return try outcome.get()
    }

    private func exchange() throws(LinkFault) -> SyncReport {
        let standing = try ofGate { () throws(GateStateError) in
            try gate.standing(at: clock.now)
        }
        let state = try line.report(standing)
        var report = SyncReport(
            acknowledged: state.acknowledged.row, facts: state.facts, row: standing.row)
        if let first = state.sendFrom, first > 0, UInt64(clamping: first) <= standing.row {
            let sent = try ofGate { () throws(GateStateError) in
                try gate.outgoingJournal(from: UInt64(clamping: first), at: clock.now)
            }
            let answer = try line.send(sent)
            report.rowsSent = sent.rows
            (report.accepted, report.repeated, report.refused) =
                (answer.accepted, answer.repeated, answer.refused)
            report.acknowledged = answer.acknowledged.row
        }
        do throws(LinkFault) {
            let taken = try takeBundle()
            report.loaded = taken.loaded
            report.facts = taken.facts ?? state.facts
        } catch {
            guard case .refused(_, "BUNDLES_STOPPED", let text) = error else { throw error }
            report.stopped = text
        }
        return report
    }

    private func takeBundle() throws(LinkFault) -> Taken {
        let held = gate.versionInForce
        do throws(LinkFault) {
            return try takeBundle(held, .deltaOrWhole)
        } catch {
            guard case .gate(.bundle(let fault)) = error, fault.isOfDelta else { throw error }
            return try takeBundle(nil, .whole)
        }
    }

    private func takeBundle(
        _ held: BundleVersion?, _ form: FetchedForm
    ) throws(LinkFault) -> Taken {
        let file = try ofGate { () throws(GateStateError) in try gate.receiveBundle() }
        switch try line.fetch(holding: held, form, into: file) {
        case .unchanged(let facts): return (nil, facts)
        case .file(let file, let isDelta, let facts):
            let arrival = try ofGate { () throws(GateStateError) in
                try gate.load(file, at: clock.now)
            }
            return (arrival == .newer ? (isDelta ? .delta : .whole) : nil, facts)
        }
    }
}

extension BundleFault {
    /// Whether a whole bundle would do where this delta did not.
    fileprivate var isOfDelta: Bool {
        switch self {
        case .noBase, .otherBase, .deltaDiffers: true
        default: false
        }
    }
}
