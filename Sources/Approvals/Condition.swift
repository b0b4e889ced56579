// Conditions on a form and on the firm that files it: which desks decide, which fields are needed.

/// On whose whitelist a firm stands.
package enum FirmLevel: String, Sendable, Codable, CaseIterable {
    case city, district, town
}

/// What conditions may ask of the firm, as it was when the application was filed.
package struct FirmFacts: Sendable, Equatable, Codable {
    package let level: FirmLevel?
    package let tags: [String]

    package init(level: FirmLevel?, tags: [String]) {
        self.level = level
        self.tags = tags
    }
}

/// How a field is compared with a value.
package enum Comparison: String, Sendable, CaseIterable {
    case equals = "is"
    case differs = "is_not"
    case above, below
    case atLeast = "at_least"
    case atMost = "at_most"
}

/// Holds of a form and a firm, or does not; of a field that is empty no comparison holds but
/// `differs`.
package indirect enum Condition: Sendable, Equatable {
    case compare(field: String, Comparison, FormInput)
    case level([FirmLevel])
    case tag(String)
    case all([Condition])
    case any([Condition])
    case not(Condition)

    package func holds(of values: FormValues, _ firm: FirmFacts) -> Bool {
        switch self {
        case .compare(let field, let comparison, let value):
            Self.compare(values[field], comparison, value)
        case .level(let levels): firm.level.map(levels.contains) ?? false
        case .tag(let tag): firm.tags.contains(tag)
        case .all(let parts): parts.allSatisfy { $0.holds(of: values, firm) }
        case .any(let parts): parts.contains { $0.holds(of: values, firm) }
        case .not(let part): !part.holds(of: values, firm)
        }
    }

    /// The fields that are asked.
    package var fields: Set<String> {
        switch self {
        case .compare(let field, _, _): [field]
        case .level, .tag: []
        case .all(let parts), .any(let parts):
            parts.reduce(into: Set()) { $0.formUnion($1.fields) }
        case .not(let part): part.fields
        }
    }

    private static func compare(
        _ found: FormValue?, _ comparison: Comparison, _ wanted: FormInput
    ) -> Bool {
        guard let found else { return comparison == .differs }
        switch comparison {
        case .equals: return isEqual(found, wanted)
        case .differs: return !isEqual(found, wanted)
        case .above, .below, .atLeast, .atMost:
            guard let number = magnitude(of: found), case .number(let limit) = wanted else {
                return false
            }
            switch comparison {
            case .above: return number > limit
            case .below: return number < limit
            case .atLeast: return number >= limit
            case .atMost, .equals, .differs: return number <= limit
            }
        }
    }

    private static func isEqual(_ found: FormValue, _ wanted: FormInput) -> Bool {
        switch (found, wanted) {
        case (.text(let left), .text(let right)), (.date(let left), .text(let right)):
            left == right
        case (.yesNo(let left), .yesNo(let right)): left == right
        case (_, .number(let right)): magnitude(of: found) == right
        default: false
        }
    }

    /// A number's value, a list's length, the rows of an uploaded list.
    private static func magnitude(of value: FormValue) -> Int64? {
        switch value {
        case .number(let number): number
        case .time(let seconds): seconds
        case .people(let list): Int64(list.count)
        case .items(let list): Int64(list.count)
        case .attachments(let list): Int64(list.count)
        case .list(let list): list.rows
        case .text, .date, .yesNo: nil
        }
    }
}
