// Starts other programs: what reads pictures, a barrier's relay, a sound. All pointers are those of
// arrays, for the time of one call, and of strings freed at its end.
// Tests: Tests/CommandTests/ChildProgramTests.swift, and those of the guard's barrier.
import CLinux
import Glibc

/// How a program came to its end.
package enum ChildEnding: Equatable, Sendable {
    /// By itself, with this code; 127 also where the system could not load it.
    case exited(code: Int32)
    /// By a signal, with its number.
    case killed(signal: Int32)
}

/// A program that did not start; `number` is errno, ENOENT or EACCES mostly.
package struct StartFailure: Error, Equatable, Sendable {
    package let number: Int32
}

/// A program that runs, or has run, beside ours; each must be asked for its end.
///
/// It inherits no open file but those it is given, no blocked or ignored signal and no variable of
/// ours, and is in a group of its own. Its standard error goes nowhere.
package struct StartedProgram: Sendable {
    private let id: pid_t

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the program's file; no folder is searched.
    ///   - arguments: without its name.
    ///   - variables: all of its environment, as `NAME=value`.
    ///   - input: its standard input, which stays the caller's to close; nil: nothing to read.
    ///   - output: its standard output, likewise; nil: goes nowhere.
    package init(
        _ path: String, arguments: [String], variables: [String], input: Int32? = nil,
        output: Int32? = nil
    ) throws(StartFailure) {
        var files = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // Both are used here alone and copied by posix_spawn.
        unsafe posix_spawn_file_actions_init(&files)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&files)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        for (stream, given, mode) in [
            (STDIN_FILENO, input, O_RDONLY), (STDOUT_FILENO, output, O_WRONLY),
            (STDERR_FILENO, nil, O_WRONLY),
        ] {
            if let given {
                unsafe posix_spawn_file_actions_adddup2(&files, given, stream)
            } else {
                unsafe posix_spawn_file_actions_addopen(&files, stream, "/dev/null", mode, 0)
            }
        }
        unsafe clinux_add_close_from(&files, STDERR_FILENO + 1)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var program: pid_t = 0
        let outcome = unsafe Self.withStrings([path] + arguments) { arguments in
            unsafe Self.withStrings(variables) { variables in
                unsafe posix_spawn(&program, path, &files, &attributes, arguments, variables)
            }
        }
        guard outcome == 0 else { throw StartFailure(number: outcome) }
        id = program
    }

    /// Starts a program that reads these bytes and whose words go nowhere.
    ///
    /// - Parameter bytes: at most as much as a pipe takes at once, 65,536 bytes; the rest is left
    ///   out.
    package init(
        _ path: String, arguments: [String], variables: [String], feeding bytes: [UInt8]
    ) throws(StartFailure) {
        let reading = unsafe clinux_filled_pipe(bytes, bytes.count, O_CLOEXEC | O_NONBLOCK)
        guard reading >= 0 else { throw StartFailure(number: -reading) }
        defer { close(reading) }
        // The reader expects to wait for what it reads.
        _ = fcntl(reading, F_SETFL, 0)
        try self.init(path, arguments: arguments, variables: variables, input: reading)
    }

    /// Whether there is such a program.
    package static func canStart(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// How it ended; nil while it runs.
    ///
    /// To be asked until it answers, and not after that.
    package func end() -> ChildEnding? {
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
        // The bits of WIFEXITED and its kin, which are macros.
        let signal = status & 0x7F
        return signal == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// Ends it and whatever it has started; the group has its number until it is waited for.
    package func kill() { _ = Glibc.kill(-id, SIGKILL) }

    /// The same, and takes its end, which is not asked for after that.
    package func killAndWait() {
        kill()
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0 && errno == EINTR {}
    }

    /// Texts as C has them, for the time of a call.
    static func withStrings<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        // Each pointer is freed below; the array ends with a nil, as execve(2) wants it.
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        return unsafe body(&pointers)
    }
}
