// The first page of a marked sheet, and the names of its sheets.
import Foundation
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

private func sheetNames(_ book: UnpackedBook) -> [String] {
    book.part("workbook.xml").matches(of: /<sheet name="([^"]*)"/).map { String($0.1) }
}

@Suite struct `Summary of a marked sheet` {
    @Test func `counts rows, and problems by their codes, in both languages`() throws {
        let (reading, book) = try mark(try Samples.bytes("rosters/errors.xlsx"))
        let cells = book.cells(ofSheet: 1)
        let texts = cells.values.map { $0.content.replacing("inlineStr:", with: "") }
        #expect(texts.contains("共 20 行：合格 12 行，不合格 8 行。须改 9 处，已自动更正 0 处。"))
        #expect(
            texts.contains("20 rows: 12 good, 8 to be mended. 9 cells to mend, 0 mended already."))
        #expect(texts.contains("staff.xlsx") && texts.contains("“名单”"))
        for code in Set(reading.problems.map(\.code)) {
            let place = try #require(
                cells.first { $0.value.content.hasSuffix(":" + code.rawValue) })
            let row = place.key.dropFirst()
            let count = reading.problems.count { $0.code == code }
            #expect(cells["B\(row)"]?.content == "\(count)")
            let told = try #require(cells["C\(row)"]?.content)
            #expect(told.contains(code.message.zh) && told.contains(code.message.en))
            let mend = try #require(cells["D\(row)"]?.content)
            #expect(mend.contains(code.fix.zh) && mend.contains(code.fix.en))
        }
    }

    @Test func `says that there are no problems, and nothing of mending`() throws {
        let (_, book) = try mark(try Samples.bytes("rosters/clean.xlsx"))
        let page = book.part("worksheets/sheet1.xml")
        #expect(page.contains("没有问题") && page.contains("No problems"))
        #expect(page.contains("personal data") && !page.contains("怎样改"))
        #expect(book.comments.isEmpty)
    }

    @Test func `is never taken for the list, whatever the list is called`() throws {
        for name in ["车牌号", "plate", "说明 Summary", "姓名 身份证号"] {
            let list = Maker.sheet(Maker.row("车牌号", "驾驶员") + Maker.row("沪A1234", "张三"))
            let (reading, book) = try mark(
                Maker(sheets: [(name, "visible", list)]).bytes, .vehicles)
            let again = readList(book.bytes, kind: .vehicles, options: try options())
            #expect(again.file.sheet == name)
            #expect(Array(again.problems) == Array(reading.problems))
            #expect(sheetNames(book).count == 2)
            #expect(book.part("workbook.xml").contains("activeTab=\"1\""))
        }
    }

    @Test func `stands beside a list whose name no workbook may have`() throws {
        for name in ["名单[1]", "", String(repeating: "长", count: 32), "'名单"] {
            let list = Maker.sheet(Maker.header + Maker.person)
            let (_, book) = try mark(Maker(sheets: [(name, "visible", list)]).bytes)
            #expect(sheetNames(book) == ["说明 Summary", "名单"])
        }
    }

    @Test func `comes with a proof that a torn or changed file does not pass`() throws {
        let bytes = Array("姓名,身份证号\n张三,E12345678\n".utf8)
        let options = try options()
        let reading = readList(bytes, kind: .staff, options: options)
        try withTemporaryFolder { folder in
            let order = { (name: String) in
                MarkedSheetOrder(
                    path: folder.appendingPathComponent(name).path, folder: folder.path,
                    listName: "a.csv", madeAt: WallTime(date: options.today, secondOfDay: nil))
            }
            let sheet = try writeMarkedSheet(
                of: ListSource(bytes), reading, options: options, to: order("a.xlsx"))
            let good = try UnpackedBook(order("a.xlsx").path).bytes
            try sheet.prove(ListSource(good), options: options)
            #expect(throws: MarkedSheetFault.unreadable(.fileDamaged)) {
                try sheet.prove(ListSource(Array(good.dropLast(100))), options: options)
            }
            let other = Array("姓名,身份证号\n李四,E12345678\n".utf8)
            _ = try writeMarkedSheet(
                of: ListSource(other), readList(other, kind: .staff, options: options),
                options: options,
                to: order("b.xlsx"))
            #expect(throws: MarkedSheetFault.unwritten(0)) {
                try sheet.prove(
                    ListSource(try UnpackedBook(order("b.xlsx").path).bytes), options: options)
            }
            let nowhere = MarkedSheetOrder(
                path: folder.path + "/none/a.xlsx", folder: folder.path, listName: "a.csv",
                madeAt: order("a").madeAt)
            #expect(throws: MarkedSheetFault.self) {
                _ = try writeMarkedSheet(
                    of: ListSource(bytes), reading, options: options, to: nowhere)
            }
        }
    }
}
