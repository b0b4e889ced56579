// The kinds of wall: word, sign and colour, each enough by itself.
package import PassCheck
package import PassFormat
import Terminal

/// What the wall says at a glance.
package enum Tone: Sendable, Equatable, CaseIterable {
    case admit, review, refuse, undecided
    /// The code that was shown just now, once more.
    case same
    /// Nothing was scanned yet.
    case waiting

    /// The tone of a verdict.
    package init(_ outcome: Outcome?) {
        self =
            switch outcome {
            case .allow: .admit
            case .review: .review
            case .deny: .refuse
            case nil: .undecided
            }
    }

    /// The word in large.
    package var word: BilingualText {
        switch self {
        case .admit: Outcome?.some(.allow).word
        case .review: Outcome?.some(.review).word
        case .refuse: Outcome?.some(.deny).word
        case .undecided: Outcome?.none.word
        case .same: SameCodeTexts.title
        case .waiting: BilingualText("请扫码", "SCAN")
        }
    }

    /// The sign beside it, for who does not see the colour.
    package var sign: String {
        switch self {
        case .admit: Outcome?.some(.allow).sign
        case .review: Outcome?.some(.review).sign
        case .refuse: Outcome?.some(.deny).sign
        case .undecided: Outcome?.none.sign
        case .same: "="
        case .waiting: " "
        }
    }

    /// The sign in dots.
    var shape: DotShape {
        switch self {
        case .admit:
            DotShape(rows: ["       ##", "      ## ", "##   ##  ", " ## ##   ", "  ###    "])
        case .review:
            DotShape(rows: ["  #####  ", " ##   ## ", "    ###  ", "         ", "    ##   "])
        case .refuse:
            DotShape(rows: ["##     ##", "  ## ##  ", "   ###   ", "  ## ##  ", "##     ##"])
        case .undecided:
            DotShape(rows: ["   ###   ", "   ###   ", "   ###   ", "         ", "   ###   "])
        case .same:
            DotShape(rows: ["         ", " ####### ", "         ", " ####### ", "         "])
        case .waiting: DotShape(rows: Array(repeating: "# ## # ##", count: DotShape.heightDots))
        }
    }

    /// The wall's look; black letters where the ground is light.
    var wall: CellStyle {
        switch self {
        case .admit: CellStyle(letters: .black, ground: .green)
        case .review: CellStyle(letters: .black, ground: .yellow)
        case .refuse: CellStyle(letters: .white, ground: .red)
        case .undecided: CellStyle(letters: .black, ground: .white)
        case .same: CellStyle(letters: .white, ground: .blue)
        case .waiting: .plain
        }
    }

    /// The look of the sign in a list.
    var mark: CellStyle {
        switch self {
        case .admit: CellStyle(letters: .green, weight: .bold)
        case .review: CellStyle(letters: .yellow, weight: .bold)
        case .refuse: CellStyle(letters: .red, weight: .bold)
        case .undecided: CellStyle(letters: .white, weight: .bold)
        case .same, .waiting: CellStyle(weight: .faint)
        }
    }
}
