// Codes in a spreadsheet: nothing in a cell runs, nothing breaks a line.
import Testing

@testable import Issuance

@Suite struct `CSV of codes` {
    private func line(_ cells: String...) -> String {
        String(decoding: CSVText.line(cells), as: UTF8.self)
    }

    @Test func `ends its lines as RFC 4180 has it`() {
        #expect(
            line("staff", "E00001", "310117-0000-0001-1", "GP1AB")
                == "staff,E00001,310117-0000-0001-1,GP1AB\r\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
    func `puts an apostrophe before what a spreadsheet would run`(cell: String) {
        #expect(line(cell).hasPrefix("'"))
    }

    @Test func `quotes commas, quotes and line breaks`() {
        #expect(line("a,b") == "\"a,b\"\r\n")
        #expect(line("a\"b") == "\"a\"\"b\"\r\n")
        #expect(line("a\r\nb") == "\"a\r\nb\"\r\n")
    }
}
