// A screenful of cells: drawn as a whole, sent as the lines that changed, in one piece.

/// One cell; the second half of a double-width character is empty.
struct Cell: Equatable {
    var text = " "
    var style = CellStyle.plain
}

/// What a terminal is to show.
package struct Frame: Sendable {
    package let rows: Int
    package let columns: Int
    private var cells: [Cell]

    /// An empty frame.
    ///
    /// - Parameters:
    ///   - rows: at least 1.
    ///   - columns: at least 1.
    package init(rows: Int, columns: Int) {
        self.rows = max(rows, 1)
        self.columns = max(columns, 1)
        cells = Array(repeating: Cell(), count: self.rows * self.columns)
    }

    /// Fills whole rows with blanks of a style.
    package mutating func fill(rows range: Range<Int>, with style: CellStyle) {
        for row in range.clamped(to: 0..<rows) {
            for column in 0..<columns { self[row, column] = Cell(style: style) }
        }
    }

    /// Writes a text on one row, as far as it fits; control characters are left out.
    ///
    /// - Parameters:
    ///   - column: where it begins; places outside the frame are passed over.
    ///   - style: its look.
    /// - Returns: the column behind the text.
    @discardableResult
    package mutating func put(
        _ text: String, row: Int, column: Int, style: CellStyle
    ) -> Int {
        var place = column
        guard (0..<rows).contains(row) else { return place }
        for scalar in text.unicodeScalars {
            let width = CellWidth.columns(of: scalar)
            if width == 0 {
                // A mark belongs to the character before it; a control character to nobody.
                if scalar.value >= 0x300, place > column, place <= columns {
                    append(scalar, toCellBefore: place, row: row)
                }
                continue
            }
            guard place >= 0, place + width <= columns else {
                if place < 0 {
                    place += width
                    continue
                }
                return place
            }
            split(row, place)
            if width == 2 { split(row, place + 1) }
            self[row, place] = Cell(text: String(scalar), style: style)
            if width == 2 { self[row, place + 1] = Cell(text: "", style: style) }
            place += width
        }
        return place
    }

    /// A double-width character that is half written over leaves a blank.
    private mutating func split(_ row: Int, _ column: Int) {
        if self[row, column].text.isEmpty, column > 0 { self[row, column - 1].text = " " }
        if column + 1 < columns, self[row, column + 1].text.isEmpty {
            self[row, column + 1].text = " "
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, toCellBefore column: Int, row: Int) {
        var place = column - 1
        while place > 0, self[row, place].text.isEmpty { place -= 1 }
        self[row, place].text.unicodeScalars.append(scalar)
    }

    private subscript(row: Int, column: Int) -> Cell {
        _read { yield cells[row * columns + column] }
        _modify { yield &cells[row * columns + column] }
    }

    /// The characters alone, a line for each row, without blanks at the end.
    package var text: String {
        (0..<rows).map { row in
            var line = (0..<columns).map { self[row, $0].text }.joined()
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// The looks alone, one letter for each cell, a line for each row.
    ///
    /// - Parameter letter: the letter of a style.
    package func looks(_ letter: (CellStyle) -> Character) -> String {
        (0..<rows).map { row in String((0..<columns).map { letter(self[row, $0].style) }) + "\n" }
            .joined()
    }

    /// One row as a terminal takes it.
    fileprivate func sequence(row: Int, _ use: ColourUse) -> String {
        let end = (0..<columns).last { self[row, $0] != Cell() }.map { $0 + 1 } ?? 0
        var line = "\u{1B}[\(row + 1);1H"
        var style: CellStyle?
        var mayHaveMoved = false
        for column in 0..<end {
            let cell = self[row, column]
            if cell.text.isEmpty { continue }
            if mayHaveMoved {
                // Terminals differ on some widths: say where the next one stands.
                line += "\u{1B}[\(column + 1)G"
                mayHaveMoved = false
            }
            if cell.style != style {
                line += cell.style.sequence(use)
                style = cell.style
            }
            line += cell.text
            mayHaveMoved = cell.text.utf8.count > 1
        }
        return end < columns ? line + "\u{1B}[0m\u{1B}[K" : line
    }
}

/// What a terminal shows already.
package struct ShownFrame: Sendable {
    private let use: ColourUse
    private var lines: [String] = []
    private var columns = 0

    package init(_ use: ColourUse) { self.use = use }

    /// Nothing of what was shown is there any more.
    package mutating func forget() { lines = [] }

    /// The bytes that turn what is shown into a frame; empty where nothing changed.
    package mutating func update(to frame: Frame) -> [UInt8] {
        let next = (0..<frame.rows).map { frame.sequence(row: $0, use) }
        let isNew = next.count != lines.count || columns != frame.columns
        var bytes: [UInt8] = isNew ? Array("\u{1B}[0m\u{1B}[2J".utf8) : []
        for (row, line) in next.enumerated() where isNew || line != lines[row] {
            bytes += line.utf8
        }
        lines = next
        columns = frame.columns
        return bytes
    }
}
