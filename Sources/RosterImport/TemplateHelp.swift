// The page of help behind an empty list, with the choices that its drop-downs offer.

/// Writes the page.
///
/// Sentences come first, the columns stand below the rows that a header is looked for in, so that
/// the page is never taken for the list.
struct TemplateHelp {
    static let sheetName = "填写说明 Help"
    /// From here on, by index from 0, a column of choices for each drop-down.
    private static let firstChoices = 5
    /// The row of the table's titles, by index from 0.
    private static let tableRow = ListLimits.headerRows + 1

    let kind: ListKind
    let columns: [TemplateColumn]

    func write(to sheet: SheetWriter) throws(BookFault) {
        try sheet.setRow(0, height: 24)
        try sheet.write(title, row: 0, column: 0, CellLook(weight: .bold, size: 15))
        for (index, line) in lines.enumerated() {
            try sheet.write(line, row: index + 1, column: 0)
        }
        let choices = columns.filter { !$0.choices.isEmpty }
        let titles =
            ["列 Column", "必填 Required", "怎样填 How to fill in", "示例 Example", ""]
            + choices.map { "可选值：\($0.column.title.zh) \($0.column.title.en)" }
        for (place, text) in titles.enumerated() where !text.isEmpty {
            try sheet.write(text, row: Self.tableRow, column: place, Self.titleLook)
        }
        let longest = choices.map(\.choices.count).max() ?? 0
        for index in 0..<max(columns.count, longest) {
            let row = Self.tableRow + 1 + index
            if index < columns.count { try write(columns[index], row: row, to: sheet) }
            for (offset, column) in choices.enumerated() where index < column.choices.count {
                try sheet.write(
                    column.choices[index], row: row, column: Self.firstChoices + offset)
            }
        }
        let widths = [28, 14, 52, 24, 4] + choices.map { _ in 28 }
        for (place, width) in widths.enumerated() {
            try sheet.setColumn(place, width: Double(width))
        }
        sheet.fitPageWidth()
    }

    /// The cells that hold the choices of a column, as a formula; nil where it has none.
    static func choices(of place: Int, in columns: [TemplateColumn]) -> String? {
        let count = columns[place].choices.count
        guard count > 0 else { return nil }
        let before = columns[..<place].count { !$0.choices.isEmpty }
        let letter = ["F", "G", "H", "I"][min(before, 3)]
        let first = tableRow + 2
        return "='\(sheetName)'!$\(letter)$\(first):$\(letter)$\(first + count - 1)"
    }

    private func write(
        _ column: TemplateColumn, row: Int, to sheet: SheetWriter
    ) throws(BookFault) {
        let need = column.need == .required ? "必填 Yes" : "可空 No"
        try sheet.setRow(row, height: 34)
        try sheet.write(column.header, row: row, column: 0, Self.nameLook)
        try sheet.write(need, row: row, column: 1)
        try sheet.write(
            "\(column.help.zh)\n\(column.help.en)", row: row, column: 2,
            CellLook(wrapping: .wrap))
        try sheet.write(
            column.example, row: row, column: 3, CellLook(numberFormat: CellLook.text))
    }

    private var title: String {
        switch kind {
        case .staff: "人员名单怎样填 / How to fill in a staff list"
        case .vehicles: "车辆名单怎样填 / How to fill in a vehicle list"
        }
    }

    private var lines: [String] {
        let command =
            switch kind {
            case .staff: "gatepass roster import"
            case .vehicles: "gatepass vehicle import"
            }
        return [
            "1. 在第一张工作表“名单”里填写，一行一条；表头不要改。带 * 的列必填，其余可空。",
            "1. Fill in the first sheet, a line each; leave the header. A * means required.",
            "2. 保存为 .xlsx，再用 \(command) 导入；先加 --dry-run 可只核对、不写入。",
            "2. Save as .xlsx and import it with \(command); --dry-run checks it only.",
            "3. 下面的示例是虚构的，只作格式参考，不会被导入。",
            "3. The example below is invented and shows the form only; it is never imported.",
            "4. 填好的名单含个人信息，请妥善保管。",
            "4. A list that is filled in holds personal data: keep it safe.",
        ]
    }

    private static let titleLook = CellLook(fill: 0xE7E6E6, weight: .bold)
    private static let nameLook = CellLook(weight: .bold, wrapping: .wrap)
}
