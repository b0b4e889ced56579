// A guard sets the gate's time, with a reason: from then on the machine's clock counts with the
// difference that was found, also below a bundle's time of issue.
// Tests: Tests/GateStateTests/GateClockTests.swift.
import JournalFormat
import PassCheck
package import PassFormat

extension Gate {
    /// Accepts the machine's clock, or another time that the guard reads off a better one.
    ///
    /// - Parameters:
    ///   - time: nil is what the machine's calendar clock says.
    ///   - reason: the guard's words.
    /// - Returns: the accepted time.
    /// - Throws: `ActionRefusal.notOnDuty`, `.badText`, `.timeFarOff`, `.gate`.
    @discardableResult
    package func acceptClock(
        _ time: Timestamp?, reason: String, at machine: MachineTime
    ) throws(ActionRefusal) -> Timestamp {
        try requireText(reason)
        let accepted = time ?? machine.calendar
        try requireNear(accepted, machine)
        let outcome: Result<Timestamp, ActionRefusal>
        do throws(GateStateError) {
            outcome = try record(at: machine) { (moment) throws(GateStateError) in
                let stored = try moment.transaction.access { try $0.shift() }
                guard let shift = onDuty(stored, at: moment.reading.now) else {
                    return .failure(.notOnDuty)
                }
                var event = JournalEvent(
                    kind: .clock, at: accepted, gate: identity.gate, bundleVersion: core?.version)
                event.onDuty = shift.badge.index
                event.text = reason
                event.otherTime = moment.reading.now
                try moment.transaction.add(event)
                let mark = ClockMark(
                    time: accepted, boot: machine.boot,
                    offsetSeconds: Int64(clamping: accepted.seconds)
                        - Int64(clamping: machine.calendar.seconds),
                    acceptedBundle: core?.version ?? 0)
                // A shift goes on for as long as it would have without the change.
                let worked = moment.reading.now.seconds(since: shift.since)
                let moved = StoredShift(
                    badge: shift.badge, since: accepted.moved(bySeconds: -Int64(clamping: worked)),
                    loginRow: shift.loginRow, name: shift.name)
                try moment.transaction.access { table in
                    try table.set(mark)
                    try table.set(moved)
                }
                return .success(accepted)
            }.value
        } catch { throw .gate(error) }
        return try outcome.get()
    }

    /// Ten years, in seconds.
    ///
    /// Further off, a time is a slip of the hand, and every later row would carry it. Either clock
    /// may be wrong, that of the machine or that of the office.
    private static let farthestSeconds: UInt64 = 315_576_000

    private func requireNear(
        _ time: Timestamp, _ machine: MachineTime
    ) throws(ActionRefusal) {
        let known = [machine.calendar, core?.issued].compactMap(\.self)
        let isNear = known.contains {
            max(time.seconds(since: $0), $0.seconds(since: time)) <= Self.farthestSeconds
        }
        guard isNear else { throw .timeFarOff }
    }
}
