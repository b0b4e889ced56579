// What the writers of workbooks do differently from each other.
import Identifiers
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

private func read(
    _ bytes: [UInt8], _ kind: ListKind = .staff, sheet: SheetChoice = .firstWithHeader
) throws -> ListReading {
    readList(bytes, kind: kind, options: try options(sheet: sheet))
}

@Suite struct `Workbook` {
    @Test func `takes positions by order where they are missing`() throws {
        let reading = try read(Maker(rows: Maker.header + Maker.person).bytes)
        #expect(reading.people.map(\.name.text) == ["张三"])
        #expect(reading.people.first?.row == 2)
    }

    @Test func `takes positions as written, with gaps`() throws {
        let rows = """
            <row r="3"><c r="B3" t="str"><v>姓名</v></c><c r="D3" t="str"><v>证件号码</v></c></row>
            <row r="9"><c r="D9" t="str"><v>99999920010503400X</v></c>\
            <c r="B9" t="str"><v>张三</v></c></row><row><c t="str"><v>x</v></c></row>
            """
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.file.headerRow == 3)
        #expect(reading.people.map(\.row) == [9])
        #expect(reading.problems.map(\.row) == [10, 10])
    }

    @Test func `reads elements under any prefix`() throws {
        let sheet = """
            <x:worksheet xmlns:x="urn:x"><x:sheetData><x:row>
            <x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c>
            <x:c t="inlineStr"><x:is><x:t>身份证</x:t></x:is></x:c></x:row>
            <x:row><x:c t="str"><x:f>A1</x:f><x:v>张三</x:v></x:c>
            <x:c t="str"><x:v>99999920010503400X</x:v></x:c></x:row></x:sheetData></x:worksheet>
            """
        let reading = try read(Maker(sheets: [("名单", "visible", sheet)]).bytes)
        #expect(reading.people.map(\.name.text) == ["张三"])
    }

    @Test func `joins rich text and drops its phonetic readings`() throws {
        var maker = Maker(
            rows: """
                <row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
                <row><c t="s"><v>2</v></c><c t="inlineStr"><is><r><t>999999</t></r>\
                <r><t>20010503400X</t></r><rPh sb="0" eb="1"><t>かな</t></rPh></is></c></row>
                """)
        maker.sharedStrings = """
            <sst><si><t>姓名</t></si><si><r><rPr/><t>身份</t></r><r><t>证号</t></r></si>
            <si><t>张三</t><rPh sb="0" eb="1"><t>チョウ</t></rPh><phoneticPr/></si></sst>
            """
        let reading = try read(maker.bytes)
        #expect(reading.people.map(\.name.text) == ["张三"])
        #expect(reading.people.map(\.identity.text) == ["99999920010503400X"])
    }

    @Test func `reads characters that are written as their number`() throws {
        let rows =
            Maker.row("姓名", "身份证号", "部门")
            + Maker.row("张三_x000D_", "E12345678", "_x4E00_车间_x_甲_x005F_x000D_")
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.people.map(\.name.text) == ["张三"])
        #expect(reading.people.map(\.department) == ["一车间_x_甲_x000D_"])
    }

    @Test func `leaves out zeros that nobody typed, and nothing after them`() throws {
        let rows =
            Maker.row("姓名", "身份证号", "部门", "工号")
            + Maker.row("张三", "E12345678", "生_x0000_产部_x0000_", "E_x0000_1")
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.people.map(\.department) == ["生产部"])
        #expect(reading.people.map(\.employeeNumber?.text) == ["E1"])
    }

    @Test func `does not take TRUE or FALSE for a name, where nobody wrote it`() throws {
        let truth = { (value: Int) in "<c t=\"b\"><v>\(value)</v></c>" }
        let rows =
            Maker.row("姓名", "身份证号", "部门")
            + "<row>\(truth(1))<c t=\"str\"><v>E12345678</v></c></row>"
            + "<row>\(truth(0))<c t=\"str\"><v>E12345679</v></c></row>"
            + "<row><c t=\"str\"><v>True</v></c><c t=\"str\"><v>E12345670</v></c>\(truth(1))</row>"
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.problems.map(\.code) == [.nameInvalid, .nameInvalid])
        #expect(reading.problems.map(\.value) == ["TRUE", "FALSE"])
        #expect(reading.people.map(\.name.text) == ["True"])
        #expect(reading.people.map(\.department) == ["TRUE"])
    }

    @Test(arguments: ["\n0\n", " 0 ", "\t00 "])
    func `finds a shared string with blanks around its number`(_ number: String) throws {
        let cell = { (text: String) in "<c t=\"s\"><v>\(text)</v></c>" }
        let header = "<row>\(cell(number))\(cell("1"))</row>"
        var maker = Maker(rows: header + Maker.row("张三", "E12345678"))
        maker.sharedStrings = "<sst><si><t>姓名</t></si><si><t>身份证号</t></si></sst>"
        #expect(try read(maker.bytes).people.map(\.name.text) == ["张三"])
        for other in ["0 1", "x", "0x", "99999999999999999999999"] {
            maker.sheets[0].xml = Maker.sheet(Maker.header + "<row>\(cell(other))</row>")
            #expect(try read(maker.bytes).fileProblem?.code == .fileDamaged)
        }
    }

    @Test func `is damaged where a row has two cells of one reference`() throws {
        let cell = { (place: String, text: String) in
            "<c r=\"\(place)\" t=\"str\"><v>\(text)</v></c>"
        }
        let person = cell("B2", "E12345678") + cell("A2", "张三")
        let list = { (cells: String) in
            let rows = Maker.row("姓名", "身份证号") + "<row r=\"2\">\(cells)</row>"
            return try read(Maker(rows: rows).bytes)
        }
        #expect(try list(person).people.count == 1)
        #expect(try list(person + cell("A2", "李四")).fileProblem?.code == .fileDamaged)
        #expect(try list(person + "<c/>").fileProblem?.code == .fileDamaged)
        #expect(try list(person + cell("C2", "x") + "<c r=\"D2\"/>").people.count == 1)
    }

    @Test func `calls a shared string that is not there damage`() throws {
        let rows = Maker.header + "<row><c t=\"s\"><v>7</v></c></row>"
        #expect(try read(Maker(rows: rows).bytes).fileProblem?.code == .fileDamaged)
    }

    @Test func `passes over hidden sheets and those without a header`() throws {
        let list = Maker.sheet(Maker.header + Maker.person)
        let reading = try read(
            Maker(sheets: [
                ("旧", "hidden", list), ("旧二", "veryHidden", list),
                ("说明", "visible", Maker.sheet(Maker.row("填写说明"))), ("名单", "visible", list),
                ("另", "visible", list),
            ]).bytes)
        #expect(reading.file.sheet == "名单")
        let hidden = try read(Maker(sheets: [("旧", "hidden", list)]).bytes)
        #expect(hidden.fileProblem?.code == .noHeader)
    }

    @Test func `reads the sheet that is named, and no other`() throws {
        let bytes = Maker(sheets: [
            ("甲", "visible", Maker.sheet(Maker.header + Maker.person)),
            ("乙", "visible", Maker.sheet(Maker.header + Maker.person + Maker.row("E2", "李四"))),
        ]).bytes
        #expect(try read(bytes, sheet: .named("乙")).rowCount == 2)
        #expect(try read(bytes, sheet: .named("丙")).fileProblem?.code == .noHeader)
    }

    @Test func `writes numbers out as stored, and knows what a number has lost`() throws {
        let rows =
            Maker.row("工号", "姓名", "身份证号", "手机号")
                + """
                <row><c><v>10023</v></c><c t="str"><v>张三</v></c><c t="str"><v>E12345678</v></c>\
                <c><v>1.9900000042E10</v></c></row>
                <row><c><v>7.0</v></c><c t="str"><v>李四</v></c>\
                <c><v>9.99999200105034E+17</v></c></row>
                <row><c><v>8</v></c><c t="str"><v>李四</v></c><c><v>999999200105034001</v></c></row>
                <row><c><v>9</v></c><c t="str"><v>李四</v></c><c><v>1234567890123456</v></c></row>
                <row><c><v>10</v></c><c t="str"><v>李四</v></c><c><v>123456789012345</v></c></row>
                <row><c><v>11</v></c><c t="str"><v>李四</v></c><c t="str"><v>4.4E+17</v></c></row>
                """
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.people.map(\.employeeNumber?.text) == ["10023"])
        #expect(reading.people.map(\.phone?.text) == ["19900000042"])
        #expect(
            reading.problems.map { "\($0.row ?? 0) \($0.code.rawValue)" } == [
                "3 ID_ROUNDED", "4 ID_ROUNDED", "5 ID_ROUNDED", "6 ID_FORMAT", "7 ID_ROUNDED",
            ])
    }

    @Test(arguments: [("", "2022-06-30"), ("<workbookPr date1904=\"1\"/>", "2026-07-01")])
    func `reads dates by their format and epoch`(_ properties: String, _ date: String) throws {
        var maker = Maker(
            rows: Maker.row("姓名", "身份证号", "有效期至")
                + """
                <row><c t="str"><v>张三</v></c><c t="str"><v>E12345678</v></c>\
                <c s="1"><v>44742</v></c></row>
                <row><c t="str"><v>张三</v></c><c t="str"><v>E12345679</v></c>\
                <c s="2"><v>44742.5</v></c></row>
                <row><c t="str"><v>张三</v></c><c t="str"><v>E12345670</v></c>\
                <c s="0"><v>44742</v></c></row>
                <row><c t="str"><v>张三</v></c><c t="str"><v>E12345671</v></c>\
                <c s="0"><v>447420</v></c></row>
                """)
        maker.workbookProperties = properties
        maker.styles = """
            <styleSheet><numFmts><numFmt numFmtId="176" \
            formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>\
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs>\
            </styleSheet>
            """
        let reading = try read(maker.bytes)
        #expect(reading.people.map(\.validUntil?.text) == [date, date + " 12:00:00", date])
        #expect(reading.problems.map(\.code) == [.dateFormat])
    }

    @Test func `reports error cells of its own columns only`() throws {
        let rows =
            Maker.row("姓名", "身份证号", "年龄")
            + "<row><c t=\"e\"><v>#REF!</v></c><c t=\"str\"><v>E12345678</v></c>"
            + "<c t=\"e\"><v>#N/A</v></c></row>"
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.problems.map(\.code) == [.cellError])
        #expect(reading.problems.first?.value == "#REF!")
    }

    @Test func `passes over titles above and totals below, and counts the rest`() throws {
        let rows =
            Maker.row("2022年返岗名单") + "<row/>" + Maker.header + Maker.person + "<row/>"
            + Maker.row("合 计", "1人", "共12人") + Maker.row("备注:请于周五前提交") + Maker.row("填表人:李四")
            + Maker.row("共12", "李四", "E12345678")
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.file.headerRow == 3)
        #expect(reading.rowCount == 2)
        #expect(reading.people.map(\.row) == [4, 9])
    }

    @Test func `looks for the header in ten rows, blank ones counted, and no further`() throws {
        let blank = { String(repeating: "<row/>", count: $0) }
        let tenth = try read(Maker(rows: blank(9) + Maker.header + Maker.person).bytes)
        #expect(tenth.file.headerRow == 10)
        let eleventh = try read(Maker(rows: blank(10) + Maker.header + Maker.person).bytes)
        #expect(eleventh.fileProblem?.code == .noHeader)
    }

    @Test func `reads UTF-16 parts too`() throws {
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + Maker.sheet(Maker.header + Maker.person)
        var zip = ZipMaker()
        let units = Array(xml.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }.joined())
        zip.add(
            "xl/workbook.xml",
            Array("<workbook><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>".utf8))
        zip.add(
            "xl/_rels/workbook.xml.rels",
            Array("<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"s.xml\"/></R>".utf8))
        zip.add("xl/s.xml", [0xFF, 0xFE] + units)
        #expect(try read(zip.archive).rowCount == 1)
    }
}
