// Dates and times as people type them. What could be read in two ways is not read at all.
import Identifiers

extension WallTime {
    /// Reads a date and after it perhaps a time.
    ///
    /// The year has four digits and stands first (`2022-05-31`, `2022/5/31`, `2022.5.31`,
    /// `2022年5月31日`, `20220531`) or last; where it stands last, the day is told from the month by
    /// the month's English name or by being above 12. A time is `8:30`, `08:30:00`, `8时30分`, with
    /// `上午`, `下午`, `AM` or `PM`. Days of the week are passed over.
    ///
    /// - Parameter raw: as typed; full width is folded.
    init?(listText raw: String) {
        if let date = Self.plainDate(raw.utf8) {
            self.init(date: date, secondOfDay: nil)
            return
        }
        guard raw.utf8.count <= ListLimits.dateBytes, let reader = DateReader(FullWidth.fold(raw)),
            let date = reader.date()
        else { return nil }
        guard reader.hasTime else {
            self.init(date: date, secondOfDay: nil)
            return
        }
        guard let second = reader.secondOfDay() else { return nil }
        self.init(date: date, secondOfDay: second)
    }

    /// `2022-05-31` and nothing else, which most lists have a hundred thousand times.
    private static func plainDate(_ text: String.UTF8View) -> CalendarDate? {
        guard text.count == 10 else { return nil }
        var number = 0
        for (place, byte) in text.enumerated() {
            if place == 4 || place == 7 {
                guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") else { return nil }
            } else {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int(byte) - 0x30
            }
        }
        return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}

/// The numbers and words of a date and a time.
private struct DateReader {
    private struct Number {
        let value: Int
        let digits: Int
    }

    /// Three numbers make a date, with a month's name two; one of eight digits is a date as well.
    private var dateParts: [Number] = []
    private var timeParts: [Number] = []
    private var month: Int?
    /// How many numbers stood before the month's name.
    private var monthPlace = 0
    private var isAfternoon: Bool?

    var hasTime: Bool { !timeParts.isEmpty || isAfternoon != nil }

    private var isDateWhole: Bool {
        dateParts.first?.digits == 8 || dateParts.count + (month == nil ? 0 : 1) == 3
    }

    /// - Returns: nil where something stands in the text that no date has, or more than one has.
    init?(_ text: String) {
        var rest = Array(text.uppercased().unicodeScalars)[...]
        var steps = 0
        while let first = rest.first {
            steps += 1
            guard steps <= ListLimits.dateParts else { return nil }
            if first.isASCIIDigit {
                guard take(number: rest.prefix(while: \.isASCIIDigit), of: &rest) else {
                    return nil
                }
            } else if first.isBlank || Self.marks(isDateWhole).contains(first) {
                rest.removeFirst()
            } else if let word = Self.words[first]?.first(where: { rest.starts(with: $0.text) }) {
                guard take(word.meaning) else { return nil }
                rest.removeFirst(word.text.count)
            } else {
                return nil
            }
        }
    }

    private mutating func take(
        number digits: ArraySlice<Unicode.Scalar>, of rest: inout ArraySlice<Unicode.Scalar>
    ) -> Bool {
        guard digits.count <= 8 else { return false }
        let value = digits.reduce(0) { $0 * 10 + Int($1.value) - 0x30 }
        rest.removeFirst(digits.count)
        let number = Number(value: value, digits: digits.count)
        if !isDateWhole {
            dateParts.append(number)
        } else {
            // A time's parts are told from each other by what follows them. Of a second the
            // fraction is dropped.
            guard timeParts.isEmpty || isTimeOpen else { return false }
            isTimeOpen = false
            if timeParts.count == 3 { return true }
            guard digits.count <= 2 else { return false }
            timeParts.append(number)
            let marks = (timeParts.count == 3 ? "." : ":时点時分").unicodeScalars
            isTimeOpen = rest.first.map(marks.contains) ?? false
        }
        return true
    }

    /// Whether the last number of the time is followed by what parts it from the next.
    private var isTimeOpen = false

    private mutating func take(_ meaning: Word.Meaning) -> Bool {
        switch meaning {
        case .month(let number):
            guard month == nil, dateParts.count < 2 else { return false }
            month = number
            monthPlace = dateParts.count
        case .half(let afternoon):
            guard isDateWhole, isAfternoon == nil else { return false }
            isAfternoon = afternoon
        case .nothing: break
        }
        return true
    }

    /// - Returns: nil where the parts are no date, or might be two.
    func date() -> CalendarDate? {
        guard isDateWhole, let first = dateParts.first, let last = dateParts.last else {
            return nil
        }
        let (a, b) = (first.value, last.value)
        if first.digits == 8 {
            return CalendarDate(year: a / 10_000, month: a / 100 % 100, day: a % 100)
        }
        let isYearFirst = first.digits == 4
        guard isYearFirst != (last.digits == 4), dateParts.filter({ $0.digits > 2 }).count == 1
        else { return nil }
        if let month {
            guard monthPlace == 1 || !isYearFirst else { return nil }
            return CalendarDate(
                year: isYearFirst ? a : b, month: month, day: isYearFirst ? b : a)
        }
        let middle = dateParts[1].value
        if isYearFirst { return CalendarDate(year: a, month: middle, day: b) }
        guard a > 12 || middle > 12 || a == middle else { return nil }
        return CalendarDate(year: b, month: min(a, middle), day: max(a, middle))
    }

    /// - Returns: nil where the parts are no time of a day.
    func secondOfDay() -> Int? {
        guard (1...3).contains(timeParts.count) else { return nil }
        let parts = timeParts.map(\.value) + [0, 0]
        var hour = parts[0]
        // A lone number is an hour only where a word says so.
        guard timeParts.count > 1 || isTimeOpen || isAfternoon != nil else { return nil }
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        if hour == 24, parts[1] == 0, parts[2] == 0 { return 86_399 }
        guard hour < 24, parts[1] < 60, parts[2] < 60 else { return nil }
        return hour * 3600 + parts[1] * 60 + parts[2]
    }

    private struct Word {
        enum Meaning {
            case month(Int)
            case half(afternoon: Bool)
            /// A day of the week, and the T of ISO 8601.
            case nothing
        }
        let text: [Unicode.Scalar]
        let meaning: Meaning

        init(text: String, meaning: Meaning) {
            (self.text, self.meaning) = (Array(text.unicodeScalars), meaning)
        }
    }

    /// Between the parts of a date; in and before a time.
    private static func marks(_ isDateWhole: Bool) -> String.UnicodeScalarView {
        (isDateWhole ? "日号,():时点時分秒." : "-/.年月、,—–－_").unicodeScalars
    }

    /// By their first character, longer words before those that they begin with.
    private static let words: [Unicode.Scalar: [Word]] = {
        let months = [
            "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
            "OCTOBER", "NOVEMBER", "DECEMBER",
        ]
        let days = [
            "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
        ]
        let weekdays = ["星期", "礼拜", "周"].flatMap { word in
            "一二三四五六日天".map { "\(word)\($0)" }
        }
        let all =
            months.enumerated().map { Word(text: $1, meaning: .month($0 + 1)) }
            + months.enumerated().map { Word(text: String($1.prefix(3)), meaning: .month($0 + 1)) }
            + (weekdays + days + days.map { String($0.prefix(3)) })
            .map { Word(text: $0, meaning: .nothing) } + [Word(text: "T", meaning: .nothing)]
            + [("上午", false), ("下午", true), ("AM", false), ("PM", true)]
            .map { Word(text: $0.0, meaning: .half(afternoon: $0.1)) }
        return Dictionary(grouping: all) { $0.text.first ?? " " }
    }()
}

extension Unicode.Scalar {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
