// A JSON document as a value, before anybody knows what it should be.
import FoundationEssentials
import HTTPTypes

/// One value of JSON (RFC 8259).
enum JSONValue: Sendable, Equatable {
    case null
    case truth(Bool)
    case integer(Int64)
    /// A number that is no integer, or too large for one.
    case fraction(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// - Throws: `Problem` where the bytes are no JSON, or JSON that readers take differently.
    init(_ bytes: [UInt8]) throws(Problem) {
        try JSONShape.check(bytes)
        do { self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) } catch {
            throw Problem(
                .badRequest, "NOT_JSON", "请求内容不是 JSON；请检查引号、逗号和括号",
                "the body is no JSON; check quotes, commas and brackets")
        }
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // Texts first, of which there are most: each type that does not fit costs an error.
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let fraction = try? value.decode(Double.self) {
            self = .fraction(fraction)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }
}
