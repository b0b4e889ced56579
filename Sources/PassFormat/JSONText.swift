// JSON as programs print and send it: keys in the order they are written here, null where unknown,
// on one line. A gate prints it without the whole of Foundation; what a stream prints is written by
// JSONWriter alone.

/// A JSON value (RFC 8259) to be printed.
package indirect enum JSONText: Sendable, Equatable {
    case null
    case truth(Bool)
    case number(Int64)
    case string(String)
    case array([JSONText])
    /// An object, by its pairs in the order they are printed; `object` is the usual way.
    case pairs([(key: String, value: JSONText)])

    /// An object, its keys in the order they are written.
    package static func object(_ pairs: KeyValuePairs<String, JSONText>) -> JSONText {
        .pairs(pairs.map { ($0.key, $0.value) })
    }

    /// An integer, or null.
    @inlinable
    package init(_ number: (some BinaryInteger)?) {
        self = number.map { .number(Int64(clamping: $0)) } ?? .null
    }

    /// A string, or null.
    package init(_ text: String?) { self = text.map(Self.string) ?? .null }

    /// `{"zh":…,"en":…}`.
    package init(_ text: BilingualText) {
        self = .object(["zh": .string(text.chinese), "en": .string(text.english)])
    }

    package static func == (left: JSONText, right: JSONText) -> Bool { left.line == right.line }

    /// The value on one line, without a line feed.
    package var line: String {
        var json = JSONWriter()
        write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.bare("null")
        case .truth(let value): json.bare(value ? "true" : "false")
        case .number(let value): json.bare(String(value))
        case .string(let text): json.string(text)
        case .array(let items):
            json.array {
                for item in items {
                    $0.separate()
                    item.write(to: &$0)
                }
            }
        case .pairs(let pairs):
            json.object {
                for pair in pairs {
                    $0.key(pair.key)
                    pair.value.write(to: &$0)
                }
            }
        }
    }
}
