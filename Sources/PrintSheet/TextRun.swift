// Text as it is to stand on paper: what it says, how large, how dark.

/// A colour.
package struct Ink: Sendable, Equatable {
    /// Each 0 to 1.
    package let red: Double
    package let green: Double
    package let blue: Double

    package init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    package static let black = Ink(red: 0, green: 0, blue: 0)
    package static let white = Ink(red: 1, green: 1, blue: 1)
    /// For labels: still black enough for a poor printer.
    package static let grey = Ink(red: 0.3, green: 0.3, blue: 0.3)
    /// For lines that only guide the eye.
    package static let pale = Ink(red: 0.7, green: 0.7, blue: 0.7)
}

/// A stretch of text in one look.
package struct TextRun: Sendable {
    package enum Weight: Sendable { case regular, bold }

    let text: String
    let size: Double
    let weight: Weight
    let ink: Ink

    /// - Parameters:
    ///   - text: line breaks and other controls are set as blanks.
    ///   - size: points.
    package init(
        _ text: String, size: Double, weight: Weight = .regular, ink: Ink = .black
    ) {
        self.text = text.unicodeScalars.reduce(into: "") { kept, scalar in
            // No line begins with the dot inside a name.
            if scalar == "·" { kept.unicodeScalars.append("\u{2060}") }
            kept.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        self.size = size
        self.weight = weight
        self.ink = ink
    }
}

/// Runs set as one paragraph, broken into lines where the box ends.
package struct Paragraph: Sendable {
    package enum Alignment: Sendable { case left, centre, right }
    /// Whether text that is a little too long for a line is broken, or set smaller first.
    package enum Breaking: Sendable { case atOnce, ratherSmaller }

    let runs: [TextRun]
    let alignment: Alignment
    let breaking: Breaking
    /// Distance of lines as a part of the font's own.
    let lineSpacing: Double

    /// - Parameter lineSpacing: 1 is the font's own distance, which for Chinese is a wide one.
    package init(
        _ runs: [TextRun], alignment: Alignment = .left, breaking: Breaking = .atOnce,
        lineSpacing: Double = 0.86
    ) {
        self.runs = runs
        self.alignment = alignment
        self.breaking = breaking
        self.lineSpacing = lineSpacing
    }
}

/// Where text stands in a box that is higher than it.
package enum VerticalPlace: Sendable { case top, middle, bottom }

/// A label in both languages.
struct Label {
    let chinese: String
    let english: String

    init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }

    /// Chinese, then the English in a smaller size.
    ///
    /// - Parameters:
    ///   - size: points of the Chinese.
    ///   - englishPart: of that size for the English.
    func runs(
        size: Double, weight: TextRun.Weight = .regular, ink: Ink = .grey,
        englishPart: Double = 0.8
    ) -> [TextRun] {
        [
            TextRun(chinese, size: size, weight: weight, ink: ink),
            TextRun("  " + english, size: size * englishPart, ink: ink),
        ]
    }
}
