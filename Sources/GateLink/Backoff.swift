// How long to wait before the office is tried again.
package import PassCrypto

/// Waits that double, each drawn from its upper half, so that the gates of a site do not come back
/// all at once.
package struct Backoff: Sendable {
    /// The first wait, in milliseconds.
    package static let firstMilliseconds: UInt64 = 1_000
    /// The longest, in milliseconds.
    package static let longestMilliseconds: UInt64 = 120_000

    private var milliseconds = Self.firstMilliseconds

    package init() {}

    /// The next wait, in milliseconds; the whole of it where there is no randomness.
    package mutating func next(_ random: RandomSource) -> UInt64 {
        defer { milliseconds = min(milliseconds * 2, Self.longestMilliseconds) }
        let half = milliseconds / 2
        guard let drawn = try? random.bytes(2) else { return milliseconds }
        let share = UInt64(drawn[0]) << 8 | UInt64(drawn[1])
        return half + half * share / 65_535
    }

    /// The office answered.
    package mutating func reset() { milliseconds = Self.firstMilliseconds }
}
