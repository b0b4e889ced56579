// Files that are no lists, or wish us ill. Each has an answer, and none costs much.
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

func refusal(of bytes: [UInt8]) throws -> ProblemCode? {
    let reading = readList(bytes, kind: .staff, options: try options())
    #expect(reading.rowCount == 0 && reading.accepted.count == 0)
    #expect(reading.problems.count == 1)
    #expect(reading.problems.allSatisfy { $0.column == nil && $0.value == nil })
    return reading.fileProblem?.code
}

@Suite struct `Refused file` {
    @Test func `is told by its content`() throws {
        #expect(try refusal(of: []) == .fileEmpty)
        #expect(try refusal(of: [0xEF, 0xBB, 0xBF, 0x0D, 0x0A]) == .fileEmpty)
        #expect(try refusal(of: Array("<html><table><tr><td>姓名".utf8)) == .fileType)
        #expect(try refusal(of: Array("\n <?xml version=\"1.0\"?>".utf8)) == .fileType)
        #expect(try refusal(of: [UInt8](repeating: 0, count: 100_000)) == .fileType)
        #expect(try refusal(of: [UInt8](repeating: 0x20, count: 100_000)) == .fileEmpty)
        #expect(try refusal(of: Array("%PDF-1.7".utf8)) == .fileType)
        #expect(try refusal(of: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == .fileType)
        #expect(try refusal(of: [0xFF, 0xD8, 0xFF, 0xE0]) == .fileType)
        #expect(try refusal(of: [1, 2, 3, 4]) == .fileType)
        #expect(try refusal(of: Array("姓名,部门\n张三,行政\n".utf8)) == .noHeader)
        #expect(try refusal(of: Array("姓名,身份证号\n\n".utf8)) == .noRows)
        #expect(try refusal(of: Array("姓名,员工姓名,身份证号\na,b,c\n".utf8)) == .headerDuplicate)
    }

    @Test func `is a page of a browser in whatever encoding`() throws {
        let page = "<!doctype html><table><tr><td>姓名"
        let little: [UInt8] = page.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = page.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let wide: [UInt8] = page.utf16.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let plain = Array(page.utf8)
        let blanks = [UInt8](repeating: 0x20, count: 100_000)
        #expect(try refusal(of: [0xFF, 0xFE] + little) == .fileType)
        #expect(try refusal(of: [0xFE, 0xFF] + big) == .fileType)
        #expect(try refusal(of: big) == .fileType)
        #expect(try refusal(of: wide) == .fileType)
        #expect(try refusal(of: [0xEF, 0xBB, 0xBF] + plain) == .fileType)
        #expect(try refusal(of: [0x84, 0x31, 0x95, 0x33] + plain) == .fileType)
        #expect(try refusal(of: blanks + plain) == .fileType)
    }

    @Test func `is one byte over the limit, not one at it`() throws {
        var bytes = Array("姓名,身份证号,说明\n张三,E12345678,".utf8)
        bytes += [UInt8](repeating: 0x41, count: ListLimits.fileBytes - bytes.count)
        let reading = readList(bytes, kind: .staff, options: try options())
        #expect(reading.accepted.count == 1)
        #expect(try refusal(of: bytes + [0x41]) == .fileTooBig)
    }

    @Test func `may be an old workbook or one with a password`() throws {
        var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        bytes += [UInt8](repeating: 0, count: 2048 - bytes.count)
        #expect(try refusal(of: bytes) == .fileOldExcel)
        for (index, byte) in "EncryptedPackage".utf8.enumerated() {
            bytes[1024 + 128 + 2 * index] = byte
        }
        #expect(try refusal(of: bytes) == .fileEncrypted)
    }

    @Test func `is damaged wherever a workbook is cut off`() throws {
        let bytes = try Samples.bytes("rosters/clean.xlsx")
        for count in [4, 30, 100, bytes.count / 2, bytes.count - 30, bytes.count - 1] {
            #expect(try refusal(of: Array(bytes.prefix(count))) == .fileDamaged)
        }
    }

    @Test func `is a ZIP without a workbook, or with another document in it`() throws {
        var zip = ZipMaker()
        #expect(try refusal(of: zip.archive) == .fileType)
        zip.add("a.txt", Array("a".utf8))
        #expect(try refusal(of: zip.archive) == .fileType)
        zip.add("xl/workbook.xml", Array("<document/>".utf8))
        #expect(try refusal(of: zip.archive) == .fileType)
    }

    @Test(arguments: [
        "<!DOCTYPE w><worksheet/>",
        "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>",
        "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><worksheet/>",
        "<worksheet><sheetData><row></sheetData></worksheet>", "<worksheet>&nbsp;</worksheet>",
        "", "<worksheet><sheetData><row r=\"0\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"2\"/><row r=\"2\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1048577\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r=\"XFE1\"/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r=\"11\"/></row></sheetData></worksheet>",
        "<worksheet a=\"" + String(repeating: "a", count: 2_000_000) + "\"/>",
    ])
    func `has a part that no workbook has`(_ xml: String) throws {
        #expect(try refusal(of: Maker(sheets: [("a", "visible", xml)]).bytes) == .fileDamaged)
    }

    @Test func `nests deeper than the limit, not just as deep`() throws {
        let nested = { (depth: Int) in
            let tags = String(repeating: "<a>", count: depth - 1)
            let ends = String(repeating: "</a>", count: depth - 1)
            return Maker(sheets: [("a", "visible", "<worksheet>\(tags)\(ends)</worksheet>")]).bytes
        }
        #expect(try refusal(of: nested(64)) == .noHeader)
        #expect(try refusal(of: nested(65)) == .fileDamaged)
    }

    @Test func `inflates beyond the limit`() throws {
        var maker = ZipMaker()
        for (path, content) in Maker.partsWithoutSheet { maker.add(path, Array(content.utf8)) }
        let bomb = deflated("<worksheet>", repeating: "", count: ListLimits.inflatedBytes, "")
        maker.add(
            "xl/worksheets/sheet0.xml", packed: bomb.stream, size: bomb.size, check: 0, method: 8)
        #expect(maker.archive.count < 3_000_000)
        #expect(try refusal(of: maker.archive) == .fileTooBig)
    }

    @Test func `has more entries than a workbook can have`() throws {
        var zip = ZipMaker()
        for number in 0...10_000 { zip.add("\(number)", []) }
        #expect(try refusal(of: zip.archive) == .fileTooBig)
    }

    @Test func `has more rows than the limit`() throws {
        let header = "姓名,身份证号,备注\n"
        let rows = { (count: Int) in Array((header + String(repeating: ",,x\n", count: count)).utf8)
        }
        #expect(try refusal(of: rows(ListLimits.rows + 1)) == .fileTooBig)
        let reading = readList(rows(ListLimits.rows), kind: .staff, options: try options())
        #expect(reading.rowCount == ListLimits.rows)
    }

    @Test func `fills memory with one text in very many cells`() throws {
        let text = String(repeating: "张", count: 700)
        var maker = Maker(rows: "")
        maker.sharedStrings = "<sst><si><t>\(text)</t></si></sst>"
        let header = Maker.row("姓名", "身份证号", "部门", "岗位", "区域", "住址")
        let cells = "<c/><c/>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 4)
        maker.sheets[0].xml = Maker.sheet(
            header + String(repeating: "<row>\(cells)</row>", count: 18_000))
        #expect(try refusal(of: maker.bytes) == .fileTooBig)
    }

    @Test func `repeats one long string in every cell without costing its length each time`() throws
    {
        var maker = Maker(
            rows: Maker.header
                + String(repeating: "<row><c t=\"s\"><v>0</v></c></row>", count: 2_000))
        maker.sharedStrings =
            "<sst><si><t>" + String(repeating: "张", count: 500_000) + "</t></si></sst>"
        let reading = readList(maker.bytes, kind: .staff, options: try options())
        #expect(reading.rowCount == 2_000)
        #expect(reading.problems.first?.code == .cellTooLong)
    }
}

extension WorkbookMaker {
    /// The parts of a workbook that names `sheet0.xml` but has it not.
    static let partsWithoutSheet = [
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"worksheets/sheet0.xml\"/></R>"
        ),
    ]
}
