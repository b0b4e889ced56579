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

    private enum CodingKeys: String, CodingKey {
        case firms, resumed, rate, staff, staffWithPass, staffRate
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
}

/// The figures of all that somebody may see.
package struct FigureReport: Sendable, Equatable, Encodable {
    package struct Firms: Sendable, Equatable, Encodable {
        package var registered = 0
        /// With a pass that was ever issued.
        package var using = 0
    }

    package struct Staff: Sendable, Equatable, Encodable {
        package var listed = 0
        package var withPass = 0
        /// Inside now with a staff pass.
        package var onPost = 0
    }

    /// Seconds since 1970.
    package let at: Int64
    package let firms: Firms
    package let staff: Staff
    package let passes: [PassFigure]
    package let inside: [SiteInside]
    package let resumption: ResumptionFigures
    /// Nil where no applications are kept.
    package let queuesPastClock: Int?

    private enum CodingKeys: String, CodingKey {
        case at, firms, staff, passes, inside, resumption, queuesPastClock
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(at, forKey: .at)
        try container.encode(firms, forKey: .firms)
        try container.encode(staff, forKey: .staff)
        try container.encode(passes, forKey: .passes)
        try container.encode(inside, forKey: .inside)
        try container.encode(resumption, forKey: .resumption)
        try container.encode(queuesPastClock, forKey: .queuesPastClock)
    }
}
