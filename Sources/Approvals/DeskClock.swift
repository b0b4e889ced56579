// A desk's clock: until when it has to decide. Arithmetic over a calendar, with the times it is
// given bounded, so that no sum can overflow.
import Identifiers

/// How long a desk has.
package enum DeskClock: Sendable, Equatable {
    /// By day and night.
    case roundTheClock(minutes: Int)
    /// In working time of the calendar of this id.
    case workingTime(minutes: Int, calendar: String)
    /// To the end of the working day; of the next one where work has ended.
    case sameDay(calendar: String)

    /// 1 minute to a year.
    package static let minutes = 1...525_600

    /// The id of the calendar that it counts by.
    package var calendar: String? {
        switch self {
        case .roundTheClock: nil
        case .workingTime(_, let calendar), .sameDay(let calendar): calendar
        }
    }
}

/// When a clock runs out.
package struct DueTime: Sendable, Equatable {
    /// Seconds since 1970.
    package let atSeconds: Int64
    /// Years that were counted without their holidays, ascending.
    package let missingYears: [Int]
    /// The calendar that has them not, or that is not there at all.
    package let missingCalendar: String?

    /// What is missing, for instance `cn 2027`.
    var lacks: String? {
        missingCalendar.map { ([$0] + missingYears.map(String.init)).joined(separator: " ") }
    }
}

extension DeskClock {
    /// Within which times clocks count, in seconds since 1970: to the year 9000.
    private static let times: ClosedRange<Int64> = 0...221_845_392_000
    /// Beyond so many days without working time a clock counts by day and night.
    private static let mostIdleDays = 1000

    /// When the clock runs out that starts at a time.
    ///
    /// - Parameters:
    ///   - seconds: since 1970; beyond the years 1970 to 9000 the nearest end counts.
    ///   - calendars: by id; one that is not there makes the clock count by day and night.
    package func due(from seconds: Int64, by calendars: [String: WorkingCalendar]) -> DueTime {
        let start = min(max(seconds, Self.times.lowerBound), Self.times.upperBound)
        switch self {
        case .roundTheClock(let minutes):
            return Self.plain(start, Self.seconds(minutes), missing: nil)
        case .workingTime(let minutes, let id):
            guard let calendar = calendars[id] else {
                return Self.plain(start, Self.seconds(minutes), missing: id)
            }
            return calendar.due(from: start, after: Self.seconds(minutes))
                ?? Self.plain(start, Self.seconds(minutes), missing: id)
        case .sameDay(let id):
            return calendars[id]?.endOfDay(from: start) ?? Self.plain(start, 86_400, missing: id)
        }
    }

    private static func seconds(_ minutes: Int) -> Int64 {
        Int64(min(max(minutes, Self.minutes.lowerBound), Self.minutes.upperBound)) * 60
    }

    private static func plain(_ start: Int64, _ length: Int64, missing: String?) -> DueTime {
        DueTime(atSeconds: start + length, missingYears: [], missingCalendar: missing)
    }

    fileprivate static func days(from first: Int) -> ClosedRange<Int> {
        first...(first + mostIdleDays)
    }
}

extension PassApplication {
    /// What the calendars lack of the clocks that run, for instance `cn 2027`.
    package func calendarLacks(
        _ kind: ApplicationKind, _ calendars: [String: WorkingCalendar]
    ) -> [String] {
        let lacks = openSteps.compactMap {
            kind.desk(of: $0)?.clock.due(from: $0.openedAt, by: calendars).lacks
        }
        return Set(lacks).sorted()
    }
}

extension WorkingCalendar {
    fileprivate func due(from start: Int64, after length: Int64) -> DueTime? {
        var left = length
        var day = day(of: start)
        var idle = DeskClock.days(from: day)
        let first = day
        while idle.contains(day) {
            for span in spans(of: day) where span.upperBound > start {
                let begins = max(span.lowerBound, start)
                let room = span.upperBound - begins
                if left <= room { return due(begins + left, days: first...day) }
                left -= room
                idle = DeskClock.days(from: day)
            }
            day += 1
        }
        return nil
    }

    fileprivate func endOfDay(from start: Int64) -> DueTime? {
        let first = day(of: start)
        for day in DeskClock.days(from: first) {
            if let end = spans(of: day).last?.upperBound, end > start {
                return due(end, days: first...day)
            }
        }
        return nil
    }

    private func due(_ seconds: Int64, days: ClosedRange<Int>) -> DueTime {
        let missing = missingYears(in: days)
        return DueTime(
            atSeconds: seconds, missingYears: missing, missingCalendar: missing.isEmpty ? nil : id)
    }
}
