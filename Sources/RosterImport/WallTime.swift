// Dates and times as a list writes them: what a clock on the wall of the site shows.
package import Identifiers

/// A day, with or without a time of that day, in the site's own zone.
package struct WallTime: Sendable, Hashable {
    /// The day.
    package let date: CalendarDate
    /// Seconds since midnight, 0 to 86,399; nil where the list names the day only.
    package var secondOfDay: Int? { second < 0 ? nil : Int(second) }
    /// The second, or -1: a list holds a hundred thousand of these.
    private let second: Int32

    /// - Parameters:
    ///   - date: the day.
    ///   - secondOfDay: 0 to 86,399; what lies beyond is brought to the nearer end.
    package init(date: CalendarDate, secondOfDay: Int?) {
        self.date = date
        second = secondOfDay.map { Int32(min(max($0, 0), 86_399)) } ?? -1
    }

    /// The first second meant: midnight where only the day is named.
    var earliest: (CalendarDate, Int) { (date, secondOfDay ?? 0) }
    /// The last second meant: the end of the day where only that is named.
    var latest: (CalendarDate, Int) { (date, secondOfDay ?? 86_399) }
}

extension WallTime {
    /// The time that a spreadsheet stores as days since its epoch.
    ///
    /// - Parameters:
    ///   - serial: days, with a fraction for the time.
    ///   - epoch: which day is number 0 or 1. In the 1900 system day 60 is a 29 February that
    ///     never was (ECMA-376 part 1, 18.17.4.1), so days before it lie one later.
    init?(serial: Double, epoch: DateEpoch) {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        var day = Int(serial)
        var second = Int(((serial - Double(day)) * 86_400).rounded())
        if second == 86_400 {
            second = 0
            day += 1
        }
        let offset =
            switch epoch {
            case .from1900: day < 60 ? -25_568 : -25_569
            case .from1904: -24_107
            }
        guard day > 0, let date = CalendarDate(daysSince1970: day + offset) else { return nil }
        self.init(date: date, secondOfDay: second == 0 ? nil : second)
    }

    /// The same of a number that stands in a column of dates without a date's format: five digits
    /// before the point, and a day of this century, so that no other number is taken for one.
    init?(plainSerial raw: String, epoch: DateEpoch) {
        let text = FullWidth.fold(raw).trimmingBlanks()
        guard text.utf8.prefix(while: { (0x30...0x39).contains($0) }).count == 5,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let serial = Double(text), let time = WallTime(serial: serial, epoch: epoch),
            (2000...2099).contains(time.date.year)
        else { return nil }
        self = time
    }
}

/// Which day a workbook counts its dates from.
enum DateEpoch {
    case from1900
    case from1904
}
