// What somebody typed into a form, before anyone knows whether it fits: the shape of a JSON value.

/// A value of a form as it came in.
package enum FormInput: Sendable, Equatable {
    case nothing
    case yesNo(Bool)
    case number(Int64)
    case text(String)
    case list([FormInput])
    case record([String: FormInput])
    /// A list that the office has taken in; nobody types one.
    case upload(UploadedList)
}

extension FormInput: Codable {
    package init(from decoder: any Decoder) throws {
        let one = try decoder.singleValueContainer()
        if one.decodeNil() {
            self = .nothing
        } else if let value = try? one.decode(Bool.self) {
            self = .yesNo(value)
        } else if let value = try? one.decode(Int64.self) {
            self = .number(value)
        } else if let value = try? one.decode(String.self) {
            self = .text(value)
        } else if let value = try? one.decode([FormInput].self) {
            self = .list(value)
        } else {
            self = .record(try one.decode([String: FormInput].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var one = encoder.singleValueContainer()
        switch self {
        case .nothing: try one.encodeNil()
        case .yesNo(let value): try one.encode(value)
        case .number(let value): try one.encode(value)
        case .text(let value): try one.encode(value)
        case .list(let value): try one.encode(value)
        case .record(let value): try one.encode(value)
        case .upload(let value): try one.encode(value)
        }
    }
}

extension FormInput {
    /// Whether the field was left empty.
    var isEmpty: Bool {
        switch self {
        case .nothing: true
        case .text(let text): !text.contains { !$0.isWhitespace }
        case .list(let list): list.isEmpty
        case .record(let record): record.isEmpty
        case .yesNo, .number, .upload: false
        }
    }
}
