// The last pages: what is on which page, so that whoever hands the paper out finds it.

/// A line of the index.
struct IndexLine {
    /// Page, and place on it where it holds several.
    let place: String
    let key: String
    let name: String
    let number: String
}

/// How the index is set on a size of paper, in millimetres and points.
private struct IndexForm {
    let rim: Double
    let rowHeight: Double
    let headHeight: Double
    let size: Double
    /// Of place, key, name and number.
    let widths: [Double]

    init(_ paper: PaperSize) {
        switch paper {
        case .a4:
            (rim, rowHeight, headHeight, size) = (15, 5.6, 16, 9)
            widths = [18, 40, 72, 50]
        case .a6:
            (rim, rowHeight, headHeight, size) = (6, 4.6, 13, 7)
            widths = [10, 22, 31, 30]
        }
    }

    func rows(on paper: PaperSize) -> Int {
        Int((paper.height - 2 * rim - headHeight) / rowHeight) - 1
    }
}

extension PDFFile {
    private static let indexTitle = Label("目录", "Index")
    private static let indexHeads = [
        Label("页", "Page"), Label("工号或车牌", "Key"), Label("姓名", "Name"),
        Label("通行证号", "Pass number"),
    ]

    /// Draws the index on pages of its own.
    ///
    /// - Parameter title: whose passes they are and when they were printed.
    func drawIndex(
        _ lines: [IndexLine], title: String, on paper: PaperSize
    ) throws(PrintError) {
        let form = IndexForm(paper)
        let rows = form.rows(on: paper)
        for first in stride(from: 0, to: lines.count, by: rows) {
            try beginPage(paper)
            var room = paper.box.inset(form.rim)
            var head = room.takeTop(form.headHeight)
            draw(
                Paragraph(
                    Self.indexTitle.runs(size: form.size * 1.6, weight: .bold, ink: .black)
                        + [TextRun("   \(lines.count)", size: form.size)]),
                in: head.takeTop(form.headHeight * 0.5), at: .middle)
            draw(Paragraph([TextRun(title, size: form.size)]), in: head, at: .top)
            drawIndexRow(
                Self.indexHeads.map { $0.runs(size: form.size * 0.9, weight: .bold) }, form,
                in: room.takeTop(form.rowHeight))
            for line in lines[first..<min(first + rows, lines.count)] {
                let row = room.takeTop(form.rowHeight)
                let texts = [line.place, line.key, line.name, line.number]
                drawIndexRow(texts.map { [TextRun($0, size: form.size)] }, form, in: row)
            }
        }
    }

    private func drawIndexRow(_ cells: [[TextRun]], _ form: IndexForm, in row: Box) {
        var room = row
        for (runs, width) in zip(cells, form.widths) {
            var cell = room.takeLeft(width)
            cell.width -= 1.5
            draw(Paragraph(runs, lineSpacing: 0.7), in: cell, at: .middle)
        }
        line(from: (row.x, row.bottom), to: (row.right, row.bottom), width: 0.1, .pale)
    }
}
