// Files of calendars: one with the hours and the week, and one for each year's days.
import Approvals
import Identifiers
import Yams

/// What a file in the folder of calendars holds.
enum CalendarPart {
    case calendar(WorkingCalendar, line: Int)
    case year(YearDays, Int, calendar: String, line: Int)
}

/// - Returns: nil where the file has any fault.
func readCalendar(_ bytes: [UInt8], _ faults: FaultList) -> CalendarPart? {
    let keys = ["id", "hours", "weekdays", "utc_offset", "calendar", "year", "holidays", "worked"]
    guard let root = yamlRoot(bytes, faults),
        let file = YamlSection(root, faults.file, keys: keys, faults)
    else { return nil }
    return file["year"] == nil ? readWeek(file) : readYear(file)
}

private func readWeek(_ file: YamlSection) -> CalendarPart? {
    let id = file.id("id")
    let hours = file.list("hours").compactMap { node -> Range<Int>? in
        let parts = (node.scalar?.string ?? "").split(separator: "-").compactMap { minutes(of: $0) }
        guard parts.count == 2, parts[0] < parts[1] else {
            file.faults.note(
                node.line, "时段应写作 \"09:00-12:00\"；请更正", "hours are written \"09:00-12:00\"; mend it"
            )
            return nil
        }
        return parts[0]..<parts[1]
    }
    let weekdays = file.list("weekdays").compactMap { $0.scalar.flatMap { Int($0.string) } }
    let offset = file.text("utc_offset").flatMap(offsetMinutes)
    guard let id, file.faults.faults.isEmpty else { return nil }
    guard let offset else {
        file.note(
            "utc_offset", "utc_offset 应写作 \"+08:00\"；请更正",
            "utc_offset is written \"+08:00\"; mend it")
        return nil
    }
    do throws(CalendarFault) {
        let calendar = try WorkingCalendar(
            id: id, hours: hours, weekdays: Set(weekdays), utcOffsetMinutes: offset)
        return .calendar(calendar, line: file.line)
    } catch {
        switch error {
        case .hours:
            file.note(
                "hours", "hours 须有至少一个时段，先后排列，互不重叠",
                "hours need at least one span, in order, without overlap")
        case .weekdays:
            file.note(
                "weekdays", "weekdays 应为 1（周一）到 7（周日）", "weekdays go from 1, Monday, to 7, Sunday")
        case .offset:
            file.note(
                "utc_offset", "utc_offset 应在 -12:00 到 +14:00 之间",
                "utc_offset lies between -12:00 and +14:00")
        }
        return nil
    }
}

private func readYear(_ file: YamlSection) -> CalendarPart? {
    let (calendar, year) = (file.id("calendar"), file.number("year", within: 1970...9000))
    guard let calendar, let year else { return nil }
    let holidays = days(file, "holidays", of: Int(year))
    let worked = days(file, "worked", of: Int(year))
    if !holidays.isDisjoint(with: worked) {
        file.note("worked", "同一天既放假又上班；请更正", "a day is both a holiday and worked; mend it")
    }
    guard file.faults.faults.isEmpty else { return nil }
    return .year(
        YearDays(holidays: holidays, worked: worked), Int(year), calendar: calendar, line: file.line
    )
}

/// Days and spans of days, `2026-02-15..2026-02-23`.
private func days(_ file: YamlSection, _ key: String, of year: Int) -> Set<CalendarDate> {
    var days: Set<CalendarDate> = []
    for node in file.list(key) {
        let ends = (node.scalar?.string ?? "").split(
            separator: ".", omittingEmptySubsequences: true
        )
        .map { CalendarDate(iso: String($0)) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
            first.year == year, last.year == year, first <= last
        else {
            file.faults.note(
                node.line, "应为 \(year) 年的日期或起止 \"\(year)-02-15..\(year)-02-23\"；请更正",
                "a day of \(year), or a span \"\(year)-02-15..\(year)-02-23\"; mend it")
            continue
        }
        for day in first.daysSince1970...last.daysSince1970 {
            if let date = CalendarDate(daysSince1970: day) { days.insert(date) }
        }
    }
    return days
}

/// - Parameter text: `09:00`.
private func minutes(of text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]),
        let minute = Int(parts[1]),
        (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
    else { return nil }
    return hour * 60 + minute
}

/// - Parameter text: `+08:00`.
private func offsetMinutes(_ text: String) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-",
        let minutes = minutes(of: text.dropFirst())
    else { return nil }
    return sign == "-" ? -minutes : minutes
}
