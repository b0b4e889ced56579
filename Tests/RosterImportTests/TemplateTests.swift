// An empty list that is filled in goes in without a problem.
import Foundation
import Identifiers
import RosterImport
import TestSupport
import Testing

/// Writes a template and takes it apart.
private func template(
    _ kind: ListKind, zones: [String] = [], routes: [String] = []
) throws -> UnpackedBook {
    try withTemporaryFolder { folder in
        let path = folder.appendingPathComponent("template.xlsx").path
        var order = TemplateOrder(
            path: path, folder: folder.path, madeAtSeconds: 1_654_000_000)
        order.zones = zones
        order.routes = routes
        try writeListTemplate(kind, to: order)
        return try UnpackedBook(path)
    }
}

/// The examples of the page of help, each under the header that it is for.
private func examples(_ book: UnpackedBook) -> [(header: String, example: String)] {
    let cells = book.cells(ofSheet: 2).mapValues { $0.content.replacing("inlineStr:", with: "") }
    return (13...40).compactMap { row in
        cells["A\(row)"].map { ($0, cells["D\(row)"] ?? "") }
    }
}

/// The template with a line of examples, written as a spreadsheet program writes texts.
private func filled(_ book: UnpackedBook) throws -> [UInt8] {
    let cells = examples(book).map { "<c t=\"inlineStr\"><is><t>\($0.example)</t></is></c>" }
    let sheet = book.part("worksheets/sheet1.xml").replacing(
        "</sheetData>", with: "<row r=\"2\">\(cells.joined())</row></sheetData>")
    var maker = WorkbookMaker(sheets: [
        ("名单", "visible", String(sheet[try #require(sheet.firstIndex(of: "<"))...])),
        ("填写说明 Help", "visible", book.part("worksheets/sheet2.xml")),
    ])
    maker.styles = book.part("styles.xml")
    return maker.bytes
}

@Suite struct `Template` {
    @Test func `goes in without a problem once it is filled in, staff and vehicles`() throws {
        let known = try options(zones: ["北区, 2号"], routes: ["东线"])
        let staff = readList(
            try filled(try template(.staff, zones: ["北区, 2号"])), kind: .staff, options: known)
        #expect(staff.problems.isEmpty)
        let person = try #require(staff.people.first)
        #expect(staff.rowCount == 1 && person.name.text == "张三" && person.zone == "北区, 2号")
        #expect(person.employeeNumber != nil && person.phone != nil && person.validUntil != nil)
        #expect(person.department != nil && person.post != nil && person.address != nil)
        let vehicles = readList(
            try filled(try template(.vehicles, routes: ["东线"])), kind: .vehicles, options: known)
        #expect(vehicles.problems.isEmpty)
        let truck = try #require(vehicles.vehicles.first)
        #expect(vehicles.rowCount == 1 && truck.drivers.count == 2 && truck.route == "东线")
        #expect(truck.type != nil && truck.driverID != nil && truck.phone != nil)
        #expect(truck.cargo != nil && truck.from != nil && truck.until != nil)
    }

    @Test(arguments: [ListKind.staff, .vehicles])
    func `imports nobody while it is empty, and its example never`(_ kind: ListKind) throws {
        let book = try template(kind, zones: ["厂区"], routes: ["东线"])
        let reading = readList(book.bytes, kind: kind, options: try options())
        #expect(reading.fileProblem?.code == .noRows)
        let help = readList(
            book.bytes, kind: kind, options: try options(sheet: .named("填写说明 Help")))
        #expect(help.fileProblem?.code == .noHeader)
    }

    @Test func `offers types, zones and routes, with commas in their names`() throws {
        for (book, choices) in [
            (try template(.staff, zones: ["北区, 2号", "厂区"]), ["居民身份证", "北区, 2号", "厂区"]),
            (try template(.vehicles, routes: ["东线"]), ["牵引车", "东线"]),
        ] {
            let sheet = book.part("worksheets/sheet1.xml")
            let rules = sheet.matches(
                of: /sqref="[A-Z]2:[A-Z]200001".*?<formula1>(.*?)<\/formula1>/)
            #expect(rules.count == 2)
            var offered: [String] = []
            for rule in rules {
                let range = try #require(
                    rule.1.firstMatch(of: /\$([A-Z])\$([0-9]+):\$[A-Z]\$([0-9]+)/))
                let rows = try #require(Int(range.2))...(try #require(Int(range.3)))
                offered += rows.compactMap {
                    book.cells(ofSheet: 2)["\(range.1)\($0)"]?.content
                        .replacing("inlineStr:", with: "")
                }
            }
            #expect(choices.allSatisfy(offered.contains))
        }
        let free = try template(.staff).part("worksheets/sheet1.xml")
        #expect(free.matches(of: /<dataValidation\s/).count == 1)
    }

    @Test func `has its columns of numbers as text and its days as dates`() throws {
        let book = try template(.staff)
        let columns = book.part("worksheets/sheet1.xml").matches(of: /<col [^>]*? style="([0-9]+)"/)
        let formats = book.part("styles.xml").split(separator: "<cellXfs").last ?? ""
        let styles = formats.matches(of: /<xf numFmtId="([0-9]+)"/)
        let numbers = try columns.map { styles[try #require(Int($0.1))].1 }
        #expect(numbers.dropLast().allSatisfy { $0 == "49" } && numbers.count == 10)
        #expect(numbers.last != "49")
    }

    @Test func `says in both languages what each column wants`() throws {
        for kind in [ListKind.staff, .vehicles] {
            let book = try template(kind)
            let count = examples(book).count
            #expect(book.comments.count == count && count >= 9)
            for comment in book.comments.values {
                #expect(comment.unicodeScalars.contains { $0.value > 0x4E00 })
                #expect(comment.contains(/[a-z]{3}/))
            }
        }
    }
}
