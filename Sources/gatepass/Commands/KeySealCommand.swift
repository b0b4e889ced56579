// `gatepass key seal` and `gatepass key unseal`: the key ring under a passphrase.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Seals the key ring.
struct KeySeal: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "用口令封存密钥环。/ Seals the key ring under a passphrase.",
        discussion: example(
            "gatepass key seal --passphrase-file /etc/gatepass/passphrase",
            "systemd-run --pipe --wait -p LoadCredential=gatepass-keys:/etc/gatepass/passphrase \\",
            "  gatepass key seal --systemd-credential gatepass-keys"))

    @Option(
        help: ArgumentHelp(
            "改用该 systemd 凭据作口令。/ This credential of systemd instead of a file.",
            valueName: "name"))
    var systemdCredential: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if systemdCredential != nil && folder.passphraseFile != nil {
            throw ValidationError(
                "只能给一个。/ Give --passphrase-file or --systemd-credential, not both.")
        }
    }

    func run() throws {
        try withSettings { settings in
            let place = systemdCredential.map { settings.credential($0) } ?? settings.passphrase
            let folders = OfficeFolders(
                data: settings.dataFolder, keys: settings.keysPath, passphrase: place)
            let report = try Office.sealKeys(folders, setting: .own)
            return try Reply(
                report,
                BilingualText(
                    "已封存 \(report.keys) 个密钥，此后每条命令都需要口令："
                        + "请在 gatepass.toml 的 [keys] 中设 passphrase_file 或 credential。"
                        + "请另处保存口令，口令丢失则密钥环作废；并销毁未封存的旧副本。",
                    "Sealed \(report.keys) keys. From now on every command needs the passphrase:"
                        + " set passphrase_file or credential under [keys] in gatepass.toml. Keep"
                        + " the passphrase elsewhere as well: without it the key ring is lost."
                        + " Destroy copies that are not sealed."))
        }
    }
}

/// Opens the seal for good.
struct KeyUnseal: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "unseal",
        abstract: "解除密钥环的封存。/ Puts plain key files back in place of the sealed ring.",
        discussion: example("gatepass key unseal --passphrase-file /etc/gatepass/passphrase"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.unsealKeys()
            return try Reply(
                report,
                BilingualText(
                    "已解封 \(report.keys) 个密钥，密钥文件不再受口令保护。",
                    "\(report.keys) keys lie in plain files again, which no passphrase protects."))
        }
    }
}
