// `gatepass backup FILE`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Copies the database and the papers of applications, while they are in use, into one file; not
/// the keys.
struct BackupCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract:
            "备份数据库和附件，不含密钥。/ Copies database and papers into a file, without the keys.",
        discussion: example("gatepass backup office.backup"))

    @Argument(help: "备份文件。/ File to write.", completion: .file())
    var file: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.backup(to: file)
            var reply = try Reply(
                report,
                BilingualText(
                    "已备份到 \(file)，含 \(report.papers) 份附件。密钥环须另行备份，否则无法恢复。",
                    "Backed up to \(file), with \(report.papers) papers. Back up the key ring"
                        + " apart: without it nothing can be restored."))
            reply.tell(lacking: report.papersLacking)
            return reply
        }
    }
}

extension Reply {
    /// Names papers whose files are not to be had.
    mutating func tell(lacking papers: [String]) {
        guard !papers.isEmpty else { return }
        exitCode = .partlyRefused
        problems = papers.map {
            BilingualText(
                "附件 \($0) 的文件不见了或已被改动；办法见 gatepass doctor",
                "the file of paper \($0) is gone or was changed; gatepass doctor tells the remedy")
        }
    }
}
