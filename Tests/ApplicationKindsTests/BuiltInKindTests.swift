// The kinds and calendars that come with the program.
import ApplicationKinds
import Approvals
import Foundation
import Identifiers
import Testing

@Suite struct `The kinds that come with the program` {
    private let reading: KindReading

    init() {
        let templates = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Templates")
        reading = readKinds(in: templates.path())
    }

    @Test func `are read without a fault`() {
        #expect(reading.faults.map(\.english) == [])
        #expect(
            reading.kinds.keys.sorted() == [
                "quota-increase", "remote-work", "resumption", "staff-list", "temporary-entry",
                "vehicle", "vehicle-list",
            ])
    }

    @Test func `have the clocks that were promised`() throws {
        let entry = try #require(reading.kinds["temporary-entry"])
        #expect(entry.stages[0].desks[0].clock == .roundTheClock(minutes: 60))
        #expect(entry.answerable == .firstTaker)
        #expect(entry.filers == [.firm, .gate])
        #expect(entry.tickedOff == "equipment")
        let remote = try #require(reading.kinds["remote-work"])
        #expect(remote.stages[0].desks[0].clock == .sameDay(calendar: "cn"))
        #expect(remote.outcomes.isEmpty)
        let resumption = try #require(reading.kinds["resumption"])
        #expect(resumption.stages.map(\.id) == ["first-review", "on-site"])
        #expect(!resumption.stages[1].desks[0].checklist.isEmpty)
        #expect(resumption.outcomes == [.quota, .zones, .firstBatch])
    }

    @Test
    func `count by a calendar whose holidays and worked days of 2026 are those of the notice`()
        throws
    {
        let calendar = try #require(reading.calendars["cn"])
        let year = try #require(calendar.years[2026])
        #expect(year.holidays.count == 33)
        #expect(year.worked.count == 6)
        // A holiday put on a week-end's place makes no sense, nor a worked day that is one anyhow.
        for date in year.worked {
            #expect((date.daysSince1970 + 3) % 7 >= 5)
            #expect(calendar.isWorked(date))
        }
        #expect(calendar.years[2027] == nil)
    }
}
