// Small pieces of what people read: times, words for states, and text that came from outside.
import FoundationEssentials
import Issuance
import PassFormat
import Registry

/// Times as people read them, on the clocks of the first site.
struct TimeText {
    private let style: Date.ISO8601FormatStyle

    init(_ office: Office) throws(OfficeError) {
        let minutes = try office.sites().first?.utcOffsetMinutes ?? Site.usualOffsetMinutes
        let zone = TimeZone(secondsFromGMT: Int(minutes) * 60) ?? .gmt
        style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: zone)
    }

    /// ISO 8601 with the distance from UTC.
    ///
    /// - Parameter seconds: since 1970.
    func text(of seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(style)
    }
}

extension String {
    /// The word for `present` and `left`, as lists of staff and vehicles say them.
    var presence: BilingualText {
        switch self {
        case "present": BilingualText("在册", self)
        case "left": BilingualText("已离开", self)
        default: BilingualText(self, self)
        }
    }
}

extension String {
    /// The word for the state of an epoch or group.
    var keyState: BilingualText {
        switch self {
        case "current": BilingualText("当前", self)
        case "earlier": BilingualText("旧，仍有效", self)
        case "retired": BilingualText("已停用", self)
        case "revoked": BilingualText("已作废", self)
        case "missing": BilingualText("缺失", self)
        default: BilingualText(self, self)
        }
    }
}

/// Hours of a day as people write them: `06:00-22:00`.
func hoursOfDay(_ startMinute: Int64, _ endMinute: Int64) -> String {
    [startMinute, endMinute].map { minutes in
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }.joined(separator: "-")
}

/// Text from a list or a person, without what would steer a terminal.
func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}" as Unicode.Scalar
        default: scalar
        }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

extension [BilingualText] {
    /// The texts, a line each.
    func joined() -> BilingualText {
        BilingualText(
            map(\.chinese).joined(separator: "\n"), map(\.english).joined(separator: "\n"))
    }
}
