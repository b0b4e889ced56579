// Forms of applications as members of a body: what a field holds is read by its kind, not here.
import Approvals

extension Fields {
    /// The values of a form, by field.
    mutating func optionalForm(_ name: String) -> [String: FormInput]? {
        guard let members = optionalMembers(name) else { return nil }
        var form: [String: FormInput] = [:]
        for (field, value) in members {
            guard let input = FormInput(value) else {
                refuse(
                    "\(name).\(field)", "FIELD_TYPE", "数字应为整数", "expected a whole number")
                continue
            }
            form[field] = input
        }
        return form
    }
}

extension FormInput {
    /// - Returns: nil where a number is no whole one.
    fileprivate init?(_ value: JSONValue) {
        switch value {
        case .null: self = .nothing
        case .truth(let truth): self = .yesNo(truth)
        case .integer(let number): self = .number(number)
        case .fraction: return nil
        case .text(let text): self = .text(text)
        case .list(let values):
            let list = values.compactMap(FormInput.init)
            guard list.count == values.count else { return nil }
            self = .list(list)
        case .object(let members):
            let record = members.compactMapValues(FormInput.init)
            guard record.count == members.count else { return nil }
            self = .record(record)
        }
    }
}
