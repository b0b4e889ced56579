// Widths of characters, beside the system's own table.
import Glibc
import Testing

@testable import Terminal

@Suite struct `Widths of characters` {
    @Test func `are those of the system, for all that names, firms and plates are written in`() throws {
        let locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        try #require(unsafe locale != nil)
        let before = unsafe uselocale(locale)
        defer {
            unsafe uselocale(before)
            unsafe freelocale(locale)
        }
        let blocks: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA0...0xAC, 0xAE...0x17F, 0x300...0x36F, 0x2010...0x203E,
            0x2190...0x21FF, 0x2580...0x25FF, 0x2700...0x27BF, 0x2E80...0x2E99, 0x3000...0x303E,
            0x3041...0x3096, 0x3105...0x312F, 0x3400...0x4DBF, 0x4E00...0x9FFC, 0xAC00...0xD7A3,
            0xF900...0xFA6D, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x2A6DD,
        ]
        var differing: [String] = []
        for scalar in blocks.joined().compactMap(Unicode.Scalar.init) {
            let expected = Int(wcwidth(wchar_t(bitPattern: scalar.value)))
            if CellWidth.columns(of: scalar) != expected {
                differing.append("\(String(scalar.value, radix: 16)) \(expected)")
            }
        }
        #expect(differing == [])
    }

    @Test func `add up, and cut a text before what does not fit`() {
        #expect(CellWidth.columns(of: "沪A12345 ✓ 张*三") == 17)
        #expect(CellWidth.columns(of: "e\u{301}") == 1)
        #expect(CellWidth.columns(of: "\u{1B}\u{7}\n") == 0)
        #expect(CellWidth.prefix(of: "一号门", columns: 5) == "一号")
        #expect(CellWidth.prefix(of: "一号门", columns: 6) == "一号门")
    }
}
