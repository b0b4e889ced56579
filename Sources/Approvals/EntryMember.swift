// The members of an entry, where a field is a list of people or things.

/// One member of the objects that a field lists.
package struct EntryMember: Sendable, Equatable {
    /// How many a thing may be.
    static let counts: ClosedRange<Int64> = 1...9999
    /// Characters of a thing's name.
    static let nameLengths: ClosedRange<Int64> = 1...100

    package let name: String
    package let type: FieldType
    package let isNeeded: Bool
    /// Of a number its value, of text its characters; nil where the type's own rule says it.
    package let bounds: ClosedRange<Int64>?
}

extension FormField {
    /// What each entry of the list says; empty for a field that is no list of objects.
    package var members: [EntryMember] {
        switch type {
        case .people:
            [EntryMember(name: "name", type: .text, isNeeded: true, bounds: nil)]
                + PersonPart.allCases.map { part in
                    EntryMember(
                        name: part.rawValue, type: part.type,
                        isNeeded: checks.entryNeeds.contains(part), bounds: nil)
                }
        case .items:
            [
                EntryMember(
                    name: "name", type: .text, isNeeded: true, bounds: EntryMember.nameLengths),
                EntryMember(
                    name: "count", type: .number, isNeeded: false, bounds: EntryMember.counts),
            ]
        case .text, .longText, .number, .date, .time, .plate, .telephone, .identity, .yesNo,
            .attachment, .list, .choice:
            []
        }
    }
}

extension PersonPart {
    fileprivate var type: FieldType {
        switch self {
        case .identity: .identity
        case .telephone: .telephone
        case .employeeNumber: .text
        }
    }
}
