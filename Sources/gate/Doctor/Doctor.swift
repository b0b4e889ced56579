// `gate doctor`: looks at everything a gate depends on and says how each fault is mended.
import ArgumentParser
import CommandSupport
import GateState
import PassFormat
import Terminal
import WatchScreen

/// Checks the gate itself.
struct Doctor: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "检查本机各处，说明如何修复。/ Checks this gate and says how to mend each fault.",
        discussion: """
            退出码：0 正常（可有注意项），2 有故障，3 没有数据目录。
            Exit code: 0 well, warnings allowed; 2 a fault; 3 there is no folder.

            例 / Example:
              gate doctor
              gate doctor --json
              gate doctor --scanner      扫值班卡上的测试码 / scan the test code of the guard's sheet
            """)

    @Flag(help: "试扫码器：扫测试码，指出设置问题。/ Tests the scanner with the printed test code.")
    var scanner = false

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let findings = scanner ? scannerFindings(console) : gateFindings()
        try HealthReport(findings).tell(output.form, on: console)
    }

    private func gateFindings() -> [HealthFinding] {
        let examination = GateExamination(
            path: state.path(environment: .system), machine: .now())
        return examination.findings
            + [MachineHealth.clockSynchronisation, MachineHealth.memory]
            + TerminalHealth(environment: .system, size: .ofThisProgram).findings
            + [
                GateMachine.sound(),
                GateMachine.pictureProgram(),
            ]
    }

    private func scannerFindings(_ console: Console) -> [HealthFinding] {
        if Console.isInputTyped {
            console.complain(
                BilingualText(
                    "测试码：\(ScannerTest.text)\n它印在值班卡上（gatepass print guard-card）。请在一分钟内扫一次；"
                        + "Ctrl+C 放弃。",
                    "Test code: \(ScannerTest.text)\nIt is on the guard's sheet (gatepass print "
                        + "guard-card). Scan it once within a minute; Ctrl+C gives up."))
        }
        return ScannerTest.findings(in: ScannerInput.next()).map(\.finding)
    }
}
