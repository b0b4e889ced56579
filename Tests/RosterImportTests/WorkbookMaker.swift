// Makes small workbooks byte by byte, well-formed or not, for the tests of the reader.

/// A ZIP of stored entries.
struct ZipMaker {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ path: String, _ content: [UInt8]) {
        add(path, packed: content, size: content.count, check: crc32(content), method: 0)
    }

    /// Adds an entry with whatever is said of it.
    mutating func add(
        _ path: String, packed: [UInt8], size: Int, check: UInt32, method: UInt16
    ) {
        let offset = UInt32(bytes.count)
        let common =
            le(UInt16(0)) + le(method) + le(UInt32(0)) + le(check) + le(UInt32(packed.count))
            + le(UInt32(size)) + le(UInt16(path.utf8.count)) + le(UInt16(0))
        bytes += le(UInt32(0x0403_4B50)) + le(UInt16(20)) + common + Array(path.utf8) + packed
        directory += le(UInt32(0x0201_4B50)) + le(UInt16(20)) + le(UInt16(20)) + common
        directory += [UInt8](repeating: 0, count: 10) + le(offset) + Array(path.utf8)
        count += 1
    }

    var archive: [UInt8] {
        bytes + directory + le(UInt32(0x0605_4B50)) + le(UInt32(0)) + le(UInt16(count))
            + le(UInt16(count)) + le(UInt32(directory.count)) + le(UInt32(bytes.count))
            + le(UInt16(0))
    }

    private func le(_ number: UInt16) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8)] }

    private func le(_ number: UInt32) -> [UInt8] {
        le(UInt16(number & 0xFFFF)) + le(UInt16(number >> 16))
    }

    private static let table = (UInt32(0)..<256).map { start in
        (0..<8).reduce(start) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes { crc = crc >> 8 ^ Self.table[Int((crc ^ UInt32(byte)) & 0xFF)] }
        return ~crc
    }
}

/// A workbook of given XML parts.
struct WorkbookMaker {
    /// A sheet: its name, its state, and the XML of its part.
    var sheets: [(name: String, state: String, xml: String)] = []
    var sharedStrings: String?
    var styles: String?
    var workbookProperties = ""

    /// A workbook of one visible sheet with these rows.
    init(rows: String) {
        sheets = [("名单", "visible", Self.sheet(rows))]
    }

    init(sheets: [(name: String, state: String, xml: String)]) {
        self.sheets = sheets
    }

    static func sheet(_ rows: String) -> String {
        "<worksheet xmlns=\"urn:x\"><sheetData>\(rows)</sheetData></worksheet>"
    }

    /// A row of inline strings without any positions.
    static func row(_ cells: String...) -> String {
        "<row>"
            + cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>"
    }

    /// The usual header, and one person in it.
    static let header = row("工号", "姓名", "身份证号")
    static let person = row("E1", "张三", "99999920010503400X")

    var zip: ZipMaker {
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        var zip = ZipMaker()
        let link = { (id: String, type: String, target: String) in
            "<Relationship Id=\"\(id)\" Type=\"\(types)/\(type)\" Target=\"\(target)\"/>"
        }
        let links = { (body: String) in Array("<Relationships>\(body)</Relationships>".utf8) }
        zip.add("_rels/.rels", links(link("rId1", "officeDocument", "xl/workbook.xml")))
        var body = ""
        var list = ""
        for (index, sheet) in sheets.enumerated() {
            body += link("rId\(index)", "worksheet", "worksheets/sheet\(index).xml")
            list +=
                "<sheet name=\"\(sheet.name)\" state=\"\(sheet.state)\" sheetId=\"\(index)\" "
                + "r:id=\"rId\(index)\" xmlns:r=\"\(types)\"/>"
            zip.add("xl/worksheets/sheet\(index).xml", Array(sheet.xml.utf8))
        }
        if let sharedStrings {
            body += link("rIdS", "sharedStrings", "/xl/sharedStrings.xml")
            zip.add("xl/sharedStrings.xml", Array(sharedStrings.utf8))
        }
        if let styles {
            body += link("rIdY", "styles", "./styles.xml")
            zip.add("xl/styles.xml", Array(styles.utf8))
        }
        zip.add("xl/_rels/workbook.xml.rels", links(body))
        let workbook = "<workbook>\(workbookProperties)<sheets>\(list)</sheets></workbook>"
        zip.add("xl/workbook.xml", Array(workbook.utf8))
        return zip
    }

    var bytes: [UInt8] { zip.archive }
}
