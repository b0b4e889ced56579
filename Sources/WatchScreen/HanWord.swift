// The words of the wall in large Han letters, drawn here dot by dot: two dots to a cell, one above
// the other, so that a letter of sixteen rows takes eight lines. Tests: Tests/WatchScreenTests.
import Terminal

/// A word in large letters.
struct HanWord {
    /// Dots of a letter from left to right, the space behind it not counted.
    private static let letterDots = 18
    private static let spaceDots = 3
    /// Lines of cells that a letter takes at scale 1.
    static let letterRows = 8

    private let letters: [[String]]
    /// Columns of a dot; it is half as many rows high.
    private let scale: Int

    /// The word at the largest scale that fits.
    ///
    /// - Returns: nil where it does not fit at all, or is of other letters.
    init?(_ word: String, columns: Int, rows: Int) {
        letters = word.compactMap { Self.shapes[$0] }
        guard !letters.isEmpty, letters.count == word.count else { return nil }
        let dots = letters.count * Self.letterDots + (letters.count - 1) * Self.spaceDots
        scale = min(columns / dots, rows / Self.letterRows)
        guard scale >= 1 else { return nil }
        self.dots = dots
    }

    private let dots: Int

    /// The room that it takes.
    var columns: Int { dots * scale }
    var rows: Int { Self.letterRows * scale }

    /// The letters in cells, line by line.
    var lines: [String] {
        (0..<rows).map { line in
            (0..<columns).map { column in
                let upper = isDot(column / scale, line * 2 / scale)
                let lower = isDot(column / scale, (line * 2 + 1) / scale)
                return upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ")
            }.joined()
        }
    }

    private func isDot(_ column: Int, _ row: Int) -> Bool {
        let pitch = Self.letterDots + Self.spaceDots
        let line = Array(letters[column / pitch][row / 2])
        let place = column % pitch
        guard place < line.count else { return false }
        switch line[place] {
        case "█": return true
        case "▀": return row.isMultiple(of: 2)
        case "▄": return !row.isMultiple(of: 2)
        default: return false
        }
    }

    private static let shapes: [Character: [String]] = [
        "放": [
            "    ▀█▄     ▄█▀",
            "▄▄▄▄▄▄▄▄▄▄  ██",
            "    ██    ▄█▀▀▀▀██",
            "    ██▄▄▄▄▀▀▄▄ ▄█▀",
            "   ██   ██  ▀█▄█▀",
            "  ██    ██   ▀██",
            " ▄█▀   ▄█▀  ▄█▀█▄",
            "██   ▀▀▀▀ ▄█▀   ▀█",
        ],
        "行": [
            "    ██",
            " ▄▄█▀  ▀▀▀▀▀▀▀▀▀",
            "▀▀  ▄█▀",
            "   ▄█▀▄▄▄▄▄▄▄▄▄▄▄",
            "▄█▀██       ██",
            "   ██       ██",
            "   ██       ██",
            "   ██    ▄▄▄██",
        ],
        "核": [
            "   ██       ██",
            "   ██   ▄▄▄▄▄▄▄▄▄▄",
            "▀▀▀██▀▀▀  ▄█▀ ▄▄",
            "  ▄███▄  ▄██▄▄█▀",
            " ▄███▀█▄    ██ ▄█▀",
            "▄█▀██    ▄█▀▀ ██",
            "   ██   ▀▀ ▄▄██▄",
            "   ██   ▄█▀▀   ▀█▄",
        ],
        "对": [
            "              ██",
            "▄▄▄▄▄▄▄▄      ██",
            "      ██ ▄▄▄▄▄██▄▄",
            " ▀█▄ ██       ██",
            "  ▀███    ██  ██",
            "   ▄██     ██ ██",
            "  ██ ██       ██",
            "▄█▀   ▀▀   ▄▄▄██",
        ],
        "禁": [
            "   ██       ██",
            "▀▀▀██▀▀▀ ▀▀▀██▀▀▀",
            " ▄████▄   ▄████▄",
            "▀▀ ██ ▀▀▄█▀ ██ ▀▀",
            "   ▄▄▄▄▄▄▄▄▄▄▄",
            "▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄",
            "    ▄▄  ██ ▄▄",
            " ▄█▀▀ ▄▄██  ▀▀█▄",
        ],
        "止": [
            "        ██",
            "        ██",
            "   ▄▄   ██",
            "   ██   ██▀▀▀▀▀▀",
            "   ██   ██",
            "   ██   ██",
            "   ██   ██",
            "▄▄▄██▄▄▄██▄▄▄▄▄▄▄",
        ],
    ]
}
