// A day of the Gregorian calendar, without a time and without a zone: what an ID number, a
// validity column and "today" mean by a date.

/// A real day between the years 1 and 9999.
package struct CalendarDate: Sendable, Hashable, Comparable {
    /// Year, month and day in one number, `yyyymmdd`: a list holds a hundred thousand of these.
    private let packed: Int32

    /// 1 to 9999.
    package var year: Int { Int(packed) / 10000 }
    /// 1 to 12.
    package var month: Int { Int(packed) / 100 % 100 }
    /// 1 to 31.
    package var day: Int { Int(packed) % 100 }

    /// - Parameters:
    ///   - year: 1 to 9999.
    ///   - month: 1 to 12.
    ///   - day: from 1 to the last of that month.
    /// - Returns: nil where the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(in: month, of: year)
        else { return nil }
        packed = Int32(year * 10000 + month * 100 + day)
    }

    /// The day that lies so many days from 1970-01-01.
    ///
    /// The arithmetic is Howard Hinnant's `civil_from_days`, in 400-year eras of 146,097 days.
    ///
    /// - Parameter daysSince1970: may be negative.
    /// - Returns: nil outside the years 1 to 9999.
    package init?(daysSince1970: Int) {
        guard (-719_162...2_932_896).contains(daysSince1970) else { return nil }
        let shifted = daysSince1970 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Days from 1970-01-01 to this day.
    package var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// ISO 8601, for instance `2022-05-31`.
    package var text: String {
        "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
    }

    /// Whether a day lies before another.
    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.packed < right.packed
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    private static func padded(_ number: Int, to digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
