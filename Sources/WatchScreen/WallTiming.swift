// How long a wall counts: an old green one must not wave the next person through, and a red one
// must be seen even if the next code is read at once.
// Tests: Tests/WatchScreenTests/WallTimingTests.swift.

/// When the wall that stands was put up.
package struct WallTiming: Sendable {
    /// A wall that stands so long keeps its place against one that is less pressing.
    package static let leastMilliseconds: UInt64 = 1_000
    /// A green wall, or that of the same code, is taken down after so long.
    package static let longestMilliseconds: UInt64 = 30_000
    /// From this age on a wall says how old it is.
    package static let agedMilliseconds: UInt64 = 10_000

    private let tone: Tone
    private let since: UInt64

    /// - Parameters:
    ///   - tone: of the wall.
    ///   - now: milliseconds on a clock that only goes forward.
    package init(_ tone: Tone, at now: UInt64) {
        self.tone = tone
        since = now
    }

    /// Whether the wall of another scan may take its place.
    package func givesWay(to next: Tone, at now: UInt64) -> Bool {
        age(at: now) >= Self.leastMilliseconds || next.urgency <= tone.urgency
    }

    /// Whether it is to be taken down.
    package func isOver(at now: UInt64) -> Bool {
        switch tone {
        case .admit, .same: age(at: now) >= Self.longestMilliseconds
        case .review, .refuse, .undecided, .waiting: false
        }
    }

    /// Whole seconds, once there are enough to be worth saying.
    package func shownSeconds(at now: UInt64) -> UInt64? {
        let age = age(at: now)
        return age >= Self.agedMilliseconds ? age / 1_000 : nil
    }

    private func age(at now: UInt64) -> UInt64 { now > since ? now - since : 0 }
}

extension Tone {
    /// What the guard must see to first has the lowest.
    package var urgency: Int {
        switch self {
        case .undecided: 0
        case .refuse: 1
        case .review: 2
        case .admit: 3
        case .same: 4
        case .waiting: 5
        }
    }
}
