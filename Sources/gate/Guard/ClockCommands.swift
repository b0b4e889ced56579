// `gate clock accept`: a guard on duty says what time it is, with a reason.
import ArgumentParser
import CommandSupport
import GateState
import PassFormat

/// The clock's commands.
struct ClockCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "本机的时间。/ This gate's time.",
        discussion: """
            例 / Example:
              gate clock accept --reason 已对表
            """,
        subcommands: [ClockAccept.self])
}

/// Accepts a time.
struct ClockAccept: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "确认时间，须有人值班并写明原因。/ Accepts a time; a guard on duty gives a reason.",
        discussion: """
            不给 --time 即确认系统时钟。/ Without --time the system's clock is accepted.

            例 / Example:
              gate clock accept --reason 已对表
              gate clock accept --time 2026-11-21T08:30:00+08:00 --reason 机器时钟坏了
            """)

    @Option(help: ArgumentHelp("正确的时间。/ The right time.", valueName: "time"))
    var time: TimeArgument?

    @Option(help: "原因；不给则从标准输入读一行。/ The reason; else one line from standard input.")
    var reason: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let machine = MachineTime.now()
        let accepted = time?.resolved(
            now: machine.calendar, utcOffsetMinutes: gate.utcOffsetMinutes)
        let set: Timestamp
        do throws(ActionRefusal) {
            set = try gate.acceptClock(accepted, reason: typedReason(on: console), at: machine)
        } catch {
            if case .gate(let failure) = error { throw failure.failure }
            throw CommandFailure(.nothingDone, error.text)
        }
        switch output.form {
        case .json: console.print(JSONText.object(["at": JSONText(set.seconds)]).line)
        case .people:
            let text = set.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
            console.print(BilingualText("本机时间已定为 \(text)。", "The gate's time is set to \(text)."))
        }
    }

    private func typedReason(on console: Console) -> String {
        if let reason { return reason }
        if Console.isInputTyped {
            console.complain(BilingualText("请写明原因，按回车：", "Give the reason, then Enter:"))
        }
        var lines = LineInput()
        return lines.next().map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
