// The figures as documents: every key always there, null where nothing is known.
import PassFormat
package import Registry

/// How much of a group is at work again.
package struct ResumptionShare: Sendable, Equatable, Encodable {
    package var firms = 0
    /// With a staff pass that is valid now.
    package var resumed = 0
    package var staff = 0
    package var staffWithPass = 0
    /// Staff passes that were approved, together; nil where no firm has a quota.
    package var quota: Int?

    private enum CodingKeys: String, CodingKey {
        case firms, resumed, rate, staff, staffWithPass, staffRate, quota
    }

    package func encode(to encoder: any Encoder) throws {
        func rate(_ part: Int, _ whole: Int) -> Double? {
            // Four digits behind the point; more would be noise in every answer.
            whole > 0 ? (Double(part) * 10_000 / Double(whole)).rounded() / 10_000 : nil
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(firms, forKey: .firms)
        try container.encode(resumed, forKey: .resumed)
        try container.encode(rate(resumed, firms), forKey: .rate)
        try container.encode(staff, forKey: .staff)
        try container.encode(staffWithPass, forKey: .staffWithPass)
        try container.encode(rate(staffWithPass, staff), forKey: .staffRate)
        try container.encode(quota, forKey: .quota)
    }
}

/// A group of firms and how much of it is at work again.
package struct ResumptionGroup: Sendable, Equatable, Encodable {
    /// A level, a tag, or a site's number.
    package let group: String
    package let share: ResumptionShare
}

/// Resumption of work, seen from three sides.
package struct ResumptionFigures: Sendable, Equatable, Encodable {
    package let levels: [ResumptionGroup]
    package let tags: [ResumptionGroup]
    /// By site.
    package let areas: [ResumptionGroup]
}

/// How many are inside somewhere.
package struct InsideTotals: Sendable, Equatable, Encodable {
    package var staff = 0
    package var vehicle = 0
    package var temporary = 0
    /// With passes that this registry does not know.
    package var unknown = 0

    package init() {}

    mutating func add(_ count: InsideCount) {
        switch count.kind {
        case .staff: staff += count.inside
        case .vehicle: vehicle += count.inside
        case .temporary: temporary += count.inside
        case nil: unknown += count.inside
        }
    }
}

/// Who is inside a zone.
package struct ZoneInside: Sendable, Equatable, Encodable {
    package let zone: ZoneNumber
    package let name: String
    package var inside = InsideTotals()
}

/// Who is inside a site.
package struct SiteInside: Sendable, Equatable, Encodable {
    package let site: SiteNumber
    package let name: String
    package var inside = InsideTotals()
    package var zones: [ZoneInside]
}

/// How many passes there are of a kind and in a state.
package struct PassFigure: Sendable, Equatable, Encodable {
    /// `staff`, `vehicle` or `temporary`.
    package let kind: String
    package let state: PassFigureState
    package let passes: Int

    package init(kind: String, state: PassFigureState, passes: Int) {
        self.kind = kind
        self.state = state
        self.passes = passes
    }
}

/// The figures of all that somebody may see.
package struct FigureReport: Sendable, Equatable, Encodable {
    package struct Firms: Sendable, Equatable, Encodable {
        package var registered: Int
        /// With a pass that was ever issued.
        package var using: Int

        package init(registered: Int, using: Int) {
            self.registered = registered
            self.using = using
        }
    }

    package struct Staff: Sendable, Equatable, Encodable {
        package var listed: Int
        package var withPass: Int
        /// Inside now with a staff pass.
        package var onPost: Int

        package init(listed: Int = 0, withPass: Int = 0, onPost: Int = 0) {
            self.listed = listed
            self.withPass = withPass
            self.onPost = onPost
        }
    }

    /// Seconds since 1970.
    package let at: Int64
    package let firms: Firms
    package let staff: Staff
    package let passes: [PassFigure]
    package let inside: [SiteInside]
    package let resumption: ResumptionFigures
    /// Desks for which something waits.
    package let queues: [DeskQueue]
}

/// What waits for a desk.
package struct DeskQueue: Sendable, Equatable, Encodable {
    package let site: SiteNumber
    package let desk: String
    package let waiting: Int
    /// Of those, whose clock has run out.
    package let pastClock: Int
    /// Seconds since 1970.
    package let oldestDueAt: Int64
}
