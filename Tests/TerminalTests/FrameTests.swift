// Frames of cells, and the bytes that show them.
import Testing

@testable import Terminal

@Suite struct `Frame of cells` {
    private func shown(_ frame: Frame, _ use: ColourUse = .colours) -> String {
        var shown = ShownFrame(use)
        return String(decoding: shown.update(to: frame), as: UTF8.self)
    }

    @Test func `never halves a double-width character, at its edge or when written over`() {
        var frame = Frame(rows: 1, columns: 5)
        frame.put("一号门", row: 0, column: 0, style: .plain)
        #expect(frame.text == "一号\n")
        frame.put("x", row: 0, column: 1, style: .plain)
        #expect(frame.text == " x号\n")
        frame.put("门", row: 0, column: 1, style: .plain)
        #expect(frame.text == " 门\n")
    }

    @Test func `takes no control character, and nothing outside of itself`() {
        var frame = Frame(rows: 2, columns: 4)
        frame.put("a\u{1B}[2Jb\u{7}", row: 0, column: 0, style: .plain)
        frame.put("x", row: 2, column: 0, style: .plain)
        frame.put("x", row: -1, column: 0, style: .plain)
        frame.put("yz", row: 1, column: -1, style: .plain)
        #expect(frame.text == "a[2J\nz\n")
        let bytes = shown(frame)
        #expect(!bytes.contains("\u{7}"))
    }

    @Test func `sends only the lines that changed, and all of them after a change of size`() {
        var shown = ShownFrame(.colours)
        var frame = Frame(rows: 3, columns: 10)
        frame.put("one", row: 0, column: 0, style: .plain)
        #expect(!shown.update(to: frame).isEmpty)
        #expect(shown.update(to: frame).isEmpty)
        frame.put("two", row: 2, column: 0, style: .plain)
        let change = String(decoding: shown.update(to: frame), as: UTF8.self)
        #expect(change.contains("\u{1B}[3;1H") && !change.contains("\u{1B}[1;1H"))
        let larger = Frame(rows: 3, columns: 11)
        #expect(String(decoding: shown.update(to: larger), as: UTF8.self).contains("\u{1B}[2J"))
        shown.forget()
        #expect(!shown.update(to: larger).isEmpty)
    }

    @Test func `shows a ground without colours by exchanging it with the letters`() {
        var frame = Frame(rows: 1, columns: 4)
        frame.put("a", row: 0, column: 0, style: CellStyle(letters: .black, ground: .green))
        #expect(shown(frame).contains("\u{1B}[0;30;42ma"))
        #expect(shown(frame, .none).contains("\u{1B}[0;7ma"))
        frame.put(
            "a", row: 0, column: 0, style: CellStyle(letters: .black, ground: .green).reversed)
        #expect(shown(frame, .none).contains("\u{1B}[0ma"))
    }

    @Test func `says where each character stands behind one whose width terminals dispute`() {
        var frame = Frame(rows: 1, columns: 6)
        frame.put("…a", row: 0, column: 0, style: .plain)
        #expect(shown(frame).contains("…\u{1B}[2Ga"))
    }
}
