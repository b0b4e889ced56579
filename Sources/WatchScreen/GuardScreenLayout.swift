// Where everything stands on the guard's screen; 80 columns by 24 rows suffice, and less is cut at
// the list of what went before. Tests: Tests/WatchScreenTests, with screens in Tests/Golden.
import CommandSupport
import PassCheck
import PassFormat
package import Terminal

extension GuardScreen {
    /// Rows of the list where there is room for all of it.
    package static let recentRows = 10
    /// Rows that the wall keeps while anything else can give way.
    static let leastWallRows = 10
    /// Rows that it keeps while a question is asked.
    static let leastWallRowsBesidePrompt = 6

    /// The screen, drawn.
    package func frame(_ size: TerminalSize) -> Frame {
        var frame = Frame(rows: size.rows, columns: size.columns)
        let top = alarm == nil ? 1 : 2
        // Above: the bars of place and counts; below: the last line.
        let free = max(frame.rows - top - 2, 1)
        let below = min(lowerRows(columns: frame.columns), max(free - leastWall, 0))
        let wall = top..<top + max(free - below, 1)
        drawHeader(in: &frame)
        if let alarm {
            bar(alarm.text(in: language), row: 1, .alarm, in: &frame)
            frame.put(" [Esc]", row: 1, column: frame.columns - 7, style: .alarm)
        }
        drawWall(in: &frame, rows: wall)
        drawCounts(in: &frame, row: wall.upperBound)
        drawLower(in: &frame, rows: wall.upperBound + 1..<max(frame.rows - 1, wall.upperBound + 1))
        drawLastLine(in: &frame)
        return frame
    }

    private var leastWall: Int {
        switch lower {
        case .recent: Self.leastWallRows
        case .menu, .help, .prompt: Self.leastWallRowsBesidePrompt
        }
    }

    private func lowerRows(columns: Int) -> Int {
        switch lower {
        case .recent: Self.recentRows
        case .menu, .help: max(Self.recentRows, keyLines(columns: columns).count + 1)
        case .prompt(let prompt): max(Self.recentRows, prompt.rowCount)
        }
    }

    /// A whole row of one look.
    private func bar(_ text: String, row: Int, _ style: CellStyle, in frame: inout Frame) {
        frame.fill(rows: row..<row + 1, with: style)
        frame.put(text, row: row, column: 1, style: style)
    }

    private func drawHeader(in frame: inout Frame) {
        let style = CellStyle.bar
        frame.fill(rows: 0..<1, with: style)
        var column = frame.put(gateName, row: 0, column: 1, style: style.weighing(.bold))
        column = frame.put(
            "  " + direction.arrowText.text(in: language), row: 0, column: column,
            style: style.weighing(.bold))
        let nobody = BilingualText("未登录", "nobody logged in")
        let guardText = BilingualText(
            "  值班 \(guardName ?? nobody.chinese)", "  guard: \(guardName ?? nobody.english)")
        column = frame.put(guardText.text(in: language), row: 0, column: column, style: style)
        let doubt = BilingualText("时间可疑 ", "TIME MAY BE WRONG ").text(in: language)
        let time = clockTrust == .suspect ? " \(doubt)\(clock) " : " \(clock) "
        let start = max(frame.columns - CellWidth.columns(of: time), column + 1)
        frame.put(
            time, row: 0, column: start, style: clockTrust == .suspect ? .alarm : style)
        guard let (state, look) = link.shown else { return }
        let words = " \(state.text(in: language)) "
        let place = start - CellWidth.columns(of: words)
        // What is wrong goes over the end of a long name; that all is well does not.
        guard place >= column || (link != .linked && place > 0) else { return }
        frame.put(words, row: 0, column: place, style: look)
    }

    private func drawCounts(in frame: inout Frame, row: Int) {
        frame.fill(rows: row..<row + 1, with: .bar)
        let counts = [
            (Tone.admit.sign, BilingualText("放行", "admitted"), tally.admitted),
            (Tone.review.sign, BilingualText("核对", "checked"), tally.reviewed),
            (Tone.refuse.sign, BilingualText("禁止", "refused"), tally.refused),
            ("*", BilingualText("例外", "exceptions"), tally.overridden),
        ]
        var column = 1
        for (sign, name, count) in counts {
            column = frame.put(
                "\(sign) \(name.text(in: language)) ", row: row, column: column, style: .bar)
            column = frame.put(
                "\(count)   ", row: row, column: column, style: .bar.weighing(.bold))
        }
        let (age, style) = data.shown
        let text = " \(age.text(in: language)) "
        let start = max(frame.columns - CellWidth.columns(of: text), column)
        frame.put(text, row: row, column: start, style: style)
    }

    private func drawLower(in frame: inout Frame, rows: Range<Int>) {
        switch lower {
        case .recent: drawRecent(in: &frame, rows: rows)
        case .menu, .help:
            let lines = keyLines(columns: frame.columns)
            for (row, line) in zip(rows, lines) {
                frame.put(line, row: row, column: 1, style: .plain)
            }
        case .prompt(let prompt): prompt.draw(in: &frame, rows: rows, language)
        }
    }

    private func drawRecent(in frame: inout Frame, rows: Range<Int>) {
        for (row, scan) in zip(rows, recent) {
            frame.put(scan.time, row: row, column: 1, style: .plain)
            frame.put(scan.tone.sign, row: row, column: 11, style: scan.tone.mark)
            let times = scan.repeats > 0 ? " x\(scan.repeats + 1)" : ""
            let most = max(frame.columns * 2 / 5, 20)
            let what = shortened(scan.what.text(in: language), columns: most) + times
            let whatStart = max(frame.columns - CellWidth.columns(of: what) - 1, 14)
            let who = scan.who.isEmpty ? "-" : scan.who
            frame.put(
                shortened(who, columns: whatStart - 15), row: row, column: 13, style: .plain)
            frame.put(what, row: row, column: whatStart, style: scan.tone.mark)
        }
    }

    private func shortened(_ text: String, columns: Int) -> String {
        guard CellWidth.columns(of: text) > columns else { return text }
        return columns > 2 ? CellWidth.prefix(of: text, columns: columns - 1) + "…" : ""
    }

    private func drawLastLine(in frame: inout Frame) {
        let row = frame.rows - 1
        if let notice {
            bar(notice.text(in: language), row: row, .notice, in: &frame)
            return
        }
        // In a question the command key is a character like any other.
        let hints =
            if case .prompt = lower {
                [
                    BilingualText("回车 确认", "Enter confirm").text(in: language),
                    "Esc \(WatchKey.cancelText.text(in: language))",
                ]
            } else {
                keys.map { "\(WatchKey.prefix)\($0.letter) \($0.text.text(in: language))" }
            }
        var column = 1
        for hint in hints where column + CellWidth.columns(of: hint) < frame.columns {
            column = frame.put(hint, row: row, column: column, style: .faint) + 3
        }
    }

    /// All keys, in as many columns as there is room for.
    private func keyLines(columns: Int) -> [String] {
        let entries =
            WatchKey.allCases.map {
                "\(WatchKey.prefix)\($0.letter)  \($0.text.text(in: language))"
            }
            + ["Esc \(WatchKey.cancelText.text(in: language))"]
        let width = (entries.map(CellWidth.columns(of:)).max() ?? 1) + 3
        let across = max((columns - 2) / width, 1)
        let down = (entries.count + across - 1) / across
        return (0..<down).map { row in
            stride(from: row, to: entries.count, by: down).map { index in
                let entry = entries[index]
                let blanks = max(width - CellWidth.columns(of: entry), 0)
                return entry + String(repeating: " ", count: blanks)
            }.joined()
        }
    }
}

extension GuardPrompt {
    /// Title, answers, field, and what was wrong or waits.
    fileprivate var rowCount: Int { choices.count + 4 }

    fileprivate func draw(in frame: inout Frame, rows: Range<Int>, _ language: Language) {
        var row = rows.lowerBound
        func line(_ text: String, _ style: CellStyle, column: Int = 2) -> Int {
            guard row < rows.upperBound else { return column }
            defer { row += 1 }
            return frame.put(text, row: row, column: column, style: style)
        }
        frame.fill(rows: row..<row + 1, with: .notice)
        let heading = [title.text(in: language), about].compactMap(\.self)
        _ = line(heading.joined(separator: "   "), .notice.weighing(.bold), column: 1)
        for (index, choice) in choices.enumerated() {
            _ = line("\(index + 1)  \(choice.text(in: language))", .plain)
        }
        let hidden = BilingualText("（不显示）", "(not shown)").text(in: language)
        let shown = echo == .hidden ? hidden : lastPart(of: field, columns: frame.columns - 8)
        let fieldRow = row
        let end = line("> \(shown)", .plain.weighing(.bold))
        if fieldRow < rows.upperBound {
            frame.put(" ", row: fieldRow, column: end, style: .plain.reversed)
        }
        if let problem { _ = line(problem.text(in: language), .alarm) }
        if waitingScans > 0 {
            let text = BilingualText(
                "又扫到 \(waitingScans) 个码，填完或取消（Esc）后核验。",
                "Scanned meanwhile: \(waitingScans). Judged once this is answered or cancelled.")
            _ = line(text.text(in: language), .notice)
        }
    }

    private func lastPart(of text: String, columns: Int) -> String {
        var used = 0
        let start = text.indices.reversed().prefix { index in
            used += CellWidth.columns(of: String(text[index]))
            return used <= max(columns, 2)
        }.last
        return start.map { String(text[$0...]) } ?? ""
    }
}

extension DataAge {
    /// The age in words, and its look.
    fileprivate var shown: (BilingualText, CellStyle) {
        switch self {
        case .none: (BilingualText("没有数据包", "NO DATA"), .alarm)
        case .fresh(let seconds):
            (
                BilingualText(
                    "数据 \(ageText(seconds).chinese)", "data \(ageText(seconds).english)"), .bar
            )
        case .stale(let seconds):
            (
                BilingualText(
                    "数据太旧：\(ageText(seconds).chinese)", "OLD DATA: \(ageText(seconds).english)"),
                .notice
            )
        case .expired(let seconds):
            (
                BilingualText(
                    "数据已过期：\(ageText(seconds).chinese)",
                    "DATA EXPIRED: \(ageText(seconds).english)"),
                .alarm
            )
        }
    }
}

extension LinkState {
    /// The link in words, and its look; nil where there is none.
    fileprivate var shown: (BilingualText, CellStyle)? {
        switch self {
        case .none: nil
        case .linked: (BilingualText("已联网", "linked"), .bar)
        case .silent(let seconds?):
            (
                BilingualText(
                    "断网 \(ageText(seconds).chinese)", "NO LINK \(ageText(seconds).english)"),
                .notice
            )
        case .silent(nil): (BilingualText("未联网", "NO LINK"), .notice)
        case .refused: (BilingualText("签发中心拒绝", "OFFICE REFUSES"), .alarm)
        case .stopped: (BilingualText("停发数据：记录警报", "RECORD ALARM"), .alarm)
        }
    }
}

extension Direction? {
    /// The way that is checked, with an arrow for who reads neither language.
    fileprivate var arrowText: BilingualText {
        switch self {
        case .inward: BilingualText(">> 进", ">> IN")
        case .outward: BilingualText("<< 出", "<< OUT")
        case nil: BilingualText("<> 进出", "<> BOTH WAYS")
        }
    }
}

extension CellStyle {
    /// The bars of place and counts.
    static let bar = CellStyle(letters: .white, ground: .blue)
    static let notice = CellStyle(letters: .black, ground: .yellow)
    static let alarm = CellStyle(letters: .white, ground: .red, weight: .bold)
    static let faint = CellStyle(weight: .faint)
}
