// The kinds of list that offices keep, each by its name: what comes out of one like it.
import Identifiers
import RosterImport
import Testing

private typealias Maker = WorkbookMaker

/// One kind of list.
struct ListOfKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let names: [String]
    let departments: [String?]?
    let ends: [String]?

    /// A file's bytes and what must come out of them, everybody in it being accepted.
    init(
        _ description: String, _ bytes: [UInt8], names: [String] = ["张三", "李四"],
        departments: [String?]? = nil, ends: [String]? = nil
    ) {
        testDescription = description
        self.bytes = bytes
        self.names = names
        self.departments = departments
        self.ends = ends
    }
}

private let ids = ["99999920010503400X", "E12345678", "E12345679", "E12345670", "E12345671"]

/// A workbook of one sheet with this inside of it.
private func book(_ rows: String, after: String = "", before: String = "") -> [UInt8] {
    let xml = "<worksheet>\(before)<sheetData>\(rows)</sheetData>\(after)</worksheet>"
    return Maker(sheets: [("名单", "visible", xml)]).bytes
}

/// Cells with their references, as Excel writes them.
private func row(_ number: Int, _ cells: [String?]) -> String {
    let written = cells.enumerated().compactMap { index, text in
        text.map {
            "<c r=\"\("ABCDEFGH".map(String.init)[index])\(number)\" t=\"inlineStr\">"
                + "<is><t>\($0)</t></is></c>"
        }
    }
    return "<row r=\"\(number)\">\(written.joined())</row>"
}

private func table(_ rows: [String?]...) -> String {
    rows.enumerated().map { row($0 + 1, $1) }.joined()
}

private let plain = table(["姓名", "身份证号"], ["张三", ids[0]], ["李四", ids[1]])
private let text = "姓名,身份证号\r\n张三,\(ids[0])\r\n李四,\(ids[1])\r\n"

private func named(_ description: String, _ names: [String], as written: [String]) -> ListOfKind {
    let rows = written.enumerated().map { row($0 + 2, [$1, ids[$0]]) }.joined()
    return ListOfKind(description, book(row(1, ["姓名", "身份证号"]) + rows), names: names)
}

private func dated(
    _ description: String, _ cells: [String], _ ends: [String], properties: String = ""
) -> ListOfKind {
    var maker = Maker(
        rows: Maker.row("姓名", "身份证号", "有效期至")
            + zip(cells, ids).map {
                "<row><c t=\"str\"><v>张三</v></c><c t=\"str\"><v>\($1)</v></c>\($0)</row>"
            }.joined())
    maker.workbookProperties = properties
    maker.styles =
        "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    return ListOfKind(description, maker.bytes, names: cells.map { _ in "张三" }, ends: ends)
}

private func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
}

private func shared(_ rows: String, _ strings: [String]) -> [UInt8] {
    var maker = Maker(rows: rows)
    maker.sharedStrings = "<sst>\(strings.map { "<si>\($0)</si>" }.joined())</sst>"
    return maker.bytes
}

private let cellsOfWorkbooks = [
    ListOfKind(
        "formulas with cached values",
        book(
            row(1, ["姓名", "身份证号"])
                + "<row><c t=\"str\"><f>源!A2</f><v>张三</v></c>"
                + "<c t=\"str\"><f>IF(源!B2=\"\",\"\",源!B2)</f><v>\(ids[0])</v></c></row>"
                + "<row><c t=\"str\"><f si=\"0\"/><v>李四</v></c>"
                + "<c t=\"str\"><f/><v>\(ids[1])</v></c></row>"
                + "<row><c t=\"str\"><f>源!A4</f><v></v></c></row>")),
    ListOfKind(
        "rich text",
        shared(
            row(1, ["姓名", "身份证号"]) + "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>",
            [
                "<r><rPr><b/></rPr><t>张</t></r><r><t>三</t></r><rPh sb=\"0\"><t>x</t></rPh>",
                "<r><t>999999</t></r><r><t>20010503400X</t></r>",
            ]), names: ["张三"]),
    ListOfKind("inline strings", book(plain)),
    ListOfKind(
        "cells and rows without references",
        book(Maker.row("姓名", "身份证号") + Maker.row("张三", ids[0]) + Maker.row("李四", ids[1]))),
    ListOfKind(
        "prefixed namespaces",
        Maker(sheets: [
            (
                "名单", "visible",
                "<x:worksheet xmlns:x=\"urn:x\"><x:sheetData>"
                    + plain.replacing("</", with: "</x:").replacing("<c", with: "<x:c")
                    .replacing("<r", with: "<x:r").replacing("<is>", with: "<x:is>")
                    .replacing("<t>", with: "<x:t>") + "</x:sheetData></x:worksheet>"
            )
        ]).bytes),
    ListOfKind(
        "elements and attributes of strangers",
        book(
            plain.replacing(
                "<row r=\"2\">",
                with: "<z:row xmlns:z=\"urn:z\" r=\"9\"><c><v>1</v></c></z:row>"
                    + "<row xmlns:z=\"urn:z\" z:r=\"7\" r=\"2\">"
            ).replacing("<c r=\"A2\"", with: "<c r=\"A2\" z:r=\"H2\" z:t=\"e\""))),
    ListOfKind(
        "rows out of order",
        book(row(1, ["姓名", "身份证号"]) + row(3, ["李四", ids[1]]) + row(2, ["张三", ids[0]]))),
    ListOfKind(
        "a hidden column of a meaning that a shown one has",
        book(
            table(
                ["部门", "姓名", "身份证号", "所在部门"], ["旧", "张三", ids[0], "新"],
                ["旧", "李四", ids[1], "新"]),
            before: "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>"),
        departments: ["新", "新"]),
    ListOfKind(
        "a column of a rarer title beside the usual one",
        book(
            table(
                ["护照号码", "姓名", "身份证号", "名字"], [nil, "张三", ids[0], "三"], ["E9", "李四", ids[1]]))),
    ListOfKind(
        "a hidden column that the list needs",
        book(plain, before: "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>")),
    ListOfKind(
        "strict OOXML",
        Maker(sheets: [
            (
                "名单", "visible",
                "<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheetData>"
                    + plain + "</sheetData></worksheet>"
            )
        ]).bytes),
]

private let shapesOfLists = [
    ListOfKind(
        "titles and notes above the header",
        book(
            table(
                ["返岗人员名单"], ["填报日期：2022年5月31日", nil, "单位：人"], [], ["注：姓名与证件一致"],
                ["姓名", "身份证号"], ["张三", ids[0]], ["李四", ids[1]]))),
    ListOfKind(
        "blank rows and a total row below",
        book(
            table(
                ["序号", "姓名", "身份证号"], ["1", "张三", ids[0]], [], [" ", "\u{3000}"],
                ["2", "李四", ids[1]], ["3"], ["4", " "], ["合　计", "2"], ["总人数：2"], ["制表人：张三"],
                [nil, "审核人：李四"], ["说明：以上属实"], ["注：以上属实"], ["Total", "2"], ["（盖章）"]))),
    ListOfKind(
        "the header again on each page",
        book(
            table(
                ["姓名", "身份证号", "部门"], ["张三", ids[0], "甲"], ["姓名", "身份证号", "部门"],
                ["李四", ids[1], "乙"]))),
    ListOfKind(
        "cells merged over rows",
        book(
            table(
                ["姓名", "身份证号", "部门"], ["张三", ids[0], "甲"], ["李四", ids[1]], [], ["王五", ids[2]],
                ["赵六", ids[3], "乙"], ["孙七", ids[4]], ["合计", "5"]),
            after: "<mergeCells><mergeCell ref=\"C6:C8\"/><mergeCell ref=\"C2:C4\"/>"
                + "<mergeCell ref=\"A1:A2\"/></mergeCells>"),
        names: ["张三", "李四", "王五", "赵六", "孙七"], departments: ["甲", "甲", nil, "乙", "乙"]),
    ListOfKind(
        "cells merged over columns",
        book(
            table(["姓名", nil, "身份证号"], ["张三", nil, ids[0]], ["李四", nil, ids[1]]),
            after: "<mergeCells><mergeCell ref=\"A2:B2\"/></mergeCells>")),
    ListOfKind(
        "a header of two rows",
        book(
            table(
                ["姓名", "身份证号", "联系方式", nil, "部门"], [nil, nil, "手机号", "住址"],
                ["张三", ids[0], "19900000001", "1号", "甲"],
                ["李四", ids[1], "19900000002", "1号", "乙"])), departments: ["甲", "乙"]),
    ListOfKind(
        "a header split over two rows",
        book(
            table(
                ["姓名", "证件", nil, "部门"], [nil, "类型", "号码"], ["张三", "身份证", ids[0], "甲"],
                ["李四", "护照", ids[1], "乙"])), departments: ["甲", "乙"]),
    dated(
        "dates as serials of 1900", ["<c s=\"1\"><v>44742</v></c>", "<c><v>44742.5</v></c>"],
        ["2022-06-30", "2022-06-30 12:00:00"]),
    dated(
        "dates as serials of 1904",
        ["<c s=\"1\"><v>43280</v></c>", "<c t=\"str\"><v>43280</v></c>"],
        ["2022-06-30", "2022-06-30"], properties: "<workbookPr date1904=\"1\"/>"),
    dated(
        "dates as ISO 8601 cells",
        [
            "<c t=\"d\"><v>2022-06-30</v></c>", "<c t=\"d\"><v>2022-06-30T08:00:00.000Z</v></c>",
        ], ["2022-06-30", "2022-06-30 08:00:00"]),
    dated(
        "dates as text in five styles",
        ["2022-06-30", "2022/6/30", "2022.6.30", "2022年6月30日", "20220630"].map {
            "<c t=\"str\"><v>\($0)</v></c>"
        }, Array(repeating: "2022-06-30", count: 5)),
    ListOfKind(
        "numbers stored as text and text as numbers",
        book(
            row(1, ["姓名", "身份证号", "手机号", "工号"])
                + "<row><c t=\"str\"><v>张三</v></c><c t=\"str\"><v>'\(ids[0])</v></c>"
                + "<c><v>1.9900000042E10</v></c><c><v>7.0</v></c></row>"
                + "<row><c t=\"str\"><v>李四</v></c><c t=\"str\"><v> \(ids[1]) </v></c>"
                + "<c t=\"str\"><v>19900000043</v></c><c t=\"str\"><v>8</v></c></row>")),
    ListOfKind(
        "headers with stars, spaces and line breaks",
        book(table(["*姓 名", "※身份证号\n（18位）"], ["张三", ids[0]], ["李四", ids[1]]))),
    named(
        "rare characters outside the BMP", ["𠮷田", "王𬎆", "赵\u{30000}"],
        as: ["𠮷田", "王𬎆", "赵\u{30000}"]),
    named(
        "names with middle dots", Array(repeating: "买买提·艾力", count: 5),
        as: ["买买提·艾力", "买买提．艾力", "买买提•艾力", "买买提. 艾力", "买买提●艾力"]),
    named(
        "Latin names", ["José García", "Łukasz Nowak", "Nguyễn Văn An"],
        as: ["Jose\u{301} Garci\u{301}a", "Łukasz  Nowak", "Nguye\u{302}\u{303}n Văn An"]),
]

private let kindsOfText = [
    ListOfKind("UTF-16 text", utf16(text)),
    ListOfKind("tabs", Array(text.replacing(",", with: "\t").utf8)),
    ListOfKind("bars", Array(text.replacing(",", with: "|").utf8)),
    ListOfKind(
        "quoted line breaks",
        Array("姓名,\"身份证\n号\",部门\r\n张三,\(ids[0]),\"甲\r\n乙\"\r\n李四,\(ids[1]),丙\r\n".utf8),
        departments: ["甲\r\n乙", "丙"]),
    ListOfKind("LF", Array(text.replacing("\r\n", with: "\n").utf8)),
    ListOfKind("CR", Array(text.replacing("\r\n", with: "\r").utf8)),
    ListOfKind("a BOM in UTF-8", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
    // 姓名, 身份证号 and 张三 in GB18030.
    ListOfKind(
        "a BOM in GB18030",
        [0x84, 0x31, 0x95, 0x33, 0xD0, 0xD5, 0xC3, 0xFB, 0x2C]
            + [0xC9, 0xED, 0xB7, 0xDD, 0xD6, 0xA4, 0xBA, 0xC5, 0x0A, 0xD5, 0xC5, 0xC8, 0xFD, 0x2C]
            + Array(ids[0].utf8), names: ["张三"]),
    ListOfKind(
        "numbers guarded from being read as numbers",
        Array("姓名,身份证号\n张三,=\"\(ids[0])\"\n李四,\"=\"\"\(ids[1])\"\"\"\n".utf8)),
    ListOfKind(
        "a header of two rows as text",
        Array("姓名,证件,,部门\n,类型,号码,\n张三,身份证,\(ids[0]),甲\n李四,护照,\(ids[1]),乙\n".utf8),
        departments: ["甲", "乙"]),
]

@Suite struct `Kind of list` {
    @Test(arguments: cellsOfWorkbooks + shapesOfLists + kindsOfText)
    func `is read whole`(_ list: ListOfKind) throws {
        let reading = readList(list.bytes, kind: .staff, options: try options())
        #expect(reading.problems.filter { $0.severity == .error } == [])
        #expect(reading.people.map(\.name.text) == list.names)
        #expect(reading.rowCount == list.names.count)
        if let departments = list.departments {
            #expect(reading.people.map(\.department) == departments)
        }
        if let ends = list.ends { #expect(reading.people.map { $0.validUntil?.text } == ends) }
    }
}
