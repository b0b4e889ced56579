// Reads JSON (RFC 8259) in one walk over its bytes: the decoder of Foundation takes longer for the
// body of a request than the rest of the request. What that one lets pass and a service should not
// is refused: a member that stands twice, of which two readers take different ones, and nesting
// that only a hostile body has. Tests: Tests/PassWebTests/BodyTests.swift.
import HTTPTypes

/// Walks over one document.
struct JSONReader {
    /// Objects and lists in one another; no body of the service needs half of it.
    static let depth = 32
    /// Some programs write it before UTF-8.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let bytes: [UInt8]
    private var place: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        place = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    }

    /// The whole of it.
    ///
    /// - Throws: `Problem` for what is no JSON, for a member that stands twice, and for nesting
    ///   beyond the limit.
    mutating func document() throws(Problem) -> JSONValue {
        let value = try value(inside: 0)
        guard next() == nil else { throw Self.notJSON }
        return value
    }

    /// The byte here; nil at the end.
    private var here: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// The first byte that is no blank; it stays where it is.
    private mutating func next() -> UInt8? {
        while let byte = here {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            place += 1
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard here == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(inside depth: Int) throws(Problem) -> JSONValue {
        switch next() {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "{"): return try object(inside: depth)
        case UInt8(ascii: "["): return try list(inside: depth)
        case UInt8(ascii: "t"): return try word("true", .truth(true))
        case UInt8(ascii: "f"): return try word("false", .truth(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue
    ) throws(Problem) -> JSONValue {
        for byte in "\(word)".utf8 {
            guard take(byte) else { throw Self.notJSON }
        }
        return value
    }

    private mutating func object(inside depth: Int) throws(Problem) -> JSONValue {
        guard depth < Self.depth else { throw Self.tooDeep }
        place += 1
        var members: [String: JSONValue] = [:]
        if next() == UInt8(ascii: "}") {
            place += 1
            return .object(members)
        }
        while true {
            guard next() == UInt8(ascii: "\"") else { throw Self.notJSON }
            let name = try text()
            guard members[name] == nil else { throw Self.twice }
            guard next() == UInt8(ascii: ":") else { throw Self.notJSON }
            place += 1
            members[name] = try value(inside: depth + 1)
            if try isAtEnd(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func list(inside depth: Int) throws(Problem) -> JSONValue {
        guard depth < Self.depth else { throw Self.tooDeep }
        place += 1
        var values: [JSONValue] = []
        if next() == UInt8(ascii: "]") {
            place += 1
            return .list(values)
        }
        while true {
            values.append(try value(inside: depth + 1))
            if try isAtEnd(UInt8(ascii: "]")) { return .list(values) }
        }
    }

    /// Takes the comma behind a member or value, or the bracket behind the last one.
    private mutating func isAtEnd(_ bracket: UInt8) throws(Problem) -> Bool {
        let byte = next()
        guard byte == bracket || byte == UInt8(ascii: ",") else { throw Self.notJSON }
        place += 1
        return byte == bracket
    }
}

extension JSONReader {
    private mutating func text() throws(Problem) -> String {
        place += 1
        let start = place
        while let byte = here, byte >= 0x20 {
            if byte == UInt8(ascii: "\"") {
                defer { place += 1 }
                return try Self.unicode(bytes[start..<place])
            }
            if byte == UInt8(ascii: "\\") { return try escapedText(from: start) }
            place += 1
        }
        throw Self.notJSON
    }

    /// - Parameter start: of the text, whose first escape is here.
    private mutating func escapedText(from start: Int) throws(Problem) -> String {
        var plain = Array(bytes[start..<place])
        while let byte = here, byte >= 0x20 {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return try Self.unicode(plain[...])
            case UInt8(ascii: "\\"): try addEscaped(to: &plain)
            default: plain.append(byte)
            }
        }
        throw Self.notJSON
    }

    private mutating func addEscaped(to plain: inout [UInt8]) throws(Problem) {
        guard let byte = here else { throw Self.notJSON }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "u"): plain += UTF8.encode(try scalar()).map(Array.init) ?? []
        default: throw Self.notJSON
        }
    }

    /// A scalar behind its `\u`, of which two write one beyond U+FFFF.
    private mutating func scalar() throws(Problem) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw Self.notJSON
        }
        let low = try codeUnit()
        guard 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(
                0x1_0000 + UInt32(unit - 0xD800) << 10 + UInt32(low - 0xDC00))
        else { throw Self.notJSON }
        return scalar
    }

    private mutating func codeUnit() throws(Problem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = here, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw Self.notJSON
            }
            unit = unit << 4 | UInt16(digit)
            place += 1
        }
        return unit
    }

    private static func unicode(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw notJSON }
        return text
    }

    /// An integer, or a fraction that is none, written as `1.0` or `1e2` as well.
    private mutating func number() throws(Problem) -> JSONValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let isZero = here == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { throw Self.notJSON }
        let end = place
        if take(UInt8(ascii: ".")), digits() == 0 { throw Self.notJSON }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            guard digits() > 0 else { throw Self.notJSON }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if place == end, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw Self.notJSON }
        return Int64(exactly: number).map(JSONValue.integer) ?? .fraction(number)
    }

    /// Takes digits.
    ///
    /// - Returns: how many.
    private mutating func digits() -> Int {
        let start = place
        while let byte = here, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { place += 1 }
        return place - start
    }

    private static let notJSON = Problem(
        .badRequest, "NOT_JSON", "请求内容不是 JSON；请检查引号、逗号和括号",
        "the body is no JSON; check quotes, commas and brackets")
    private static let twice = Problem(
        .badRequest, "MEMBER_TWICE", "请求内容中同一成员出现两次；请只留一个",
        "a member stands twice in one object; leave one")
    private static let tooDeep = Problem(
        .badRequest, "TOO_DEEP", "请求内容嵌套超过 \(depth) 层",
        "the body is nested more than \(depth) deep")
}
