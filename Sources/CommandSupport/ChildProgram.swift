// Runs another program to its end: input and output in memory, with limits on time and on output.
// Tests are in Tests/CommandTests/ChildProgramTests.swift.
import Glibc

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
/// It has standard input and output, each one end of the same socket, and no variable; what it has
/// started is killed with it where it does not end in time.
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
            let ending = program.end()
            talk.advance()
            if talk.hasTooMuch || (ending == nil && SystemClock.monotonicMicroseconds() >= deadline)
            {
                if ending == nil { program.killAndWait() }
                throw talk.hasTooMuch ? .tooMuchOutput : .timedOut
            }
            if let ending { return ChildAnswer(ending: ending, output: talk.output) }
            talk.wait(until: deadline)
        }
    }

    /// Starts it on one end of a socket, which is then its alone.
    private func started(on socket: Int32) throws(ChildProgramError) -> StartedProgram {
        defer { close(socket) }
        do throws(StartFailure) {
            return try StartedProgram(
                path, arguments: arguments, variables: [], input: socket, output: socket)
        } catch { throw .notStarted(number: error.number) }
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
