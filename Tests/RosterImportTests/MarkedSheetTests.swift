// The marked sheet holds the person's own list, goes in again, and says what to mend.
import Foundation
import Identifiers
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

private let errorFill = "FFC7CE"
private let mendedFill = "FFEB9C"

/// What two readings must have in common for the second to be of the same list.
private func gist(_ reading: ListReading) -> [String] {
    ["\(reading.rowCount) \(reading.accepted.count) \(reading.file.headerRow ?? 0)"]
        + reading.problems.map {
            // Of a formula without a value nothing can be shown at first, `#N/A` afterwards.
            let value = $0.code == .cellError ? nil : $0.value
            return "\($0.row ?? 0) \($0.column ?? "-") \($0.code.rawValue) \(value ?? "-")"
        }
}

@Suite struct `Marked sheet` {
    @Test(arguments: try Samples.paths())
    func `gives the same rows and problems when it is read again unmended`(
        _ path: String
    ) throws {
        try holdsAgain(try Samples.bytes(path), Samples.kind(path))
    }

    @Test(arguments: try RealLists.files())
    func `does so for the lists of three programs`(_ file: String) throws {
        try holdsAgain([UInt8](try RealLists.data(file)), try RealLists.kind(file))
    }

    private func holdsAgain(_ bytes: [UInt8], _ kind: ListKind) throws {
        let before = readList(bytes, kind: kind, options: try options())
        guard before.fileProblem == nil else {
            #expect(throws: MarkedSheetFault.noList) { try mark(bytes, kind) }
            return
        }
        let (reading, book) = try mark(bytes, kind)
        let again = readList(book.bytes, kind: kind, options: try options())
        #expect(gist(again) == gist(reading))
        #expect(Array(again.people) == Array(reading.people))
        #expect(Array(again.vehicles) == Array(reading.vehicles))
        #expect(again.file.sheet == reading.file.sheet ?? "名单")
    }

    @Test func `colours and explains each bad cell, and no other`() throws {
        let rows =
            Maker.row("工号", "姓名", "身份证号", "手机") + Maker.row("E1", "张三", "99999920010503400X", "")
            + Maker.row("E2", "", "999999200105034001", "19900000042")
            + Maker.row("E3", "王五", "99999920010503400x", "+8619900000042")
        let (_, book) = try mark(Maker(rows: rows).bytes)
        let cells = book.cells(ofSheet: 2)
        let fills = cells.compactMapValues { book.fill($0.style) }.filter { !$0.key.hasSuffix("1") }
        #expect(fills == ["B3": errorFill, "C3": errorFill, "C4": errorFill, "D4": mendedFill])
        #expect(Set(book.comments.keys) == Set(fills.keys))
        let comment = try #require(book.comments["C3"])
        let code = ProblemCode.idChecksum
        for text in [code.message.zh, code.fix.zh, code.message.en, code.fix.en, code.rawValue] {
            #expect(comment.contains(text))
        }
        let chinese = try #require(comment.range(of: code.message.zh))
        let english = try #require(comment.range(of: code.message.en))
        #expect(chinese.upperBound < english.lowerBound)
        #expect(book.part("drawings/vmlDrawing1.vml").contains("<x:Row>2</x:Row>"))
    }

    @Test func `keeps titles, unknown columns, blank rows, totals and kinds of cells`() throws {
        var maker = Maker(
            rows: """
                <row r="2"><c r="A2" t="inlineStr"><is><t>五月名单</t></is></c></row>
                <row r="4"><c r="B4" t="str"><v>姓名</v></c><c r="C4" t="str"><v>身份证号</v></c>\
                <c r="D4" t="str"><v>入职</v></c><c r="E4" t="str"><v>党员</v></c>\
                <c r="F4" t="str"><v>班次</v></c><c r="G4" t="str"><v>补贴</v></c></row>
                <row r="6"><c r="B6" t="str"><v> 张三 </v></c><c r="C6"><v>999999200105034001</v></c>\
                <c r="D6" s="1"><v>44712.5</v></c><c r="E6" t="b"><v>1</v></c>\
                <c r="F6" s="1"><v>0.25</v></c><c r="G6"><v>12.5</v></c>\
                <c r="H6" t="e"><v>#REF!</v></c><c r="I6" t="str"><v>=1+1</v></c></row>
                <row r="9"><c r="B9" t="str"><v>合计</v></c><c r="G9"><v>12.5</v></c></row>
                """)
        maker.styles = """
            <styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>
            """
        let (reading, book) = try mark(maker.bytes)
        #expect(reading.rowCount == 1)
        let cells = book.cells(ofSheet: 2).mapValues(\.content)
        #expect(
            cells == [
                "A2": "inlineStr:五月名单", "B4": "inlineStr:姓名", "C4": "inlineStr:身份证号",
                "D4": "inlineStr:入职", "E4": "inlineStr:党员", "F4": "inlineStr:班次",
                "G4": "inlineStr:补贴", "B6": "inlineStr: 张三 ", "C6": "9.99999200105034E+17",
                "D6": "44712.5", "E6": "b:1", "F6": "0.25", "G6": "12.5", "H6": "inlineStr:#REF!",
                "I6": "inlineStr:=1+1", "B9": "inlineStr:合计", "G9": "12.5",
            ])
        let styles = book.part("styles.xml")
        #expect(styles.contains("yyyy-mm-dd hh:mm\""))
        #expect(styles.contains("formatCode=\"hh:mm\""))
    }

    @Test func `keeps the day of a date, whatever the workbook counted from`() throws {
        for (properties, serial, expected) in [
            ("", "44712", "44712"), ("<workbookPr date1904=\"1\"/>", "43250", "44712"),
            ("", "59", "59"), ("", "61", "61"),
        ] {
            var maker = Maker(
                rows: Maker.row("姓名", "身份证号", "入职")
                    + "<row><c/><c/><c s=\"1\"><v>\(serial)</v></c></row>")
            maker.workbookProperties = properties
            maker.styles = "<s><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></s>"
            let (_, book) = try mark(maker.bytes)
            #expect(book.cells(ofSheet: 2)["C2"]?.content == expected)
        }
    }

    @Test func `makes the columns of numbers text, for what is typed into them`() throws {
        let (_, book) = try mark(Array("备注,工号,姓名,身份证号,电话\n,0012,张三,E12345678,".utf8))
        let columns = book.part("worksheets/sheet2.xml").matches(
            of: /<col min="([0-9]+)"[^>]*? style="([0-9]+)"/)
        #expect(columns.map(\.1) == ["2", "4", "5"])
        let formats = book.part("styles.xml").split(separator: "<cellXfs").last ?? ""
        let styles = formats.matches(of: /<xf numFmtId="([0-9]+)"/)
        for column in columns { #expect(styles[try #require(Int(column.2))].1 == "49") }
        #expect(book.cells(ofSheet: 2)["B2"]?.content == "inlineStr:0012")
    }

    @Test func `marks the place where a column is missing`() throws {
        let (reading, book) = try mark(Array("车牌号,货物\n沪A12345,钢材\n沪A12346,".utf8), .vehicles)
        #expect(reading.problems.map(\.code) == [.driverMissing, .driverMissing])
        let cells = book.cells(ofSheet: 2)
        #expect(
            ["C1", "C2", "C3"].map { cells[$0].flatMap { book.fill($0.style) } }
                == [errorFill, errorFill, errorFill])
        #expect(try #require(book.comments["C1"]).contains("在本格写上表头“驾驶员”"))
        let again = readList(book.bytes, kind: .vehicles, options: try options())
        #expect(gist(again) == gist(reading))
    }

    @Test(arguments: ["UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"])
    func `keeps every character of a text, in any encoding`(_ encoding: String) throws {
        let odd = "_x000D_ _x4E00_ \u{1}\u{7F} a\tb \"引\"\r\n二 𠮷𰀀 \u{FFFD}<&>' =1+1"
        let quoted = "\"" + odd.replacing("\"", with: "\"\"") + "\""
        // Odd bytes at the very beginning would make it no text at all.
        let blank = String(repeating: "\n", count: 4_100)
        let text = "姓名,身份证号,部门,备注\n\(blank)张·三,E12345678,\(quoted),\(quoted)\n"
        let (reading, book) = try mark(try encode(text, as: encoding))
        #expect(reading.people.map(\.department) == [odd])
        let again = readList(book.bytes, kind: .staff, options: try options())
        #expect(Array(again.people) == Array(reading.people))
    }

    @Test func `keeps texts that are longer than a list may have`() throws {
        let long = String(repeating: "长", count: 9_000) + "_x000D_"
        var maker = Maker(
            rows: Maker.row("姓名", "身份证号", "备注", "部门") + Maker.row("张三", "E12345678", long, "甲")
                + "<row><c t=\"s\"><v>0</v></c></row>")
        maker.sharedStrings = "<sst><si><t>\(long)</t></si></sst>"
        let (reading, book) = try mark(maker.bytes)
        #expect(reading.problems.map(\.code) == [.cellTooLong, .idMissing])
        let cells = book.cells(ofSheet: 2)
        #expect(cells["C2"]?.content == "inlineStr:" + long)
        #expect(cells["A3"]?.content == "inlineStr:" + long)
    }

    @Test func `cuts what no cell can hold, and says so`() throws {
        let long = String(repeating: "长", count: 32_768)
        let (_, book) = try mark(Array("姓名,身份证号,备注\n张三,E12345678,\(long)".utf8))
        #expect(book.cells(ofSheet: 2)["C2"]?.content == "inlineStr:" + long.dropLast())
        #expect(book.part("worksheets/sheet1.xml").contains("有 1 个单元格超过 32767 个字符"))
    }

    @Test func `comments on 20,000 cells at most, and colours the others`() throws {
        let text = "姓名,身份证号\n" + String(repeating: "张三,1\n", count: 20_001)
        let (_, book) = try mark(Array(text.utf8))
        #expect(book.part("comments1.xml").split(separator: "<comment ").count == 20_001)
        let sheet = book.part("worksheets/sheet2.xml")
        let style = try #require(sheet.firstMatch(of: /r="B20002" s="([0-9]+)"/)?.1)
        #expect(book.fill(try #require(Int(style))) == errorFill)
        #expect(book.part("worksheets/sheet1.xml").contains("批注只写到第 20000 处"))
    }
}
