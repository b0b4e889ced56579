// How many columns a character takes on a terminal, by the C library's table (UAX #11, East Asian
// Width). Tests: Tests/TerminalTests/CellWidthTests.swift.
internal import CTerminal

/// Columns of characters.
package enum CellWidth {
    /// Columns of one scalar: 0, 1 or 2.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        Int(cterminal_columns(scalar.value))
    }

    /// Columns of a text on one line.
    package static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// The start of a text that fits into a number of columns.
    package static func prefix(of text: String, columns limit: Int) -> String {
        var used = 0
        let kept = text.unicodeScalars.prefix { scalar in
            used += columns(of: scalar)
            return used <= limit
        }
        return String(String.UnicodeScalarView(kept))
    }
}
