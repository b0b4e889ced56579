// Clocks of desks over calendars.
import Approvals
import Identifiers
import Testing

@Suite struct `Clocks of desks` {
    private static func seconds(
        _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, year: Int = 2026
    ) throws -> Int64 {
        let date = try #require(CalendarDate(year: year, month: month, day: day))
        return Int64(date.daysSince1970) * 86_400 + Int64(hour * 60 + minute - 480) * 60
    }

    private let calendars: [String: WorkingCalendar]

    init() throws { calendars = ["cn": try Sample.calendar()] }

    @Test func `count working time over the break, the night and the week-end`() throws {
        let clock = DeskClock.workingTime(minutes: 240, calendar: "cn")
        let sameDay = clock.due(from: try Self.seconds(5, 28, 9, 0), by: calendars)
        #expect(sameDay.atSeconds == (try Self.seconds(5, 28, 14, 30)))
        #expect(sameDay.missingCalendar == nil)
        // A Friday afternoon leads to the Monday.
        let friday = clock.due(from: try Self.seconds(5, 29, 16, 30), by: calendars)
        #expect(friday.atSeconds == (try Self.seconds(6, 1, 12, 0)))
    }

    @Test func `leave holidays out and count the days worked in their stead`() throws {
        let clock = DeskClock.workingTime(minutes: 60, calendar: "cn")
        // Thursday evening; Friday is a holiday, Saturday is worked.
        let due = clock.due(from: try Self.seconds(6, 18, 17, 30), by: calendars)
        #expect(due.atSeconds == (try Self.seconds(6, 20, 10, 0)))
    }

    @Test func `of the same day end with work, or with the next day's`() throws {
        let clock = DeskClock.sameDay(calendar: "cn")
        let early = clock.due(from: try Self.seconds(5, 28, 17, 29), by: calendars)
        #expect(early.atSeconds == (try Self.seconds(5, 28, 17, 30)))
        let late = clock.due(from: try Self.seconds(5, 28, 17, 30), by: calendars)
        #expect(late.atSeconds == (try Self.seconds(5, 29, 17, 30)))
    }

    @Test func `say which year or calendar is missing, and count without it`() throws {
        let clock = DeskClock.workingTime(minutes: 600, calendar: "cn")
        let due = clock.due(from: try Self.seconds(12, 31, 15, 0), by: calendars)
        #expect(due.missingYears == [2027])
        #expect(due.missingCalendar == "cn")
        let none = clock.due(from: Sample.start, by: [:])
        #expect(none.missingCalendar == "cn")
        #expect(none.atSeconds == Sample.start + 36_000)
        let round = DeskClock.roundTheClock(minutes: 60).due(from: Sample.start, by: [:])
        #expect(round.missingCalendar == nil)
        #expect(round.atSeconds == Sample.start + 3600)
    }

    @Test func `never run out before they start, nor earlier for a later start or more minutes`() {
        var random = Steps(seed: 7)
        for _ in 0..<400 {
            let start = Int64(random.next(below: 300_000_000)) + 1_700_000_000
            let minutes = random.next(below: 3000) + 1
            let later = start + Int64(random.next(below: 200_000))
            for clock in [
                DeskClock.roundTheClock(minutes: minutes),
                .workingTime(minutes: minutes, calendar: "cn"), .sameDay(calendar: "cn"),
            ] {
                let due = clock.due(from: start, by: calendars).atSeconds
                #expect(due > start)
                #expect(clock.due(from: later, by: calendars).atSeconds >= due)
            }
            let longer = DeskClock.workingTime(minutes: minutes + 1, calendar: "cn")
            let shorter = DeskClock.workingTime(minutes: minutes, calendar: "cn")
            #expect(
                longer.due(from: start, by: calendars).atSeconds
                    > shorter.due(from: start, by: calendars).atSeconds)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 221_845_392_000, .max])
    func `take any time and any length without a fault`(start: Int64) throws {
        for clock in [
            DeskClock.roundTheClock(minutes: .max), .workingTime(minutes: .max, calendar: "cn"),
            .workingTime(minutes: .min, calendar: "cn"), .sameDay(calendar: "cn"),
        ] {
            #expect(clock.due(from: start, by: calendars).atSeconds >= 0)
        }
        // A calendar on which nobody ever works still lets a clock run out.
        let all = Set(
            (2020...2032).flatMap { year in
                (1...12).flatMap { month in
                    (1...31).compactMap { CalendarDate(year: year, month: month, day: $0) }
                }
            })
        let idle = try WorkingCalendar(
            id: "idle", hours: [540..<720], weekdays: [1], utcOffsetMinutes: 480,
            years: Dictionary(
                uniqueKeysWithValues: (2020...2032).map {
                    ($0, YearDays(holidays: all, worked: []))
                }))
        let due = DeskClock.sameDay(calendar: "idle").due(from: Sample.start, by: ["idle": idle])
        #expect(due.atSeconds == Sample.start + 86_400)
        #expect(due.missingCalendar == "idle")
    }

    @Test func `refuse hours that overlap, a week without days, and a zone that no place has`() {
        #expect(throws: CalendarFault.hours) {
            try WorkingCalendar(
                id: "a", hours: [540..<720, 700..<800], weekdays: [1], utcOffsetMinutes: 0)
        }
        #expect(throws: CalendarFault.weekdays) {
            try WorkingCalendar(id: "a", hours: [540..<720], weekdays: [], utcOffsetMinutes: 0)
        }
        #expect(throws: CalendarFault.offset) {
            try WorkingCalendar(id: "a", hours: [540..<720], weekdays: [1], utcOffsetMinutes: 900)
        }
    }
}

/// Numbers that are the same in every run: SplitMix64.
struct Steps {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int(mixed % UInt64(max(bound, 1)))
    }
}
