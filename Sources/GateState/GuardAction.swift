// What a guard does about a scan: rows of their own that name the scan's row. Whether a verdict may
// be overridden is PassCheck's to say; here it is held who may do it and that it happens once.
// Tests: Tests/GateStateTests/GuardActionTests.swift.
package import JournalFormat
package import PassCheck
import PassFormat

/// What a guard does.
package enum GuardAction: Sendable, Equatable {
    /// Lets in in spite of REVIEW or DENY.
    case override(reason: String, second: SecondGuard?)
    /// Lets leave.
    case letLeave(reason: String)
    /// Refuses in spite of ALLOW, or takes an override back at the barrier.
    case refuse(reason: String)
    /// Takes back what the scan admitted: it did not happen.
    case annul(reason: String)
    case note(String)
    /// The barrier did not open; says why.
    case barrierFailed(String)
}

/// Why nothing was done.
package enum ActionRefusal: Error, Sendable, Equatable {
    case notOnDuty
    /// The scan left no row, so nothing can be about it.
    case notRecorded
    /// What the verdict rests on may not be overridden.
    case forbidden(VerdictCode)
    /// There is nothing to override: it was admitted.
    case admittedAlready
    /// The scan was not judged for the way out, and nobody else is let leave.
    case notOutward
    /// There is nothing to take back: it was not admitted.
    case notAdmitted
    /// Past the shift's limit a second guard confirms.
    case secondGuardNeeded(limit: UInt16)
    /// Another bundle came into force since the scan; what it says of the pass is not known yet.
    case dataChanged
    /// A reason is needed, of at most `JournalRow.longestTextCharacters`.
    case badText
    /// A time to accept is years from all that is known of the time.
    case timeFarOff
    case gate(GateStateError)
}

extension Gate {
    /// Records what a guard does about a scan.
    ///
    /// - Parameters:
    ///   - action: what.
    ///   - answer: the scan's verdict, as `check` gave it.
    /// - Returns: the row, on the disk when this returns; a barrier may open only then.
    /// - Throws: `ActionRefusal`; nothing was recorded then.
    @discardableResult
    package func act(
        _ action: GuardAction, on answer: GateVerdict, at machine: MachineTime
    ) throws(ActionRefusal) -> JournalRow {
        guard let about = answer.row else { throw .notRecorded }
        try requireText(action.text)
        let outcome: (value: Result<JournalRow, ActionRefusal>, alarm: JournalAlarm?)
        do throws(GateStateError) {
            try refresh()
            outcome = try record(at: machine) { (moment) throws(GateStateError) in
                let standing = try moment.transaction.access { try $0.standing(of: about) }
                let shift = onDuty(
                    try moment.transaction.access { try $0.shift() }, at: moment.reading.now)
                do throws(ActionRefusal) {
                    try require(action, answer, standing, shift)
                    if case .override(_, let second) = action, let shift {
                        try requireLimit(shift, second, in: moment)
                    }
                } catch { return .failure(error) }
                var event = JournalEvent(
                    kind: action.kind, at: moment.reading.now, gate: identity.gate,
                    bundleVersion: core?.version)
                event.clock = moment.reading.trust
                event.about = about.number
                event.reference = answer.verdict.reference
                event.onDuty = shift?.badge.index
                event.direction = answer.direction
                action.fill(&event, answer, standing)
                return .success(try moment.transaction.add(event))
            }
        } catch { throw .gate(error) }
        return try outcome.value.get()
    }

    /// Why an action would not be recorded, before the guard is asked for a reason; nil where
    /// nothing stands against it but perhaps the shift's limit.
    package func refusal(
        of action: GuardAction, on answer: GateVerdict, at machine: MachineTime
    ) -> ActionRefusal? {
        guard let about = answer.row else { return .notRecorded }
        let standing: RowStanding
        let shift: GuardShift?
        do throws(GateStateError) {
            standing = try journal().read { try $0.standing(of: about) }
            shift = try self.shift(at: machine)
        } catch { return .gate(error) }
        do throws(ActionRefusal) { try require(action, answer, standing, shift) } catch {
            return error
        }
        return nil
    }

    private func require(
        _ action: GuardAction, _ answer: GateVerdict, _ standing: RowStanding,
        _ shift: GuardShift?
    ) throws(ActionRefusal) {
        switch action {
        case .override:
            guard shift != nil else { throw .notOnDuty }
            guard !standing.isAdmitted else { throw .admittedAlready }
            guard answer.verdict.mayBeOverridden else {
                throw .forbidden(answer.verdict.overrideBar ?? answer.verdict.code)
            }
            try requirePresent(answer)
        case .letLeave:
            guard shift != nil else { throw .notOnDuty }
            guard !standing.isAdmitted else { throw .admittedAlready }
            guard answer.verdict.mayBeLetOut else {
                throw .forbidden(answer.verdict.leaveBar ?? answer.verdict.code)
            }
            guard answer.direction == .outward else { throw .notOutward }
            try requirePresent(answer)
        case .annul:
            guard shift != nil else { throw .notOnDuty }
            guard standing.isAdmitted else { throw .notAdmitted }
        case .refuse: guard standing.isAdmitted else { throw .notAdmitted }
        case .note, .barrierFailed: break
        }
    }

    /// What bars a guard has to be known by the bundle that is in force now; where a gate without
    /// MAC keys names the manifest's code alone, a hold stands behind it.
    private func requirePresent(_ answer: GateVerdict) throws(ActionRefusal) {
        guard answer.bundleVersion == core?.version, case .inForce(let bundle, _) = bundle else {
            throw .dataChanged
        }
        if let reference = answer.verdict.reference,
            bundle.manifest.finding(of: reference.index).isHeld
        {
            throw .forbidden(.healthHold)
        }
    }

    private func requireLimit(
        _ shift: GuardShift, _ second: SecondGuard?, in moment: CheckMoment
    ) throws(ActionRefusal) {
        let limit = (core?.rules ?? .standard).overridesPerShift
        let given: Int
        do throws(GateStateError) {
            given = try moment.transaction.access { table in
                try table.overrides(by: shift.badge.index, until: moment.reading.now)
            }
        } catch { throw .gate(error) }
        guard given < Int(limit) || (second != nil && second?.badge.index != shift.badge.index)
        else { throw .secondGuardNeeded(limit: limit) }
    }
}

extension GuardAction {
    fileprivate var kind: JournalKind {
        switch self {
        case .override: .override
        case .letLeave: .leave
        case .refuse: .refuse
        case .annul: .annul
        case .note: .note
        case .barrierFailed: .barrier
        }
    }

    fileprivate var text: String {
        switch self {
        case .override(let text, _), .letLeave(let text), .refuse(let text), .annul(let text),
            .note(let text), .barrierFailed(let text):
            text
        }
    }

    fileprivate func fill(
        _ event: inout JournalEvent, _ answer: GateVerdict, _ standing: RowStanding
    ) {
        event.text = text
        switch self {
        case .override(_, let second):
            event.second = second?.badge.index
            event.entries = answer.direction == .inward ? 1 : 0
            event.place = answer.direction.map(HolderPlace.init(after:))
            // A telephone that is ahead must not shut out its own later codes.
            let latest = event.at.seconds / LiveResponse.stepSeconds + LiveResponse.toleranceSteps
            event.liveStep = answer.liveStep.map { min($0, UInt32(clamping: latest)) }
        case .letLeave:
            event.direction = .outward
            event.place = .outside
        case .refuse, .annul:
            event.entries = -standing.entries
            event.place = standing.placeToRestore
        case .note, .barrierFailed: break
        }
        // What is counted is counted for a pass.
        if event.reference == nil {
            event.entries = 0
            event.place = nil
            event.liveStep = nil
        }
    }
}

/// A guard's words: some, not too many, and nothing that could rewrite a terminal's lines.
func requireText(_ text: String) throws(ActionRefusal) {
    let isPlain = text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
    }
    guard !text.isEmpty, text.count <= JournalRow.longestTextCharacters,
        text.utf8.count <= JournalRow.longestTextBytes, isPlain
    else {
        throw .badText
    }
}
