// Typing that is not shown: codes and passphrases.
import Glibc

/// Standard input while nothing typed is shown.
package enum HiddenInput {
    /// Runs `body` with the terminal's echo off; anywhere else it just runs it.
    ///
    /// What was typed before is kept: a scanner does not wait for the prompt.
    package static func whileHidden<Value>(_ body: () throws -> Value) rethrows -> Value {
        var before = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return try body() }
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
        defer { _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before) }
        return try body()
    }
}
