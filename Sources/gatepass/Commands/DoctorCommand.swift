// `gatepass doctor`: looks at everything the office depends on and says how each fault is mended.
import ArgumentParser
import CommandSupport
import PassFormat

/// Checks the office itself.
struct DoctorCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "检查数据、密钥和各门，说明如何修复。/ Checks data, keys and gates, says how to mend.",
        discussion: """
            退出码：0 正常（可有注意项），2 有故障，3 没有数据目录。
            Exit code: 0 well, warnings allowed; 2 a fault; 3 there is no folder.

            """ + example("gatepass doctor", "gatepass doctor --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let flag = try output.language ?? Settings.language(in: .system)
        let examination = OfficeExamination(folder, languageFlag: flag)
        let console = Console(flag: flag ?? examination.language, environment: .system)
        try HealthReport(examination.findings).tell(output.form, on: console)
    }
}
