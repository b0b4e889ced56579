// The guard's screen at the size that has to suffice, kept in Tests/Golden for a reader to look at.
import CommandSupport
import PassCheck
import PassFormat
import Terminal
import TestSupport
import Testing

@testable import WatchScreen

@Suite struct `Screen of 80 by 24` {
    private let person = DisplayRecord(
        number: "310117-0000-0042-7", name: "张*三", firm: "精密仪器厂", department: "装配车间",
        plate: nil)
    private let truck = DisplayRecord(
        number: "310117-0000-0044-1", name: nil, firm: "远方货运有限公司", department: nil,
        plate: "沪A1234D")

    private func screen(_ wall: Wall, _ language: Language = .chinese) -> GuardScreen {
        var screen = GuardScreen(language: language)
        screen.gateName = "一号门"
        screen.direction = .inward
        screen.guardName = "钱*安"
        screen.clock = "2026-06-01 03:12:09 +08:00"
        screen.data = .fresh(seconds: 4_000)
        screen.wall = wall
        screen.tally.admitted = 41
        screen.tally.refused = 3
        var again = RecentScan(
            row: 7, time: "03:12:05", tone: .admit, who: "李*四  精密仪器厂  310117-0000-0043-3",
            what: VerdictCode.ok.reason)
        again.repeats = 2
        screen.recent = [
            again,
            RecentScan(
                row: 6, time: "03:11:58", tone: .refuse, who: "",
                what: VerdictCode.notOurCode.reason),
            RecentScan(
                row: 5, time: "03:10:40", tone: .review,
                who: "沪A1234D  远方货运有限公司  310117-0000-0044-1",
                what: VerdictCode.notChecked.reason),
        ]
        return screen
    }

    private func text(_ screen: GuardScreen) -> String {
        screen.frame(.usual).text + String(repeating: "=", count: 80) + "\n"
    }

    @Test func `is the one that was looked at and agreed`() throws {
        var screens = text(screen(.waiting))
        screens += text(screen(Wall(Verdict(alone: .ok), person)))
        var review = screen(Wall(Verdict(alone: .notChecked), truck))
        review.keys = [.plateAsShown, .anotherPlate, .override, .passNumber, .help]
        review.wallAgeSeconds = 95
        screens += text(review)
        // The plate, of which the characters say nothing.
        let looks = review.frame(.usual).looks { $0.isReversed ? "#" : "." }
        screens += looks.split(separator: "\n")[1..<8].joined(separator: "\n") + "\n"
        var deny = screen(Wall(Verdict(alone: .wrongZone), person))
        deny.data = .expired(seconds: 1_300_000)
        deny.alarm = BilingualText("道闸没有打开。", "The barrier did not open.")
        deny.clockTrust = .suspect
        screens += text(deny)
        screens += text(screen(Wall(same: Verdict(alone: .revoked), person)))
        screens += text(screen(Wall(Verdict(alone: .journalFailed), nil)))
        var question = screen(Wall(Verdict(alone: .wrongZone), person))
        var prompt = GuardPrompt(
            title: BilingualText("为什么放行？按数字，或写明原因", "Why admit? A digit, or your words"),
            choices: (1...6).map { BilingualText("原因 \($0)", "reason \($0)") })
        prompt.about = "✗ 张*三  精密仪器厂"
        prompt.field = "值班经理"
        prompt.problem = BilingualText("请写明原因。", "Give a reason.")
        prompt.waitingScans = 2
        question.lower = .prompt(prompt)
        screens += text(question)
        var help = screen(Wall(Verdict(alone: .ok), truck), .english)
        help.lower = .help
        screens += text(help)
        try GoldenFile("guard-screen.txt").check(screens)
    }

    @Test(arguments: [Language.chinese, .english])
    func `has room for reason and next step of every verdict`(language: Language) {
        for code in VerdictCode.allCases {
            for record in [person, truck, nil] {
                var screen = screen(Wall(Verdict(alone: code), record), language)
                screen.recent = []
                let frame = screen.frame(.usual)
                #expect(!frame.text.contains("…"), "\(code):\n\(frame.text)")
                #expect(frame.text.contains("[\(code.rawValue)]"), "\(code):\n\(frame.text)")
            }
        }
    }

    @Test func `says by word and sign what it says by colour`() {
        for code in [VerdictCode.ok, .notChecked, .revoked, .journalFailed] {
            let tone = Tone(Verdict(alone: code).outcome)
            let shown = screen(Wall(Verdict(alone: code), nil), .english).frame(.usual)
            let looks = shown.looks { $0.isReversed ? "#" : "." }
            #expect(looks.contains("##"), "\(tone) has no sign")
        }
        let tones = Tone.allCases
        #expect(Set(tones.map { $0.wall.ground.map(\.rawValue) ?? 99 }).count == tones.count)
        #expect(Set(tones.map(\.sign)).count == tones.count)
        #expect(Set(tones.map(\.word.chinese)).count == tones.count)
    }

    @Test func `tells how the gate stands with its office, and nothing where it has none`() {
        var shown = screen(Wall(tone: .waiting, lines: []), .english)
        let alone = shown.frame(.usual).text
        for (state, words) in [
            (LinkState.linked, "linked"), (.silent(seconds: nil), "NO LINK"),
            (.silent(seconds: 7_200), "NO LINK 2 h old"), (.refused, "OFFICE REFUSES"),
            (.stopped, "RECORD ALARM"),
        ] {
            #expect(!alone.contains(words))
            shown.link = state
            #expect(shown.frame(.usual).text.contains(words))
        }
    }

    @Test func `keeps next step, counts and data age while a question stands`() {
        var question = screen(Wall(Verdict(alone: .wrongZone), person))
        question.lower = .prompt(
            GuardPrompt(
                title: BilingualText("为什么", "Why"),
                choices: (1...6).map { BilingualText("原因 \($0)", "reason \($0)") }))
        let shown = question.frame(.usual).text
        for text in ["下一步", "数据 66 分钟前", "✓ 放行 41", "6  原因 6", "> "] {
            #expect(shown.contains(text), "\(text) is not in\n\(shown)")
        }
    }

    @Test func `shows the end of a field, however long, in a time that does not matter`() {
        var question = screen(Wall(Verdict(alone: .wrongZone), person))
        var prompt = GuardPrompt(title: BilingualText("备注", "Note"))
        prompt.field = String(repeating: "值班经理", count: 10_000) + "A同意"
        question.lower = .prompt(prompt)
        let before = ContinuousClock.now
        let shown = question.frame(.usual).text
        #expect(before.duration(to: .now) < .seconds(2))
        #expect(shown.contains("> 理值班经理值班经理"))
        #expect(shown.contains("经理A同意\n"))
    }

    @Test func `of any size is drawn without a trap`() {
        let wall = screen(Wall(Verdict(alone: .wrongZone), truck))
        for rows in 1...30 {
            for columns in [1, 2, 3, 5, 10, 20, 33, 79, 200] {
                let frame = wall.frame(TerminalSize(rows: rows, columns: columns))
                #expect(frame.rows == rows && frame.columns == columns)
            }
        }
    }
}
