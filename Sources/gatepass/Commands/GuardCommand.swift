// `gatepass guard add|list|revoke`: who may log in at a gate.
import ArgumentParser
import CommandSupport
import Issuance
import PassCrypto
import PassFormat
import Registry
import Terminal

/// Guards.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "门卫。/ Guards of gates.",
        discussion: example("gatepass guard list"),
        subcommands: [GuardAdd.self, GuardList.self, GuardRevoke.self])
}

/// Makes a person a guard.
struct GuardAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "登记门卫或更换口令。/ Makes a person a guard of a gate, or sets a new code.",
        discussion: """
            口令由门卫本人在此输入，至少 6 个字符；系统只保存其散列。
            The guard types the code here, 6 characters or more; only a hash of it is kept.

            """
                + example(
                    "gatepass guard add --gate 1 --employee E00042 --org 1042",
                    "gatepass guard add --gate 1 --number 310117-0000-0042-5 < code.txt"))

    @Option(help: "门岗。/ Gate.")
    var gate: GateNumber
    @OptionGroup var person: PersonArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try person.name() }

    func run() throws {
        try withOffice { office in
            var code = try readCode()
            defer { wipe(&code) }
            let added = try office.addGuard(try person.name(), gate: gate, code: code)
            let name = printable(added.name)
            return try Reply(
                added,
                added.pass == nil
                    ? BilingualText(
                        "\(name) 已登记为门岗 \(gate) 的门卫，但没有本场所的有效通行证，暂不能登录；"
                            + "请先签发，再重制并装入门岗数据包。",
                        "\(name) is a guard of gate \(gate), but has no valid pass there and cannot"
                            + " log in yet; issue one, then make and load a new bundle.")
                    : BilingualText(
                        "\(name) 已登记为门岗 \(gate) 的门卫；请重制并装入门岗数据包。",
                        "\(name) is a guard of gate \(gate); make and load a new bundle for it."))
        }
    }

    /// A line of standard input; on a terminal it is not shown and is asked for twice.
    private func readCode() throws -> [UInt8] {
        var lines = LineInput()
        let console = output.console(environment: .system)
        func ask(_ chinese: String, _ english: String) -> [UInt8] {
            if Console.isInputTyped { console.complain(BilingualText(chinese, english)) }
            return HiddenInput.whileHidden { lines.next() ?? [] }
        }
        let code = ask("请门卫本人输入口令，按回车：", "The guard types a code, then Enter:")
        guard Console.isInputTyped else { return code }
        guard ask("请再输一次：", "The same again:") == code else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "两次输入的口令不同；未作任何改动，请重试。",
                    "The two codes are not the same; nothing was changed; try again."))
        }
        return code
    }
}

/// Lists guards.
struct GuardList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出门卫。/ Lists guards.",
        discussion: example("gatepass guard list --gate 1"))

    @Option(help: "只列该门岗。/ Only this gate.")
    var gate: GateNumber?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            return try Reply(
                listing: try office.guards(of: gate),
                [
                    TextColumn("门岗", "Gate", plain: \.gate),
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("工号", "Employee", plain: \.employeeNumber),
                    TextColumn("姓名", "Name", plain: \.name),
                    TextColumn("通行证", "Pass", plain: \.pass),
                    TextColumn("口令设于", "Code set", plain: { times.text(of: $0.codeSetAt) }),
                ])
        }
    }
}

/// Ends somebody's being a guard.
struct GuardRevoke: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "撤销门卫。/ Ends somebody's being a guard; the gate learns it from its next bundle.",
        discussion: example(
            "gatepass guard revoke --gate 1 --employee E00042 --org 1042 --reason moved"))

    @Option(help: "门岗。/ Gate.")
    var gate: GateNumber
    @OptionGroup var person: PersonArguments
    @Option(help: "原因，记入审计。/ Why, for the audit record.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try person.name() }

    func run() throws {
        try withOffice { office in
            try office.revokeGuard(
                try person.name(), gate: gate, why: reason)
            return try Reply(
                RevokedGuard(gate: gate),
                BilingualText(
                    "已撤销门岗 \(gate) 的这名门卫；请重制并装入门岗数据包。",
                    "This person is no guard of gate \(gate) any more; make and load a new bundle.")
            )
        }
    }
}

/// What `revoke` tells programs.
private struct RevokedGuard: Encodable {
    let gate: GateNumber
}
