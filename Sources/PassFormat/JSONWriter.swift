// JSON written straight into bytes, for what is printed or sent by the thousand a second; all else
// is put together as JSONText, which writes its texts and numbers by the same rules.

/// Appends JSON (RFC 8259) to a buffer: keys in the order they are written, null where unknown.
package struct JSONWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Writes an object, whose pairs `pairs` writes, and ends the line.
    package mutating func line(_ pairs: (inout JSONWriter) -> Void) {
        object(pairs)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes a pair with a string, or null.
    package mutating func pair(_ key: StaticString, _ text: String?) {
        ownKey(key)
        if let text { string(text) } else { bare("null") }
    }

    /// Writes a pair with an array of strings.
    package mutating func pair(_ key: StaticString, _ texts: [String]) {
        ownKey(key)
        array {
            for text in texts {
                $0.separate()
                $0.string(text)
            }
        }
    }

    /// Writes a pair with `{"zh":…,"en":…}`.
    package mutating func pair(_ key: StaticString, _ text: BilingualText) {
        pair(key) {
            $0.pair("zh", text.chinese)
            $0.pair("en", text.english)
        }
    }

    /// Writes a pair with a number, or null.
    package mutating func pair(_ key: StaticString, _ number: UInt64?) {
        ownKey(key)
        bare(number.map { String($0) } ?? "null")
    }

    /// Writes a pair with any other value.
    package mutating func pair(_ key: StaticString, _ value: JSONText) {
        ownKey(key)
        value.write(to: &self)
    }

    /// Writes a pair with an object, whose pairs `pairs` writes.
    package mutating func pair(_ key: StaticString, _ pairs: (inout JSONWriter) -> Void) {
        ownKey(key)
        object(pairs)
    }

    /// Writes an object, whose pairs `pairs` writes.
    package mutating func object(_ pairs: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        pairs(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func array(_ items: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "["))
        items(&self)
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes a comma unless an object or array has just begun.
    mutating func separate() {
        guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else {
            return
        }
        bytes.append(UInt8(ascii: ","))
    }

    mutating func key(_ text: String) {
        separate()
        string(text)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A key that the program names: nothing in it is to be escaped.
    private mutating func ownKey(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a number or a word.
    mutating func bare(_ text: String) { bytes += text.utf8 }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        let isPlain = text.withUTF8 { characters in
            guard unsafe !characters.contains(where: Self.isEscaped) else { return false }
            unsafe bytes.append(contentsOf: characters)
            return true
        }
        if !isPlain { for byte in text.utf8 { escape(byte) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x0A: bytes += [0x5C, UInt8(ascii: "n")]
        case _ where Self.isEscaped(byte): bytes += "\\u00\(hexadecimal([byte]))".utf8
        default: bytes.append(byte)
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
    }
}
