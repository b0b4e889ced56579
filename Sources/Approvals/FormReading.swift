// Reads what was typed into a form: every field by its type and checks, all problems together.
package import Identifiers
package import PassFormat

/// One thing wrong with a form.
package struct FieldProblem: Sendable, Equatable {
    /// The id of the field.
    package let field: String
    /// For programs, for instance `FIELD_MISSING`.
    package let code: String
    /// What was found, what was expected, what to do; never an ID or telephone number.
    package let text: BilingualText

    package init(field: String, code: String, text: BilingualText) {
        self.field = field
        self.code = code
        self.text = text
    }
}

/// A form that was read.
package struct FormReading: Sendable, Equatable {
    package internal(set) var values: FormValues = [:]
    package internal(set) var problems: [FieldProblem] = []
}

extension ApplicationKind {
    /// Reads the fields of one filler.
    ///
    /// - Parameters:
    ///   - input: as typed; fields of others are problems.
    ///   - filler: whose fields these are.
    ///   - known: values that the form has already; those that `input` names are replaced.
    ///   - today: for the dates in ID numbers.
    /// - Returns: all values that fit, with those known before, and all problems.
    package func read(
        _ input: [String: FormInput], of filler: FieldFiller, over known: FormValues,
        _ firm: FirmFacts, today: CalendarDate
    ) -> FormReading {
        var reading = FormReading(values: known)
        let own = fields.filter { $0.filler == filler }
        for id in input.keys.sorted() where !own.contains(where: { $0.id == id }) {
            reading.note(id, .unknown)
        }
        for field in own {
            guard let typed = input[field.id] else { continue }
            reading.values[field.id] = nil
            guard !typed.isEmpty else { continue }
            do throws(FieldFault) {
                reading.values[field.id] = try field.read(typed, today: today)
            } catch { reading.note(field.id, error) }
        }
        for field in own where !reading.problems.contains(where: { $0.field == field.id }) {
            checkTogether(field, firm, &reading)
        }
        return reading
    }

    /// What a field needs of the others.
    private func checkTogether(
        _ field: FormField, _ firm: FirmFacts, _ reading: inout FormReading
    ) {
        guard let value = reading.values[field.id] else {
            let isNeeded: Bool =
                switch field.checks.need {
                case .optional: false
                case .always: true
                case .when(let condition): condition.holds(of: reading.values, firm)
                }
            if isNeeded { reading.note(field.id, .missing) }
            return
        }
        if let larger = field.checks.atMost, let number = value.number,
            let limit = reading.values[larger]?.number, number > limit
        {
            reading.note(field.id, .above(number, limit, of: larger))
        }
        guard let earlier = field.checks.after, let other = reading.values[earlier] else { return }
        let isLater: Bool
        switch (value, other) {
        case (.time(let seconds), .time(let before)): isLater = seconds > before
        // Dates in ISO 8601 sort as texts do.
        case (.date(let date), .date(let before)): isLater = date >= before
        default: isLater = true
        }
        if !isLater { reading.note(field.id, .order(earlier: earlier)) }
    }
}

extension FormReading {
    fileprivate mutating func note(_ field: String, _ fault: FieldFault) {
        problems.append(
            FieldProblem(field: field, code: fault.code, text: fault.text(of: field)))
    }
}

/// Why a value does not fit its field.
enum FieldFault: Error {
    case missing
    case unknown
    case type(expected: String)
    case bounds(Int64, ClosedRange<Int64>)
    case above(Int64, Int64, of: String)
    case pattern(FieldPattern)
    case choice([String])
    case order(earlier: String)
    case identifier(IdentifierError)
    case entry(Int, BilingualText)

    var code: String {
        switch self {
        case .missing: "FIELD_MISSING"
        case .unknown: "FIELD_UNKNOWN"
        case .type: "FIELD_TYPE"
        case .bounds, .above: "FIELD_BOUNDS"
        case .pattern: "FIELD_PATTERN"
        case .choice: "FIELD_CHOICE"
        case .order: "FIELD_ORDER"
        case .identifier, .entry: "FIELD_FORMAT"
        }
    }

    func text(of field: String) -> BilingualText {
        switch self {
        case .missing: BilingualText("“\(field)”为空；请填写", "\(field) is empty; fill it in")
        case .unknown:
            BilingualText(
                "此处没有字段“\(field)”；请去掉它，字段见该申请种类",
                "no field \(field) to be filled here; leave it out, the kind lists its fields")
        case .type(let expected):
            BilingualText(
                "“\(field)”的值类型不对，应为 \(expected)；请按此填写",
                "\(field) holds another type of value than \(expected); write it so")
        case .bounds(let found, let range):
            BilingualText(
                "“\(field)”为 \(found)，应在 \(range.lowerBound) 到 \(range.upperBound) 之间；请更正",
                "\(field) is \(found), to be within \(range.lowerBound) and \(range.upperBound);"
                    + " mend it")
        case .above(let found, let limit, let larger):
            BilingualText(
                "“\(field)”为 \(found)，超过“\(larger)”的 \(limit)；请改其中之一",
                "\(field) is \(found), above the \(limit) of \(larger); mend one")
        case .pattern(let pattern):
            BilingualText(
                "“\(field)”不符合格式 \(pattern.rawValue)；请更正",
                "\(field) has not the form \(pattern.rawValue); mend it")
        case .choice(let ids):
            BilingualText(
                "“\(field)”应为以下之一：\(ids.joined(separator: "、"))；请从中选择",
                "\(field) is none of \(ids.joined(separator: ", ")); choose one")
        case .order(let earlier):
            BilingualText(
                "“\(field)”不晚于“\(earlier)”；请改其中之一",
                "\(field) is not later than \(earlier); mend one")
        case .identifier(let error): BilingualText(error.chinese, error.english)
        case .entry(let place, let text):
            BilingualText("第 \(place) 项：\(text.chinese)", "entry \(place): \(text.english)")
        }
    }
}
