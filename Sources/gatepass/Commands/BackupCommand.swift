// `gatepass backup FILE`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Copies the database, while it is in use, into one file; not the keys.
struct BackupCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "备份数据库，不含密钥。/ Copies the database into a file, without the keys.",
        discussion: example("gatepass backup office.backup"))

    @Argument(help: "备份文件。/ File to write.", completion: .file())
    var file: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                try office.backup(to: file),
                BilingualText(
                    "已备份到 \(file)。密钥环须另行备份，否则无法恢复。",
                    "Backed up to \(file). Back up the key ring apart: "
                        + "without it nothing can be restored."))
        }
    }
}
