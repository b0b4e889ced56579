// A JSON document as a value, before anybody knows what it should be.
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
        var reader = JSONReader(bytes)
        self = try reader.document()
    }
}
