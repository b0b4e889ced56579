// Rows below the header that are about the list and not of it: totals, notes, the header again.
import Identifiers

/// Tells such rows from people and vehicles.
struct NoteRows {
    private let kind: ListKind
    private let required: [ListColumn]
    private let names: HeaderNames
    /// The header of the list.
    var header: HeaderRow?
    /// What a total or note begins with, by its first character: narrow, small, without blanks.
    private let beginnings: [Unicode.Scalar: [String]]
    /// Whether such a character ends in this byte: nearly every row is let go by this.
    private let mayBegin: [Bool]

    init(kind: ListKind) {
        self.kind = kind
        names = HeaderNames(kind: kind)
        required = ListColumn.required(by: kind)
        beginnings = Dictionary(grouping: Self.words) { $0.unicodeScalars.first ?? " " }
        var mayBegin = [Bool](repeating: false, count: 256)
        for scalar in beginnings.keys { mayBegin[Int(scalar.value & 0xFF)] = true }
        self.mayBegin = mayBegin
    }

    /// Whether the row is a total or a note.
    ///
    /// It begins like one, holds no ID number or plate, and no name beside its beginning: whoever
    /// works in 审核部 is a person of the list, also where the number is missing.
    ///
    /// - Parameters:
    ///   - first: its first filled cell, and what the column means that it stands in.
    ///   - cells: the row that is being read.
    func isNote(first: (text: String, meaning: ListColumn?), cells: RowBatch) -> Bool {
        guard let scalar = first.text.unicodeScalars.first(where: { !$0.isBlank }),
            mayBegin[Int(Self.plain(scalar).value & 0xFF)],
            let words = beginnings[Self.plain(scalar)]
        else { return false }
        var opening = String.UnicodeScalarView()
        for scalar in first.text.unicodeScalars where !scalar.isBlank {
            opening.append(Self.plain(scalar))
        }
        let text = String(opening)
        guard words.contains(where: text.hasPrefix) else { return false }
        if first.meaning == key { return true }
        if let cell = cells[key], looksLikeKey(cell.text) { return false }
        guard first.meaning != name, let cell = cells[name] else { return true }
        return Self.isLabel(text) || (try? PersonName.mendingList(cell.text)) == nil
    }

    /// Whether a text stands for itself: a total, or a word with what it announces after it or in
    /// the next cell, be that a name.
    private static func isLabel(_ text: String) -> Bool {
        let bare = text.unicodeScalars.filter { !"0123456789.、()".unicodeScalars.contains($0) }
        let word = String(String.UnicodeScalarView(bare))
        return text.unicodeScalars.contains(":") || labels.contains(word)
            || endings.contains { ending in
                word.hasSuffix(ending) && Self.words.contains(String(word.dropLast(ending.count)))
            }
    }

    /// Whether the row is the header again, as at the top of each printed page; parameters as of
    /// `isNote`.
    ///
    /// - Parameter row: in the sheet, from 1.
    /// - Throws: HEADER_DUPLICATE where it is, but its columns mean something else from there on.
    func isHeaderAgain(
        first: (text: String, meaning: ListColumn?), cells: RowBatch, row: Int
    ) throws(FileRefusal) -> Bool {
        guard let header else { return false }
        // Nearly every row is let go by its first cell.
        if let column = first.meaning, required.contains(column),
            let title = header.titles[column.rawValue], !first.text.hasBytes(of: title)
        {
            return false
        }
        var isWhole = true
        for column in required {
            guard let cell = cells[column] else {
                isWhole = false
                continue
            }
            guard let title = header.titles[column.rawValue], cell.text.hasBytes(of: title) else {
                return false
            }
        }
        let isSame = ListColumn.allCases.allSatisfy { column in
            cells[column].map { isTitle($0.text, of: column, in: header) } ?? true
        }
        if isSame || !isWhole { return isSame && ListColumn.allCases.contains { cells[$0] != nil } }
        throw FileRefusal(code: .headerDuplicate, cause: .headerAgain(row: row))
    }

    /// Whether a text stands over the column in the header, or means the same.
    private func isTitle(_ text: String, of column: ListColumn, in header: HeaderRow) -> Bool {
        text == header.titles[column.rawValue] || text == header.groups[column.rawValue]
            || names.column(of: text) == column
    }

    /// The column by which a row is known to be more than a total.
    var key: ListColumn {
        switch kind {
        case .staff: .identity
        case .vehicles: .plate
        }
    }

    /// The column of the person's name, or the driver's.
    private var name: ListColumn {
        switch kind {
        case .staff: .name
        case .vehicles: .driver
        }
    }

    /// Seven digits at least for an ID number, five letters or digits for a plate: a count of
    /// rows in that column is neither.
    private func looksLikeKey(_ text: String) -> Bool {
        let ascii = FullWidth.fold(text).utf8
        let digits = ascii.count { (0x30...0x39).contains($0) }
        switch kind {
        case .staff: return digits >= 7
        case .vehicles:
            let letters = ascii.count { (0x41...0x5A).contains($0 & 0xDF) }
            return digits < ascii.count && digits + letters >= 5
        }
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let narrow = FullWidth.fold(scalar)
        return ("A"..."Z").contains(narrow) ? Unicode.Scalar(UInt8(narrow.value | 0x20)) : narrow
    }

    private static let words = [
        "合计", "总计", "小计", "共", "备注", "填表",
        "总人数", "总数", "总人次", "累计", "人数合计", "人数:", "制表", "制单", "审核", "审批", "复核", "经办",
        "批准", "核准", "负责人:", "联系人:", "单位盖章", "(盖章", "盖章", "签字", "签章", "说明", "填报",
        "填写说明", "以上", "附注", "附:", "注:", "注1", "注意", "注.", "日期:", "第1页", "※", "*注",
        "total", "subtotal", "grandtotal", "note:", "notes", "remark", "preparedby", "checkedby",
        "approvedby", "signature",
    ]

    /// Beginnings that are no name of a department.
    private static let labels: Set<String> = [
        "合计", "总计", "小计", "共", "共计", "累计", "总人数", "总人次", "总数", "人数合计", "备注", "附注", "注",
        "注意", "注意事项", "说明", "填写说明", "填表说明", "第页", "第页共页", "盖章", "单位盖章", "签字", "签章",
        "total", "subtotal", "grandtotal", "notes", "remark", "remarks",
    ]
    /// What makes one of the words a label.
    private static let endings = [
        "人", "人签字", "人签名", "人签章", "签字", "签名", "签章", "盖章", "意见", "日期", "时间", "单位",
    ]
}
