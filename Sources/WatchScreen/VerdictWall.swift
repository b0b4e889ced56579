// A verdict as the wall shows it, and as a line of the list.
package import PassCheck
package import PassFormat

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
        // Before the other reasons: where there is little room, the next step is still read.
        lines.append(Line(Self.actionLabel, verdict.action, weight: .bold))
        for code in verdict.also {
            lines.append(Line(BilingualText("另有：", "Also: "), code.reasonWithCode))
        }
        self.init(tone: Tone(verdict.outcome), plate: plate, lines: lines)
    }

    /// Stands before the reason of a verdict or an act.
    package static let reasonLabel = BilingualText("原因：", "Why: ")
    private static let actionLabel = BilingualText("下一步：", "Do: ")

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
        let code = SameCodeTexts.code
        let reason = SameCodeTexts.reason
        lines += [
            Line(
                Self.reasonLabel,
                BilingualText("\(reason.chinese) [\(code)]", "\(reason.english) [\(code)]")),
            Line(Self.actionLabel, SameCodeTexts.action, weight: .bold),
        ]
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
