// `gate conformance FILE`: this program against cases made by another implementation.
import ArgumentParser
import CommandSupport
import Conformance
import PassFormat

/// Runs a vectors file.
struct ConformanceRun: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "用测试向量检验本程序。/ Runs a vectors file against this program.",
        discussion: """
            每个不符的用例一行，最后一行是「N passed, N failed」；有不符时退出码为 2。
            One line for each case that differs, then `N passed, N failed`; exit 2 where any does.

            例 / Example:
              gate conformance Tests/Vectors/gp1.json
            """)

    /// As many bytes as `runConformance` takes.
    private static let largestFileBytes = 64 << 20

    @Argument(help: "gp1-vectors/1 的 JSON 文件。/ A JSON file of the form gp1-vectors/1.")
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let report = try conformance(of: file)
        switch output.form {
        case .json:
            let document = JSONText.object([
                "passed": JSONText(report.passedCount),
                "failed": JSONText(report.differences.count),
                "differences": .array(report.differences.map(JSONText.string)),
            ])
            console.print(document.line)
        case .people:
            for difference in report.differences { console.print(difference) }
            console.print(report.summary)
        }
        if !report.differences.isEmpty { throw ExitCode.nothingDone }
    }

    private func conformance(of path: String) throws -> ConformanceReport {
        do {
            return try runConformance(
                try readWholeFile(path, limitBytes: Self.largestFileBytes))
        } catch let error as FileError {
            throw error.failure
        } catch let error as ConformanceError {
            throw CommandFailure(
                .nothingDone, BilingualText(error.description, error.description))
        }
    }
}
