// A check where a number, plate or employee number is typed instead of a code.
// Tests: Tests/CommandTests/GateCheckTests.swift.
import JournalFormat
package import PassCheck
package import PassFormat

extension Gate {
    /// Judges a typed value and records it; never better than REVIEW.
    ///
    /// - Parameters:
    ///   - typed: in canonical form.
    ///   - direction: nil is the gate's own.
    ///   - machine: what the machine's clocks say.
    /// - Returns: the verdict, `JOURNAL_FAILED` where nothing could be recorded; no names, since no
    ///   code was shown that opens them.
    package func check(
        typed: TypedValue, direction: Direction?, at machine: MachineTime
    ) -> GateVerdict {
        do throws(GateStateError) {
            try refresh()
            let way = way(direction)
            let outcome = try record(at: machine) {
                (moment) throws(GateStateError) -> GateVerdict in
                let verdict = judge(typed, moment.reading)
                var answer = answer(
                    verdict, way, at: moment.reading.now, clock: moment.reading.trust)
                answer.row = try moment.transaction.add(
                    verdictEvent(verdict, way, at: moment.reading))
                return answer
            }
            return outcome.value.with(outcome.alarm)
        } catch {
            var answer = answer(
                Verdict(alone: .journalFailed), way(direction), at: machine.calendar,
                clock: .trusted)
            answer.failure = error
            return answer
        }
    }

    /// Judges a typed value at a time of the caller's choice, without a row.
    package func rehearse(
        typed: TypedValue, direction: Direction?, at time: Timestamp
    ) -> GateVerdict {
        let verdict = judge(typed, ClockReading(now: time, trust: .trusted, doubt: nil))
        return answer(verdict, way(direction), at: time, clock: .trusted)
    }

    private func judge(_ typed: TypedValue, _ reading: ClockReading) -> Verdict {
        guard let basis, case .inForce(let bundle, let keys) = bundle else {
            return Verdict(alone: bundle.trouble ?? .noBundle)
        }
        return decideTyped(
            bundle.entries(of: typed, under: keys.lookupKey), at: reading.now,
            clock: reading.trust, with: basis)
    }
}
