// Which sheet of several is read, and what is said of the others.
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

private func read(_ bytes: [UInt8], sheet: SheetChoice = .firstWithHeader) throws -> ListReading {
    readList(bytes, kind: .staff, options: try options(sheet: sheet))
}

private let list = Maker.sheet(Maker.header + Maker.person)
private let doubled = Maker.sheet(Maker.row("姓名", "员工姓名", "身份证号") + Maker.row("a", "b", "c"))

private let several = Maker(sheets: [
    ("旧", "hidden", list), ("说明", "visible", Maker.sheet(Maker.row("填写说明"))),
    ("模板", "visible", Maker.sheet(Maker.header)), ("汇总", "visible", doubled),
    ("一部", "visible", list), ("二部 ", "visible", list),
]).bytes

@Suite struct `Sheet of several` {
    @Test func `is the first with a header and rows; of each is told what it is`() throws {
        let file = try read(several).file
        #expect(file.sheet == "一部")
        #expect(
            file.sheets.map(\.standing) == [
                .hidden, .noHeader, .noRows, .headerDuplicate, .taken, .candidate,
            ])
        #expect(file.sheets.map(\.headerRow) == [nil, nil, 1, nil, 1, 1])
    }

    @Test(arguments: ["二部 ", "二部", " 二部", "旧"])
    func `is the one that is named, blanks around the name or none, hidden or not`(
        _ name: String
    ) throws {
        let reading = try read(several, sheet: .named(name))
        #expect(reading.accepted.count == 1)
        #expect(reading.file.sheets.filter { $0.standing != .unread }.count == 1)
    }

    @Test func `is not found by a name that none has, and the names are told`() throws {
        let reading = try read(several, sheet: .named("三部"))
        #expect(reading.file.sheets.map(\.standing).contains(.unread))
        let problem = try #require(reading.fileProblem)
        #expect(problem.code == .noHeader)
        #expect(problem.message.zh.contains("说明、模板、汇总"))
        #expect(problem.message.en.contains("说明, 模板, 汇总"))
    }

    @Test func `is preferred by its exact name`() throws {
        let bytes = Maker(sheets: [
            ("Ａ", "visible", Maker.sheet(Maker.header)), ("a", "visible", list),
        ]).bytes
        #expect(try read(bytes, sheet: .named("a")).accepted.count == 1)
        #expect(try read(bytes, sheet: .named("A")).fileProblem?.code == .noRows)
    }

    @Test func `has the fault of the first with a header, where none can be read`() throws {
        let template = ("模板", "visible", Maker.sheet(Maker.header))
        let double = ("汇总", "visible", doubled)
        #expect(try read(Maker(sheets: [template, double]).bytes).fileProblem?.code == .noRows)
        let duplicate = try read(Maker(sheets: [double, template]).bytes)
        #expect(duplicate.fileProblem?.code == .headerDuplicate)
        #expect(duplicate.file.sheets.map(\.standing) == [.headerDuplicate, .noRows])
    }

    @Test func `does not give way where the workbook is damaged`() throws {
        let torn = ("一", "visible", "<worksheet><sheetData><row></sheetData></worksheet>")
        let bytes = Maker(sheets: [torn, ("二", "visible", list)]).bytes
        #expect(try read(bytes).fileProblem?.code == .fileDamaged)
    }

    @Test func `has its relationship under any prefix, and no stranger's id`() throws {
        var zip = ZipMaker()
        for (path, content) in Maker.partsWithoutSheet {
            let strange = content.replacing(
                "<sheet ", with: "<sheet xmlns:z=\"urn:z\" z:id=\"rId9\" ")
            zip.add(path, Array(strange.utf8))
        }
        zip.add("xl/worksheets/sheet0.xml", Array(list.utf8))
        #expect(try read(zip.archive).accepted.count == 1)
    }
}

@Suite struct `Row of a workbook` {
    @Test func `may not come twice, nor may the header come late`() throws {
        let row = { (number: Int, text: String) in
            "<row r=\"\(number)\"><c t=\"str\"><v>\(text)</v></c><c t=\"str\"><v>身份证</v></c></row>"
        }
        for rows in [
            row(1, "姓名") + row(3, "张三") + row(2, "李四") + row(3, "王五"),
            row(4, "张三") + row(1, "姓名"), row(3, "姓名") + row(2, "张三"),
        ] {
            #expect(try read(Maker(rows: rows).bytes).fileProblem?.code == .fileDamaged)
        }
    }

    @Test func `says of a formula that nobody has worked out that it has no value`() throws {
        let rows =
            Maker.row("姓名", "身份证号", "部门")
            + "<row><c><f>源!A2</f></c><c t=\"str\"><f>源!B2</f><v>E12345678</v></c>"
            + "<c><f>源!C2</f><v/></c></row>"
        let problems = try read(Maker(rows: rows).bytes).problems
        #expect(problems.map(\.code) == [.cellError, .cellError])
        #expect(problems.allSatisfy { $0.message != $0.code.message && $0.fix != $0.code.fix })
    }

    @Test func `is a row where it has an ID number, whatever it begins with`() throws {
        let rows =
            Maker.header + Maker.row("合计", "张三", "E12345678") + Maker.row("说明", "李四", "E12345679")
            + Maker.row("注1", "王五", "E12345670") + Maker.row("注1", "王五")
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.accepted.count == 3)
        #expect(reading.rowCount == 3)
    }

    @Test func `counts where it has more than its number`() throws {
        let rows =
            Maker.row("序号", "姓名", "身份证号", "备注") + Maker.row("1", "张三", "E12345678")
            + Maker.row("2") + Maker.row("3", " ", " ", "缺") + Maker.row("四")
        let reading = try read(Maker(rows: rows).bytes)
        #expect(reading.rowCount == 3)
        #expect(reading.problems.map(\.row) == [4, 4, 5, 5])
    }
}
