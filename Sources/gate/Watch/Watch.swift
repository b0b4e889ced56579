// `gate watch`: the guard's screen.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat
import Terminal

/// Shows a verdict for each scan, and takes what the guard decides.
struct Watch: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "值守屏幕：扫码即判，整屏显示。/ The guard's screen: a verdict for each scan.",
        discussion: """
            扫码枪当键盘用。先按 / 再按字母是命令，/? 列出全部；Esc 取消。
            The scanner types like a keyboard. / and a letter is a command, /? lists them.

            --on-allow 在记录写入磁盘之后运行（如抬杆），由 /bin/sh 执行，环境变量只有
            GATE_VERDICT、GATE_CODE、GATE_DIRECTION、GATE_NUMBER、PATH，限时 5 秒。
            --on-allow runs once the row is on disk (a relay, a barrier), by /bin/sh, with no other
            variables than GATE_VERDICT, GATE_CODE, GATE_DIRECTION, GATE_NUMBER and PATH, for 5 s.

            例 / Example:
              gate watch
              gate watch --on-allow '/usr/local/bin/open-barrier 1'
            """)

    @Option(help: ArgumentHelp("放行时运行的命令。/ Runs when somebody is admitted.", valueName: "command"))
    var onAllow: String?

    @Option(
        help:
            "声音：bell 响铃，aplay 放音，off 静音；默认有 aplay 就用。/ bell, aplay or off; else aplay where it is.")
    var sound: SoundPlayer.Means?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard output.form == .people else {
            throw ValidationError(
                "watch 是给人看的屏幕；程序请用 check --stream --json。/ "
                    + "watch is for people; programs use check --stream --json.")
        }
    }

    func run() throws {
        guard RawTerminal.isThere else {
            throw CommandFailure(
                .wrongUsage,
                BilingualText(
                    "值守屏幕需要终端：标准输入和输出都要是终端。脚本请用 gate check --stream。",
                    "The guard's screen needs a terminal as standard input and output; "
                        + "scripts use gate check --stream."))
        }
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let desk = GuardDesk(gate: gate, language: console.language, at: .now())
        let screen = WatchLoop(
            desk: desk,
            sounds: SoundPlayer(sound),
            barrier: onAllow.map { Barrier(command: $0, gate: gate.identity.gate) },
            link: OfficeLink(of: gate, at: state.path(environment: .system)),
            colours: Environment.system["NO_COLOR"] == nil ? .colours : .none)
        do throws(TerminalError) {
            try screen.run()
        } catch {
            throw CommandFailure(
                .cannotWork,
                BilingualText(
                    "终端不能用作值守屏幕（错误号 \(error.number)）；请换一个终端。",
                    "The terminal does not serve as a screen (errno \(error.number)); try another.")
            )
        }
    }
}

extension SoundPlayer.Means: ExpressibleByArgument {}
