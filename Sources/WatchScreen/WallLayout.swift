// The wall: sign, word and plate as large as there is room for, and beside or below them who it is,
// why, and what to do next.
import CommandSupport
import Terminal

extension GuardScreen {
    /// Blank columns at both sides.
    private static let margin = 2
    /// Columns of text beside word and sign.
    private static let leastTextColumns = 34

    /// Draws the wall into whole rows.
    func drawWall(in frame: inout Frame, rows: Range<Int>) {
        frame.fill(rows: rows, with: wall.tone.wall)
        if let plate = wall.plate {
            drawPlate(plate, in: &frame, rows: rows)
        } else {
            drawSign(in: &frame, rows: rows)
        }
        if let wallAgeSeconds {
            let age = ageText(wallAgeSeconds).text(in: language)
            frame.put(
                age, row: rows.lowerBound,
                column: frame.columns - CellWidth.columns(of: age) - 1, style: wall.tone.wall)
        }
    }

    private var word: String { (wall.word ?? wall.tone.word).text(in: language) }

    /// The lines of text, broken to a width.
    private func texts(columns: Int) -> [(String, CellStyle)] {
        wall.lines.flatMap { line in
            let label = line.label?.text(in: language) ?? ""
            let style =
                switch line.weight {
                case .plain: wall.tone.wall
                case .bold: wall.tone.wall.weighing(.bold)
                }
            return wrapped(label + line.text.text(in: language), columns: columns)
                .map { ($0, style) }
        }
    }

    /// The word in large Han letters where it has them, the sign where there is room, and the lines
    /// to the right of both.
    private func drawSign(in frame: inout Frame, rows: Range<Int>) {
        let ground = wall.tone.wall
        let height = rows.count
        let room = frame.columns - 3 * Self.margin - Self.leastTextColumns
        let han = HanWord(word, columns: room, rows: height - 1)
        var left = Self.margin
        let shape = wall.tone.shape
        let signRoom = min(room - (han.map { $0.columns + Self.margin } ?? 0), frame.columns / 4)
        if let scale = DotScale.largest(
            widthDots: shape.widthDots, columns: signRoom, rows: height - 2)
        {
            let top = rows.lowerBound + (height - DotShape.heightDots * scale.rows) / 2
            left = frame.draw(
                shape, row: top, column: left, scale: scale, style: ground.reversed)
            left += Self.margin + 1
        }
        if let han {
            let top = rows.lowerBound + (height - han.rows) / 2
            for (row, line) in han.lines.enumerated() {
                frame.put(line, row: top + row, column: left, style: ground)
            }
            left += han.columns + Self.margin + 1
        }
        drawText(in: &frame, rows: rows, left: left)
    }

    /// Word and lines, in the middle of the wall's height.
    private func drawText(in frame: inout Frame, rows: Range<Int>, left: Int) {
        let ground = wall.tone.wall
        let columns = max(frame.columns - left - Self.margin, 2)
        let texts = texts(columns: columns)
        let large = largeWord(columns: columns, rows: rows.count - texts.count - 1)
        let wordRows = large.map { $0.scale.rows * DotShape.heightDots } ?? 1
        let gap = rows.count >= wordRows + texts.count + 1 ? 1 : 0
        let used = wordRows + gap + texts.count
        var row = rows.lowerBound + max((rows.count - used) / 2, 0)
        if let large {
            drawLetters(large, in: &frame, row: row, column: left)
        } else {
            frame.put(
                "\(wall.tone.sign)  \(spaced(word))", row: row, column: left,
                style: ground.weighing(.bold))
        }
        row += wordRows + gap
        draw(texts, in: &frame, from: row, to: rows.upperBound, column: left)
    }

    /// Sign and word in a row, the plate below them, then the lines.
    private func drawPlate(_ plate: String, in frame: inout Frame, rows: Range<Int>) {
        let ground = wall.tone.wall
        let columns = max(frame.columns - 2 * Self.margin, 2)
        let texts = texts(columns: columns)
        let height = rows.count
        let letters = LargeText(
            plate, columns: columns, rows: max(height - texts.count - 1, DotShape.heightDots))
        let plateRows = letters.map { $0.scale.rows * DotShape.heightDots } ?? 1
        let spare = max(height - 1 - plateRows - texts.count, 0)
        let (above, between) = (spare >= 4 ? spare / 4 : 0, min(spare / 3, 1))
        var row = rows.lowerBound + above + (spare >= 1 && above == 0 ? between : 0)
        frame.put(
            "\(wall.tone.sign)  \(spaced(word))", row: row, column: Self.margin,
            style: ground.weighing(.bold))
        row += 1 + (spare >= 2 ? 1 : 0)
        if let letters {
            drawLetters(letters, in: &frame, row: row, column: Self.margin)
        } else {
            frame.put(
                spaced(plate), row: row, column: Self.margin, style: ground.weighing(.bold))
        }
        row += plateRows + (spare >= 3 ? 1 : 0)
        draw(texts, in: &frame, from: row, to: rows.upperBound, column: Self.margin)
    }

    private func draw(
        _ texts: [(String, CellStyle)], in frame: inout Frame, from first: Int, to end: Int,
        column: Int
    ) {
        let rows = first..<max(end, first)
        for (row, (text, style)) in zip(rows, texts) {
            // What is left out is told, not passed over.
            let isCut = row == rows.upperBound - 1 && texts.count > rows.count
            frame.put(isCut ? "… \(text)" : text, row: row, column: column, style: style)
        }
    }

    /// The word in large letters, where it has some and there is room.
    private func largeWord(columns: Int, rows: Int) -> LargeText? {
        let isPlain = word.allSatisfy { BlockLetters.shape(of: $0) != nil }
        return isPlain ? LargeText(word, columns: columns, rows: rows) : nil
    }

    private func drawLetters(_ text: LargeText, in frame: inout Frame, row: Int, column: Int) {
        let ground = wall.tone.wall
        var place = column
        for character in text.characters {
            if let shape = BlockLetters.shape(of: character) {
                place = frame.draw(
                    shape, row: row, column: place, scale: text.scale, style: ground.reversed)
            } else {
                // A Han character stands in a box as high as the letters.
                let box = ground.reversed.weighing(.bold)
                let height = DotShape.heightDots * text.scale.rows
                let blank = String(repeating: " ", count: LargeText.boxColumns)
                for line in row..<row + height {
                    frame.put(blank, row: line, column: place, style: box)
                }
                frame.put(String(character), row: row + height / 2, column: place + 1, style: box)
                place += LargeText.boxColumns
            }
            place += BlockLetters.spaceDots * text.scale.columns
        }
    }

    private func spaced(_ text: String) -> String {
        guard text.allSatisfy({ !$0.isASCII }) else { return text }
        return text.map(String.init).joined(separator: "  ")
    }
}

/// A short text at the largest scale that fits.
struct LargeText {
    /// Columns of a character that is shown as it is.
    static let boxColumns = 4

    let characters: [Character]
    let scale: DotScale

    /// - Returns: nil where it does not fit at any scale.
    init?(_ text: String, columns: Int, rows: Int) {
        characters = Array(text)
        let shapes = characters.compactMap(BlockLetters.shape(of:))
        let boxes = characters.count - shapes.count
        let spaces = max(characters.count - 1, 0) * BlockLetters.spaceDots
        let dots = shapes.map(\.widthDots).reduce(spaces, +)
        let room = columns - boxes * Self.boxColumns
        guard let scale = DotScale.largest(widthDots: dots, columns: room, rows: rows) else {
            return nil
        }
        self.scale = scale
    }
}
