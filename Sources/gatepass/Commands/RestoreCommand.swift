// `gatepass restore FILE`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Puts a backup's database, papers and lists into a data folder that has none.
struct RestoreCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "恢复备份，其后的作废仍有效。/ Brings a backup back; revocations made since stay.",
        discussion: example("gatepass restore office.backup --data ./gatepass-data"))

    @Argument(help: "备份文件。/ File of `gatepass backup`.", completion: .file())
    var file: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withSettings { settings in
            let report = try Office.restore(from: file, settings.folders, setting: .own)
            var reply = try Reply(
                report,
                BilingualText(
                    "已从 \(file) 恢复到 \(settings.dataFolder)，含 \(report.files.papers) 份附件、"
                        + "\(report.files.lists) 份待办名单。请为各门岗重制数据包。",
                    "Restored \(file) into \(settings.dataFolder), with papers:"
                        + " \(report.files.papers), lists not yet written: \(report.files.lists)."
                        + " Make new bundles for every gate."))
            reply.tell(lackingIn: report.files)
            return reply
        }
    }
}
