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
    /// Reads `2022-05-31`, `2022/5/31`, `2022.5.31`, `2022年5月31日` or `20220531`, and after it
    /// perhaps a time, `8:30` or `08:30:00`, parted by blanks or `T`.
    ///
    /// - Parameter raw: as typed; full width is folded.
    init?(listText raw: String) {
        var rest = Substring(FullWidth.fold(raw)).trimmingBlanks()
        guard let date = Self.takeDate(from: &rest) else { return nil }
        if rest.first == "T" { rest.removeFirst() }
        rest = rest.trimmingBlanks()
        if rest.isEmpty {
            self.init(date: date, secondOfDay: nil)
        } else {
            guard let second = Self.secondOfDay(rest) else { return nil }
            self.init(date: date, secondOfDay: second)
        }
    }

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

    private static func takeDate(from rest: inout Substring) -> CalendarDate? {
        guard let year = rest.takeDigits(atMost: 8) else { return nil }
        if year.count == 8 {
            return CalendarDate(
                year: year.value / 10_000, month: year.value / 100 % 100, day: year.value % 100)
        }
        guard year.count == 4, let mark = rest.popFirst(), "-/.年".contains(mark),
            let month = rest.takeDigits(atMost: 2),
            rest.popFirst() == (mark == "年" ? "月" : mark),
            let day = rest.takeDigits(atMost: 2)
        else { return nil }
        if mark == "年", rest.first == "日" { rest.removeFirst() }
        return CalendarDate(year: year.value, month: month.value, day: day.value)
    }

    private static func secondOfDay(_ text: Substring) -> Int? {
        var rest = text
        var parts: [Int] = []
        while parts.count < 3, let part = rest.takeDigits(atMost: 2) {
            parts.append(part.value)
            guard rest.first == ":" else { break }
            rest.removeFirst()
        }
        guard rest.isEmpty, parts.count >= 2, parts[0] < 24, parts[1] < 60 else { return nil }
        let second = parts.count == 3 ? parts[2] : 0
        return second < 60 ? parts[0] * 3600 + parts[1] * 60 + second : nil
    }
}

/// Which day a workbook counts its dates from.
enum DateEpoch {
    case from1900
    case from1904
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var slice = self
        while slice.first?.unicodeScalars.allSatisfy(\.isBlank) == true { slice.removeFirst() }
        while slice.last?.unicodeScalars.allSatisfy(\.isBlank) == true { slice.removeLast() }
        return slice
    }

    fileprivate mutating func takeDigits(atMost count: Int) -> (value: Int, count: Int)? {
        let digits = prefix(count).prefix { ("0"..."9").contains($0) && $0.isASCII }
        guard let value = Int(digits) else { return nil }
        removeFirst(digits.count)
        return (value, digits.count)
    }
}
