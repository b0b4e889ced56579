// Who is on duty. A guard logs in with the own badge, scanned, and a code, typed; that lasts 13 h.
// The badge's sequence, digest and status and the guard's record decide, and nothing else: neither
// dates, place, clock nor the bundle's age. Ten wrong codes lock the guard out until the office
// sets a new code. Tests: Tests/GateStateTests/GuardTests.swift.
import JournalFormat
package import PassCheck
package import PassFormat

/// Limits of the log-in.
package enum GuardLimits {
    /// How long a log-in lasts.
    package static let shiftSeconds: UInt64 = 13 * 3_600
    /// Wrong codes that lock a guard out.
    package static let wrongCodes: Int64 = 10
}

/// A guard on duty.
package struct GuardShift: Sendable, Equatable {
    /// The badge that logged in.
    package let badge: PassReference
    /// The guard's masked name; nil where the bundle has none.
    package let name: String?
    package let since: Timestamp
    /// The row of the log-in.
    package let loginRow: UInt64

    /// When it ends by itself.
    package var until: Timestamp { since.advanced(bySeconds: GuardLimits.shiftSeconds) }
}

/// A second guard who has shown badge and code just now; made by `Gate.confirm` alone.
package struct SecondGuard: Sendable, Equatable {
    package let badge: PassReference
    fileprivate init(badge: PassReference) { self.badge = badge }
}

/// What became of a log-in.
package enum GuardLogin: Sendable, Equatable {
    /// On duty from now on; with what the guard before did, where the shift changed.
    case onDuty(GuardShift, relieved: ShiftSummary?)
    case refused(GuardRefusal)
}

/// Why a badge or a code logs nobody in.
package enum GuardRefusal: Error, Sendable, Equatable {
    /// No bundle, so no guards.
    case noBundle
    /// The code that was scanned is none of ours, or not the one on record.
    case badgeRefused(VerdictCode)
    /// A good pass, but its holder is no guard of this gate.
    case noGuard
    case wrongCode(attemptsLeft: Int64)
    case locked
    /// The second guard is the one on duty.
    case sameGuard
}

extension Gate {
    /// The guard on duty; nil where nobody is, or the log-in has run out or was withdrawn.
    ///
    /// - Throws: `GateStateError.journalFailed`.
    package func shift(at machine: MachineTime) throws(GateStateError) -> GuardShift? {
        let now = try reading(of: machine).now
        return onDuty(try journal().read { try $0.shift() }, at: now)
    }

    /// Logs a guard in; whoever is on duty is relieved.
    ///
    /// - Parameters:
    ///   - badge: the text of the guard's own pass, as scanned.
    ///   - code: as typed, in UTF-8; the caller wipes its copy.
    /// - Throws: `GateStateError` where nothing could be recorded.
    package func login(
        badge: [UInt8], code: [UInt8], at machine: MachineTime
    ) throws(GateStateError) -> GuardLogin {
        do throws(GuardTrouble) {
            let found = try prove(badge: badge, code: code, at: machine)
            return try recording(at: machine) { (moment) throws(GateStateError) in
                let now = moment.reading.now
                var relieved: ShiftSummary?
                if let before = try moment.transaction.access({ try $0.shift() }) {
                    relieved = try end(before, at: moment)
                }
                var event = guardEvent(.login, at: moment.reading, found.reference.index)
                event.reference = found.reference
                let row = try moment.transaction.add(event)
                let stored = StoredShift(
                    badge: found.reference, since: now, loginRow: row.number, name: found.name)
                try moment.transaction.access { try $0.set(stored) }
                return .onDuty(GuardShift(stored), relieved: relieved)
            }
        } catch {
            switch error {
            case .refused(let refusal): return .refused(refusal)
            case .gate(let failure): throw failure
            }
        }
    }

    /// Ends the shift.
    ///
    /// - Returns: what was done in it; nil where nobody was on duty.
    /// - Throws: `GateStateError` where nothing could be recorded.
    package func logout(at machine: MachineTime) throws(GateStateError) -> ShiftSummary? {
        try record(at: machine) { (moment) throws(GateStateError) -> ShiftSummary? in
            guard let before = try moment.transaction.access({ try $0.shift() }) else { return nil }
            let summary = try end(before, at: moment)
            try moment.transaction.access { try $0.set(nil) }
            return summary
        }.value
    }

    /// Proves a second guard, who confirms what one alone may not do.
    ///
    /// - Throws: `GateStateError` where the attempt could not be recorded.
    package func confirm(
        badge: [UInt8], code: [UInt8], at machine: MachineTime
    ) throws(GateStateError) -> Result<SecondGuard, GuardRefusal> {
        do throws(GuardTrouble) {
            let found = try prove(badge: badge, code: code, at: machine)
            let first: GuardShift?
            do throws(GateStateError) { first = try shift(at: machine) } catch {
                throw .gate(error)
            }
            guard found.reference.index != first?.badge.index else {
                return .failure(.sameGuard)
            }
            return .success(SecondGuard(badge: found.reference))
        } catch {
            switch error {
            case .refused(let refusal): return .failure(refusal)
            case .gate(let failure): throw failure
            }
        }
    }

    func onDuty(_ stored: StoredShift?, at now: Timestamp) -> GuardShift? {
        guard let stored, case .inForce(let bundle, _) = bundle,
            bundle.guardRecord(of: stored.badge) != nil,
            bundle.manifest.judge(stored.badge).code == nil
        else { return nil }
        let shift = GuardShift(stored)
        return now < shift.until ? shift : nil
    }

    private func end(
        _ stored: StoredShift, at moment: CheckMoment
    ) throws(GateStateError) -> ShiftSummary {
        try moment.transaction.add(
            guardEvent(.logout, at: moment.reading, stored.badge.index))
        return try moment.transaction.access { table in
            try table.summary(of: GuardShift(stored))
        }
    }

    private func guardEvent(
        _ kind: JournalKind, at reading: ClockReading, _ index: PassIndex
    ) -> JournalEvent {
        var event = JournalEvent(
            kind: kind, at: reading.now, gate: identity.gate, bundleVersion: core?.version)
        event.onDuty = index
        event.clock = reading.trust
        return event
    }
}

extension GuardShift {
    init(_ stored: StoredShift) {
        badge = stored.badge
        name = stored.name
        since = stored.since
        loginRow = stored.loginRow
    }
}

/// Badge and code were right.
private struct ProvedGuard {
    let reference: PassReference
    let name: String?
}

private enum GuardTrouble: Error {
    case refused(GuardRefusal)
    case gate(GateStateError)
}

extension Gate {
    private func recording<Value>(
        at machine: MachineTime, _ body: (CheckMoment) throws(GateStateError) -> Value
    ) throws(GuardTrouble) -> Value {
        do throws(GateStateError) { return try record(at: machine, body).value } catch {
            throw .gate(error)
        }
    }

    private func prove(
        badge: [UInt8], code: [UInt8], at machine: MachineTime
    ) throws(GuardTrouble) -> ProvedGuard {
        do throws(GateStateError) { try refresh() } catch { throw .gate(error) }
        guard case .inForce(let bundle, _) = bundle else { throw .refused(.noBundle) }
        let pass = try authentic(badge, in: bundle)
        let reference = pass.reference
        guard let record = bundle.guardRecord(of: reference) else { throw .refused(.noGuard) }
        try count(record, at: machine)
        let token = pass.token.bytes.withSpan(pass.token.token) { span in
            span.indices.map { span[$0] }
        }
        let isRight: Bool
        do { isRight = try record.admits(code: code, badge: token) } catch {
            throw .gate(.crypto(error))
        }
        let left = try settle(record, reference, isRight ? .right : .wrong, at: machine)
        guard isRight else {
            throw .refused(left > 0 ? .wrongCode(attemptsLeft: left) : .locked)
        }
        return ProvedGuard(reference: reference, name: bundle.displayRecord(of: pass)?.name)
    }

    /// A pass that the signed manifest stands behind, whatever its dates and place say.
    private func authentic(
        _ badge: [UInt8], in bundle: GateBundle
    ) throws(GuardTrouble) -> VerifiedPass {
        let token: DecodedToken
        do throws(TextFault) { token = try DecodedToken(reading: badge.span) } catch {
            throw .refused(.badgeRefused(VerdictCode(error)))
        }
        let found = VerifiedPass.verify(
            token, keys: KeyTable(authority: .manifestOnly), manifest: bundle.manifest)
        switch found {
        case .authentic(let pass): return pass
        case .refused(let code), .unlisted(let code, _): throw .refused(.badgeRefused(code))
        }
    }

    /// Counts the attempt before the code is tried, so that two programs at once get no more tries.
    private func count(
        _ record: GuardRecord, at machine: MachineTime
    ) throws(GuardTrouble) {
        let tries = try recording(at: machine) { (moment) throws(GateStateError) -> Int64 in
            try moment.transaction.access { table in
                let before = try table.wrongCodes(record.salt)
                guard before < GuardLimits.wrongCodes else { return before }
                try table.setWrongCodes(before + 1, record.salt)
                return before
            }
        }
        guard tries < GuardLimits.wrongCodes else { throw .refused(.locked) }
    }

    private enum CodeOutcome { case right, wrong }

    /// Forgets the attempts where the code was right, and records it where it was not.
    ///
    /// - Returns: how many attempts are left.
    private func settle(
        _ record: GuardRecord, _ badge: PassReference, _ outcome: CodeOutcome,
        at machine: MachineTime
    ) throws(GuardTrouble) -> Int64 {
        try recording(at: machine) { (moment) throws(GateStateError) -> Int64 in
            switch outcome {
            case .right:
                try moment.transaction.access { try $0.setWrongCodes(0, record.salt) }
                return GuardLimits.wrongCodes
            case .wrong:
                var event = guardEvent(.login, at: moment.reading, badge.index)
                event.outcome = .deny
                event.code = "WRONG_CODE"
                try moment.transaction.add(event)
                let tries = try moment.transaction.access { try $0.wrongCodes(record.salt) }
                return max(GuardLimits.wrongCodes - tries, 0)
            }
        }
    }
}
