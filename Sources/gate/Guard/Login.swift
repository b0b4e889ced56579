// `gate login` and `gate logout`: who is on duty. The badge is scanned, the code typed; neither is
// ever an argument.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat
import Terminal

/// Logs a guard in.
struct Login: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "值班登录：先扫本人的证，再输口令。/ Logs a guard in: badge scanned, code typed.",
        discussion: """
            已有人值班时即为交班，显示上一班的汇总。登录 13 小时有效，连错十次锁定。
            Relieves whoever is on duty and sums up that shift. It lasts 13 h; ten wrong codes lock.

            例 / Example:
              gate login                                 扫证，输口令 / scan the badge, type the code
              printf '%s\\n%s\\n' "$BADGE" "$CODE" | gate login
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let (badge, code) = GuardInput(console: console).read()
        let outcome: GuardLogin
        do throws(GateStateError) {
            outcome = try gate.login(badge: badge, code: code, at: .now())
        } catch { throw error.failure }
        switch outcome {
        case .refused(let refusal):
            if output.form == .json {
                console.print(
                    JSONText.object([
                        "on_duty": .truth(false), "refusal": .string(refusal.word),
                    ]).line)
            }
            throw CommandFailure(.nothingDone, refusal.text)
        case .onDuty(let shift, let relieved):
            let zone = gate.utcOffsetMinutes
            switch output.form {
            case .json:
                console.print(
                    JSONText.object([
                        "on_duty": .truth(true), "name": JSONText(shift.name),
                        "until": JSONText(shift.until.seconds),
                        "relieved": relieved.map(\.document) ?? .null,
                    ]).line)
            case .people:
                for line in relieved?.lines(utcOffsetMinutes: zone) ?? [] { console.print(line) }
                let until = shift.until.siteText(utcOffsetMinutes: zone)
                let name = shift.name ?? shift.badge.index.hex
                console.print(
                    BilingualText(
                        "\(printable(name)) 开始值班，至 \(until) 止。",
                        "\(printable(name)) is on duty until \(until)."))
            }
        }
    }
}

/// Logs the guard out.
struct Logout: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "下班，显示本班汇总。/ Ends the shift and sums it up.",
        discussion: """
            例 / Example:
              gate logout
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let ended: ShiftSummary?
        do throws(GateStateError) { ended = try gate.logout(at: .now()) } catch {
            throw error.failure
        }
        guard let ended else {
            throw CommandFailure(
                .nothingDone, BilingualText("没有人在值班。", "Nobody is on duty."))
        }
        switch output.form {
        case .json: console.print(ended.document.line)
        case .people:
            for line in ended.lines(utcOffsetMinutes: gate.utcOffsetMinutes) { console.print(line) }
        }
    }
}

/// Badge and code from standard input; on a terminal the code is not shown.
struct GuardInput {
    let console: Console

    /// - Returns: two lines, empty where there are none.
    func read() -> (badge: [UInt8], code: [UInt8]) {
        var lines = LineInput()
        if Console.isInputTyped {
            console.complain(BilingualText("请扫本人的证：", "Scan your own badge:"))
        }
        let badge = HiddenInput.whileHidden { lines.next() ?? [] }
        if Console.isInputTyped {
            console.complain(BilingualText("请输口令，按回车：", "Type your code, then Enter:"))
        }
        let code = HiddenInput.whileHidden { lines.next() ?? [] }
        return (badge, code)
    }
}
