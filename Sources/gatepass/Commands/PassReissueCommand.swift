// `gatepass pass reissue`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Makes a new code for a pass; the old one stops.
struct PassReissue: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "reissue",
        abstract: "换发，旧码失效。/ Makes a new code for a pass; the old one stops.",
        discussion: example("gatepass pass reissue --number 310117-0000-0042-5"))

    @Option(help: "通行证编号。/ Pass number.")
    var number: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.reissue(number: number)
            return try Reply(
                report,
                BilingualText(
                    "已换发 \(report.number)，第 \(report.sequence) 次签发；请重新导出。",
                    "Reissued \(report.number) as issue \(report.sequence); export it again."))
        }
    }
}
