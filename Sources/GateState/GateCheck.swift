// One scan from text to verdict: authenticated outside the lock, then history, decision and row in
// one transaction. Nothing is returned before the row is on the disk.
import JournalFormat
package import PassCheck
package import PassFormat

extension Gate {
    /// Judges one scan and records it.
    package func check(_ scan: Scan, at machine: MachineTime) -> GateVerdict {
        check([scan], at: machine).first
            ?? failed(
                reader.read(scan), at: machine.calendar,
                .journalFailed(BilingualText("没有得出结论", "no verdict")))
    }

    /// Judges scans, in order, and records all of them in one commit.
    ///
    /// - Parameters:
    ///   - scans: one for a single check; some for a stream, each then counting for the next.
    ///   - machine: what the machine's clocks say.
    /// - Returns: a verdict for each scan; all `JOURNAL_FAILED` where nothing could be recorded.
    package func check(_ scans: [Scan], at machine: MachineTime) -> [GateVerdict] {
        check(scans.map(reader.read), at: machine)
    }

    /// The same for scans that were read; with an older bundle than the one in force now, they are
    /// read again.
    package func check(_ scans: [PreparedScan], at machine: MachineTime) -> [GateVerdict] {
        do throws(GateStateError) {
            try refresh()
            let reader = reader
            let outcome = try record(at: machine) { (moment) throws(GateStateError) in
                var verdicts: [GateVerdict] = []
                verdicts.reserveCapacity(scans.count)
                for scan in scans {
                    let current = reader.hasRead(scan) ? scan : reader.read(scan.scan)
                    verdicts.append(try judge(current, at: moment))
                }
                return verdicts
            }
            guard let alarm = outcome.alarm else { return outcome.value }
            return outcome.value.map { $0.with(alarm) }
        } catch { return scans.map { failed($0, at: machine.calendar, error) } }
    }

    /// The verdict of a scan that came before, for the same code again; nothing is decided.
    package func again(_ scan: PreparedScan, as judged: JudgedScan) -> GateVerdict {
        // Nothing of a pass is shown where its first scan could not be recorded.
        let verification = judged.row == nil ? nil : scan.verification
        return answer(
            Verdict(again: judged.ruling, of: verification), scan, at: judged.at,
            clock: judged.clock)
    }

    /// Judges a scan at a time of the caller's choice, without a row: it admits nothing.
    ///
    /// - Throws: `GateStateError.journalFailed` where the pass's history cannot be read.
    package func rehearse(_ scan: Scan, at time: Timestamp) throws(GateStateError) -> GateVerdict {
        let inputs = try inputs(for: scan, clock: .trusted)
        let verdict = decide(inputs.scan, in: inputs.context, inputs.history, at: time)
        return answer(verdict, inputs.scan, at: time)
    }

    /// All that `decide` is told of a scan, as the journal stands now.
    ///
    /// - Throws: `GateStateError.journalFailed` where the pass's history cannot be read.
    package func inputs(
        for scan: Scan, clock: ClockTrust
    ) throws(GateStateError) -> DecisionInputs {
        let read = reader.read(scan)
        let heard = try journal().read { try $0.heard() }
        var history = PassHistory.none
        if let index = read.reference?.index {
            let (gate, zoneGates) = (identity.gate, zoneGates)
            history = try journal().read { table in
                try table.history(
                    of: index, gate: gate, zoneGates: zoneGates, hasHeard: !heard.isEmpty)
            }
        }
        return DecisionInputs(
            scan: read, context: context(of: read, clock: clock, heard: heard), history: history)
    }

    private func judge(
        _ read: PreparedScan, at moment: CheckMoment
    ) throws(GateStateError) -> GateVerdict {
        var history = PassHistory.none
        if let index = read.reference?.index {
            history = try moment.transaction.access { table in
                try table.history(
                    of: index, gate: identity.gate, zoneGates: moment.zoneGates,
                    hasHeard: !moment.heard.isEmpty)
            }
        }
        let context = context(of: read, clock: moment.reading.trust, heard: moment.heard)
        let now = moment.reading.now
        let verdict = decide(read, in: context, history, at: now)
        let row = try moment.transaction.add(event(verdict, read, at: moment))
        return answer(verdict, read, at: now, row: row, clock: moment.reading.trust)
    }

    private func decide(
        _ read: PreparedScan, in context: GateContext, _ history: PassHistory, at now: Timestamp
    ) -> Verdict {
        guard let basis = reader.basis, let verification = read.verification else {
            return Verdict(alone: bundle.trouble ?? .noBundle)
        }
        return PassCheck.decide(
            verification, at: now, in: context, history: history, with: basis)
    }

    private func context(
        of read: PreparedScan, clock: ClockTrust, heard: AssociationList<UInt16, Timestamp>
    ) -> GateContext {
        let observation = Observation(
            plate: read.scan.plate, driver: read.driverMatch,
            temperatureTenths: read.scan.temperatureTenths, heard: heard)
        return GateContext(
            zone: core?.place.zone ?? 0, gate: identity.gate, direction: way(read.scan.direction),
            sight: .gate(observation), clock: clock)
    }

    private func event(
        _ verdict: Verdict, _ read: PreparedScan, at moment: CheckMoment
    ) -> JournalEvent {
        var event = verdictEvent(verdict, way(read.scan.direction), at: moment.reading)
        if verdict.reference != nil { event.temperatureTenths = read.scan.temperatureTenths }
        if verdict.outcome == .allow, let way = event.direction {
            event.entries = way == .inward ? 1 : 0
            event.place = HolderPlace(after: way)
        }
        if verdict.outcome == .allow { event.liveStep = read.liveStep }
        return event
    }

    /// A row of kind check.
    func verdictEvent(
        _ verdict: Verdict, _ way: Direction?, at reading: ClockReading
    ) -> JournalEvent {
        var event = JournalEvent(
            kind: .check, at: reading.now, gate: identity.gate, bundleVersion: core?.version)
        event.reference = verdict.reference
        event.outcome = verdict.outcome
        event.code = verdict.code.rawValue
        event.also = verdict.also.map(\.rawValue)
        event.direction = way
        event.clock = reading.trust
        return event
    }

    /// The way that counts: what was said, else the gate's own.
    func way(_ direction: Direction?) -> Direction? { direction ?? core?.place.direction }

    /// The other gates of this gate's zone.
    var zoneGates: [UInt16] {
        guard let core else { return [] }
        return core.rules.neighbours.filter { $0.zone == core.place.zone }.map(\.gate)
    }

    private func failed(
        _ read: PreparedScan, at now: Timestamp, _ failure: GateStateError
    ) -> GateVerdict {
        var answer = answer(Verdict(alone: .journalFailed), read, at: now)
        answer.failure = failure
        return answer
    }

    private func answer(
        _ verdict: Verdict, _ read: PreparedScan, at now: Timestamp, row: JournalRow? = nil,
        clock: ClockTrust = .trusted
    ) -> GateVerdict {
        var answer = answer(verdict, way(read.scan.direction), at: now, clock: clock)
        answer.display = verdict.claims == nil ? nil : read.display
        answer.liveStep = read.liveStep
        answer.row = row
        return answer
    }
}
