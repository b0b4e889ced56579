// Widths of characters and texts on a terminal.
import Testing

@testable import Terminal

@Suite struct `Widths of characters` {
    @Test(arguments: [
        ("A", 1), ("é", 1), ("✓", 1), ("█", 1), ("张", 2), ("，", 2), ("Ａ", 2), ("𠮷", 2), ("㐂", 2),
        ("\u{301}", 0), ("\u{1B}", 0), ("\u{7}", 0), ("\u{85}", 0), ("\u{200B}", 0),
    ])
    func `are two for what fills a square, none for marks and controls`(
        text: String, columns: Int
    ) {
        #expect(CellWidth.columns(of: text) == columns)
    }

    @Test func `add up, and cut a text before what does not fit`() {
        #expect(CellWidth.columns(of: "沪A12345 ✓ 张*三") == 16)
        #expect(CellWidth.columns(of: "e\u{301}") == 1)
        #expect(CellWidth.columns(of: "\u{1B}\u{7}\n") == 0)
        #expect(CellWidth.prefix(of: "一号门", columns: 5) == "一号")
        #expect(CellWidth.prefix(of: "一号门", columns: 6) == "一号门")
    }
}
