// A field of a form: what it holds, who fills it, what is checked. Kinds of applications are made
// of these; the checks themselves are in FormReading.swift.
package import PassFormat

/// One of the answers of a field with a choice.
package struct FieldChoice: Sendable, Equatable {
    package let id: String
    package let title: BilingualText

    package init(id: String, title: BilingualText) {
        self.id = id
        self.title = title
    }
}

/// What a field holds.
package enum FieldType: Sendable, Equatable {
    case text, longText, number, date, time, plate, people, telephone, identity, yesNo, items
    case attachment
    /// An uploaded list, which the office puts in when it is submitted.
    case list
    case choice([FieldChoice])

    /// The word for it in a kind's file.
    package var word: String {
        switch self {
        case .text: "text"
        case .longText: "long_text"
        case .number: "number"
        case .date: "date"
        case .time: "time"
        case .plate: "plate"
        case .people: "people"
        case .telephone: "telephone"
        case .identity: "identity"
        case .yesNo: "yes_no"
        case .items: "items"
        case .attachment: "attachment"
        case .list: "list"
        case .choice: "choice"
        }
    }

    /// All but the choice, which needs its answers.
    package static let plain: [FieldType] = [
        .text, .longText, .number, .date, .time, .plate, .people, .telephone, .identity, .yesNo,
        .items, .attachment, .list,
    ]

    /// Between which bounds a value lies that states none itself: of a number its value, of text
    /// its characters, of a list its entries.
    package var bounds: ClosedRange<Int64> {
        switch self {
        case .text, .telephone, .identity, .plate, .choice: 1...200
        case .longText: 1...4000
        case .number: -1_000_000_000_000...1_000_000_000_000
        case .people: 1...2000
        case .items: 1...500
        case .attachment: 1...20
        case .date, .time, .yesNo, .list: 0...0
        }
    }
}

/// A form that a text must have, of a fixed set: a kind's file brings no expressions of its own.
package enum FieldPattern: String, Sendable, CaseIterable {
    case digits
    case lettersAndDigits = "letters_and_digits"
    case creditCode = "credit_code"
    /// Numbers with commas between them, such as numbers of zones.
    case numbers
}

/// Whether a field may be left empty.
package enum FieldNeed: Sendable, Equatable {
    case optional, always
    /// Needed where the condition holds of the form.
    case when(Condition)
}

/// What an entry of a list of people may have to say beside the name.
package enum PersonPart: String, Sendable, CaseIterable {
    case identity, telephone
    case employeeNumber = "employee_no"
}

/// What is checked of a field's value.
package struct FieldChecks: Sendable, Equatable {
    package var need = FieldNeed.optional
    /// Of a number its value, of text its characters, of a list its entries.
    package var minimum: Int64?
    /// Of a number its value, of text its characters, of a list its entries.
    package var maximum: Int64?
    package var pattern: FieldPattern?
    /// The field whose date or time lies before this one's.
    package var after: String?
    /// The field whose number this one's is at most.
    package var atMost: String?
    /// What each person of a list has to bring.
    package var entryNeeds: [PersonPart] = []

    package init() {}
}

/// Who fills a field.
package enum FieldFiller: Sendable, Equatable {
    case applicant
    /// The desk of this id, when it approves.
    case desk(String)
}

/// What becomes of another value once the application is approved.
package enum ChangeRule: String, Sendable, CaseIterable {
    /// It is not taken.
    case never
    /// It holds at once; the pass's code stays.
    case atOnce = "at_once"
    /// The desks decide again; then the pass's next sequence is made.
    case approval
}

/// A field of a form.
package struct FormField: Sendable, Equatable {
    package let id: String
    package let title: BilingualText
    package let type: FieldType
    package var help: BilingualText?
    package var checks = FieldChecks()
    package var filler = FieldFiller.applicant
    package var change = ChangeRule.never

    /// - Parameter id: small letters, digits and `_`.
    package init(id: String, title: BilingualText, type: FieldType) {
        self.id = id
        self.title = title
        self.type = type
    }
}
