// Reads one field by its type, into its canonical value.
package import Identifiers
import PassFormat

extension FormField {
    /// - Parameter typed: not empty.
    func read(_ typed: FormInput, today: CalendarDate) throws(FieldFault) -> FormValue {
        switch type {
        case .text, .longText: return .text(try readText(typed))
        case .number:
            guard case .number(let number) = typed else { throw .type(expected: "number") }
            try requireBounds(number)
            return .number(number)
        case .date:
            guard let date = typed.plainText.flatMap(CalendarDate.init(iso:)) else {
                throw .type(expected: "YYYY-MM-DD")
            }
            return .date(date.text)
        case .time:
            guard case .number(let seconds) = typed, (0...221_845_392_000).contains(seconds) else {
                throw .type(expected: "seconds since 1970")
            }
            return .time(seconds)
        case .yesNo:
            guard case .yesNo(let value) = typed else { throw .type(expected: "true, false") }
            return .yesNo(value)
        case .choice(let choices):
            guard let id = typed.plainText, choices.contains(where: { $0.id == id }) else {
                throw .choice(choices.map(\.id))
            }
            return .text(id)
        case .plate, .telephone, .identity:
            guard let text = typed.plainText else { throw .type(expected: "text") }
            return .text(try identifier(text, today: today))
        case .people, .items, .attachment: return try readList(typed, today: today)
        case .list:
            guard case .upload(let list) = typed else {
                throw .type(expected: "list that is submitted")
            }
            return .list(list)
        }
    }

    private func readText(_ typed: FormInput) throws(FieldFault) -> String {
        guard let text = typed.plainText else { throw .type(expected: "text") }
        try requireBounds(Int64(text.unicodeScalars.count))
        let mayBreak = type == .longText
        guard text.unicodeScalars.allSatisfy({ $0.isWritten || (mayBreak && $0 == "\n") }) else {
            throw .type(expected: "text without control characters")
        }
        guard let pattern = checks.pattern else { return text }
        guard pattern.fits(text) else { throw .pattern(pattern) }
        return text
    }

    private func identifier(_ text: String, today: CalendarDate) throws(FieldFault) -> String {
        do throws(IdentifierError) {
            switch type {
            case .plate: return try Plate(parsing: text).text
            case .telephone: return try MobileNumber(parsing: text).text
            default:
                return try IdentityNumber(parsing: text, today: today, declared: .unstated).text
            }
        } catch { throw .identifier(error) }
    }

    private func readList(_ typed: FormInput, today: CalendarDate) throws(FieldFault) -> FormValue {
        guard case .list(let entries) = typed else { throw .type(expected: "list") }
        try requireBounds(Int64(entries.count))
        switch type {
        case .people:
            var people: [NamedPerson] = []
            for (place, entry) in entries.enumerated() {
                do throws(PersonFault) {
                    people.append(try entry.person(today: today, needs: checks.entryNeeds))
                } catch { throw .entry(place + 1, error.text) }
            }
            return .people(people)
        case .items:
            var items: [ListedItem] = []
            for (place, entry) in entries.enumerated() {
                guard let item = entry.item else { throw .entry(place + 1, Self.itemText) }
                items.append(item)
            }
            return .items(items)
        default:
            let files = entries.compactMap(\.plainText)
            guard files.count == entries.count, Set(files).count == files.count,
                files.allSatisfy(\.isDigest)
            else { throw .type(expected: "list of SHA-256 of uploaded files") }
            return .attachments(files)
        }
    }

    private static let itemText = BilingualText(
        "应有名称（1–100 字）和数量（1–9999）；请更正",
        "needs a name of 1–100 characters and a count of 1–9999; mend it"
    )

    private func requireBounds(_ found: Int64) throws(FieldFault) {
        let own = type.bounds
        let low = checks.minimum.map { max($0, own.lowerBound) } ?? own.lowerBound
        let high = checks.maximum.map { min($0, own.upperBound) } ?? own.upperBound
        guard low <= high, (low...high).contains(found) else {
            throw .bounds(found, low...max(low, high))
        }
    }
}

/// Why an entry is no person.
private enum PersonFault: Error {
    case shape
    case lacks(PersonPart)
    case identifier(IdentifierError)

    var text: BilingualText {
        switch self {
        case .shape:
            BilingualText(
                "应有 name，可有 identity、telephone、employee_no；请更正",
                "needs name, and may have identity, telephone, employee_no; mend it")
        case .lacks(let part):
            BilingualText("缺少 \(part.rawValue)；请补上", "\(part.rawValue) is missing; add it")
        case .identifier(let error): BilingualText(error.chinese, error.english)
        }
    }
}

extension FormInput {
    /// The text without blanks around it.
    var plainText: String? {
        guard case .text(let text) = self else { return nil }
        let start = text.firstIndex { !$0.isWhitespace } ?? text.startIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return String(text[start..<end])
    }

    fileprivate func person(
        today: CalendarDate, needs: [PersonPart]
    ) throws(PersonFault) -> NamedPerson {
        let known = Set(["name"] + PersonPart.allCases.map(\.rawValue))
        guard case .record(let record) = self, let name = record["name"]?.plainText,
            known.isSuperset(of: record.keys)
        else { throw .shape }
        for part in needs where record[part.rawValue]?.isEmpty ?? true { throw .lacks(part) }
        do throws(IdentifierError) {
            return try Self.person(name: name, record, today: today)
        } catch { throw .identifier(error) }
    }

    private static func person(
        name: String, _ record: [String: FormInput], today: CalendarDate
    ) throws(IdentifierError) -> NamedPerson {
        let given: (String) -> String? = { key in
            record[key].flatMap { $0.isEmpty ? nil : $0.plainText }
        }
        let identity = given("identity")
        let telephone = given("telephone")
        let employee = given("employee_no")
        return NamedPerson(
            name: try PersonName(parsing: name).text,
            identity: try identity.map { (text) throws(IdentifierError) in
                try IdentityNumber(parsing: text, today: today, declared: .unstated).text
            },
            telephone: try telephone.map { (text) throws(IdentifierError) in
                try MobileNumber(parsing: text).text
            },
            employeeNumber: try employee.map { (text) throws(IdentifierError) in
                try EmployeeNumber(parsing: text).text
            })
    }

    fileprivate var item: ListedItem? {
        guard case .record(let record) = self, let name = record["name"]?.plainText,
            EntryMember.nameLengths.contains(Int64(name.unicodeScalars.count)),
            name.unicodeScalars.allSatisfy(\.isWritten)
        else { return nil }
        switch record["count"] {
        case nil: return ListedItem(name: name, count: 1)
        case .number(let count)? where EntryMember.counts.contains(count):
            return ListedItem(name: name, count: count)
        default: return nil
        }
    }
}

extension CalendarDate {
    /// - Parameter iso: `YYYY-MM-DD`.
    package init?(iso: String) {
        let parts = iso.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], iso.utf8.allSatisfy({ $0.isDigit || $0 == 0x2D })
        else { return nil }
        let numbers = parts.compactMap { Int(Substring($0)) }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}

extension Unicode.Scalar {
    /// Neither a control character nor one that turns or hides text.
    fileprivate var isWritten: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}

extension String {
    /// A SHA-256 in hexadecimal, small letters.
    var isDigest: Bool {
        utf8.count == 64
            && utf8.allSatisfy {
                $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}

extension FieldPattern {
    fileprivate func fits(_ text: String) -> Bool {
        let bytes = text.utf8
        switch self {
        case .digits: return bytes.allSatisfy(\.isDigit)
        case .lettersAndDigits: return bytes.allSatisfy { $0.isDigit || $0.isLetter }
        case .creditCode: return (try? CreditCode(parsing: text)) != nil
        case .numbers: return Self.numbers(in: text) != nil
        }
    }

    /// The numbers of a text that fits `numbers`, in its order; those of places have two bytes.
    package static func numbers(in text: String) -> [Int64]? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "，" }
        let numbers = parts.compactMap { Int64($0.filter { !$0.isWhitespace }) }
        guard numbers.count == parts.count, numbers.allSatisfy({ 1...65_535 ~= $0 })
        else { return nil }
        return numbers
    }
}
