// A check where a number, plate or employee number is typed instead of a code, and the gate's time
// for those who only look. Tests: Tests/CommandTests/GateCheckTests.swift.
package import PassCheck
package import PassFormat

extension Gate {
    /// Judges one scan and records it.
    package func check(_ scan: Scan, at clock: Timestamp) -> GateVerdict {
        check([scan], at: clock).first
            ?? answer(Verdict(alone: .journalFailed), at: clock, way(scan.direction))
    }

    /// Judges a typed value and records it; never better than REVIEW.
    ///
    /// - Parameters:
    ///   - typed: in canonical form.
    ///   - direction: nil is the gate's own.
    ///   - clock: the system's time.
    /// - Returns: the verdict, `JOURNAL_FAILED` where nothing could be recorded; no names, since no
    ///   code was shown that opens them.
    package func check(
        typed: TypedValue, direction: Direction?, at clock: Timestamp
    ) -> GateVerdict {
        var way = self.way(direction)
        do throws(GateStateError) {
            try refresh()
            way = self.way(direction)
            let outcome = try journal().write(at: clock) {
                (open) throws(GateStateError) -> GateVerdict in
                let reading = reading(of: clock, newestRow: open.newestTime)
                let verdict = judge(typed, reading)
                var event = JournalEvent(
                    kind: .check, at: reading.now, gate: identity.gate,
                    bundleVersion: core?.version)
                event.reference = verdict.reference
                event.outcome = verdict.outcome
                event.code = verdict.code.rawValue
                event.also = verdict.also.map(\.rawValue)
                event.direction = way
                return answer(verdict, at: reading.now, way, row: try open.add(event))
            }
            return outcome.value.with(outcome.alarm)
        } catch {
            return answer(Verdict(alone: .journalFailed), at: clock, way, failure: error)
        }
    }

    /// Judges a typed value at a time of the caller's choice, without a row.
    package func rehearse(
        typed: TypedValue, direction: Direction?, at time: Timestamp
    ) -> GateVerdict {
        let verdict = judge(typed, ClockReading(now: time, trust: .trusted))
        return answer(verdict, at: time, way(direction))
    }

    /// The time that a check would decide with, and whether it can be believed.
    ///
    /// - Parameter clock: the system's time.
    /// - Throws: `GateStateError.journalFailed` where the newest row cannot be read.
    package func reading(
        of clock: Timestamp
    ) throws(GateStateError) -> (now: Timestamp, trust: ClockTrust) {
        let reading = reading(of: clock, newestRow: try journal().newestTime())
        return (reading.now, reading.trust)
    }

    private func judge(_ typed: TypedValue, _ reading: ClockReading) -> Verdict {
        guard let basis, case .inForce(let bundle, let keys) = bundle else {
            return Verdict(alone: bundle.trouble ?? .noBundle)
        }
        return decideTyped(
            bundle.entries(of: typed, under: keys.lookupKey), at: reading.now,
            clock: reading.trust, with: basis)
    }

    private var core: BundleCore? {
        guard case .inForce(let bundle, _) = bundle else { return nil }
        return bundle.core
    }

    private func way(_ direction: Direction?) -> Direction? { direction ?? core?.place.direction }

    private func answer(
        _ verdict: Verdict, at now: Timestamp, _ way: Direction?, row: JournalRow? = nil,
        failure: GateStateError? = nil
    ) -> GateVerdict {
        GateVerdict(
            verdict: verdict, display: nil, at: now, direction: way,
            bundleVersion: core?.version,
            dataAgeSeconds: core.map { now.seconds(since: $0.factsAsOf) }, row: row, alarm: nil,
            failure: failure)
    }
}
