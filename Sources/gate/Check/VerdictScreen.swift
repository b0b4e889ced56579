// One verdict for a person: colour and title first, then who, why, what to do, how old the data is.
import CommandSupport
import Identifiers
import PassCheck
import PassFormat

extension ShownVerdict {
    /// The lines, each ended.
    func screen(on console: Console) -> String {
        let outcome = verdict.outcome
        let title = outcome.title
        let name = outcome.colourName
        var lines = [
            console.coloured(
                " \(name.chinese) \(name.english)  \(title.chinese) / \(title.english) ",
                outcome.colour)
        ]
        func add(_ label: BilingualText, _ text: String) {
            lines.append("\(label.text(in: console.language))\(printable(text))")
        }
        if kind == .simulated {
            let time = at.siteText(utcOffsetMinutes: utcOffsetMinutes)
            let text = BilingualText(
                "按 \(time) 判定，不记录，不放行。", "decided for \(time); not recorded, admits nobody.")
            add(
                BilingualText("模拟（simulated）：", "Simulated: "), text.text(in: console.language))
        }
        let who = [display?.name, display?.firm, display?.department].compactMap(\.self)
        if !who.isEmpty { add(BilingualText("人员：", "Who: "), who.joined(separator: "  ")) }
        if let plate = display?.plate ?? verdict.claims?.label?.text {
            add(BilingualText("标识：", "Label: "), plate)
        }
        if let number = display?.number { add(BilingualText("证号：", "Pass: "), number) }
        let also = verdict.also.map { $0.reason.text(in: console.language) }
        add(
            BilingualText("原因：", "Why: "),
            "\(verdict.reason.text(in: console.language)) [\(verdict.code.rawValue)]")
        for (code, reason) in zip(verdict.also, also) {
            add(BilingualText("另有：", "Also: "), "\(reason) [\(code.rawValue)]")
        }
        add(BilingualText("处理：", "Do: "), verdict.action.text(in: console.language))
        if let age = dataAgeSeconds {
            add(BilingualText("数据：", "Data: "), ageText(age).text(in: console.language))
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension ShownVerdict {
    /// The verdict on one line, as a stream shows it.
    func line(on console: Console) -> String {
        if kind == .again {
            let word = console.coloured(SameCodeTexts.title.text(in: console.language), .grey)
            return "\(word)  \(SameCodeTexts.code)"
        }
        let outcome = verdict.outcome
        let word = console.coloured(
            outcome.colourName.chinese + " " + (outcome?.rawValue ?? "NULL"),
            outcome.colour)
        let parts = [
            display?.name, display?.plate ?? verdict.claims?.label?.text, display?.number,
            verdict.reason.text(in: console.language),
        ]
        return ([word, verdict.code.rawValue] + parts.compactMap(\.self).map(printable))
            .joined(separator: "  ")
    }
}

extension Outcome? {
    fileprivate var colour: Colour {
        switch self {
        case .allow: .green
        case .review: .yellow
        case .deny: .red
        case nil: .grey
        }
    }
}

/// A text without control characters, which could rewrite a terminal's lines.
func printable(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
    guard !isPlain else { return text }
    return String(
        String.UnicodeScalarView(
            text.unicodeScalars.map {
                (0x20...0x7E).contains($0.value) || $0.value >= 0xA0 ? $0 : "?"
            }))
}

extension Timestamp {
    /// The time on the site's clocks, such as `2026-11-21 09:35:48 +08:00`.
    ///
    /// - Parameter utcOffsetMinutes: the site's distance from UTC.
    func siteText(utcOffsetMinutes: Int64) -> String {
        func digits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let local = Int64(clamping: seconds) + utcOffsetMinutes * 60
        guard local >= 0, let day = CalendarDate(daysSince1970: Int(local / 86_400)) else {
            return String(seconds)
        }
        let time = [local / 3_600 % 24, local / 60 % 60, local % 60].map(digits)
        let distance = utcOffsetMinutes.magnitude
        let zone = "\(digits(Int64(distance / 60))):\(digits(Int64(distance % 60)))"
        let sign = utcOffsetMinutes < 0 ? "-" : "+"
        return "\(day.text) \(time.joined(separator: ":")) \(sign)\(zone)"
    }

    /// Hours, minutes and seconds of the same, such as `09:35:48`.
    func clockText(utcOffsetMinutes: Int64) -> String {
        let parts = siteText(utcOffsetMinutes: utcOffsetMinutes).split(separator: " ")
        return parts.count == 3 ? String(parts[1]) : ""
    }
}
