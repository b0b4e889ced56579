// `gatepass backup FILE`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Copies the database, papers of applications and uploaded lists, while they are in use, into one
/// file; not the keys.
struct BackupCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract:
            "备份数据库、附件和名单，不含密钥。/ Copies database, papers and lists, without the keys.",
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
                    "已备份到 \(file)，含 \(report.files.papers) 份附件、\(report.files.lists) 份待办名单。"
                        + "密钥环须另行备份，否则无法恢复。",
                    "Backed up to \(file), with papers: \(report.files.papers), lists not yet"
                        + " written: \(report.files.lists). Back up the key ring apart: without it"
                        + " nothing can be restored."))
            reply.tell(lackingIn: report.files)
            return reply
        }
    }
}

extension Reply {
    /// Names papers and lists whose files are not to be had.
    mutating func tell(lackingIn files: FileTally) {
        let papers = files.papersLacking.map {
            BilingualText(
                "附件 \($0) 的文件不见了或已被改动；办法见 gatepass doctor",
                "the file of paper \($0) is gone or was changed; gatepass doctor tells the remedy")
        }
        let lists = files.listsLacking.map {
            BilingualText(
                "名单 \($0) 的文件不见了或已被改动；请单位撤回后重新上传",
                "the file of list \($0) is gone or was changed; the firm withdraws it and uploads"
                    + " it anew")
        }
        guard !(papers + lists).isEmpty else { return }
        exitCode = .partlyRefused
        problems = papers + lists
    }
}
