// When a message may be sent and how often it is tried. Pure.

/// The rules of the outbox.
package struct MessageRules: Sendable, Equatable {
    /// Hours of the day in which nobody is disturbed; nil for none.
    package var quiet: QuietHours? = .night
    /// Ahead of UTC, for messages of no site.
    package var utcOffsetMinutes: Int64 = 480
    /// To one number within an hour, and within a day.
    package var mostAnHour = 5
    package var mostADay = 20
    /// How often one is tried before it is given up.
    package var mostAttempts = 8
    /// After which what is being sent is taken up again: the program ended amid it.
    package var takenUpAgainSeconds: Int64 = 600

    static let firstDelaySeconds: Int64 = 15
    static let longestDelaySeconds: Int64 = 3_600

    package init() {}

    /// Seconds until the next attempt: twice as long each time, at most an hour, of which the
    /// second half is chance, so that not all come back at once.
    ///
    /// - Parameters:
    ///   - attempts: how many there were, from 1.
    ///   - chance: any number, from the random source.
    package func delaySeconds(after attempts: Int, chance: UInt32) -> Int64 {
        let doubled = Self.firstDelaySeconds << Int64(min(max(attempts, 1) - 1, 16))
        let half = min(doubled, Self.longestDelaySeconds) / 2
        return half + Int64(chance) % (half + 1)
    }
}

/// Hours of the day, from one minute of it to another, over midnight where the first is later.
package struct QuietHours: Sendable, Equatable {
    package let startMinute: Int64
    package let endMinute: Int64

    /// 22:00 to 8:00.
    package static let night = QuietHours(startMinute: 22 * 60, endMinute: 8 * 60)

    package init(startMinute: Int64, endMinute: Int64) {
        self.startMinute = startMinute
        self.endMinute = endMinute
    }

    /// When the hours end that a time lies in.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - offset: minutes that local time is ahead of UTC.
    /// - Returns: seconds since 1970; nil outside of them.
    package func end(at now: Int64, utcOffsetMinutes offset: Int64) -> Int64? {
        let second = (now + offset * 60).modulo(86_400)
        let (start, end) = (startMinute * 60, endMinute * 60)
        let isQuiet =
            start <= end ? (start..<end).contains(second) : second >= start || second < end
        return isQuiet ? now + (end - second).modulo(86_400) : nil
    }
}

extension Int64 {
    /// The remainder that is never negative.
    fileprivate func modulo(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
