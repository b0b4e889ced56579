// The first page of a marked sheet: what came of the list and how to go on.

/// Writes the page.
///
/// Its first rows are sentences, and what could look like the header of a list
/// stands below the rows that a header is looked for in.
struct MarkedSummary {
    let reading: ListReading
    let counts: ProblemCounts
    let order: MarkedSheetOrder

    /// - Parameter rows: the list, which was written before.
    func write(to sheet: SheetWriter, after rows: MarkedRows) throws(BookFault) {
        var row = 0
        func line(_ text: String, _ look: CellLook = CellLook()) throws(BookFault) {
            try sheet.write(text, row: row, column: 0, look)
            row += 1
        }
        try sheet.setRow(0, height: 24)
        try line("标注表：名单里要改的地方 / Marked sheet: what to mend in the list", Self.titleLook)
        let outcome = MarkedTexts.outcome(reading, counts)
        let isClean = reading.problems.isEmpty
        let resultLook = CellLook(ink: isClean ? 0x006100 : 0x9C0006, weight: .bold)
        for text in [outcome.zh, outcome.en] { try line(text, resultLook) }
        row += 1
        for step in isClean ? MarkedTexts.steps.suffix(1) : MarkedTexts.steps[...] {
            for text in [step.zh, step.en] { try line(text) }
        }
        for text in MarkedTexts.limits(rows, of: reading) {
            for text in [text.zh, text.en] { try line(text, resultLook) }
        }
        row = max(row, ListLimits.headerRows) + 1
        try writeFacts(to: sheet, row: &row)
        if !isClean { try writeCodes(to: sheet, row: row + 1) }
        for (column, width) in ([26, 16] + Array(repeating: Self.textWidth, count: 2)).enumerated()
        {
            try sheet.setColumn(column, width: Double(width))
        }
        sheet.fitPageWidth()
    }

    private func writeFacts(to sheet: SheetWriter, row: inout Int) throws(BookFault) {
        let facts: [(String, String)] = [
            ("文件 File", order.listName),
            ("工作表 Sheet", reading.file.sheet.map { "“\($0)”" } ?? "-"),
            ("核对时间 Checked at", order.madeAt.text),
        ]
        for (name, value) in facts {
            try sheet.write(name, row: row, column: 0, Self.nameLook)
            try sheet.write(value, row: row, column: 1)
            row += 1
        }
        let counts = [
            ("行数 Rows", reading.rowCount), ("合格 Accepted", reading.accepted.count),
            ("不合格 Rejected", reading.rejectedCount),
        ]
        for (name, count) in counts {
            try sheet.write(name, row: row, column: 0, Self.nameLook)
            try sheet.write(Double(count), row: row, column: 1, Self.countLook)
            row += 1
        }
    }

    /// A line for each code that was met, errors first, then by number.
    private func writeCodes(to sheet: SheetWriter, row start: Int) throws(BookFault) {
        let titles = ["代码 Code", "处数 Cells", "问题 Problem", "怎样改 How to mend"]
        for (column, title) in titles.enumerated() {
            try sheet.write(title, row: start, column: column, Self.nameLook)
        }
        let sorted = counts.byCode.sorted { left, right in
            let isLeftError = left.key.severity == .error
            guard isLeftError == (right.key.severity == .error) else { return isLeftError }
            return (right.value, left.key.rawValue) < (left.value, right.key.rawValue)
        }
        for (index, (code, count)) in sorted.enumerated() {
            let row = start + 1 + index
            let look = code.severity == .error ? MarkedRows.errorLook : MarkedRows.mendedLook
            try sheet.write(code.rawValue, row: row, column: 0, look)
            try sheet.write(Double(count), row: row, column: 1, Self.countLook)
            let texts = [code.message, code.fix].map { "\($0.zh)\n\($0.en)" }
            for (column, text) in texts.enumerated() {
                try sheet.write(text, row: row, column: 2 + column, Self.textLook)
            }
            let lines = texts.map { BookText.lines(of: $0, width: Self.textWidth - 6) }.max() ?? 1
            try sheet.setRow(row, height: Double(16 * lines + 2))
        }
    }

    private static let textWidth = 56
    private static let titleLook = CellLook(weight: .bold, size: 15)
    private static let nameLook = CellLook(fill: 0xE7E6E6, weight: .bold)
    private static let countLook = CellLook(numberFormat: "#,##0")
    private static let textLook = CellLook(wrapping: .wrap)
}
