// Runs another program to its end: input and output in memory, with limits on time and on output.
// Tests are in Tests/CommandTests/ChildProgramTests.swift.
import CLinux
import Glibc

/// How a program came to its end.
package enum ChildEnding: Equatable, Sendable {
    /// By itself, with this code; 127 also where the system could not load it.
    case exited(code: Int32)
    /// By a signal, with its number.
    case killed(signal: Int32)
}

/// What a program left behind.
package struct ChildAnswer: Equatable, Sendable {
    package let ending: ChildEnding
    /// All that it wrote to standard output.
    package let output: [UInt8]
}

/// Why there is no answer.
///
/// What was started is then dead.
package enum ChildProgramError: Error, Equatable, Sendable {
    /// No such program; `number` is errno, ENOENT or EACCES mostly.
    case notStarted(number: Int32)
    case timedOut
    case tooMuchOutput
}

/// A program to run.
///
/// It has standard input and output, each one end of the same socket; standard error goes nowhere.
/// It inherits no other open file, no variable, no ignored signal, and is in a group of its own,
/// which is killed as one where it does not end in time.
package struct ChildProgram: Sendable {
    private let path: String
    private let arguments: [String]
    private let timeLimitMilliseconds: UInt64
    private let outputLimitBytes: Int

    /// - Parameters:
    ///   - path: the program's file; no folder is searched.
    ///   - arguments: without the program's own name.
    ///   - timeLimitMilliseconds: from start to end.
    ///   - outputLimitBytes: the most that is kept of standard output; with more it is killed.
    package init(
        path: String, arguments: [String], timeLimitMilliseconds: UInt64, outputLimitBytes: Int
    ) {
        self.path = path
        self.arguments = arguments
        self.timeLimitMilliseconds = timeLimitMilliseconds
        self.outputLimitBytes = outputLimitBytes
    }

    /// Runs it with bytes on its standard input and waits for its end.
    ///
    /// A program that ends without reading all of its input has ended all the same.
    /// - Throws: ``ChildProgramError``.
    package func run(input: [UInt8]) throws(ChildProgramError) -> ChildAnswer {
        let deadline = SystemClock.monotonicMicroseconds() + timeLimitMilliseconds * 1_000
        var ends: [Int32] = [-1, -1]
        // A socket, not pipes: writing to a dead program is then an error and not a signal.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw .notStarted(number: errno)
        }
        defer { close(ends[0]) }
        let program = try started(on: ends[1])
        var talk = Conversation(socket: ends[0], input: input, outputLimitBytes: outputLimitBytes)
        while true {
            let ending = ending(of: program)
            talk.advance()
            if talk.hasTooMuch || (ending == nil && SystemClock.monotonicMicroseconds() >= deadline)
            {
                if ending == nil { kill(wholeGroupOf: program) }
                throw talk.hasTooMuch ? .tooMuchOutput : .timedOut
            }
            if let ending { return ChildAnswer(ending: ending, output: talk.output) }
            talk.wait(until: deadline)
        }
    }

    /// Starts it on one end of a socket, which is then its alone.
    private func started(on socket: Int32) throws(ChildProgramError) -> pid_t {
        defer { close(socket) }
        var files = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // Both are used here alone and copied by posix_spawn; so are the strings.
        unsafe posix_spawn_file_actions_init(&files)
        unsafe posix_spawnattr_init(&attributes)
        let texts = unsafe ([path] + arguments).map { text in unsafe strdup(text) }
        defer {
            unsafe posix_spawn_file_actions_destroy(&files)
            unsafe posix_spawnattr_destroy(&attributes)
            for index in unsafe texts.indices { unsafe free(texts[index]) }
        }
        unsafe posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&files, socket, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe clinux_add_close_from(&files, STDERR_FILENO + 1)
        var ignored = sigset_t()
        unsafe sigemptyset(&ignored)
        unsafe posix_spawnattr_setsigmask(&attributes, &ignored)
        // The one that ProgramStart ignores, and the one that a caller may have.
        unsafe sigaddset(&ignored, SIGXFSZ)
        unsafe sigaddset(&ignored, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &ignored)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var program: pid_t = 0
        var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        let outcome = unsafe posix_spawn(
            &program, path, &files, &attributes, texts + [nil], &environment)
        guard outcome == 0 else { throw .notStarted(number: outcome) }
        return program
    }

    private func ending(of program: pid_t) -> ChildEnding? {
        var status: Int32 = 0
        guard unsafe waitpid(program, &status, WNOHANG) == program else { return nil }
        // The bits of WIFEXITED and its kin, which are macros.
        let signal = status & 0x7F
        return signal == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// The group has the number of the program, which is kept until it is waited for.
    private func kill(wholeGroupOf program: pid_t) {
        _ = Glibc.kill(-program, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(program, &status, 0) < 0 && errno == EINTR {}
    }
}

/// What is said to and heard from a program that runs.
private struct Conversation {
    /// The longest wait before the program is looked at again, for one that left children behind.
    private static let restMilliseconds: UInt64 = 50

    private let socket: Int32
    private let input: [UInt8]
    private let outputLimitBytes: Int
    private var sentBytes = 0
    private var isInputEnded = false
    private var isOutputEnded = false
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private(set) var output: [UInt8] = []

    init(socket: Int32, input: [UInt8], outputLimitBytes: Int) {
        self.socket = socket
        self.input = input
        self.outputLimitBytes = outputLimitBytes
    }

    var hasTooMuch: Bool { output.count > outputLimitBytes }

    /// Sends and takes what goes without waiting.
    mutating func advance() {
        while !isInputEnded {
            let count = unsafe input[sentBytes...].withUnsafeBytes { rest in
                unsafe send(
                    socket, rest.baseAddress, rest.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count > 0 { sentBytes += count }
            if sentBytes == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) {
                isInputEnded = true
                shutdown(socket, Int32(SHUT_WR))
            } else if count < 0 && errno == EAGAIN {
                break
            }
        }
        while !isOutputEnded && !hasTooMuch {
            let count = unsafe recv(socket, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            if count > 0 { output += chunk[..<count] }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { break }
            isOutputEnded = count <= 0
        }
    }

    /// Waits until there is something to do, or a little.
    func wait(until deadline: UInt64) {
        let now = SystemClock.monotonicMicroseconds()
        let left = deadline > now ? (deadline - now) / 1_000 + 1 : 0
        // A program that has closed its output is about to end; the socket tells nothing more.
        let most = isOutputEnded ? 1 : Self.restMilliseconds
        var place = pollfd(
            fd: isOutputEnded ? -1 : socket,
            events: Int16(POLLIN) | (isInputEnded ? 0 : Int16(POLLOUT)), revents: 0)
        _ = unsafe poll(&place, 1, Int32(clamping: min(left, most)))
    }
}
