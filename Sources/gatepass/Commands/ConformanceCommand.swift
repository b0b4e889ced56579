// `gatepass conformance FILE`: whether this program reads passes as the format says.
import ArgumentParser
import CommandSupport
import Conformance
import PassFormat

/// Runs a vectors file.
struct ConformanceCommand: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "运行测试向量文件。/ Runs a vectors file, tells every case that differs.",
        discussion: example("gatepass conformance Tests/Vectors/gp1.json"))

    /// More than the module takes, so that its own limit speaks first.
    private static let largestFileBytes = 256 * 1024 * 1024

    @Argument(help: "测试向量文件。/ File of the form gp1-vectors/1.", completion: .file())
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let report: ConformanceReport
        do {
            report = try runConformance(
                try readWholeFile(file, limitBytes: Self.largestFileBytes))
        } catch let error as FileError {
            throw error.failure
        } catch let error as ConformanceError {
            throw CommandFailure(
                .nothingDone, BilingualText(error.description, error.description))
        }
        switch output.form {
        case .json:
            let differences = report.differences.map(JSONText.string)
            console.print(
                JSONText.object([
                    "passed": JSONText(report.passedCount),
                    "failed": JSONText(report.differences.count),
                    "differences": .array(differences),
                ]).line)
        case .people:
            for difference in report.differences { console.print(difference) }
            console.print(report.summary)
        }
        if !report.differences.isEmpty { throw ExitCode.nothingDone }
    }
}
