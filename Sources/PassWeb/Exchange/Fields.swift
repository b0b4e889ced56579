// The members of a body or a query, read strictly: every fault is noted, and a member that nothing
// reads is one. After `check` all that was read holds.
import PassFormat

/// The members of one object, and what was found wrong with them.
struct Fields {
    /// Where the members come from; in a query everything is text.
    enum Origin { case body, query }

    private var members: [String: JSONValue]
    private let origin: Origin
    private let prefix: String
    private var read: Set<String> = []
    private(set) var faults: [Problem.FieldFault] = []

    init(_ members: [String: JSONValue], from origin: Origin, under prefix: String = "") {
        self.members = members
        self.origin = origin
        self.prefix = prefix
    }

    /// Notes a fault of one member.
    mutating func refuse(_ name: String, _ code: String, _ chinese: String, _ english: String) {
        faults.append(
            Problem.FieldFault(
                field: prefix + name, code: code, text: BilingualText(chinese, english)))
    }

    /// - Throws: `Problem` with every fault, members that nothing read among them.
    mutating func check() throws(Problem) {
        for name in members.keys.sorted() where !read.contains(name) {
            refuse(name, "FIELD_UNKNOWN", "没有这一项；请删去", "there is no such member; remove it")
        }
        guard faults.isEmpty else { throw Problem(faults: faults) }
    }

    /// Checks, and gives what was read as members that have to be there.
    ///
    /// - Throws: `Problem` as `check`.
    mutating func checked<each Value>(
        _ values: repeat (each Value)?
    ) throws(Problem) -> (repeat each Value) {
        try check()
        func there<One>(_ value: One?) throws(Problem) -> One {
            // Whoever noted no fault gave a value.
            guard let value else { throw Problem(faults: []) }
            return value
        }
        return (repeat try there(each values))
    }

    /// The member's value; nil where it is not there or null.
    private mutating func value(_ name: String) -> JSONValue? {
        read.insert(name)
        let value = members[name]
        return value == .null ? nil : value
    }

    private mutating func missing(_ name: String) {
        refuse(name, "FIELD_MISSING", "缺少这一项", "this member is missing")
    }

    private mutating func wrongType(_ name: String, _ chinese: String, _ english: String) {
        refuse(name, "FIELD_TYPE", "应为\(chinese)", "expected \(english)")
    }

    /// A text of so many characters (code points): something to be seen, and nothing that is not.
    mutating func optionalText(_ name: String, _ length: ClosedRange<Int> = 1...200) -> String? {
        guard let value = value(name) else { return nil }
        guard case .text(let text) = value else {
            wrongType(name, "文字", "a text")
            return nil
        }
        guard length.contains(text.unicodeScalars.count) else {
            refuse(
                name, "FIELD_LENGTH", "应为 \(length.lowerBound) 到 \(length.upperBound) 个字符",
                "expected \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        guard text.isEmpty || text.isVisible else {
            refuse(
                name, "FIELD_CHARACTERS", "应有可见的字符，不得有控制字符或不可见的字符",
                "expected visible characters, and neither control characters nor hidden ones")
            return nil
        }
        return text
    }

    mutating func text(_ name: String, _ length: ClosedRange<Int> = 1...200) -> String? {
        requiring(name) { $0.optionalText(name, length) }
    }

    mutating func optionalInteger(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(name) else { return nil }
        let number: Int64? =
            switch (value, origin) {
            case (.integer(let number), .body): number
            case (.text(let text), .query): Int64(canonical: text)
            default: nil
            }
        guard let number else {
            wrongType(name, "整数", "an integer")
            return nil
        }
        guard range.contains(number) else {
            refuse(
                name, "FIELD_RANGE", "应在 \(range.lowerBound) 与 \(range.upperBound) 之间",
                "expected \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
        requiring(name) { $0.optionalInteger(name, range) }
    }

    /// `true` or `false`; absent is false.
    mutating func flag(_ name: String) -> Bool {
        guard let value = value(name) else { return false }
        switch (value, origin) {
        case (.truth(let truth), .body): return truth
        case (.text("true"), .query): return true
        case (.text("false"), .query): return false
        default:
            wrongType(name, " true 或 false", "true or false")
            return false
        }
    }

    /// One of the texts that a type has.
    mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let value = value(name) else { return nil }
        if case .text(let text) = value, let choice = Choice(rawValue: text) { return choice }
        let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(name, "FIELD_CHOICE", "应为下列之一：\(choices)", "expected one of: \(choices)")
        return nil
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        requiring(name) { $0.optionalChoice(name, of: type) }
    }

    /// A value that a text is parsed to, with the parser's own two sentences for a fault.
    mutating func optionalParsed<Value>(
        _ name: String, _ length: ClosedRange<Int> = 1...200, code: String,
        _ parse: (String) throws -> Value, _ sentences: (any Error) -> BilingualText
    ) -> Value? {
        guard let text = optionalText(name, length) else { return nil }
        do { return try parse(text) } catch {
            let text = sentences(error)
            refuse(name, code, text.chinese, text.english)
            return nil
        }
    }

    /// A list of so many values, each read by `element` under the name `name[i]`.
    mutating func optionalList<Value>(
        _ name: String, _ count: ClosedRange<Int>,
        _ element: (inout Fields, String) -> Value?
    ) -> [Value]? {
        guard let value = value(name) else { return nil }
        guard case .list(let values) = value else {
            wrongType(name, "列表", "a list")
            return nil
        }
        guard count.contains(values.count) else {
            refuse(
                name, "FIELD_LENGTH", "应有 \(count.lowerBound) 到 \(count.upperBound) 项",
                "expected \(count.lowerBound) to \(count.upperBound) entries")
            return nil
        }
        let named = values.enumerated().map { ("\(name)[\($0.offset)]", $0.element) }
        var inner = Fields(
            Dictionary(uniqueKeysWithValues: named), from: origin, under: prefix)
        let read = named.compactMap { element(&inner, $0.0) }
        faults += inner.faults
        return read
    }

    /// The members of an object whose names are not known here.
    mutating func optionalMembers(_ name: String) -> [String: JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .object(let members) = value else {
            wrongType(name, "对象", "an object")
            return nil
        }
        return members
    }

    /// Checks where nothing at all is expected.
    ///
    /// - Throws: `Problem` as `check`.
    func checking() throws(Problem) {
        var fields = self
        try fields.check()
    }

    /// An object inside this one.
    mutating func optionalObject<Value>(
        _ name: String, _ body: (inout Fields) -> Value?
    ) -> Value? {
        guard let value = value(name) else { return nil }
        guard case .object(let members) = value else {
            wrongType(name, "对象", "an object")
            return nil
        }
        var inner = Fields(members, from: origin, under: "\(prefix)\(name).")
        let read = body(&inner)
        do throws(Problem) { try inner.check() } catch {
            faults += error.faults
            return nil
        }
        return read
    }

    /// An object whose members are texts, under names that the caller chose.
    mutating func optionalTexts(_ name: String, _ length: ClosedRange<Int>) -> [String: String]? {
        optionalObject(name) { inner in
            var texts: [String: String] = [:]
            for member in inner.members.keys.sorted() {
                texts[member] = inner.optionalText(member, length)
            }
            return texts
        }
    }

    /// Notes the member as missing where it is, and reads it where it is there.
    private mutating func requiring<Value>(
        _ name: String, _ body: (inout Fields) -> Value?
    ) -> Value? {
        guard let member = members[name], member != .null else {
            read.insert(name)
            missing(name)
            return nil
        }
        return body(&self)
    }
}

extension Int64 {
    /// - Returns: nil for anything but the digits of a number as they are usually written.
    init?(canonical text: String) {
        guard let value = Int64(text), String(value) == text else { return nil }
        self = value
    }
}

extension String {
    /// Whether something can be seen in it, and nothing rewrites lines, turns the text's direction
    /// or hides.
    fileprivate var isVisible: Bool {
        // Codes are long, and the tables of Unicode slow.
        if utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return utf8.contains { $0 != 0x20 } }
        let hidden = unicodeScalars.contains {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
            default: false
            }
        }
        return !hidden && contains { !$0.isWhitespace }
    }
}
