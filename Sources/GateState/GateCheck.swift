// One scan from text to verdict: authenticated outside the lock, then history, decision and row in
// one transaction. Nothing is returned before the row is on the disk.
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
    package let display: DisplayRecord?
    /// The time that was decided with.
    package let at: Timestamp
    /// The way that was decided for; nil where nobody said.
    package let direction: Direction?
    /// nil where no bundle is in force.
    package let bundleVersion: UInt64?
    /// Seconds since the bundle's facts; nil where no bundle is in force.
    package let dataAgeSeconds: UInt64?
    /// The row that was written; nil for a trial and where the journal failed.
    package let row: JournalRow?
    /// Rows that were found missing just now.
    package let alarm: JournalAlarm?
    /// Why the journal failed.
    package let failure: GateStateError?
}

extension Gate {
    /// Judges scans, in order, and records all of them in one commit.
    ///
    /// - Parameters:
    ///   - scans: one for a single check; some for a stream, each then counting for the next.
    ///   - clock: the system's time.
    /// - Returns: a verdict for each scan; all `JOURNAL_FAILED` where nothing could be recorded.
    package func check(_ scans: [Scan], at clock: Timestamp) -> [GateVerdict] {
        var read: [PreparedScan] = []
        do throws(GateStateError) {
            try refresh()
            read = scans.map(prepare)
            let outcome = try journal().write(at: clock) {
                (open) throws(GateStateError) -> [GateVerdict] in
                var verdicts: [GateVerdict] = []
                for scan in read { verdicts.append(try judge(scan, at: clock, in: open)) }
                return verdicts
            }
            return outcome.value.map { $0.with(outcome.alarm) }
        } catch {
            let failed = Verdict(alone: .journalFailed)
            if read.isEmpty { read = scans.map(prepare) }
            return read.map { self.verdict(failed, $0, at: clock, row: nil, failure: error) }
        }
    }

    /// Judges a scan at a time of the caller's choice, without a row: it admits nothing.
    ///
    /// - Throws: `GateStateError.journalFailed` where the pass's history cannot be read.
    package func rehearse(_ scan: Scan, at time: Timestamp) throws(GateStateError) -> GateVerdict {
        let read = prepare(scan)
        var past = PassHistory.none
        if let index = read.reference?.index { past = try journal().history(of: index) }
        let decided = decide(read, at: ClockReading(now: time, trust: .trusted), history: past)
        return verdict(decided, read, at: time, row: nil, failure: nil)
    }

    /// What `decide` is told of the place.
    package func context(for scan: Scan, clock: ClockTrust) -> GateContext {
        var zone: UInt16 = 0
        var way = scan.direction
        if case .inForce(let bundle, _) = bundle {
            zone = bundle.core.place.zone
            way = way ?? bundle.core.place.direction
        }
        return GateContext(
            zone: zone, gate: identity.gate, direction: way, sight: .gate(plate: scan.plate),
            clock: clock)
    }

    private struct PreparedScan {
        let scan: Scan
        let basis: DecisionBasis?
        let verification: Verification?

        /// Which pass it is; nil for a code that is not authentic.
        var reference: PassReference? {
            switch verification {
            case .authentic(let pass): pass.reference
            case .unlisted(_, let reference): reference
            case .refused, nil: nil
            }
        }
    }

    private func prepare(_ scan: Scan) -> PreparedScan {
        return PreparedScan(
            scan: scan, basis: basis,
            verification: basis.map { verify(scan.text.span, with: $0) })
    }

    private func judge(
        _ read: PreparedScan, at clock: Timestamp, in open: JournalTransaction
    ) throws(GateStateError) -> GateVerdict {
        let reading = reading(of: clock, newestRow: open.newestTime)
        var past = PassHistory.none
        if let index = read.reference?.index { past = try open.history(of: index) }
        let decided = decide(read, at: reading, history: past)
        let row = try open.add(event(decided, read, at: reading.now))
        return verdict(decided, read, at: reading.now, row: row, failure: nil)
    }

    private func decide(
        _ read: PreparedScan, at reading: ClockReading, history: PassHistory
    ) -> Verdict {
        guard let basis = read.basis, let verification = read.verification else {
            return Verdict(alone: bundle.trouble ?? .noBundle)
        }
        return PassCheck.decide(
            verification, at: reading.now, in: context(for: read.scan, clock: reading.trust),
            history: history, with: basis)
    }

    private func event(
        _ verdict: Verdict, _ read: PreparedScan, at now: Timestamp
    ) -> JournalEvent {
        var event = JournalEvent(
            kind: .check, at: now, gate: identity.gate, bundleVersion: bundleVersion)
        event.reference = verdict.reference
        event.outcome = verdict.outcome
        event.code = verdict.code.rawValue
        event.also = verdict.also.map(\.rawValue)
        event.direction = context(for: read.scan, clock: .trusted).direction
        if verdict.outcome == .allow, case .authentic(let pass) = read.verification {
            event.countsAsEntry = event.direction == .inward
            event.liveStep = pass.token.live?.step
        }
        return event
    }

    private var bundleVersion: UInt64? {
        guard case .inForce(let bundle, _) = bundle else { return nil }
        return bundle.core.version
    }

    private func verdict(
        _ verdict: Verdict, _ read: PreparedScan, at now: Timestamp, row: JournalRow?,
        failure: GateStateError?
    ) -> GateVerdict {
        var display: DisplayRecord?
        var age: UInt64?
        if case .inForce(let bundle, _) = bundle {
            age = now.seconds(since: bundle.core.factsAsOf)
            if verdict.claims != nil, case .authentic(let pass) = read.verification {
                display = bundle.displayRecord(of: pass)
            }
        }
        return GateVerdict(
            verdict: verdict, display: display, at: now,
            direction: context(for: read.scan, clock: .trusted).direction,
            bundleVersion: bundleVersion, dataAgeSeconds: age, row: row, alarm: nil,
            failure: failure)
    }
}

extension GateVerdict {
    func with(_ alarm: JournalAlarm?) -> GateVerdict {
        GateVerdict(
            verdict: verdict, display: display, at: at, direction: direction,
            bundleVersion: bundleVersion, dataAgeSeconds: dataAgeSeconds, row: row, alarm: alarm,
            failure: failure)
    }
}
