// Typing that is not shown: codes and passphrases.
// Tests: Tests/CommandTests/HiddenInputTests.swift.
import CTerminal
import Glibc

/// Standard input while nothing typed is shown.
package enum HiddenInput {
    /// Runs `body` with the terminal's echo off; anywhere else it just runs it.
    ///
    /// A signal that ends or stops the program puts the echo back first. What was typed before
    /// is kept: a scanner does not wait for the prompt.
    package static func whileHidden<Value>(_ body: () throws -> Value) rethrows -> Value {
        guard cterminal_hide_typing(STDIN_FILENO) == 0 else { return try body() }
        defer { cterminal_show_typing() }
        return try body()
    }
}
