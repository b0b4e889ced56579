// Other programs, started beside the screen and never waited for: a barrier's relay, a sound. All
// pointers are those of arrays, for the time of one call, and of strings freed at its end.
import CTerminal
import Glibc

/// How a program ended.
package enum ProgramEnd: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
}

/// A program that runs, or has run, beside ours; each must be asked for its end.
package struct StartedProgram: Sendable {
    private let id: pid_t

    /// Starts a program that reads `input` or nothing, and whose own words go nowhere.
    ///
    /// - Parameters:
    ///   - path: the program's file.
    ///   - arguments: without its name.
    ///   - variables: all of its environment, as `NAME=value`.
    ///   - input: at most as much as a pipe takes at once, 65,536 bytes; the rest is left out.
    /// - Throws: `TerminalError` where it does not start.
    package init(
        _ path: String, arguments: [String], variables: [String], input: [UInt8]?
    ) throws(TerminalError) {
        var reading: Int32 = -1
        if let input {
            reading = unsafe cterminal_pipe(input, input.count)
            guard reading >= 0 else { throw TerminalError(number: -reading) }
        }
        defer { if reading >= 0 { close(reading) } }
        let started = unsafe Self.withStrings([path] + arguments) { arguments in
            unsafe Self.withStrings(variables) { variables in
                unsafe cterminal_start(path, arguments, variables, reading)
            }
        }
        guard started > 0 else { throw TerminalError(number: -started) }
        id = started
    }

    /// Whether there is such a program.
    package static func canStart(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// How it ended; nil while it runs.
    ///
    /// To be asked until it answers, and not after that.
    package func end() -> ProgramEnd? {
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Ends it and whatever it has started.
    package func kill() { _ = Glibc.kill(-id, SIGKILL) }

    /// Texts as C has them, for the time of a call.
    private static func withStrings<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        // Each pointer is freed below; the array ends with a nil, as execve(2) wants it.
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        return unsafe body(&pointers)
    }
}
