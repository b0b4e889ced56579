// Scans and typed values at the guard's desk: judged by the gate, shown on the wall, listed below.
import GateState
import JournalFormat
import PassCheck
import PassFormat
import WatchScreen

extension GuardDesk {
    /// Judges a line of the scanner, code by code, and shows the one that needs the guard most.
    mutating func judge(line: [UInt8], at moment: DeskMoment) -> [DeskEffect] {
        var checks: [LastCheck] = []
        var same: GateVerdict?
        recordRepeats(repeats.ended(by: moment.microseconds), at: moment)
        for part in parts(ofLine: line.span) {
            let scan = Scan(text: Array(line[part]), direction: direction, plate: nil)
            let key = RepeatKey(scan, bundleVersion: gate.core?.version)
            switch repeats.sight(key, at: moment.microseconds) {
            case .new: checks.append(check(scan, at: moment))
            case .again:
                same = repeats.answer(to: key)
                if let same { countRepeat(of: same) }
            }
        }
        if checks.isEmpty, let same {
            screen.wall = Wall(same: same.verdict, same.display)
            clearNotice()
            return []
        }
        return show(checks, at: moment)
    }

    /// Judges the last code once more, with what the guard added.
    mutating func judgeAgain(_ scan: Scan, at moment: DeskMoment) -> [DeskEffect] {
        show([check(scan, at: moment)], at: moment)
    }

    /// Judges what was typed in place of a code.
    mutating func judge(_ typed: TypedValue, at moment: DeskMoment) -> [DeskEffect] {
        let answer = gate.check(typed: typed, direction: direction, at: moment.machine)
        return show([LastCheck(subject: .typed, answer: answer)], at: moment)
    }

    /// Records how often codes came again.
    mutating func recordRepeats(_ scans: [RepeatedScan], at moment: DeskMoment) {
        do throws(GateStateError) { try gate.record(scans, at: moment.machine) } catch {
            screen.alarm = error.text
        }
    }

    /// The last code that was shown; nil where the last check was typed.
    var lastScan: Scan? {
        guard case .scan(let scan) = last?.subject else { return nil }
        return scan
    }

    /// Puts a line on top of the list.
    mutating func list(_ line: RecentScan) {
        screen.recent.insert(line, at: 0)
        if screen.recent.count > GuardScreen.recentRows { screen.recent.removeLast() }
    }

    /// The time of a row as the list has it.
    func clockText(_ time: Timestamp) -> String {
        time.clockText(utcOffsetMinutes: gate.utcOffsetMinutes)
    }

    private mutating func check(_ scan: Scan, at moment: DeskMoment) -> LastCheck {
        let key = RepeatKey(scan, bundleVersion: gate.core?.version)
        let answer = gate.check(scan, at: moment.machine)
        repeats.judged(key, answer)
        return LastCheck(subject: .scan(scan), answer: answer)
    }

    private mutating func show(_ checks: [LastCheck], at moment: DeskMoment) -> [DeskEffect] {
        var effects: [DeskEffect] = []
        for check in checks {
            enter(check.answer)
            if check.answer.verdict.outcome == .allow {
                effects.append(.open(Barrier.Opening(check.answer)))
            }
        }
        let shown = checks.min { left, right in
            left.answer.verdict.outcome.urgency < right.answer.verdict.outcome.urgency
        }
        guard let shown else { return effects }
        last = shown
        screen.wall = Wall(shown.answer.verdict, shown.answer.display)
        clearNotice()
        if checks.count > 1 { notify(.severalCodes(checks.count), at: moment) }
        return effects + [.sound(screen.wall.tone)]
    }

    private mutating func enter(_ answer: GateVerdict) {
        screen.tally.count(answer.verdict.outcome)
        list(
            RecentScan(
                row: answer.row?.number, time: clockText(answer.at),
                tone: Tone(answer.verdict.outcome), who: answer.verdict.who(answer.display),
                code: answer.verdict.code.rawValue))
        if let alarm = answer.alarmText { screen.alarm = alarm }
    }

    private mutating func countRepeat(of answer: GateVerdict) {
        guard let row = answer.row?.number else { return }
        for index in screen.recent.indices where screen.recent[index].row == row {
            screen.recent[index].repeats += 1
        }
    }
}

extension Outcome? {
    /// What the guard must see to first comes first.
    fileprivate var urgency: Int {
        switch self {
        case nil: 0
        case .deny: 1
        case .review: 2
        case .allow: 3
        }
    }
}
