// What a cell holds, whatever the file it came from.
import Identifiers

/// The content of a cell that is not empty.
enum CellContent: Equatable {
    /// A text as written, at most `ListLimits.cellBytes` long.
    case text(String)
    /// A number as stored, written out; with the date that its format shows, if it shows one. For
    /// a list TRUE and FALSE are such as well.
    ///
    /// Indirect, so that a cell is no larger than a text.
    indirect case number(String, date: WallTime?)
    /// A formula that failed, such as `#REF!`.
    case error(String)
    /// A formula whose value the file does not hold: no program has worked it out yet.
    case uncalculated
    /// A text beyond `ListLimits.cellBytes`, cut.
    case overlong(String)

    /// What a person sees, more or less.
    var text: String {
        switch self {
        case .text(let text), .number(let text, date: _), .error(let text), .overlong(let text):
            text
        case .uncalculated: "="
        }
    }

    /// Whether it was written as a text: a number, TRUE and FALSE are not, and nobody's name.
    var isText: Bool {
        switch self {
        case .text: true
        case .number, .error, .overlong, .uncalculated: false
        }
    }

    /// Whether it is a whole number, however it is stored.
    var isCount: Bool {
        switch self {
        case .text(let text), .number(let text, date: nil):
            text.trimmingBlanks().utf8.allSatisfy { (0x30...0x39).contains($0) }
        case .number, .error, .overlong, .uncalculated: false
        }
    }

    /// Makes a text cell from bytes that are UTF-8; readers keep one byte more than the cap, so
    /// that it shows where they cut.
    ///
    /// An apostrophe before a text, or `="…"` around it, keeps spreadsheet programs from reading it
    /// as a number and is no part of it.
    init(utf8 raw: some Collection<UInt8>) {
        let bytes = Self.unguarded(raw)
        let text = String(decoding: bytes, as: UTF8.self)
        if bytes.count > ListLimits.cellBytes {
            self = .overlong(text)
        } else if bytes.first == UInt8(ascii: "#"), Self.errorTexts.contains(text) {
            self = .error(text)
        } else {
            self = .text(text)
        }
    }

    /// Whether it is a text by its first byte, neither blank nor guarded nor an error, and short
    /// enough.
    static func isPlain(utf8 bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= ListLimits.cellBytes else { return false }
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "#"): return false
        default: return first.showsAtOnce
        }
    }

    /// Makes a text cell from a workbook's text, where `_x000D_` stands for the character of that
    /// number (ECMA-376 part 1, 22.9.2.19).
    init(workbookText bytes: some Collection<UInt8>) {
        self.init(utf8: bytes)
        guard case .text(let text) = self, bytes.contains(UInt8(ascii: "_")) else { return }
        self = .text(Self.decodingEscapes(text))
    }

    /// A workbook's text with its `_x000D_` made characters; zeros are left out, as in a text file:
    /// for many programs they end a text.
    static func decodingEscapes(_ text: String) -> String {
        var out = ""
        var rest = Substring(text)
        while let escape = rest.firstIndex(of: "_") {
            out += rest[..<escape]
            rest = rest[escape...]
            let digits = rest.dropFirst(2).prefix(4)
            if rest.hasPrefix("_x"), digits.utf8.count == 4, rest.dropFirst(6).first == "_",
                let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            {
                if scalar.value > 0 { out.unicodeScalars.append(scalar) }
                rest = rest.dropFirst(7)
            } else {
                out.append(rest.removeFirst())
            }
        }
        return out + rest
    }

    /// A text that is read as it is written, also where it begins as a guard does.
    static func guarding(_ text: String) -> String {
        unguarded(text.utf8).count == text.utf8.count ? text : "'" + text
    }

    private static func unguarded<Bytes: Collection<UInt8>>(_ whole: Bytes) -> Bytes.SubSequence {
        let bytes = whole[...]
        switch bytes.first {
        case UInt8(ascii: "'"): return bytes.dropFirst()
        case UInt8(ascii: "=") where bytes.starts(with: [UInt8(ascii: "="), UInt8(ascii: "\"")]):
            let inner = bytes.dropFirst(2)
            let text = inner.prefix { $0 != UInt8(ascii: "\"") }
            return text.count == inner.count - 1 ? text : bytes
        default: return bytes
        }
    }

    private static let errorTexts: Set<String> = [
        "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    ]
}

extension UInt8 {
    /// Whether it begins the three bytes of a Han character, and of nothing else that ends there.
    fileprivate var beginsHan: Bool { (0xE4...0xE9).contains(self) }

    /// Whether whatever begins so is no blank: a mark of ASCII, or a Han character.
    fileprivate var showsAtOnce: Bool { (0x21...0x7E).contains(self) || beginsHan }
}

/// A cell and the column it stands in, by index from 0.
struct PlacedCell {
    let column: Int
    let content: CellContent
}

extension String {
    /// The text without blanks and control characters at its ends.
    func trimmingBlanks() -> String {
        let bytes = utf8.span
        guard let first = bytes.first, let last = bytes.last else { return self }
        if first.showsAtOnce,
            last < 0x80 ? last.showsAtOnce : bytes[max(0, bytes.count - 3)].beginsHan
        {
            return self
        }
        let scalars = unicodeScalars
        let isDropped = { (scalar: Unicode.Scalar) in scalar.isBlank || scalar.value < 0x20 }
        guard let start = scalars.firstIndex(where: { !isDropped($0) }),
            let end = scalars.lastIndex(where: { !isDropped($0) })
        else { return "" }
        return start == scalars.startIndex && end == scalars.index(before: scalars.endIndex)
            ? self : String(scalars[start...end])
    }

    /// Whether both are written in the same way; comparing them as texts would first bring both
    /// into a normal form, wherever they differ.
    func hasBytes(of other: String) -> Bool {
        let (mine, theirs) = (utf8.span, other.utf8.span)
        guard mine.count == theirs.count else { return false }
        for place in mine.indices where mine[place] != theirs[place] { return false }
        return true
    }

    /// Whether a person sees nothing in it.
    var isBlankText: Bool {
        guard let first = utf8.span.first else { return true }
        return !first.showsAtOnce && unicodeScalars.allSatisfy { $0.isBlank || $0.value < 0x20 }
    }
}
