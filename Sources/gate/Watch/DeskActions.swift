// What the guard does about a verdict, and who the guard is. Each is a row of its own, on the disk
// before a barrier opens or the screen says that it is done.
import CommandSupport
import GateState
import JournalFormat
import PassCheck
import PassFormat
import WatchScreen

extension GuardDesk {
    /// Asks for the reason, where the verdict leaves the guard a choice.
    mutating func begin(_ key: WatchKey, _ last: LastCheck, at moment: DeskMoment) {
        let (asked, action): (Question, GuardAction) =
            switch key {
            case .override: (.overrideReason, .override(reason: "", second: nil))
            case .letLeave: (.leaveReason, .letLeave(reason: ""))
            case .annul: (.annulReason, .annul(reason: ""))
            case .refuse: (.refuseReason, .refuse(reason: ""))
            default: (.note, .note(""))
            }
        // What the gate would refuse anyway is told before a reason is asked.
        switch gate.refusal(of: action, on: last.answer, at: moment.machine) {
        case nil: ask(asked)
        case .notOnDuty?: notify(.notOnDuty, at: moment)
        case let refusal?: notify(.refused(refusal), at: moment)
        }
    }

    /// Records what the guard does, with the reason.
    mutating func act(
        _ reason: String, for asked: Question, at moment: DeskMoment
    ) throws(Unusable) -> [DeskEffect] {
        switch asked {
        case .overrideReason:
            return try perform(.override(reason: reason, second: nil), at: moment)
        case .leaveReason: return try perform(.letLeave(reason: reason), at: moment)
        case .refuseReason: return try perform(.refuse(reason: reason), at: moment)
        case .annulReason: return try perform(.annul(reason: reason), at: moment)
        default: return try perform(.note(reason), at: moment)
        }
    }

    private mutating func perform(
        _ action: GuardAction, at moment: DeskMoment
    ) throws(Unusable) -> [DeskEffect] {
        guard let answer = last?.answer else { return closeQuestion(at: moment) }
        do throws(ActionRefusal) {
            let row = try gate.act(action, on: answer, at: moment.machine)
            let effects = show(action, answer, row.event.at, at: moment)
            return effects + closeQuestion(at: moment)
        } catch {
            if case .secondGuardNeeded = error, case .override(let reason, _) = action {
                ask(.secondBadge(reason: reason))
                return []
            }
            throw Unusable(text: error.text)
        }
    }

    /// Past the limit: the second guard's code, then the override.
    mutating func confirm(
        _ badge: [UInt8], _ reason: String, at moment: DeskMoment
    ) throws(Unusable) -> [DeskEffect] {
        defer { wipeSecret() }
        let proof: Result<SecondGuard, GuardRefusal>
        do throws(GateStateError) {
            proof = try gate.confirm(badge: badge, code: secret, at: moment.machine)
        } catch { throw Unusable(text: error.text) }
        switch proof {
        case .success(let second):
            return try perform(.override(reason: reason, second: second), at: moment)
        case .failure(let refusal):
            if !refusal.isAboutCode { ask(.secondBadge(reason: reason)) }
            throw Unusable(text: refusal.text)
        }
    }

    /// Logs the guard in whose badge was scanned, with the code that was typed.
    mutating func logIn(_ badge: [UInt8], at moment: DeskMoment) throws(Unusable) {
        defer { wipeSecret() }
        let outcome: GuardLogin
        do throws(GateStateError) {
            outcome = try gate.login(badge: badge, code: secret, at: moment.machine)
        } catch { throw Unusable(text: error.text) }
        switch outcome {
        case .onDuty(_, let relieved):
            last = nil
            update(at: moment.machine)
            takeUpShift()
            put(relieved.map { .summary($0, clock: clockText) } ?? .waiting, at: moment)
        case .refused(let refusal):
            if !refusal.isAboutCode { ask(.badge) }
            throw Unusable(text: refusal.text)
        }
    }

    /// Ends the shift without another.
    mutating func logOut(at moment: DeskMoment) throws(Unusable) {
        let summary: ShiftSummary?
        do throws(GateStateError) { summary = try gate.logout(at: moment.machine) } catch {
            throw Unusable(text: error.text)
        }
        shift = nil
        last = nil
        update(at: moment.machine)
        takeUpShift()
        put(summary.map { .summary($0, clock: clockText) } ?? .waiting, at: moment)
    }

    /// Tells and records that the barrier did not open.
    mutating func tell(_ failure: Barrier.Failure, at moment: DeskMoment) -> [DeskEffect] {
        screen.alarm = failure.text
        do throws(ActionRefusal) {
            let reason = failure.cause.text(in: screen.language)
            let row = try gate.act(
                .barrierFailed(reason), on: failure.opening.answer, at: moment.machine)
            list(
                RecentScan(
                    row: row.number, time: clockText(row.event.at), tone: .refuse,
                    who: failure.opening.answer.who,
                    what: BilingualText("道闸没有打开", "barrier did not open")))
        } catch {
            if case .gate(let trouble) = error { screen.alarm = trouble.text }
        }
        return [.sound(.refuse)]
    }

    /// What an act looks like, once its row is on the disk.
    private mutating func show(
        _ action: GuardAction, _ answer: GateVerdict, _ time: Timestamp, at moment: DeskMoment
    ) -> [DeskEffect] {
        guard let wall = Wall(action, of: answer) else {
            notify(.noted, at: moment)
            return []
        }
        put(wall, at: moment)
        list(
            RecentScan(
                row: nil, time: clockText(time), tone: wall.tone, who: answer.who,
                what: action.listedName))
        switch action {
        case .override, .letLeave:
            last?.isAdmitted = true
            screen.tally.overridden += 1
            return [.open(Barrier.Opening(answer, in: action)), .sound(.admit)]
        case .refuse:
            last?.isAdmitted = false
            return [.sound(.refuse)]
        case .annul:
            last?.isAdmitted = false
            return []
        case .note, .barrierFailed: return []
        }
    }
}

extension GateVerdict {
    /// Who it was, in one line.
    var who: String { verdict.who(display) }
}

extension GuardAction {
    /// The words of the list.
    fileprivate var listedName: BilingualText {
        switch self {
        case .override: BilingualText("例外放行", "exception")
        case .letLeave: BilingualText("放其离开", "let leave")
        case .refuse: BilingualText("保安拒绝", "refused by the guard")
        case .annul: BilingualText("放行作废", "annulled")
        case .note: BilingualText("备注", "note")
        case .barrierFailed: BilingualText("道闸没有打开", "barrier did not open")
        }
    }
}
