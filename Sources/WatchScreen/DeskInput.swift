// What typing comes to, and what it leads to.

/// Something that the guard or the scanner did.
package enum DeskInput: Sendable, Equatable {
    /// A line, or what stood without Enter before a pause: to be judged, one part after another.
    case scan([UInt8])
    /// A command's letter.
    case command(Character)
    /// The command key alone: the letter is awaited.
    case menu
    /// What was typed into an open field.
    case character(Character)
    case enter
    case backspace
    case escape
    /// Ctrl-C, Ctrl-Z and Ctrl-L.
    case interrupt, suspend, redraw
    /// Keys that mean nothing outside a field, and in a field what no hand typed.
    case stray
}

/// What typing leads to just now.
package enum TypingMode: Sendable {
    /// Only codes and the command key are expected.
    case scanning
    /// The command key was pressed.
    case menu
    /// A field is open.
    case field
}
