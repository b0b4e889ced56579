// Scans and typed values at the guard's desk: judged by the gate, shown on the wall, listed below.
import GateState
import JournalFormat
import PassCheck
import PassFormat
import WatchScreen

extension GuardDesk {
    /// What stands on a line of the scanner.
    struct Sighted {
        /// Codes that were not seen just now.
        var new: [Scan] = []
        /// The verdict of one that was.
        var same: GateVerdict?
    }

    /// Tells the new codes of a line from those that were seen just now, which are counted only.
    mutating func sight(line: [UInt8], at moment: DeskMoment) -> Sighted {
        var sighted = Sighted()
        recordRepeats(repeats.ended(by: moment.microseconds), at: moment)
        for part in parts(ofLine: line.span) {
            let scan = Scan(text: Array(line[part]), direction: direction, plate: nil)
            let read = gate.reader.read(scan)
            switch repeats.sight(read.repeatKey, at: moment.microseconds) {
            case .new: sighted.new.append(scan)
            case .again:
                guard let judged = repeats.answer(to: read.repeatKey) else { continue }
                countRepeat(ofRow: judged.row)
                sighted.same = gate.again(read, as: judged)
            }
        }
        return sighted
    }

    /// Judges a line of the scanner, code by code, and shows the one that needs the guard most.
    mutating func judge(line: [UInt8], at moment: DeskMoment) -> [DeskEffect] {
        let sighted = sight(line: line, at: moment)
        if sighted.new.isEmpty, let same = sighted.same {
            if wallTiming.givesWay(to: .same, at: moment.milliseconds) {
                put(Wall(same: same.verdict, same.display), at: moment)
                clearNotice()
            }
            return []
        }
        let checks = check(sighted.new, at: moment)
        // One that was put up a moment ago and is more pressing is still to be seen.
        let isHurried = checks.contains {
            !wallTiming.givesWay(to: $0.tone, at: moment.milliseconds)
        }
        // What the guard did about it stands for nothing that is still to be seen.
        let standing = last?.tone == screen.wall.tone ? last : nil
        return show(checks, at: moment, behind: isHurried ? standing : nil)
    }

    /// Judges codes that have waited for the guard.
    mutating func judge(waiting scans: [Scan], at moment: DeskMoment) -> [DeskEffect] {
        show(check(scans, at: moment), at: moment)
    }

    /// Judges the last code once more, with what the guard added.
    mutating func judgeAgain(_ scan: Scan, at moment: DeskMoment) -> [DeskEffect] {
        show(check([scan], at: moment), at: moment)
    }

    /// Judges what was typed in place of a code.
    mutating func judge(_ typed: TypedValue, at moment: DeskMoment) -> [DeskEffect] {
        let answer = gate.check(typed: typed, direction: direction, at: moment.machine)
        return show([LastCheck(.typed, answer)], at: moment)
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

    private mutating func check(_ scans: [Scan], at moment: DeskMoment) -> [LastCheck] {
        var checks: [LastCheck] = []
        for scan in scans {
            let key = RepeatKey(scan, bundleVersion: gate.core?.version)
            let answer = gate.check(scan, at: moment.machine)
            repeats.judged(key, answer)
            checks.append(LastCheck(.scan(scan), answer))
        }
        return checks
    }

    /// Lists checks and puts the most pressing on the wall.
    ///
    /// - Parameter standing: one whose wall was put up a moment ago and is to be reckoned with.
    private mutating func show(
        _ checks: [LastCheck], at moment: DeskMoment, behind standing: LastCheck? = nil
    ) -> [DeskEffect] {
        var effects: [DeskEffect] = []
        for check in checks {
            enter(check.answer)
            if check.answer.verdict.outcome == .allow {
                effects.append(.open(Barrier.Opening(check.answer)))
            }
        }
        let all = (standing.map { [$0] } ?? []) + checks
        let shown = all.enumerated().min { left, right in
            left.element.tone.urgency < right.element.tone.urgency
        }
        guard let shown else { return effects }
        if standing == nil || shown.offset > 0 {
            last = shown.element
            put(Wall(shown.element.answer.verdict, shown.element.answer.display), at: moment)
        }
        clearNotice()
        if all.count > 1 { notify(.severalCodes(all.count), at: moment) }
        return effects + [.sound(screen.wall.tone)]
    }

    private mutating func enter(_ answer: GateVerdict) {
        screen.tally.count(answer.verdict.outcome)
        list(
            RecentScan(
                row: answer.row?.number, time: clockText(answer.at),
                tone: Tone(answer.verdict.outcome), who: answer.verdict.who(answer.display),
                what: answer.verdict.reason))
        if let alarm = answer.alarmText { screen.alarm = alarm }
    }

    private mutating func countRepeat(ofRow row: UInt64?) {
        guard let row else { return }
        for index in screen.recent.indices where screen.recent[index].row == row {
            screen.recent[index].repeats += 1
        }
    }
}

extension GuardDesk.LastCheck {
    fileprivate var tone: Tone { Tone(answer.verdict.outcome) }
}
