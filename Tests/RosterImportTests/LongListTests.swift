// Lists so long that their rows are judged in batches, beside the reading.
import Identifiers
import RosterImport
import Testing

@Suite struct `Long list` {
    private let count = 9_000

    private func plate(_ row: Int) -> String {
        let digits = String(row)
        return "沪A" + String(repeating: "0", count: 5 - digits.count) + digits
    }

    /// Vehicles from row 2 on; `changed` rows have other plates.
    private func read(_ changed: [Int: String]) throws -> ListReading {
        var text = "plate,driver\n"
        for row in 2..<count + 2 { text += "\(changed[row] ?? plate(row)),张三\n" }
        return readList(Array(text.utf8), kind: .vehicles, options: try options())
    }

    @Test func `keeps its rows and problems in their order, and each once`() throws {
        let bad = [5, 2_049, 2_050, 4_097, 9_001]
        let reading = try read(Dictionary(uniqueKeysWithValues: bad.map { ($0, "沪A1234I") }))
        #expect(reading.problems.map(\.row) == bad)
        #expect(reading.rowCount == count)
        #expect(reading.vehicles.map(\.row) == (2..<count + 2).filter { !bad.contains($0) })
        #expect(reading.vehicles.map(\.plate.text) == reading.vehicles.map { plate($0.row) })
    }

    @Test func `finds what stood thousands of rows above, whoever judged that`() throws {
        let reading = try read([9_000: plate(2), 9_001: plate(8_999)])
        #expect(reading.problems.map(\.row) == [9_000, 9_001])
        #expect(reading.problems.allSatisfy { $0.code == .plateDuplicate })
    }

    @Test func `is read whole where nearly every row of it is wrong`() throws {
        let rows = 70_000
        let text = "plate,driver\n" + String(repeating: "x,张三\n", count: rows) + "沪A12345,张三\n"
        let reading = readList(Array(text.utf8), kind: .vehicles, options: try options())
        #expect(reading.rowCount == rows + 1)
        #expect(reading.problems.count == rows)
        #expect(reading.problems.map(\.row) == Array(2..<rows + 2))
        #expect(reading.vehicles.map(\.row) == [rows + 2])
    }
}
