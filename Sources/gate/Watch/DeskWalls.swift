// Walls that are no verdict of the gate: what the guard did, and the end of a shift.
import GateState
import PassCheck
import PassFormat
import WatchScreen

extension Wall {
    /// What a guard did about a verdict; nil for what leaves the wall as it is.
    init?(_ action: GuardAction, of answer: GateVerdict) {
        let title: BilingualText
        let tone: Tone
        let word: BilingualText?
        let words: String
        switch action {
        case .override(let reason, _):
            (tone, word, words) = (.admit, nil, reason)
            title = BilingualText("例外放行，已记录", "Admitted as an exception, recorded")
        case .letLeave(let reason):
            (tone, word, words) = (.admit, nil, reason)
            title = BilingualText("放其离开，已记录", "Let leave, recorded")
        case .refuse(let reason):
            (tone, word, words) = (.refuse, nil, reason)
            title = BilingualText("保安拒绝，已记录", "Refused by the guard, recorded")
        case .annul(let reason):
            (tone, words) = (.undecided, reason)
            word = BilingualText("已作废", "ANNULLED")
            title = BilingualText("上一条放行作废，已记录", "The last admission is annulled, recorded")
        case .note, .barrierFailed: return nil
        }
        let verdict = Wall(answer.verdict, answer.display)
        let about = verdict.lines.prefix { $0.label?.chinese != Wall.reasonLabel.chinese }
        self.init(
            tone: tone, word: word, plate: verdict.plate,
            lines: [Line(nil, title, weight: .bold)] + about + [
                Line(Wall.reasonLabel, BilingualText(words, words)),
                Line(
                    BilingualText("原判定：", "Verdict was: "),
                    BilingualText(answer.verdict.code.rawValue, answer.verdict.code.rawValue)),
            ])
    }

    /// What was done in a shift that has just ended.
    ///
    /// - Parameter clock: a time of the site's day.
    static func summary(_ shift: ShiftSummary, clock: (Timestamp) -> String) -> Wall {
        let name = shift.name ?? ""
        let times = "\(clock(shift.since)) – \(clock(shift.until))"
        let counts: [(BilingualText, Int)] = [
            (BilingualText("放行", "admitted"), shift.admitted),
            (BilingualText("核对", "checked"), shift.reviewed),
            (BilingualText("禁止", "refused"), shift.denied),
            (BilingualText("无法判定", "undecided"), shift.undecided),
        ]
        let acts: [(BilingualText, Int)] = [
            (BilingualText("例外放行", "exceptions"), shift.overrides),
            (BilingualText("放其离开", "let leave"), shift.letOut),
            (BilingualText("保安拒绝", "refused by the guard"), shift.refused),
            (BilingualText("作废", "annulled"), shift.annulled),
            (BilingualText("道闸未开", "barrier failed"), shift.barrierFailures),
        ]
        func line(_ numbers: [(BilingualText, Int)]) -> Line {
            let shown = numbers.enumerated().filter { $0.offset < 3 || $0.element.1 > 0 }
                .map(\.element)
            return Line(
                nil,
                BilingualText(
                    shown.map { "\($0.0.chinese) \($0.1)" }.joined(separator: "，"),
                    shown.map { "\($0.0.english) \($0.1)" }.joined(separator: ", ")))
        }
        return Wall(
            tone: .waiting, word: BilingualText("交班", "SHIFT"),
            lines: [
                Line(nil, BilingualText("\(name)  \(times)", "\(name)  \(times)"), weight: .bold),
                line(counts), line(acts),
            ])
    }
}
