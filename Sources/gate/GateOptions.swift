// What every command of the gate shares: its folder, and how its errors end a command.
import ArgumentParser
import CommandSupport
import GateState
import JournalFormat
import PassFormat

/// `--state DIR`.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state"),
        help: ArgumentHelp(
            "闸口目录；默认 $GATE_STATE，否则 ./gate-state。/ The gate's folder; else $GATE_STATE, "
                + "else ./gate-state.",
            valueName: "dir"))
    var folder: String?

    /// The folder's path.
    func path(environment: Environment) -> String {
        Self.path(folder, environment: environment)
    }

    /// The path of the folder that was named, else of the usual one.
    static func path(_ folder: String?, environment: Environment) -> String {
        folder ?? environment["GATE_STATE"] ?? "./gate-state"
    }

    /// Opens the gate.
    ///
    /// - Throws: `CommandFailure`.
    func open(environment: Environment) throws(CommandFailure) -> Gate {
        do throws(GateStateError) {
            return try Gate(opening: path(environment: environment))
        } catch { throw error.failure }
    }
}

extension GateStateError {
    /// The error's texts.
    var text: BilingualText { BilingualText(chineseText, description) }

    /// The error as the end of a command.
    var failure: CommandFailure { CommandFailure(exitCode, text) }

    private var exitCode: ExitCode {
        switch self {
        case .bundle, .enrolment, .alreadyEnrolled, .noRequest, .rowUnreadable, .notHeard:
            .nothingDone
        case .journalFile(let fault): fault.isOfTheMachine ? .cannotWork : .nothingDone
        case .noFolder, .notEnrolled, .damaged, .journalFailed, .journalBusy, .crypto, .files:
            .cannotWork
        }
    }
}

extension MachineTime {
    /// What the machine's clocks say now.
    static func now() -> MachineTime {
        let boot = SystemClock.bootID().map {
            BootMoment(id: $0, seconds: SystemClock.bootSeconds())
        }
        return MachineTime(calendar: SystemClock.now(), boot: boot)
    }
}

extension Direction: ExpressibleByArgument {
    /// `in` or `out`.
    package init?(argument: String) { self.init(name: argument) }

    /// Both, for help and completion.
    package static var allValueStrings: [String] { allCases.map(\.name) }
}
