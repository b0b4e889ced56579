// What a field of a form holds once it was read: canonical, so that it is compared and used as is.
import Identifiers

/// A person named in a form.
package struct NamedPerson: Sendable, Equatable, Codable {
    package let name: String
    /// Canonical; nil where the form leaves it out.
    package let identity: String?
    /// Canonical; nil where the form leaves it out.
    package let telephone: String?
    /// What the firm knows the person by; nil where the form leaves it out.
    package let employeeNumber: String?

    package init(
        name: String, identity: String? = nil, telephone: String? = nil,
        employeeNumber: String? = nil
    ) {
        self.name = name
        self.identity = identity
        self.telephone = telephone
        self.employeeNumber = employeeNumber
    }
}

/// A thing in a list, for instance equipment to be brought out.
package struct ListedItem: Sendable, Equatable, Codable {
    package let name: String
    /// From 1.
    package let count: Int64

    package init(name: String, count: Int64) {
        self.name = name
        self.count = count
    }
}

/// A list that was uploaded, as an application carries it: by its number, not by its people.
package struct UploadedList: Sendable, Equatable, Codable {
    package let number: Int64
    /// Those that would be written.
    package let rows: Int64

    package init(number: Int64, rows: Int64) {
        self.number = number
        self.rows = rows
    }
}

/// The value of one field.
package enum FormValue: Sendable, Equatable, Codable {
    /// Text, long text, a choice's id, a plate, a telephone or an ID number, canonical.
    case text(String)
    case number(Int64)
    /// ISO 8601, for instance `2026-05-28`.
    case date(String)
    /// Seconds since 1970.
    case time(Int64)
    case yesNo(Bool)
    case people([NamedPerson])
    case items([ListedItem])
    /// SHA-256 of each file, in hexadecimal.
    case attachments([String])
    case list(UploadedList)
}

/// The values of a form by the ids of its fields; a field without a value is not in it.
package typealias FormValues = [String: FormValue]

extension FormValue {
    /// The text of a field of text, nil for any other.
    package var text: String? { if case .text(let value) = self { value } else { nil } }
    /// The number of a field of numbers, nil for any other.
    package var number: Int64? { if case .number(let value) = self { value } else { nil } }
    /// The time of a field of times in seconds since 1970, nil for any other.
    package var seconds: Int64? { if case .time(let value) = self { value } else { nil } }
    /// The people of a list, nil for any other field.
    package var people: [NamedPerson]? { if case .people(let list) = self { list } else { nil } }
    /// The things of a list, nil for any other field.
    package var items: [ListedItem]? { if case .items(let list) = self { list } else { nil } }
    /// The files of a field, nil for any other field.
    package var attachments: [String]? {
        if case .attachments(let list) = self { list } else { nil }
    }

    /// The uploaded list of a field, nil for any other.
    package var list: UploadedList? { if case .list(let list) = self { list } else { nil } }

    /// The value as it is given out, ID and telephone numbers masked.
    ///
    /// - Parameter type: of its field.
    package func shown(as type: FieldType) -> FormInput {
        switch self {
        case .text(let text):
            switch type {
            case .identity: .text(Masking.middle(text))
            case .telephone: .text(MobileNumber(checkedBefore: text).masked)
            default: .text(text)
            }
        case .number(let number): .number(number)
        case .date(let date): .text(date)
        case .time(let seconds): .number(seconds)
        case .yesNo(let value): .yesNo(value)
        case .people(let people): .list(people.map(\.shown))
        case .items(let items):
            .list(items.map { .record(["name": .text($0.name), "count": .number($0.count)]) })
        case .attachments(let files): .list(files.map(FormInput.text))
        case .list(let list): .upload(list)
        }
    }
}

extension NamedPerson {
    /// The person with ID and telephone numbers in full.
    package var whole: FormInput { record(identity, telephone) }

    fileprivate var shown: FormInput {
        record(
            identity.map(Masking.middle),
            telephone.map { MobileNumber(checkedBefore: $0).masked })
    }

    private func record(_ identity: String?, _ telephone: String?) -> FormInput {
        let optional: (String?) -> FormInput = { $0.map(FormInput.text) ?? .nothing }
        return .record([
            "name": .text(name), "identity": optional(identity),
            "telephone": optional(telephone), "employee_no": optional(employeeNumber),
        ])
    }
}
