// Breaking a text into lines by columns: between words where there are blanks, and between any two
// double-width characters. Tests: Tests/WatchScreenTests.
import Terminal

/// The lines of a text, each of at most so many columns, with nothing left out.
///
/// - Parameter columns: at least 2.
func wrapped(_ text: String, columns: Int) -> [String] {
    let limit = max(columns, 2)
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var used = 0
    /// Where the line can be broken: after a blank or a double-width character.
    var breakAfter: String.UnicodeScalarView.Index?
    for scalar in text.unicodeScalars {
        let width = CellWidth.columns(of: scalar)
        if used + width > limit {
            if scalar == " " {
                lines.append(String(line))
                (line, used, breakAfter) = (.init(), 0, nil)
                continue
            }
            let mayLead = width == 2 && !closing.contains(scalar)
            var cut = mayLead ? line.endIndex : breakAfter ?? line.endIndex
            // Where not even that has room, it is broken here all the same.
            if CellWidth.columns(of: String(line[cut...])) + width > limit { cut = line.endIndex }
            let rest = String.UnicodeScalarView(line[cut...])
            lines.append(String(line[..<cut]).trimmingEnd)
            (line, breakAfter) = (rest, nil)
            used = CellWidth.columns(of: String(rest))
        }
        // A line is not broken before what closes, so it is not broken after what stands before it.
        let beforeThis = line.endIndex
        if width == 2, !closing.contains(scalar) { breakAfter = beforeThis }
        line.append(scalar)
        used += width
        if scalar == " " { breakAfter = line.endIndex }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(String(line)) }
    return lines
}

/// What does not begin a line (GB/T 15834).
private let closing: Set<Unicode.Scalar> = ["，", "。", "；", "：", "、", "）", "！", "？", "”"]

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
