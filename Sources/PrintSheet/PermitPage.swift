// A vehicle's permit: one A4 page behind the windscreen, its plate to be read from a distance.

extension PDFFile {
    /// Draws a permit on the page that is open.
    func drawPermit(_ pass: PrintedPass) {
        var room = PaperSize.a4.box.inset(12)
        frame(room, width: 0.8)
        room = room.inset(6)
        drawPermitHead(pass, in: room.takeTop(19, gap: 4))
        let plate = room.takeTop(54, gap: 5)
        frame(plate, width: 1.4)
        draw(
            Paragraph([TextRun(pass.heading, size: 120, weight: .bold)], alignment: .centre),
            in: plate.inset(2), at: .middle)
        drawPermitFoot(pass, in: room.takeBottom(33, gap: 3))
        var upper = room.takeTop(84, gap: 4)
        let code = upper.takeLeft(83, gap: 5)
        // The quiet zone reaches over the box, and ends before the frames above and to the left.
        draw(pass.code, in: Box(x: code.x - 5.2, y: code.y - 4, width: 92, height: 92))
        drawPermitNumber(pass, in: upper.takeTop(20))
        let vehicle = pass.vehicle
        drawPermitRow(PassWords.valid, "\(pass.from) – \(pass.until)", in: upper.takeTop(19))
        drawPermitRow(PassWords.driver, vehicle?.drivers, in: upper.takeTop(27))
        drawPermitRow(PassWords.vehicleType, vehicle?.type, in: upper)
        let third = room.height / 3
        drawPermitRow(PassWords.firm, pass.firm, in: room.takeTop(third))
        drawPermitRow(PassWords.route, vehicle?.route, in: room.takeTop(third))
        drawPermitRow(
            PassWords.limits, pass.limits.isEmpty ? nil : pass.limitsLine, in: room)
    }

    private func drawPermitHead(_ pass: PrintedPass, in box: Box) {
        var room = box
        draw(
            Paragraph(pass.title.runs(size: 38, weight: .bold, ink: .black, englishPart: 0.5)),
            in: room.takeLeft(122, gap: 3), at: .middle)
        draw(
            Paragraph([TextRun(pass.site, size: 20, weight: .bold)], alignment: .right), in: room,
            at: .middle)
    }

    private func drawPermitNumber(_ pass: PrintedPass, in box: Box) {
        var room = box
        draw(PassWords.label(PassWords.number, size: 9), in: room.takeTop(5), at: .bottom)
        draw(
            Paragraph([TextRun(pass.number, size: 23, weight: .bold)]), in: room.takeTop(11),
            at: .middle)
    }

    /// A label and what it says; a dash where there is nothing to say.
    private func drawPermitRow(_ label: Label, _ text: String?, in box: Box) {
        var room = box
        draw(PassWords.label(label, size: 9), in: room.takeTop(5), at: .bottom)
        room.height -= 1
        draw(Paragraph([TextRun(text ?? "—", size: 14)]), in: room)
    }

    private func drawPermitFoot(_ pass: PrintedPass, in box: Box) {
        var room = box
        line(from: (box.x, box.y), to: (box.right, box.y), width: 0.4)
        _ = room.takeTop(2)
        for text in [PassWords.void, PassWords.plateCounts] {
            draw(
                Paragraph([TextRun(text.chinese, size: 13, weight: .bold)]), in: room.takeTop(6.5),
                at: .middle)
            draw(Paragraph([TextRun(text.english, size: 9)]), in: room.takeTop(5), at: .top)
        }
        let issuer = TextRun("  \(pass.site)", size: 12, weight: .bold)
        draw(Paragraph(PassWords.issuer.runs(size: 10) + [issuer]), in: room, at: .bottom)
    }
}
