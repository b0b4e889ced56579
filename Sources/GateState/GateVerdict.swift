// What goes into a check and what comes out of it. Tests: Tests/GateStateTests.
package import JournalFormat
package import PassCheck
package import PassFormat

/// What the scanner read and the guard sees beside it.
package struct Scan: Sendable {
    /// UTF-8, with whatever stands around the code.
    package var text: [UInt8]
    /// nil: as the gate's own direction says.
    package var direction: Direction?
    /// The plate as seen, in canonical form.
    package var plate: String?
    /// The driver's whole name, in canonical form.
    package var driver: String?
    /// Taken just now, in tenths of a degree Celsius.
    package var temperatureTenths: UInt16?

    package init(text: [UInt8], direction: Direction?, plate: String?) {
        self.text = text
        self.direction = direction
        self.plate = plate
    }
}

/// A verdict with what a screen shows beside it.
package struct GateVerdict: Sendable {
    package let verdict: Verdict
    /// Names for the screen; nil where the pass is not authentic or the bundle has none.
    package internal(set) var display: DisplayRecord?
    /// The time that was decided with.
    package let at: Timestamp
    /// Whether that time could be believed.
    package let clock: ClockTrust
    /// The way that was decided for; nil where nobody said.
    package let direction: Direction?
    /// nil where no bundle is in force.
    package let bundleVersion: UInt64?
    /// Seconds since the bundle's facts; nil where no bundle is in force.
    package let dataAgeSeconds: UInt64?
    /// The row that was written; nil for a trial and where the journal failed.
    package internal(set) var row: JournalRow?
    /// What somebody has to look into, found while recording.
    package internal(set) var alarm: JournalAlarm?
    /// Why the journal failed.
    package internal(set) var failure: GateStateError?
    /// The step of the live code that was shown.
    var liveStep: UInt32?

    func with(_ alarm: JournalAlarm?) -> GateVerdict {
        var answer = self
        answer.alarm = alarm
        return answer
    }
}

extension Gate {
    func answer(
        _ verdict: Verdict, _ way: Direction?, at now: Timestamp, clock: ClockTrust
    ) -> GateVerdict {
        GateVerdict(
            verdict: verdict, at: now, clock: clock, direction: way, bundleVersion: core?.version,
            dataAgeSeconds: core.map { now.seconds(since: $0.factsAsOf) })
    }
}

/// All that `decide` is told of a scan.
package struct DecisionInputs: Sendable {
    package let scan: PreparedScan
    package let context: GateContext
    package let history: PassHistory
}

/// What a transaction decides with: the gate's time, and when the other gates were heard.
struct CheckMoment {
    let transaction: JournalTransaction
    let reading: ClockReading
    let heard: AssociationList<UInt16, Timestamp>
    /// The other gates of this gate's zone.
    let zoneGates: [UInt16]
}

extension Gate {
    /// Runs `body` in one transaction with the gate's time, and keeps that time as the mark where
    /// it can be believed.
    ///
    /// - Throws: as `Journal.write`.
    func record<Value>(
        at machine: MachineTime, _ body: (CheckMoment) throws(GateStateError) -> Value
    ) throws(GateStateError) -> (value: Value, alarm: JournalAlarm?) {
        try journal().write(at: machine.calendar) {
            (transaction) throws(GateStateError) -> Value in
            let (mark, heard) = try transaction.access { table in
                (try table.clockMark(), try table.heard())
            }
            let reading = reading(of: machine, after: mark)
            let value = try body(
                CheckMoment(
                    transaction: transaction, reading: reading, heard: heard,
                    zoneGates: zoneGates))
            var next = try transaction.access { try $0.clockMark() }
            if reading.trust == .trusted, next == mark {
                next.time = reading.now
                next.boot = machine.boot
            }
            if next != mark { try transaction.access { try $0.set(next) } }
            return value
        }
    }
}
