// Marked sheets of lists that are more than rows of cells: merged, hidden, shuffled, worked out.
import Foundation
import Identifiers
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

/// Marks a workbook of one sheet and reads what came of it.
private func again(_ sheet: String, properties: String = "", styles: String? = nil) throws -> (
    first: ListReading, second: ListReading, book: UnpackedBook
) {
    var maker = Maker(sheets: [("名单", "visible", sheet)])
    maker.workbookProperties = properties
    maker.styles = styles
    let (first, book) = try mark(maker.bytes)
    return (first, readList(book.bytes, kind: .staff, options: try options()), book)
}

@Suite struct `Marked sheet of a list as offices keep it` {
    @Test func `keeps a department that is merged over several people`() throws {
        let rows =
            Maker.row("部门", "姓名", "身份证号") + Maker.row("一车间", "张三", "E12345678")
            + "<row><c/><c t=\"str\"><v>李四</v></c><c t=\"str\"><v>E1</v></c></row>"
            + "<row><c/><c t=\"str\"><v>王五</v></c><c t=\"str\"><v>E12345670</v></c></row>"
        let sheet = """
            <worksheet xmlns="urn:x"><sheetData>\(rows)</sheetData>\
            <mergeCells><mergeCell ref="A2:A4"/></mergeCells></worksheet>
            """
        let (first, second, book) = try again(sheet)
        #expect(first.people.map(\.department) == ["一车间", "一车间"])
        #expect(Array(second.people) == Array(first.people))
        #expect(Array(second.problems) == Array(first.problems))
        #expect(book.part("worksheets/sheet2.xml").matches(of: /<mergeCell\s/).count == 1)
    }

    @Test func `keeps a column hidden, so that another of its meaning still counts`() throws {
        let sheet = """
            <worksheet xmlns="urn:x"><cols><col min="2" max="2" hidden="1"/></cols><sheetData>\
            \(Maker.row("姓名", "手机号", "手机", "身份证号"))\
            \(Maker.row("张三", "19900000041", "19900000042", "E12345678"))\
            \(Maker.row("李四", "", "1", "E12345679"))</sheetData></worksheet>
            """
        let (first, second, _) = try again(sheet)
        #expect(first.people.map { $0.phone?.text } == ["19900000042"])
        #expect(Array(second.people) == Array(first.people))
        #expect(Array(second.problems) == Array(first.problems))
    }

    @Test func `keeps the zeros that a format puts before a number`() throws {
        let cells = zip(["7", "1234567", "12.5", "0", "-8"], 0...).map { stored, n in
            "<row><c t=\"str\"><v>张三</v></c><c t=\"str\"><v>E1234567\(n)</v></c>"
                + "<c s=\"1\"><v>\(stored)</v></c></row>"
        }
        let styles = """
            <styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000;@"/></numFmts>\
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>
            """
        let (first, second, _) = try again(
            Maker.sheet(Maker.row("姓名", "身份证号", "工号") + cells.joined()), styles: styles)
        let expected = ["00007", "1234567", "12.5", "00000", "-8"]
        #expect(first.people.map { $0.employeeNumber?.text } == expected)
        #expect(second.people.map { $0.employeeNumber?.text } == expected)
    }

    @Test func `puts rows that came in any order where they belong`() throws {
        let row = { (number: Int, name: String, id: String) in
            "<row r=\"\(number)\"><c t=\"str\"><v>\(name)</v></c>"
                + "<c t=\"str\"><v>\(id)</v></c></row>"
        }
        let (first, second, book) = try again(
            Maker.sheet(
                row(1, "姓名", "身份证号") + row(5, "李四", "1") + row(3, "张三", "E12345678")
                    + row(4, "", "E12345679")))
        #expect(first.problems.map(\.row) == [4, 5])
        #expect(Array(second.people) == Array(first.people))
        #expect(Array(second.problems) == Array(first.problems))
        #expect(Set(book.comments.keys) == ["A4", "B5"])
    }

    @Test func `keeps the day that a number without a format stands for`() throws {
        for (properties, serial) in [("", 47_999), ("<workbookPr date1904=\"1\"/>", 46_537)] {
            let (first, second, _) = try again(
                Maker.sheet(
                    Maker.row("姓名", "身份证号", "有效期至")
                        + "<row><c t=\"str\"><v>张三</v></c><c t=\"str\"><v>E12345678</v></c>"
                        + "<c><v>\(serial)</v></c></row>"),
                properties: properties)
            #expect(first.people.map { $0.validUntil?.text } == ["2031-05-31"])
            #expect(Array(second.people) == Array(first.people))
        }
    }

    @Test func `keeps texts that begin like what spreadsheets put before a text`() throws {
        let (first, second, _) = try again(
            Maker.sheet(
                Maker.row("姓名", "身份证号", "部门", "住址")
                    + Maker.row("张三", "E12345678", "''一车间", "=\"=&quot;室&quot;\"")))
        #expect(first.people.map(\.department) == ["'一车间"])
        #expect(Array(second.people) == Array(first.people))
    }

    @Test func `says of formulas without a value that only the original can be mended`() throws {
        let formula = "<c><f>A1</f></c>"
        let (first, second, book) = try again(
            Maker.sheet(
                Maker.row("姓名", "身份证号")
                    + "<row>\(formula)<c t=\"str\"><v>E12345678</v></c></row>"))
        #expect(first.problems.map(\.code) == [.cellError])
        #expect(second.problems.map(\.code) == [.cellError])
        let page = book.part("worksheets/sheet1.xml")
        #expect(page.contains("有 1 个公式没有存下结果") && page.contains("1 formulas have no"))
    }
}
