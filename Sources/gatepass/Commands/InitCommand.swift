// `gatepass init`: makes a data folder.
import ArgumentParser
import CommandSupport
import FoundationEssentials
import Issuance
import PassFormat

/// Makes database, key ring with epoch 1, and settings file.
struct InitCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "新建数据目录；已有则拒绝。/ Makes a data folder; refuses where one is.",
        discussion: example("gatepass init --data ./gatepass-data --area 310117"))

    @Option(
        help: ArgumentHelp(
            "通行证编号开头的六位区划代码。/ Six digits that open every pass number; else 000000.",
            valueName: "code"))
    var area: AreaArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withSettings { settings in
            let area = area?.code ?? 0
            _ = try Office.initialise(settings.folders, area: area, setting: .own)
            let path = Settings.place(SettingsFile.name, in: settings.dataFolder)
            // A file that was put there beforehand has just been read, and stays.
            if !FileManager.default.fileExists(atPath: path) {
                try replaceFile(path, with: Array(SettingsFile.template.utf8), mode: 0o600)
            }
            return try Reply(
                NewFolder(data: settings.dataFolder, keys: settings.keysPath, settings: path),
                BilingualText(
                    "已新建数据目录 \(settings.dataFolder)，密钥环 \(settings.keysPath)。"
                        + "请把两者分开备份；密钥丢失则全部通行证须重发。",
                    "Made data folder \(settings.dataFolder) and key ring \(settings.keysPath). "
                        + "Back up both, apart: without the keys every pass must be issued anew."))
        }
    }
}

/// Where everything is.
private struct NewFolder: Encodable {
    let data: String
    let keys: String
    let settings: String
}
