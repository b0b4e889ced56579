// CSV for spreadsheets. Tests: Tests/IssuanceTests/CSVTextTests.swift.

/// CSV as RFC 4180 has it, for spreadsheets.
enum CSVText {
    /// The byte order mark by which Excel knows UTF-8.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// One line; a cell that a spreadsheet would take for a formula gets an apostrophe in front.
    static func line(_ cells: [String]) -> [UInt8] {
        let written = cells.map { cell in
            let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
            let safe = isFormula ? "'" + cell : cell
            let needsQuotes = safe.contains { "\",\r\n".contains($0) || $0 == "\r\n" }
            return needsQuotes
                ? "\""
                    + safe.split(separator: "\"", omittingEmptySubsequences: false)
                    .joined(separator: "\"\"") + "\"" : safe
        }
        return Array((written.joined(separator: ",") + "\r\n").utf8)
    }
}
