// Makes small workbooks byte by byte, well-formed or not, for the tests of the reader.
import TestSupport

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
