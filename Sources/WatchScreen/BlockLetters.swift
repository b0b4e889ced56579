// Large letters and signs out of filled cells, for a plate or a sign that is read from afar.
import PassFormat
import Terminal

/// A shape of dots, five high.
package struct DotShape: Sendable, Equatable {
    /// Dots of every shape from top to bottom.
    package static let heightDots = 5

    /// Rows from the top; a blank is no dot.
    let rows: [String]

    /// Dots from left to right.
    package var widthDots: Int { rows.map(\.count).max() ?? 0 }
}

/// The size of a dot, in cells; two columns are about as wide as one row is high.
package struct DotScale: Sendable, Equatable {
    package var columns: Int
    package var rows: Int

    /// The largest scale at which dots fit, or nil.
    ///
    /// - Parameters:
    ///   - widthDots: how many stand side by side.
    ///   - columns: the room there is for them.
    ///   - rows: likewise; the height is that of a shape.
    package static func largest(widthDots: Int, columns: Int, rows: Int) -> DotScale? {
        let high = rows / DotShape.heightDots
        let wide = columns / max(widthDots, 1)
        guard high >= 1, wide >= 1 else { return nil }
        let height = min(high, max(wide / 2, 1))
        return DotScale(columns: min(wide, height * 2), rows: height)
    }
}

extension Frame {
    /// Draws a shape; its dots are cells of a look.
    ///
    /// - Returns: the column behind it.
    @discardableResult
    mutating func draw(
        _ shape: DotShape, row: Int, column: Int, scale: DotScale, style: CellStyle
    ) -> Int {
        let dot = String(repeating: " ", count: scale.columns)
        for (high, line) in shape.rows.enumerated() {
            for (wide, character) in line.enumerated() where character != " " {
                for part in 0..<scale.rows {
                    put(
                        dot, row: row + high * scale.rows + part,
                        column: column + wide * scale.columns, style: style)
                }
            }
        }
        return column + shape.widthDots * scale.columns
    }
}

/// Capitals and digits, five dots high and mostly four wide.
enum BlockLetters {
    /// The shape of a letter; nil for a character that is shown as it is.
    static func shape(of character: Character) -> DotShape? {
        guard let rows = shapes[character] else { return nil }
        return DotShape(rows: rows.split(separator: "/").map { String($0) })
    }

    /// Dots by which letters stand apart.
    static let spaceDots = 1

    private static let shapes: [Character: String] = [
        "A": " ## /#  #/####/#  #/#  #", "B": "### /#  #/### /#  #/### ",
        "C": " ###/#   /#   /#   / ###", "D": "### /#  #/#  #/#  #/### ",
        "E": "####/#   /### /#   /####", "F": "####/#   /### /#   /#   ",
        "G": " ###/#   /# ##/#  #/ ###", "H": "#  #/#  #/####/#  #/#  #",
        "I": "###/ # / # / # /###", "J": "  ##/   #/   #/#  #/ ## ",
        "K": "#  #/# # /##  /# # /#  #", "L": "#   /#   /#   /#   /####",
        "M": "#   #/## ##/# # #/#   #/#   #", "N": "#  #/## #/# ##/#  #/#  #",
        "O": " ## /#  #/#  #/#  #/ ## ", "P": "### /#  #/### /#   /#   ",
        "Q": " ## /#  #/#  #/# ##/ ###", "R": "### /#  #/### /# # /#  #",
        "S": " ###/#   / ## /   #/### ", "T": "#####/  #  /  #  /  #  /  #  ",
        "U": "#  #/#  #/#  #/#  #/ ## ", "V": "#   #/#   #/#   #/ # # /  #  ",
        "W": "#   #/#   #/# # #/## ##/#   #", "X": "#  #/#  #/ ## /#  #/#  #",
        "Y": "#   #/ # # /  #  /  #  /  #  ", "Z": "####/  # / #  /#   /####",
        "0": " ## /# ##/## #/#  #/ ## ", "1": " # /## / # / # /###",
        "2": "### /   #/ ## /#   /####", "3": "### /   #/ ## /   #/### ",
        "4": "#  #/#  #/####/   #/   #", "5": "####/#   /### /   #/### ",
        "6": " ## /#   /### /#  #/ ## ", "7": "####/   #/  # / #  / #  ",
        "8": " ## /#  #/ ## /#  #/ ## ", "9": " ## /#  #/ ###/   #/ ## ",
    ]
}
