// What opens the barrier: a command of the site's own, started after the row is on disk, with no
// more knowledge of the pass than that somebody may go.
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// Runs the command of `--on-allow` beside the screen.
struct Barrier {
    /// A command that takes longer than this has failed.
    static let limitMilliseconds: UInt64 = 5_000
    private static let shell = "/bin/sh"

    private let command: String
    private let gate: UInt16
    private var runs: [Run] = []

    private struct Run {
        let program: StartedProgram
        let deadline: UInt64
        let opening: Opening
        var isLate = false
    }

    /// What the barrier is to be opened for.
    struct Opening {
        /// The scan that was admitted, by the gate or by the guard.
        let answer: GateVerdict
        let verdict: String
        let direction: Direction?

        /// A scan that the gate admitted.
        init(_ answer: GateVerdict) {
            self.answer = answer
            verdict = answer.verdict.outcome?.rawValue ?? ""
            direction = answer.direction
        }

        /// One that the guard let through all the same.
        init(_ answer: GateVerdict, in action: GuardAction) {
            self.answer = answer
            switch action {
            case .letLeave: (verdict, direction) = ("LEAVE", .outward)
            default: (verdict, direction) = ("OVERRIDE", answer.direction)
            }
        }
    }

    /// A barrier that did not open, and why.
    struct Failure {
        let opening: Opening
        let cause: BilingualText

        /// The same for the guard.
        var text: BilingualText {
            BilingualText(
                "道闸没有打开：\(cause.chinese)。请手动开闸，并报修。",
                "The barrier did not open: \(cause.english). Open it by hand and have it mended.")
        }
    }

    init(command: String, gate: UInt16) {
        self.command = command
        self.gate = gate
    }

    /// When a command has had its time; nil where none runs.
    var deadline: UInt64? { runs.filter { !$0.isLate }.map(\.deadline).min() }

    /// Whether a command still runs.
    var isBusy: Bool { !runs.isEmpty }

    /// Starts the command.
    ///
    /// - Returns: a failure where it does not even start.
    mutating func open(_ opening: Opening, at now: UInt64) -> Failure? {
        let variables = [
            "GATE_VERDICT=\(opening.verdict)", "GATE_CODE=\(opening.answer.verdict.code.rawValue)",
            "GATE_DIRECTION=\(opening.direction?.name ?? "")", "GATE_NUMBER=\(gate)",
            "PATH=\(Environment.system["PATH"] ?? "/usr/bin:/bin")",
        ]
        do throws(StartFailure) {
            let program = try StartedProgram(
                Self.shell, arguments: ["-c", command], variables: variables)
            runs.append(
                Run(program: program, deadline: now + Self.limitMilliseconds, opening: opening))
            return nil
        } catch {
            return Failure(
                opening: opening,
                cause: BilingualText(
                    "命令不能启动（错误号 \(error.number)）",
                    "the command did not start (errno \(error.number))"))
        }
    }

    /// Ends what takes too long, and tells what has failed.
    mutating func failures(at now: UInt64) -> [Failure] {
        var failures: [Failure] = []
        var rest: [Run] = []
        for var run in runs {
            switch run.program.end() {
            case nil:
                if now >= run.deadline, !run.isLate {
                    run.program.kill()
                    run.isLate = true
                }
                rest.append(run)
            case .exited(code: 0) where !run.isLate: break
            case let end?:
                failures.append(Failure(opening: run.opening, cause: Self.cause(end, run.isLate)))
            }
        }
        runs = rest
        return failures
    }

    private static func cause(_ end: ChildEnding, _ isLate: Bool) -> BilingualText {
        if isLate {
            let seconds = limitMilliseconds / 1_000
            return BilingualText("命令超过 \(seconds) 秒", "the command took over \(seconds) s")
        }
        return switch end {
        case .exited(let code): BilingualText("命令返回 \(code)", "the command ended with \(code)")
        case .killed(let number):
            BilingualText("命令被信号 \(number) 终止", "signal \(number) ended the command")
        }
    }
}
