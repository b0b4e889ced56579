// The guard's page as HTML: one page A4, nothing fetched from elsewhere. All text goes through
// `HTMLText`, which alone escapes.
import CommandSupport
import Issuance
import PassCheck
import PassFormat

/// HTML being written.
private struct HTMLText {
    private(set) var source = ""

    /// Adds an element around a text or other elements.
    ///
    /// - Parameter name: the element, such as `p`, or with a class, such as `p.small`.
    mutating func element(_ name: String, _ text: String) {
        element(name) { $0.source += Self.escaped(text) }
    }

    mutating func element(_ name: String, _ content: (inout HTMLText) -> Void) {
        let parts = name.split(separator: ".", maxSplits: 1)
        let style = parts.count > 1 ? " class=\"\(parts[1])\"" : ""
        source += "<\(parts[0])\(style)>"
        content(&self)
        source += "</\(parts[0])>"
    }

    /// Adds what is HTML or SVG already.
    mutating func raw(_ source: String) { self.source += source }

    /// The characters that HTML gives a meaning, in text and in quoted attributes.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { kept, character in
            switch character {
            case "&": kept += "&amp;"
            case "<": kept += "&lt;"
            case ">": kept += "&gt;"
            case "\"": kept += "&quot;"
            case "'": kept += "&#39;"
            default: kept.append(character)
            }
        }
    }
}

/// Draws the test code of scanners as SVG.
///
/// - Throws: `OfficeError`, where libqrencode cannot.
func testCodeDrawing() throws -> String { try Office.drawing(of: ScannerTest.text) }

extension GuardSheet {
    /// The whole document, without a last line feed.
    ///
    /// - Parameter code: the test code as SVG.
    func html(code: String) -> String {
        var body = HTMLText()
        body.element("header") {
            $0.element("h1") { pair(Self.title, in: &$0) }
            $0.element("p.place") {
                pair(Self.placeLabel, in: &$0)
                $0.element("b", place ?? "")
            }
        }
        section(Self.coloursTitle, "colours", &body) { colours(in: &$0) }
        section(Self.codesTitle, "codes", &body) { reasons(in: &$0) }
        section(Self.keysTitle, "keys", &body) { keys(in: &$0) }
        section(Self.troublesTitle, "troubles", &body) { html in
            for trouble in Self.troubles {
                html.element("div") {
                    $0.element("b") { pair(trouble.what, in: &$0) }
                    $0.element("p") { pair(trouble.todo, in: &$0) }
                }
            }
        }
        body.element("footer") { foot(code, in: &$0) }
        let name = language == .chinese ? "zh-CN" : "en"
        return """
            <!DOCTYPE html>
            <html lang="\(name)"><head><meta charset="utf-8"/><title>\
            \(HTMLText.escaped(first(Self.title)))</title><style>
            \(Self.style)</style></head><body>\(body.source)</body></html>
            """
    }

    private func section(
        _ title: BilingualText, _ name: String, _ html: inout HTMLText,
        _ content: (inout HTMLText) -> Void
    ) {
        html.element("h2") { pair(title, in: &$0) }
        html.element("section.\(name)", content)
    }

    /// The first language, and the second in small.
    private func pair(_ text: BilingualText, in html: inout HTMLText) {
        html.element("span", first(text))
        html.element("small", second(text))
    }

    private func colours(in html: inout HTMLText) {
        for outcome in Self.outcomes {
            html.element("div.\(Self.styleName(of: outcome))") {
                $0.element("i", outcome.sign)
                $0.element("b") {
                    pair(outcome.word, in: &$0)
                    $0.element("em", "\(first(outcome.colourName)) \(second(outcome.colourName))")
                }
                $0.element("p") { pair(Self.advice(for: outcome), in: &$0) }
            }
        }
    }

    private func reasons(in html: inout HTMLText) {
        for code in Self.codes {
            let outcome = Self.outcome(of: code)
            html.element("div") {
                $0.element("i.\(Self.styleName(of: outcome))", outcome.sign)
                $0.element("p") {
                    let (reason, action) = (code.reason, code.action(for: outcome))
                    $0.element("b", first(reason))
                    $0.element("span", first(action))
                    $0.element("small") {
                        $0.element("code", code.rawValue)
                        $0.element("span", "\(second(reason)) \(second(action))")
                    }
                }
            }
        }
    }

    private func keys(in html: inout HTMLText) {
        for key in WatchKey.allCases {
            html.element("div") {
                $0.element("kbd", "\(WatchKey.prefix)\(key.letter)")
                pair(key.text, in: &$0)
            }
        }
    }

    private func foot(_ code: String, in html: inout HTMLText) {
        html.element("div.calls") {
            $0.element("h2") { pair(Self.callTitle, in: &$0) }
            for line in Self.calls { $0.element("p") { pair(line, in: &$0) } }
        }
        html.element("div.test") {
            $0.raw(code)
            $0.element("div") {
                $0.element("h2") { pair(Self.testTitle, in: &$0) }
                $0.element("p") { pair(Self.testHint, in: &$0) }
                $0.element("code", ScannerTest.text)
            }
        }
    }

    private static func styleName(of outcome: Outcome?) -> String {
        switch outcome {
        case .allow: "green"
        case .review: "yellow"
        case .deny: "red"
        case nil: "grey"
        }
    }

    /// Signs and frames stay where a printer knows black alone.
    private static let style = """
        @page { size: A4 portrait; margin: 8mm 9mm; }
        * { box-sizing: border-box; margin: 0; }
        body { font: 8.4pt/1.2 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei",
          sans-serif; color: #000; max-width: 192mm; margin: 0 auto;
          -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        :lang(en) body { font-size: 7.4pt; }
        header { display: flex; align-items: baseline; justify-content: space-between; }
        h1 { font-size: 17pt; }
        h2 { font-size: 9pt; border-bottom: 0.4mm solid #000; margin: 1.4mm 0 0.9mm; }
        small { font-size: 6.3pt; color: #333; font-weight: normal; margin-left: 1mm; }
        code { font: 6pt monospace; }
        em { font: normal 7pt sans-serif; margin-left: 1mm; }
        i { font-style: normal; font-weight: bold; text-align: center; border: 0.3mm solid #000; }
        .place b { display: inline-block; min-width: 60mm; border-bottom: 0.3mm solid #000;
          margin-left: 2mm; font-size: 11pt; }
        .green { background: #7ddc8b; } .yellow { background: #ffe25a; }
        .red { background: #d8231b; color: #fff; } .grey { background: #ccc; }
        .red small { color: #fff; }
        .colours { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1.5mm; }
        .colours div { border: 0.4mm solid #000; padding: 1mm 1.5mm; }
        .colours i { display: inline-block; width: 7mm; font-size: 13pt; line-height: 1.1; }
        .colours b { font-size: 13pt; margin-left: 1.5mm; }
        .colours em { display: block; font-weight: bold; margin: 0.4mm 0; }
        .colours p small { display: block; margin: 0; }
        .codes { columns: 2; column-gap: 4mm; }
        .codes div { display: flex; gap: 1.2mm; break-inside: avoid; margin-bottom: 0.6mm; }
        .codes i { flex: 0 0 4.2mm; height: 4.2mm; line-height: 1.1; }
        .codes b { margin-right: 1mm; }
        .codes small { display: block; margin: 0; }
        .codes p { flex: 1; }
        .codes code { margin-right: 1.2mm; }
        .keys { display: grid; grid-template-columns: repeat(4, auto); gap: 0.6mm 2mm; }
        kbd { font: bold 8.5pt monospace; border: 0.3mm solid #000; border-radius: 0.8mm;
          padding: 0 1mm; margin-right: 1.2mm; }
        .troubles { display: grid; grid-template-columns: 1fr 1fr; gap: 0.8mm 4mm; }
        .troubles p small { display: block; margin: 0; }
        footer { display: flex; gap: 6mm; }
        .calls { flex: 1; }
        .calls p { border-bottom: 0.2mm solid #000; padding-top: 1.4mm; }
        .test { flex: 0 0 88mm; display: flex; gap: 2mm; }
        .test svg { width: 27mm; height: 27mm; flex: none; align-self: center; }
        .test p small { display: block; margin: 0; }
        .test code { font-size: 6.4pt; word-break: break-all; }

        """
}
