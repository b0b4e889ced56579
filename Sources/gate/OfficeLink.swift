// `gate-link`, which speaks to the office so that `gate` need not: as the next program of a
// command, or beside the guard's screen.
import CommandSupport
import GateState
import Glibc

/// The program, as it runs beside the screen; one owner.
struct OfficeLink: ~Copyable {
    static let program = "gate-link"
    /// One that ended is started again after so long.
    private static let restMilliseconds: UInt64 = 5_000

    private let path: String
    /// The program reads what we never write; when we are gone, however that came, it sees the end.
    private let reading: Int32
    private let writing: Int32
    private var running: StartedProgram?
    private var startAt: UInt64 = 0

    /// Makes the link of a gate that knows where its office is.
    ///
    /// - Parameters:
    ///   - gate: whose link it is.
    ///   - path: of the gate's folder.
    /// - Returns: nil for one that does not know.
    init?(of gate: Gate, at path: String) {
        guard gate.isLinked else { return nil }
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        // An array of two, as socketpair(2) fills it.
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        self.path = path
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        running?.killAndWait()
        close(reading)
        close(writing)
    }

    /// Starts it where it does not run.
    mutating func keepUp(at now: UInt64) {
        if let program = running {
            guard program.end() != nil else { return }
            running = nil
            startAt = now + Self.restMilliseconds
        }
        guard now >= startAt else { return }
        running = try? StartedProgram(
            NextProgram.path(Self.program), arguments: ["watch", "--state", path], variables: [],
            input: reading)
        startAt = now + Self.restMilliseconds
    }

    /// Becomes the program for one command.
    ///
    /// - Throws: `CommandFailure` where it is not there.
    static func become(
        _ command: String, _ arguments: [String], at path: String, _ output: OutputOptions
    ) throws(CommandFailure) -> Never {
        let language = output.console(environment: .system).language
        try NextProgram.become(
            program,
            arguments: [command, "--state", path] + arguments
                + (output.form == .json ? ["--json"] : []) + ["--lang", language.rawValue])
    }
}
