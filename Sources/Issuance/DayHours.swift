// Hours of the day as people write them.
package import PassFormat

extension DayWindow {
    /// Reads `06:00-22:00`; the end may be 24:00, or lie behind midnight.
    package init?(hours text: String) {
        let times = text.split(separator: "-", omittingEmptySubsequences: false)
        guard times.count == 2, let start = Self.minutes(times[0]),
            let end = Self.minutes(times[1])
        else { return nil }
        self.init(startMinute: start, endMinute: end)
    }

    private static func minutes(_ text: Substring) -> UInt64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]), minutes < 60
        else { return nil }
        return UInt64(hours) * 60 + UInt64(minutes)
    }
}
