// A badge: one pass on A6, for a sleeve on a string.

extension PDFFile {
    /// Draws a badge on the page that is open.
    func drawBadge(_ pass: PrintedPass) {
        var room = PaperSize.a6.box.inset(6)
        drawBadgeHead(pass, in: room.takeTop(14, gap: 2.5))
        let name = TextRun(pass.heading, size: 34, weight: .bold)
        draw(
            Paragraph(
                [name], alignment: .centre, breaking: .ratherSmaller,
                lineSpacing: pass.headingSpacing),
            in: room.takeTop(19, gap: 0.5), at: .middle)
        draw(
            Paragraph([TextRun(pass.firm, size: 11)], alignment: .centre),
            in: room.takeTop(9.5, gap: 0.5), at: .middle)
        draw(
            Paragraph([TextRun(pass.detail, size: 9.5, ink: .grey)], alignment: .centre),
            in: room.takeTop(6), at: .middle)
        var foot = room.takeBottom(5)
        let place = foot.takeRight(9)
        draw(Paragraph(PassWords.footer.runs(size: 6.5)), in: foot, at: .bottom)
        draw(
            Paragraph([TextRun("\(pages)", size: 6.5, ink: .grey)], alignment: .right),
            in: place, at: .bottom)
        drawBadgeTerms(pass, in: room.takeBottom(11.5, gap: 0.5))
        let number = room.takeBottom(8)
        draw(
            Paragraph([TextRun(pass.number, size: 17, weight: .bold)], alignment: .centre),
            in: number, at: .middle)
        draw(pass.code, in: room)
    }

    private func drawBadgeHead(_ pass: PrintedPass, in box: Box) {
        fill(box, .black)
        var inside = box.inset(2)
        let title = inside.takeLeft(52, gap: 2)
        draw(
            Paragraph(pass.title.runs(size: 15, weight: .bold, ink: .white)), in: title,
            at: .middle)
        let site = TextRun(pass.site, size: 11, weight: .bold, ink: .white)
        draw(Paragraph([site], alignment: .right), in: inside, at: .middle)
    }

    private func drawBadgeTerms(_ pass: PrintedPass, in box: Box) {
        var room = box
        let valid = TextRun("  \(pass.from) – \(pass.until)", size: 8.5, weight: .bold)
        draw(
            Paragraph(PassWords.valid.runs(size: 8.5) + [valid], alignment: .centre),
            in: room.takeTop(5), at: .middle)
        draw(
            Paragraph([TextRun(pass.limitsLine, size: 7.5)], alignment: .centre), in: room,
            at: .middle)
    }
}
