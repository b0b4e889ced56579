// Lists as people read them: columns that line up on a terminal, where a Han character is two wide.
import CommandSupport
import PassFormat

/// A column of a list.
struct TextColumn<Value> {
    let title: BilingualText
    let cell: (Value) -> BilingualText

    /// A column of words.
    init(_ chinese: String, _ english: String, _ words: @escaping (Value) -> BilingualText) {
        title = BilingualText(chinese, english)
        cell = words
    }

    /// A column that reads the same in both languages; nil is a dash.
    init(_ chinese: String, _ english: String, plain: @escaping (Value) -> (some Any)?) {
        self.init(chinese, english) { value in
            let text = plain(value).map { String(describing: $0) } ?? "-"
            return BilingualText(text, text)
        }
    }
}

/// A table with its titles, without a line feed at the end.
func textTable<Value>(_ values: [Value], _ columns: [TextColumn<Value>]) -> BilingualText {
    func lines(_ language: Language) -> String {
        let titles = columns.map { $0.title.text(in: language) }
        let rows = values.map { value in
            columns.map { printable($0.cell(value).text(in: language)) }
        }
        let widths = columns.indices.map { place in
            ([titles] + rows).map { terminalColumns($0[place]) }.max() ?? 0
        }
        return ([titles] + rows).map { row in
            let cells = zip(row, widths).map { (cell, width) in
                cell + String(repeating: " ", count: width - terminalColumns(cell))
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
    return BilingualText(lines(.chinese), lines(.english))
}

/// How many columns of a terminal a text takes: two for the wide blocks from Hangul Jamo up
/// (Unicode Standard Annex 11).
private func terminalColumns(_ text: String) -> Int {
    text.reduce(0) { sum, character in
        let isWide = character.unicodeScalars.first.map { scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
                0x20000...0x3FFFD:
                true
            default: false
            }
        }
        return sum + (isWide == true ? 2 : 1)
    }
}
