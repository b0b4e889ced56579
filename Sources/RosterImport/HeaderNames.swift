// From the title over a column to its meaning, in whatever dress people write it.
import Identifiers

/// The titles that the columns of a kind of list are known by.
struct HeaderNames {
    private let columns: [String: ListColumn]
    private let further: Set<String>
    /// The columns without which a row is no header.
    let required: [ListColumn]

    init(kind: ListKind) {
        let names = ListColumn.names(of: kind)
        columns = names.mapValues(\.column)
        further = Set(names.filter { $0.value.givesWay }.keys)
        required = ListColumn.required(by: kind)
    }

    /// The meaning of a title.
    ///
    /// Beyond what `ListColumn.headerKey` ignores, a number before it (`1、姓名`), a word that asks
    /// for it (`姓名必填`), a second language (`姓名 Name`) and a second wording (`身份证/护照号码`) are
    /// seen through, where no part of the title means something else.
    ///
    /// - Parameter title: as it stands in the cell.
    /// - Returns: nil where the list has no such column.
    func column(of title: String) -> ListColumn? {
        if let column = columns[ListColumn.headerKey(title)] { return column }
        let bare = String(ListColumn.withoutNotes(title))
        let parts = bare.unicodeScalars.split(whereSeparator: Self.parts)
            .map { ListColumn.headerKey(String($0)) }
            .filter { key in !key.unicodeScalars.allSatisfy(\.isCounting) }
        guard let first = parts.first, let meaning = meaning(of: first) else { return nil }
        let isPlain = parts.dropFirst().allSatisfy { self.meaning(of: $0) ?? meaning == meaning }
        return isPlain ? meaning : nil
    }

    /// Whether a column of this title counts only where no other has its meaning.
    func givesWay(_ title: String) -> Bool { further.contains(ListColumn.headerKey(title)) }

    /// The meaning of a title that is spread over two rows, such as 驾驶员 over 姓名.
    func column(of group: String, over title: String) -> ListColumn? {
        columns[ListColumn.headerKey(group) + ListColumn.headerKey(title)]
    }

    /// Whether the columns under this title are about somebody who is not the row's own.
    func isSomebodyElse(_ group: String) -> Bool {
        let key = ListColumn.headerKey(group)
        return Self.others.contains(key)
            || ["信息", "情况", "资料"].contains {
                key.hasSuffix($0) && Self.others.contains(String(key.dropLast($0.count)))
            }
    }

    /// Whether the column only counts the rows.
    static func isSerial(_ title: String) -> Bool {
        ["序号", "序", "编号", "行号", "no", "sn", "serialno", "index"]
            .contains(ListColumn.headerKey(title))
    }

    /// The meaning of one wording.
    ///
    /// Looked for are the key itself, the key without a number before it or a word that asks for
    /// it, and its Chinese part. A Latin part alone says nothing, 配偶name is not the name; nor does
    /// a number after it, 姓名2 is somebody else's.
    private func meaning(of key: String) -> ListColumn? {
        if let column = columns[key] { return column }
        var scalars = key.unicodeScalars.drop { ("0"..."9").contains($0) }
        for ending in ["18位", "必填", "选填", "必填项", "required", "optional"]
        where String(scalars).hasSuffix(ending) {
            scalars = scalars.dropLast(ending.unicodeScalars.count)
        }
        if let column = columns[String(scalars)] { return column }
        let chinese = scalars.filter { $0.value >= 0x3400 }
        let isNumbered = scalars.contains { ("0"..."9").contains($0) }
        return chinese.isEmpty || isNumbered
            ? nil : columns[String(String.UnicodeScalarView(chinese))]
    }

    private static let others: Set<String> = [
        "紧急联系人", "紧急联系", "应急联系人", "联系人", "配偶", "爱人", "家属", "亲属", "直系亲属", "家庭成员",
        "家人", "父亲", "母亲", "父母", "子女", "监护人", "担保人", "证明人", "介绍人", "推荐人", "同住人",
        "同住人员", "共同居住人", "押运员", "押运人", "押运人员", "随车人员", "陪同人员", "副驾驶", "副驾驶员",
        "货主", "收货人", "发货人", "emergencycontact", "contactperson", "spouse", "family",
        "nextofkin", "guardian", "escort", "consignee", "consignor",
    ]

    private static func parts(_ scalar: Unicode.Scalar) -> Bool {
        switch FullWidth.fold(scalar) {
        case "/", "、", ".", "|", ",", ";", ":", "\\", "或": true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is a digit, Chinese or not.
    fileprivate var isCounting: Bool {
        ("0"..."9").contains(self) || "一二三四五六七八九十".unicodeScalars.contains(self)
    }
}
