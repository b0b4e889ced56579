// Dates in a list beyond what a pass may last: kept, told, and never a reason to refuse.
import Foundation
import Issuance
import Registry
import Testing

@Suite struct `A date beyond the limit` {
    private let test: `The office`

    init() throws { test = try `The office`() }

    private func importPeople(
        _ dates: [String], _ mode: ImportOptions.Mode = .apply
    ) throws -> ImportReport {
        let lines = String(decoding: try test.list("rosters/utf8.csv"), as: UTF8.self)
            .split(whereSeparator: \.isNewline).dropFirst()
        let rows = zip(lines, dates).map { (line, date) in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return "\(cells[0]),\(cells[1]),\(cells[2]),\(date)\n"
        }
        let text = "工号,姓名,身份证号,有效期至\n" + rows.joined()
        var options = ImportOptions(organisation: `The office`.firm, site: `The office`.site)
        options.mode = mode
        return try test.office.importStaff(Array(text.utf8), options)
    }

    @Test func `is told by row at the import, which takes it all the same`() throws {
        let report = try importPeople(["2026-06-30", "2031-01-01", "", "2026-08-26"])
        #expect(report.rejected == 0)
        #expect(report.accepted == 4)
        #expect(report.exitCode == 0)
        #expect(report.beyondLimit?.rows == [3])
        #expect(report.beyondLimit?.limitS == 7_776_000)
        let people = try test.office.people(organisation: nil)
        #expect(people[1].validUntil ?? 0 > `The office`.start + 1000 * 86_400)
    }

    @Test func `is told by row in a preview, also of a firm's first list`() throws {
        for _ in 1...2 {
            let report = try importPeople(["2026-06-30", "2031-01-01", ""], .dryRun)
            #expect(report.beyondLimit?.rows == [3])
            _ = try importPeople(["2026-06-30"])
        }
    }

    @Test func `is not told of where there is none`() throws {
        let report = try importPeople(["2026-06-30"])
        #expect(report.beyondLimit == nil)
    }

    @Test func `is told with both ends at the issue, unless an end was asked for`() throws {
        _ = try importPeople(["2026-06-30", "2031-01-01", ""])
        let asked = try test.issue(until: 5)
        #expect(asked.issued == 3)
        #expect(asked.capped.isEmpty)
        _ = try test.office.revoke(
            RevocationOrder(
                reach: .organisation(`The office`.firm), beforeSeconds: nil, reason: "lost"))
        let report = try test.issue(until: nil)
        #expect(report.issued == 3)
        #expect(report.capped.map(\.key) == ["E00002"])
        #expect(report.capped.map(\.until) == [`The office`.start + 90 * 86_400])
    }

    @Test func `counts for a vehicle from the day on which it is wanted`() throws {
        let text = """
            车牌号,驾驶员,起,止
            沪A12345,李强,2026-06-01,2026-06-05
            沪B12345,李强,2026-06-01,2027-06-05
            """
        let report = try test.office.importVehicles(
            Array(text.utf8),
            ImportOptions(organisation: `The office`.firm, site: `The office`.site))
        #expect(report.accepted == 2)
        #expect(report.beyondLimit?.rows == [3])
    }
}
