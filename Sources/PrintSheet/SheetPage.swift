// Eight passes on an A4 sheet, to be cut apart along marks that stand outside the passes.

/// Where the passes of a sheet lie.
enum SheetGrid {
    static let columns = 2
    static let rows = 4
    static let passes = columns * rows
    /// Millimetres of one pass.
    private static let width = 93.0
    private static let height = 67.0
    private static let left = (PaperSize.a4.width - width * Double(columns)) / 2
    private static let top = (PaperSize.a4.height - height * Double(rows)) / 2

    /// The box of a pass.
    ///
    /// - Parameter place: 0 to 7, row by row.
    static func box(_ place: Int) -> Box {
        Box(
            x: left + Double(place % columns) * width, y: top + Double(place / columns) * height,
            width: width, height: height)
    }

    /// Where the cuts go, from edge to edge.
    static var cuts: (across: [Double], down: [Double]) {
        (
            (0...rows).map { top + Double($0) * height },
            (0...columns).map { left + Double($0) * width }
        )
    }
}

extension PDFFile {
    /// Millimetres of a mark, and of the free space between it and the passes.
    private static let markLength = 5.0
    private static let markGap = 1.5
    private static let markWidth = 0.15

    /// Draws marks in the margins at each cut, and small crosses where cuts meet.
    func drawCutMarks() {
        let (across, down) = SheetGrid.cuts
        guard let top = across.first, let bottom = across.last, let left = down.first,
            let right = down.last
        else { return }
        for x in down {
            drawMark(from: (x, top - Self.markGap), to: (x, top - Self.markGap - Self.markLength))
            drawMark(
                from: (x, bottom + Self.markGap), to: (x, bottom + Self.markGap + Self.markLength))
        }
        for y in across {
            drawMark(from: (left - Self.markGap, y), to: (left - Self.markGap - Self.markLength, y))
            drawMark(
                from: (right + Self.markGap, y), to: (right + Self.markGap + Self.markLength, y))
        }
        let arm = 1.5
        for x in down.dropFirst().dropLast() {
            for y in across.dropFirst().dropLast() {
                drawMark(from: (x - arm, y), to: (x + arm, y))
                drawMark(from: (x, y - arm), to: (x, y + arm))
            }
        }
    }

    private func drawMark(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
        line(from: start, to: end, width: Self.markWidth)
    }

    /// Draws a pass at its place of the sheet that is open.
    ///
    /// - Parameter place: 0 to 7.
    func drawSheetPass(_ pass: PrintedPass, at place: Int) {
        var room = SheetGrid.box(place).inset(4)
        drawSheetHead(pass, in: room.takeTop(5.5, gap: 1))
        var foot = room.takeBottom(9)
        line(
            from: (foot.x, foot.y), to: (foot.right, foot.y), width: 0.15, .pale)
        _ = foot.takeTop(1)
        let order = foot.takeRight(9)
        draw(
            Paragraph([TextRun("\(pages)-\(place + 1)", size: 6.5, ink: .grey)], alignment: .right),
            in: order, at: .bottom)
        draw(
            PassWords.label(PassWords.number, size: 6.5), in: foot.takeLeft(24, gap: 1.5),
            at: .middle)
        draw(
            Paragraph([TextRun(pass.number, size: 14.5, weight: .bold)]), in: foot, at: .middle)
        // The code's quiet zone reaches into the pass's own rim, so that its dark part lines up.
        draw(pass.code, in: Box(x: room.x - 4, y: room.y, width: 40, height: room.height))
        _ = room.takeLeft(37.5)
        drawSheetTexts(pass, in: room)
    }

    private func drawSheetHead(_ pass: PrintedPass, in box: Box) {
        var room = box
        line(from: (box.x, box.bottom), to: (box.right, box.bottom), width: 0.3)
        draw(
            Paragraph(pass.title.runs(size: 10, weight: .bold, ink: .black)),
            in: room.takeLeft(42, gap: 2), at: .middle)
        draw(
            Paragraph([TextRun(pass.site, size: 9)], alignment: .right), in: room, at: .middle)
    }

    private func drawSheetTexts(_ pass: PrintedPass, in box: Box) {
        var room = box
        draw(
            Paragraph(
                [TextRun(pass.heading, size: 19, weight: .bold)], breaking: .ratherSmaller,
                lineSpacing: pass.headingSpacing),
            in: room.takeTop(13, gap: 0.5), at: .middle)
        draw(
            Paragraph([TextRun(pass.firm, size: 8.5)]), in: room.takeTop(9, gap: 0.3), at: .top)
        draw(
            Paragraph([TextRun(pass.detail, size: 8, ink: .grey)]),
            in: room.takeTop(5.5, gap: 0.3), at: .top)
        draw(PassWords.label(PassWords.valid, size: 6.5), in: room.takeTop(3), at: .bottom)
        draw(
            Paragraph(
                [TextRun("\(pass.from) – \(pass.until)", size: 7.5, weight: .bold)]),
            in: room.takeTop(3.8), at: .middle)
        draw(Paragraph([TextRun(pass.limitsLine, size: 6.5)]), in: room, at: .top)
    }
}
