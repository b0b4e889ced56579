// Workbooks that wish us ill by what their ZIP says, or by what their parts hold.
import Foundation
import RosterImport
import TestSupport
import Testing

private typealias Maker = WorkbookMaker

@Suite struct `Hostile workbook` {
    private static let good = Maker(rows: Maker.header + Maker.person)

    /// A good workbook with one more file in it.
    private static func with(_ name: String, _ content: [UInt8]) -> [UInt8] {
        var zip = good.zip
        zip.add(name, content)
        return zip.archive
    }

    @Test(arguments: [
        "/etc/evil", "../evil", "xl/../../evil", "xl/..", "..\\..\\evil", "\\evil", "C:\\evil",
        "c:evil",
    ])
    func `has a name that leads out of it`(_ name: String) throws {
        #expect(try refusal(of: Self.with(name, [1])) == .fileDamaged)
        #expect(
            readList(Self.with("xl/..evil", [1]), kind: .staff, options: try options())
                .accepted.count == 1)
    }

    @Test(arguments: [
        "xl/workbook.xml", "XL/Workbook.xml", "xl\\workbook.xml", "xl/worksheets/sheet0.xml",
    ])
    func `has two parts of one name, of which readers would take either`(_ name: String) throws {
        #expect(try refusal(of: Self.with(name, Array("<workbook/>".utf8))) == .fileDamaged)
    }

    @Test func `may have names with the strokes of another system`() throws {
        var zip = ZipMaker()
        let sheet = Array(Maker.sheet(Maker.header + Maker.person).utf8)
        for (path, content) in Maker.partsWithoutSheet {
            zip.add(path.replacingOccurrences(of: "/", with: "\\"), Array(content.utf8))
        }
        zip.add("xl\\worksheets\\sheet0.xml", sheet)
        let reading = readList(zip.archive, kind: .staff, options: try options())
        #expect(reading.accepted.count == 1)
    }

    @Test func `says of a part that nobody reads that it is too big`() throws {
        var zip = Self.good.zip
        zip.add(
            "xl/media/image1.png", packed: [1], size: ListLimits.inflatedBytes, check: 0, method: 0)
        #expect(try refusal(of: zip.archive) == .fileTooBig)
    }

    @Test func `holds more than it says, in a part that is read and in one that is not`() throws {
        let huge = deflated("<worksheet>", repeating: "", count: ListLimits.inflatedBytes, "")
        let small = deflated("<worksheet>", repeating: "", count: 1, "</worksheet>")
        for name in ["xl/worksheets/sheet0.xml", "xl/media/image1.png"] {
            for (part, code) in [(huge, ProblemCode.fileTooBig), (small, .fileDamaged)] {
                var zip = ZipMaker()
                if name.hasSuffix("png") { zip = Self.good.zip }
                for (path, content) in Maker.partsWithoutSheet where !name.hasSuffix("png") {
                    zip.add(path, Array(content.utf8))
                }
                zip.add(name, packed: part.stream, size: 5_000, check: 0, method: 8)
                #expect(try refusal(of: zip.archive) == code)
            }
        }
    }

    @Test func `says that a part is longer than it is`() throws {
        var zip = ZipMaker()
        for (path, content) in Maker.partsWithoutSheet { zip.add(path, Array(content.utf8)) }
        let sheet = Array(Maker.sheet(Maker.header + Maker.person).utf8)
        zip.add(
            "xl/worksheets/sheet0.xml", packed: stored(sheet), size: sheet.count + 1, check: 0,
            method: 8)
        #expect(try refusal(of: zip.archive) == .fileDamaged)
    }

    @Test func `has a DOCTYPE in a part that nobody reads`() throws {
        let page = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>"
        let wide = page.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let long = "<!--" + String(repeating: "x", count: 500_000) + "-->"
        for content in [
            Array(page.utf8), Array("<?xml version='1.0'?>\n\(page)".utf8), [0xFF, 0xFE] + wide,
            Array((long + page).utf8), Array((long + long + long + page).utf8),
        ] {
            #expect(try refusal(of: Self.with("docProps/core.xml", content)) == .fileDamaged)
            #expect(try refusal(of: Self.with("xl/theme/a.bin", content)) == .fileDamaged)
        }
    }

    @Test func `may have a picture, an empty part and a broken one that nobody reads`() throws {
        for content in [[], [0x89, 0x50, 0x4E, 0x47], Array("<a><b></a>".utf8), Array("<".utf8)] {
            let bytes = Self.with("docProps/core.xml", content)
            let reading = readList(bytes, kind: .staff, options: try options())
            #expect(reading.accepted.count == 1)
        }
    }

    @Test func `has a tag with very many attributes`() throws {
        let many = (0..<600).map { " a\($0)=\"\"" }.joined()
        let sheets = [("a", "visible", "<worksheet\(many)></worksheet>")]
        #expect(try refusal(of: Maker(sheets: sheets).bytes) == .fileDamaged)
    }

    @Test func `has very many formats, relationships or sheets with long names`() throws {
        let format = "<numFmt numFmtId=\"9\" formatCode=\"yyyy\"/>"
        var maker = Self.good
        maker.styles = "<styleSheet>" + String(repeating: format, count: 65_537) + "</styleSheet>"
        #expect(try refusal(of: maker.bytes) == .fileTooBig)
        maker.styles = nil
        let name = String(repeating: "a", count: 4_000)
        maker.sheets += (0..<600).map { _ in (name, "visible", "<worksheet/>") }
        #expect(try refusal(of: maker.bytes) == .fileTooBig)
    }

    @Test func `has more shared strings than may be kept`() throws {
        let text = String(repeating: "x", count: 200)
        var zip = Self.good.zip
        var maker = Self.good
        maker.sharedStrings = "<sst/>"
        zip = ZipMaker()
        for (path, content) in Maker.partsWithoutSheet where path.hasSuffix("workbook.xml") {
            zip.add(path, Array(content.utf8))
        }
        zip.add(
            "xl/_rels/workbook.xml.rels",
            Array(
                ("<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"worksheets/sheet0.xml\"/>"
                    + "<Relationship Id=\"s\" Type=\"x/sharedStrings\" Target=\"s.xml\"/></R>").utf8
            ))
        let bomb = deflated(
            "<sst>", repeating: "<si><t>\(text)</t></si>", count: 80 << 20, "</sst>")
        zip.add("xl/s.xml", packed: bomb.stream, size: bomb.size, check: 0, method: 8)
        zip.add("xl/worksheets/sheet0.xml", Array(Maker.sheet(Maker.header).utf8))
        #expect(try refusal(of: zip.archive) == .fileTooBig)
    }

    @Test func `has a first row without an end`() throws {
        let cell = "<c t=\"str\"><v>" + String(repeating: "y", count: 190) + "</v></c>"
        var zip = ZipMaker()
        for (path, content) in Maker.partsWithoutSheet { zip.add(path, Array(content.utf8)) }
        let bomb = deflated(
            "<worksheet><sheetData><row>", repeating: cell.replacing(" t=", with: " r=\"A1\" t="),
            count: 20 << 20, "</row></sheetData></worksheet>")
        zip.add(
            "xl/worksheets/sheet0.xml", packed: bomb.stream, size: bomb.size, check: 0, method: 8)
        // Its check sum is none, which shows at the end only.
        #expect(try refusal(of: zip.archive) == .fileDamaged)
    }

    @Test func `is told whole where it has more problems than a first reading keeps`() throws {
        let count = 66_000
        let rows = "姓名,身份证号\n" + String(repeating: "x1,E12345678\n", count: count)
        let reading = readList(Array(rows.utf8), kind: .staff, options: try options())
        #expect(reading.rowCount == count)
        #expect(reading.rejectedCount == count)
        #expect(reading.problems.count == 2 * count - 1)
        #expect(reading.problems.lazy.map(\.row).last == count + 1)
    }
}

/// A deflate stream of one stored block (RFC 1951, 3.2.4).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
    let low = UInt8(bytes.count & 0xFF)
    let high = UInt8(bytes.count >> 8)
    return [1, low, high, ~low, ~high] + bytes
}

extension Sequence {
    fileprivate var last: Element? { reduce(nil) { $1 } }
}
