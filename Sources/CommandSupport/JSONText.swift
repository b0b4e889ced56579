// JSON as the commands print it: keys in the order they are written here, null where unknown, on
// one line. A gate prints it without the whole of Foundation, and a stream prints a lot of it.
package import PassFormat

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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .truth(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): bytes += String(value).utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .pairs(let pairs):
            bytes.append(UInt8(ascii: "{"))
            for (position, pair) in pairs.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(pair.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                pair.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        let utf8 = text.utf8
        guard hasEscapes(utf8.span) else {
            bytes += utf8
            return
        }
        let digits = Array("0123456789abcdef".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x0A: bytes += [0x5C, UInt8(ascii: "n")]
            case 0x00...0x1F, 0x7F:
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
    }

    private static func hasEscapes(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F { return true }
        }
        return false
    }
}
