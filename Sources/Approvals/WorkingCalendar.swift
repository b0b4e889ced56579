// When desks work: hours of the day, days of the week, and by year the holidays and the days worked
// in their stead. A year that nobody wrote down counts by the days of the week, and is told of.
package import Identifiers

/// The days of one year that are not as the week would have them.
package struct YearDays: Sendable, Equatable {
    package let holidays: Set<CalendarDate>
    /// Days of a week-end that are worked.
    package let worked: Set<CalendarDate>

    package init(holidays: Set<CalendarDate>, worked: Set<CalendarDate>) {
        self.holidays = holidays
        self.worked = worked
    }
}

/// Where a calendar makes no sense.
package enum CalendarFault: Error, Sendable, Equatable {
    /// No hours, hours that overlap or are not in order, or beyond 0–1440.
    case hours
    /// No day of the week, or one beyond 1–7.
    case weekdays
    /// A zone of time that no place has.
    case offset
}

/// A calendar of working time.
package struct WorkingCalendar: Sendable, Equatable {
    package let id: String
    /// Minutes of the local day, in order, end exclusive.
    package let hours: [Range<Int>]
    /// 1 Monday to 7 Sunday.
    package let weekdays: Set<Int>
    /// What local time is ahead of UTC.
    package let utcOffsetMinutes: Int
    package var years: [Int: YearDays]

    /// - Parameters:
    ///   - hours: minutes of the local day, in order, without overlap.
    ///   - weekdays: 1 Monday to 7 Sunday.
    ///   - utcOffsetMinutes: −720 to 840.
    package init(
        id: String, hours: [Range<Int>], weekdays: Set<Int>, utcOffsetMinutes: Int,
        years: [Int: YearDays] = [:]
    ) throws(CalendarFault) {
        let ends = [0] + hours.flatMap { [$0.lowerBound, $0.upperBound] } + [1440]
        guard !hours.isEmpty, hours.allSatisfy({ !$0.isEmpty }),
            zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .hours }
        guard !weekdays.isEmpty, weekdays.allSatisfy({ (1...7).contains($0) }) else {
            throw .weekdays
        }
        guard (-720...840).contains(utcOffsetMinutes) else { throw .offset }
        self.id = id
        self.hours = hours
        self.weekdays = weekdays
        self.utcOffsetMinutes = utcOffsetMinutes
        self.years = years
    }

    /// Whether a day is worked.
    package func isWorked(_ date: CalendarDate) -> Bool {
        if let year = years[date.year] {
            if year.worked.contains(date) { return true }
            if year.holidays.contains(date) { return false }
        }
        // 1970-01-01 was a Thursday.
        let weekday = (date.daysSince1970 % 7 + 7 + 3) % 7 + 1
        return weekdays.contains(weekday)
    }

    /// The working time of a day, in seconds since 1970.
    func spans(of day: Int) -> [Range<Int64>] {
        guard let date = CalendarDate(daysSince1970: day), isWorked(date) else { return [] }
        let midnight = Int64(day) * 86_400 - Int64(utcOffsetMinutes) * 60
        return hours.map {
            (midnight + Int64($0.lowerBound) * 60)..<(midnight + Int64($0.upperBound) * 60)
        }
    }

    /// The local day of a time, counted from 1970-01-01.
    func day(of seconds: Int64) -> Int {
        let local = seconds + Int64(utcOffsetMinutes) * 60
        return Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
    }

    /// Years between two times, in seconds since 1970, whose holidays it has not; ascending.
    package func missingYears(from first: Int64, to last: Int64) -> [Int] {
        let day = day(of: first)
        return missingYears(in: day...max(day, self.day(of: last)))
    }

    /// - Parameter days: counted from 1970-01-01.
    func missingYears(in days: ClosedRange<Int>) -> [Int] {
        let first = CalendarDate(daysSince1970: days.lowerBound)?.year ?? 1970
        let last = CalendarDate(daysSince1970: days.upperBound)?.year ?? first
        return (first...max(first, last)).filter { years[$0] == nil }
    }
}
