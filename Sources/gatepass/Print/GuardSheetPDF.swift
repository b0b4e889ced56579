// The guard's page as a PDF: one page A4, set smaller until all of it fits.
import CommandSupport
import PassCheck
import PassFormat
import PrintSheet
import QRCode

extension GuardSheet {
    /// Points of the plain text to begin with, and where it is too small to be read on a wall.
    private static let sizes = (largest: 9.0, smallest: 5.0)

    /// The whole document.
    ///
    /// - Parameters:
    ///   - code: the test code.
    ///   - createdSeconds: since 1970.
    /// - Throws: `PrintError`.
    func pdf(code: QRMatrix, createdSeconds: Int64) throws(PrintError) -> [UInt8] {
        var bytes: [UInt8] = []
        let file = try PDFFile(title: first(Self.title), createdSeconds: createdSeconds) {
            bytes += $0
        }
        let page = PaperSize.a4.box.inset(9)
        try file.beginPage(.a4)
        var size = Self.sizes.largest
        while size > Self.sizes.smallest {
            let flow = PageFlow(file: file, page: page, size: size, purpose: .measure)
            guard drawn(code, flow) > page.bottom else { break }
            size -= 0.1
        }
        _ = drawn(code, PageFlow(file: file, page: page, size: size, purpose: .draw))
        try file.finish()
        return bytes
    }

    /// Sets the page.
    ///
    /// - Returns: where it ends, in millimetres from the top.
    private func drawn(_ code: QRMatrix, _ start: PageFlow) -> Double {
        var flow = start
        drawHead(&flow)
        flow.heading(pair(Self.coloursTitle, flow.size * 1.1, .bold))
        flow.boxes(Self.outcomes.map { PageFlow.box(of: $0, on: self) }, gap: 1.6)
        flow.heading(pair(Self.codesTitle, flow.size * 1.1, .bold))
        flow.halves(
            Self.codes.map { code in { flow in flow.reason(code, on: self) } }, gap: 4)
        flow.heading(pair(Self.keysTitle, flow.size * 1.1, .bold))
        let keys = WatchKey.allCases
        let deep = (keys.count + 3) / 4
        flow.row(
            stride(from: 0, to: keys.count, by: deep).map { start in
                { flow in
                    for key in keys[start..<min(start + deep, keys.count)] {
                        flow.key(key, on: self)
                    }
                }
            }, gap: 2)
        flow.heading(pair(Self.troublesTitle, flow.size * 1.1, .bold))
        for start in stride(from: 0, to: Self.troubles.count, by: 2) {
            flow.row(
                Self.troubles[start..<min(start + 2, Self.troubles.count)].map { trouble in
                    { flow in
                        flow.text(pair(trouble.what, flow.size, .bold))
                        flow.text([TextRun(first(trouble.todo), size: flow.size)])
                        flow.text([small(second(trouble.todo), flow)], gap: 0.8)
                    }
                }, gap: 4)
        }
        flow.row(
            [
                { flow in flow.calls(on: self) },
                { flow in flow.test(code, on: self) },
            ], gap: 6)
        return flow.y
    }

    private func drawHead(_ flow: inout PageFlow) {
        let title = pair(Self.title, flow.size * 2)
        let label = pair(Self.placeLabel, flow.size)
        let name = TextRun("  " + (place ?? "__________________________"), size: flow.size * 1.3)
        flow.row(
            [
                { flow in flow.text(title) },
                { flow in flow.text(label + [name], alignment: .right) },
            ], gap: 4)
    }

    /// The first language, and the second in small.
    fileprivate func pair(
        _ text: BilingualText, _ size: Double, _ weight: TextRun.Weight = .bold,
        ink: Ink = .black
    ) -> [TextRun] {
        [
            TextRun(first(text), size: size, weight: weight, ink: ink),
            TextRun("  " + second(text), size: size * 0.78, ink: ink == .black ? .grey : ink),
        ]
    }

    fileprivate func small(_ text: String, _ flow: PageFlow, ink: Ink = .grey) -> TextRun {
        TextRun(text, size: flow.size * 0.78, ink: ink)
    }
}

extension PageFlow {
    fileprivate static func box(
        of outcome: Outcome?, on sheet: GuardSheet
    ) -> (paper: Ink, content: Step) {
        let (paper, ink) = colours(of: outcome)
        let content: Step = { flow in
            let sign = TextRun(
                "\(sign(of: outcome))  ", size: flow.size * 1.6, weight: .bold, ink: ink)
            flow.text([sign] + sheet.pair(outcome.word, flow.size * 1.6, ink: ink))
            flow.text(sheet.pair(outcome.colourName, flow.size, ink: ink), gap: 0.5)
            let advice = GuardSheet.advice(for: outcome)
            flow.text([TextRun(sheet.first(advice), size: flow.size, ink: ink)])
            flow.text([
                sheet.small(sheet.second(advice), flow, ink: ink == .black ? .grey : ink)
            ])
        }
        return (paper, content)
    }

    fileprivate mutating func reason(_ code: VerdictCode, on sheet: GuardSheet) {
        let outcome = GuardSheet.outcome(of: code)
        let (paper, ink) = Self.colours(of: outcome)
        let (reason, action) = (code.reason, code.action(for: outcome))
        let sign = TextRun(Self.sign(of: outcome), size: size * 1.1, weight: .bold, ink: ink)
        marked(paper, sign) { flow in
            flow.text([
                TextRun(sheet.first(reason) + "  ", size: flow.size, weight: .bold),
                TextRun(sheet.first(action), size: flow.size),
            ])
            flow.text(
                [
                    TextRun(code.rawValue + "  ", size: flow.size * 0.7),
                    sheet.small("\(sheet.second(reason)) \(sheet.second(action))", flow),
                ], gap: 0.7)
        }
    }

    fileprivate mutating func key(_ key: WatchKey, on sheet: GuardSheet) {
        let sign = TextRun("\(WatchKey.prefix)\(key.letter)", size: size * 1.05, weight: .bold)
        marked(.white, sign) { flow in
            flow.text(sheet.pair(key.text, flow.size, .regular), gap: 0.7)
        }
    }

    fileprivate mutating func calls(on sheet: GuardSheet) {
        heading(sheet.pair(GuardSheet.callTitle, size * 1.1))
        for line in GuardSheet.calls {
            gap(1)
            text(sheet.pair(line, size, .regular))
            rule(0.2)
        }
    }

    fileprivate mutating func test(_ code: QRMatrix, on sheet: GuardSheet) {
        beside(code, side: 31) { flow in
            flow.heading(sheet.pair(GuardSheet.testTitle, flow.size * 1.1))
            flow.text([TextRun(sheet.first(GuardSheet.testHint), size: flow.size)])
            flow.text([sheet.small(sheet.second(GuardSheet.testHint), flow)], gap: 0.8)
            flow.text([TextRun(ScannerTest.text, size: flow.size * 0.7)])
        }
    }

    /// The sign of an outcome in characters that the font of the page has.
    private static func sign(of outcome: Outcome?) -> String {
        outcome.sign == "✗" ? "×" : outcome.sign
    }

    /// Paper and ink of an outcome; the sign says the same where a printer knows black alone.
    private static func colours(of outcome: Outcome?) -> (paper: Ink, ink: Ink) {
        switch outcome {
        case .allow: (Ink(red: 0.49, green: 0.86, blue: 0.55), .black)
        case .review: (Ink(red: 1, green: 0.89, blue: 0.35), .black)
        case .deny: (Ink(red: 0.85, green: 0.14, blue: 0.11), .white)
        case nil: (Ink(red: 0.8, green: 0.8, blue: 0.8), .black)
        }
    }
}
