// The time of an entry as ZIP keeps it (APPNOTE 4.4.6): local time, even seconds, 1980 to 2107.

/// When an entry was last changed, by the clock on the wall.
package struct DOSTimestamp: Equatable, Sendable {
    /// Hour, minute and half seconds.
    let time: UInt16
    /// Years since 1980, month and day.
    let date: UInt16

    /// Makes a timestamp from seconds and the wall clock's distance to UTC.
    /// - Parameters:
    ///   - secondsSince1970: in UTC; an odd second is rounded down.
    ///   - utcOffsetSeconds: what the wall clock is ahead of UTC, -86,400 to 86,400.
    /// - Throws: ``ZipArchiveError/timestamp(secondsSince1970:)`` before 1980 or after 2107.
    package init(
        secondsSince1970: Int64, utcOffsetSeconds: Int64
    ) throws(ZipArchiveError) {
        guard Self.range.contains(secondsSince1970), (-86_400...86_400).contains(utcOffsetSeconds)
        else { throw .timestamp(secondsSince1970: secondsSince1970) }
        let local = secondsSince1970 + utcOffsetSeconds
        let (days, seconds) = (local / 86_400, local % 86_400)
        let (year, month, day) = Self.civil(daysSince1970: days)
        guard (1980...2107).contains(year) else {
            throw .timestamp(secondsSince1970: secondsSince1970)
        }
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        time = UInt16(hour << 11 | minute << 5 | second / 2)
        date = UInt16((year - 1980) << 9 | month << 5 | day)
    }

    /// A day more on either side than fits, so that the sums below neither overflow nor go below
    /// zero; the year decides.
    private static let range: ClosedRange<Int64> = 315_446_400...4_354_905_600

    /// Proleptic Gregorian date of a day, counted in 400-year eras of years that begin in March.
    private static func civil(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
