// A badge: one pass on A6, for a sleeve on a string.

extension PDFFile {
    /// Draws a badge on the page that is open.
    func drawBadge(_ pass: PrintedPass) {
        var room = PaperSize.a6.box.inset(6)
        let head = room.takeTop(15, gap: 3)
        fill(head, .black)
        var inside = head.inset(2)
        let title = inside.takeLeft(44, gap: 2)
        draw(
            Paragraph(pass.title.runs(size: 15, weight: .bold, ink: .white)), in: title,
            at: .middle)
        draw(
            Paragraph(
                [TextRun(pass.site, size: 11, weight: .bold, ink: .white)], alignment: .right),
            in: inside, at: .middle)
        draw(
            Paragraph([TextRun(pass.heading, size: 34, weight: .bold)], alignment: .centre),
            in: room.takeTop(18, gap: 0.5), at: .middle)
        draw(
            Paragraph([TextRun(pass.firm, size: 11)], alignment: .centre),
            in: room.takeTop(10, gap: 0.5), at: .middle)
        draw(
            Paragraph([TextRun(pass.detail, size: 9.5, ink: .grey)], alignment: .centre),
            in: room.takeTop(6), at: .middle)
        draw(
            Paragraph(PassWords.footer.runs(size: 6.5), alignment: .centre),
            in: room.takeBottom(4), at: .bottom)
        let terms = room.takeBottom(11)
        draw(
            Paragraph(PassWords.terms(of: pass, size: 8.5), alignment: .centre), in: terms,
            at: .middle)
        let number = room.takeBottom(8)
        draw(
            Paragraph([TextRun(pass.number, size: 17, weight: .bold)], alignment: .centre),
            in: number, at: .middle)
        draw(pass.code, in: room)
    }
}
