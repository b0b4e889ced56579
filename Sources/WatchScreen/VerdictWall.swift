// A verdict as the wall shows it, and as a line of the list.
package import PassCheck
import PassFormat

extension Wall {
    /// The wall of a verdict.
    ///
    /// - Parameter display: names of the pass, where they opened.
    package init(_ verdict: Verdict, _ display: DisplayRecord?) {
        let plate = verdict.plate(display)
        var lines: [Line] = []
        let place = [display?.firm, display?.department].compactMap(\.self)
        if let name = verdict.name(display) {
            lines.append(Line(nil, BilingualText(name, name), weight: .bold))
        }
        if !place.isEmpty {
            let text = place.joined(separator: "  ")
            lines.append(Line(nil, BilingualText(text, text)))
        }
        if let number = display?.number {
            lines.append(Line(BilingualText("证号：", "Pass: "), BilingualText(number, number)))
        }
        lines.append(Line(Self.reasonLabel, verdict.code.reasonWithCode))
        for code in verdict.also {
            lines.append(Line(BilingualText("另有：", "Also: "), code.reasonWithCode))
        }
        lines.append(Line(BilingualText("下一步：", "Do: "), verdict.action, weight: .bold))
        self.init(tone: Tone(verdict.outcome), plate: plate, lines: lines)
    }

    /// Stands before the reason of a verdict or an act.
    package static let reasonLabel = BilingualText("原因：", "Why: ")

    /// The wall of a code that came again at once: nothing was decided anew, nobody is admitted.
    ///
    /// - Parameters:
    ///   - verdict: what was said when it came first.
    ///   - display: likewise.
    package init(same verdict: Verdict, _ display: DisplayRecord?) {
        let tone = Tone(verdict.outcome)
        let who = verdict.who(display)
        var lines = [
            Line(
                BilingualText("刚才：", "Before: "),
                BilingualText(
                    "\(tone.sign) \(tone.word.chinese) [\(verdict.code.rawValue)]",
                    "\(tone.sign) \(tone.word.english) [\(verdict.code.rawValue)]"), weight: .bold)
        ]
        if !who.isEmpty { lines.append(Line(nil, BilingualText(who, who))) }
        lines.append(
            Line(
                BilingualText("下一步：", "Do: "),
                BilingualText(
                    "同一人不必再扫；换了人，请其出示自己的码。",
                    "The same person need not scan again; another one shows a code of their own."),
                weight: .bold))
        self.init(tone: .same, lines: lines)
    }

    /// The wall while nothing was scanned yet.
    package static let waiting = Wall(
        tone: .waiting,
        lines: [
            Line(
                nil,
                BilingualText(
                    "把码对准扫码枪；手动输入先按 / 键。",
                    "Hold a code to the scanner; to type, press / first."))
        ])
}

extension Verdict {
    /// The plate that the pass is for; nil for people.
    package func plate(_ display: DisplayRecord?) -> String? {
        display?.plate ?? (claims?.kind == .vehicle ? claims?.label?.text : nil)
    }

    /// The masked name of a person.
    fileprivate func name(_ display: DisplayRecord?) -> String? {
        display?.name ?? (claims?.kind == .vehicle ? nil : claims?.label?.text)
    }

    /// Who it was, in one line; empty for a code that says nothing.
    package func who(_ display: DisplayRecord?) -> String {
        let parts = [plate(display), name(display), display?.firm, display?.number]
        return parts.compactMap(\.self).joined(separator: "  ")
    }
}

extension VerdictCode {
    fileprivate var reasonWithCode: BilingualText {
        BilingualText("\(reason.chinese) [\(rawValue)]", "\(reason.english) [\(rawValue)]")
    }
}
