// How a cell looks, and the control sequences (ECMA-48, SGR) that make a terminal show it so.

/// Colours of the screen that every terminal has, by their SGR digits.
package enum TerminalColour: UInt8, Sendable {
    case black = 0
    case red = 1
    case green = 2
    case yellow = 3
    case blue = 4
    case white = 7
}

/// Whether colours may be used; `NO_COLOR` asks for none.
package enum ColourUse: Sendable {
    case colours, none
}

/// The look of a cell.
package struct CellStyle: Sendable, Equatable {
    /// nil: the terminal's own.
    package var letters: TerminalColour?
    package var ground: TerminalColour?
    /// How strongly it stands out.
    package var weight = Weight.plain
    /// Letters and ground exchanged; it stands for a ground where there are no colours.
    package var isReversed = false

    /// How strongly letters stand out.
    package enum Weight: Sendable {
        case plain, bold, faint
    }

    package init(
        letters: TerminalColour? = nil, ground: TerminalColour? = nil, weight: Weight = .plain
    ) {
        self.letters = letters
        self.ground = ground
        self.weight = weight
    }

    /// The terminal's own look.
    package static let plain = CellStyle()

    /// The same with letters and ground exchanged.
    package var reversed: CellStyle {
        var style = self
        style.isReversed.toggle()
        return style
    }

    /// The same in another weight.
    package func weighing(_ weight: Weight) -> CellStyle {
        var style = self
        style.weight = weight
        return style
    }

    /// The control sequence, from whatever was before.
    func sequence(_ use: ColourUse) -> String {
        var codes = ["0"]
        switch weight {
        case .plain: break
        case .bold: codes.append("1")
        case .faint: codes.append("2")
        }
        switch use {
        case .colours:
            if isReversed { codes.append("7") }
            if let letters { codes.append("3\(letters.rawValue)") }
            if let ground { codes.append("4\(ground.rawValue)") }
        case .none:
            if isReversed != (ground != nil) { codes.append("7") }
        }
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }
}
