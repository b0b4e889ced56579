// TIME of the command line: seconds since 1970, ISO 8601, or relative such as `+20d` and `-2h`.
// Tests: Tests/CommandTests.
import ArgumentParser
package import PassFormat

/// A time as it was given; which second it is depends on now and on the site's zone.
///
/// An option that takes one is declared with `parsing: .unconditional`, so that `-2h` is a value.
package enum TimeArgument: Sendable, Equatable, ExpressibleByArgument {
    /// A second that is the same everywhere.
    case instant(Timestamp)
    /// Seconds from 1970-01-01 00:00 on the site's own clocks: ISO 8601 without a zone.
    case local(seconds: UInt64)
    case relative(TimeDistance)

    /// - Returns: nil for anything else than the three forms, or a time outside 1970 to 9999.
    package init?(argument: String) {
        if let distance = TimeDistance(signed: argument) {
            self = .relative(distance)
        } else if let seconds = UInt64(plainDigits: argument[...]) {
            guard seconds <= Timestamp.latest.seconds else { return nil }
            self = .instant(Timestamp(seconds: seconds))
        } else if let calendar = CalendarTime(argument) {
            self = calendar.time
        } else {
            return nil
        }
    }

    /// The second that is meant; times before 1970 become 1970.
    ///
    /// - Parameters:
    ///   - now: what a relative time counts from.
    ///   - utcOffsetMinutes: the site's distance from UTC, for a time without a zone.
    package func resolved(now: Timestamp, utcOffsetMinutes: Int64) -> Timestamp {
        switch self {
        case .instant(let time): time
        case .local(let seconds):
            Timestamp(seconds: UInt64(clamping: Int64(clamping: seconds) - utcOffsetMinutes * 60))
        case .relative(let distance): distance.applied(to: now)
        }
    }
}

/// A distance in time: a number and `s`, `m`, `h`, `d` or `w`.
package struct TimeDistance: Sendable, Equatable, ExpressibleByArgument {
    /// Which way it goes.
    package enum Way: Sendable { case forward, back }

    /// The longest that is accepted: 100 years of 366 days.
    static let longestSeconds: UInt64 = 100 * 366 * 86_400

    package let way: Way
    package let seconds: UInt64

    /// Reads a distance such as `14d` or `+90m`; without a sign it goes forward.
    package init?(argument: String) {
        if argument.hasPrefix("+") || argument.hasPrefix("-") {
            self.init(signed: argument)
        } else {
            self.init(argument[...], way: .forward)
        }
    }

    init?(signed text: String) {
        switch text.first {
        case "+": self.init(text.dropFirst(), way: .forward)
        case "-", "\u{2212}": self.init(text.dropFirst(), way: .back)
        default: return nil
        }
    }

    private init?(_ text: Substring, way: Way) {
        let unit: UInt64
        switch text.last {
        case "s": unit = 1
        case "m": unit = 60
        case "h": unit = 3_600
        case "d": unit = 86_400
        case "w": unit = 7 * 86_400
        default: return nil
        }
        guard let count = UInt64(plainDigits: text.dropLast()),
            count <= Self.longestSeconds / unit
        else { return nil }
        self.way = way
        seconds = count * unit
    }

    /// A time moved by this distance; not before 1970.
    package func applied(to time: Timestamp) -> Timestamp {
        switch way {
        case .forward: time.advanced(bySeconds: seconds)
        case .back: Timestamp(seconds: time.seconds - min(seconds, time.seconds))
        }
    }
}

/// `YYYY-MM-DD`, with `T` or a blank `hh:mm` and `:ss` behind it, with `Z` or `±hh:mm` at the end.
private struct CalendarTime {
    let time: TimeArgument

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> UInt64? {
            guard start + count <= bytes.count else { return nil }
            return UInt64(
                plainDigits: String(decoding: bytes[start..<start + count], as: UTF8.self)[...])
        }
        func has(_ letters: String, at position: Int) -> Bool {
            position < bytes.count && letters.utf8.contains(bytes[position])
        }
        guard let year = number(0, 4), has("-", at: 4), let month = number(5, 2),
            has("-", at: 7), let day = number(8, 2),
            let days = Self.days(year: year, month: month, day: day)
        else { return nil }
        var seconds = days * 86_400
        var position = 10
        if has("Tt ", at: position) {
            guard let hour = number(11, 2), has(":", at: 13), let minute = number(14, 2),
                hour <= 23, minute <= 59
            else { return nil }
            seconds += hour * 3_600 + minute * 60
            position = 16
            if has(":", at: position) {
                guard let second = number(17, 2), second <= 59 else { return nil }
                seconds += second
                position = 19
            }
        }
        if position == bytes.count {
            time = .local(seconds: seconds)
            return
        }
        guard position > 10 else { return nil }
        var eastSeconds: Int64 = 0
        if has("Zz", at: position) {
            position += 1
        } else if has("+-", at: position) {
            let sign: Int64 = bytes[position] == UInt8(ascii: "-") ? -1 : 1
            guard let hour = number(position + 1, 2), has(":", at: position + 3),
                let minute = number(position + 4, 2), hour <= 14, minute <= 59
            else { return nil }
            eastSeconds = sign * Int64(hour * 3_600 + minute * 60)
            position += 6
        }
        guard position == bytes.count else { return nil }
        let universal = Int64(seconds) - eastSeconds
        guard universal >= 0, universal <= Int64(Timestamp.latest.seconds) else { return nil }
        time = .instant(Timestamp(seconds: UInt64(universal)))
    }

    /// Days from 1970-01-01; nil where the calendar has no such day from then to 9999.
    ///
    /// Howard Hinnant's `days_from_civil`, within the positive eras.
    private static func days(year: UInt64, month: UInt64, day: UInt64) -> UInt64? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [UInt64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= lengths[Int(month) - 1]
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }
}

extension UInt64 {
    /// ASCII digits and nothing else, neither sign nor blank.
    fileprivate init?(plainDigits text: Substring) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
