// Numbers that people give to firms and places, each a type of its own, so that a zone's number
// never stands where a gate's is meant.

/// A thing that is known by a number of its own.
package protocol Numbered: Sendable {
    /// The numbers that may be given, both ends included.
    static var numbers: ClosedRange<Int64> { get }
    /// What it is, for texts.
    static var subject: RegistrySubject { get }
}

/// The number of one kind of thing.
package struct Number<Thing: Numbered>: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: Int64

    /// - Returns: nil outside the kind's numbers.
    package init?(rawValue: Int64) {
        guard Thing.numbers.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// A number that the database holds, whose checks held its range.
    init(stored: Int64) { rawValue = stored }

    package static func < (left: Number, right: Number) -> Bool { left.rawValue < right.rawValue }
}

extension Number: CustomStringConvertible {
    package var description: String { String(rawValue) }
}

extension Number: Codable {
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer().decode(Int64.self)
        guard let number = Number(rawValue: value) else {
            throw RegistryError.numberOutOfRange(Thing.subject, value, Thing.numbers)
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// 1–4294967295, as in a pass's claim.
package typealias OrganisationNumber = Number<Organisation>
/// 1–65535.
package typealias SiteNumber = Number<Site>
/// 1–65535, unique in the registry and never given twice.
package typealias ZoneNumber = Number<Zone>
/// 1–65535, unique in the registry and never given twice.
package typealias GateNumber = Number<Gate>
/// 1–4294967295, as in a pass's claim.
package typealias RouteNumber = Number<Route>
/// 1–65535, unique in the registry and never given twice.
package typealias GroupNumber = Number<KeyGroup>

/// The row of a person, a vehicle or a pass; it means nothing outside the registry.
package struct RowID<Thing>: Hashable, Sendable {
    package let value: Int64
    init(_ value: Int64) { self.value = value }
}
