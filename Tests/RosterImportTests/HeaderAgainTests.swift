// The header once more further down: at the top of a printed page, or over another list.
import Identifiers
import RosterImport
import Testing

private func read(_ kind: ListKind, _ rows: String...) throws -> ListReading {
    let text = rows.joined(separator: "\n") + "\n"
    return readList(Array(text.utf8), kind: kind, options: try options())
}

@Suite struct `Header again` {
    private static let person = "张三,99999920010503400X,生产部,E1"

    @Test(arguments: ["姓名,身份证号,部门,工号", "姓名,身份证号,,", "姓名,身份证号,所在部门,员工编号", "姓名,,,", ",,部门,"])
    func `is no row of the list`(_ again: String) throws {
        let reading = try read(
            .staff, "姓名,身份证号,部门,工号", Self.person, again, "李四,E12345678,质检部,E2")
        #expect(reading.rowCount == 2)
        #expect(reading.people.map(\.department) == ["生产部", "质检部"])
        #expect(reading.problems.isEmpty)
    }

    @Test(arguments: ["姓名,身份证号,工号,部门", "姓名,身份证号,紧急联系电话,工号"])
    func `refuses the list where its columns are others, and says where`(_ again: String) throws {
        let problem = try read(
            .staff, "姓名,身份证号,部门,工号", Self.person, again, "李四,E12345678,E2,质检部"
        ).fileProblem
        #expect(problem?.code == .headerDuplicate)
        #expect(problem?.message.zh.contains("第3行") == true)
        #expect(problem?.message.en.contains("row 3") == true)
        #expect(problem?.fix != ProblemCode.headerDuplicate.fix)
    }

    @Test func `does not make another sheet the list`() throws {
        let header = WorkbookMaker.row("姓名", "身份证号", "工号")
        let rows = header + WorkbookMaker.row("张三", "E12345678", "1")
        let other = rows + WorkbookMaker.row("姓名", "身份证号", "部门")
        let maker = WorkbookMaker(sheets: [
            ("一", "visible", WorkbookMaker.sheet(other)),
            ("二", "visible", WorkbookMaker.sheet(rows)),
        ])
        #expect(try refusal(of: maker.bytes) == .headerDuplicate)
    }

    @Test func `of two rows may come with its upper row or its lower`() throws {
        for again in ["姓名,证件,,部门", ",类型,号码,", "姓名,类型,号码,部门"] {
            let reading = try read(
                .staff, "姓名,证件,,部门", ",类型,号码,", "张三,护照,E12345678,甲", again,
                "李四,护照,E12345679,乙")
            #expect(reading.people.map(\.department) == ["甲", "乙"])
            #expect(reading.rowCount == 2)
        }
    }

    @Test func `is not told by one word that is also a title`() throws {
        let reading = try read(.vehicles, "车牌号,驾驶员,货物", ",张三,货物", "沪A12345,李四,货物")
        #expect(reading.rowCount == 2)
        #expect(reading.problems.map(\.code) == [.plateMissing])
    }
}
