// What `init` writes as gatepass.toml: every setting with its default, commented out, so that the
// file says what can be set and changes nothing.

extension SettingsFile {
    /// The file of a new data folder.
    static let template = """
        # 本数据目录的设置。优先次序：默认值 < 本文件 < GATEPASS_ 环境变量 < 命令行选项。
        # Settings of this data folder. Rising order: defaults < this file < GATEPASS_ variables
        # < flags. Remove the # before a line to set it.

        # 提示语言：zh 或 en；不设则看 LC_ALL、LANG。环境变量 GATEPASS_LANG，选项 --lang。
        # Language of texts: zh or en; else LC_ALL and LANG. Variable GATEPASS_LANG, flag --lang.
        # lang = "zh"

        [keys]
        # 密钥环所在目录；相对路径从本数据目录算起。环境变量 GATEPASS_KEYS_PATH（从当前目录算起）。
        # Folder of the key ring; a relative path starts at this data folder. Variable
        # GATEPASS_KEYS_PATH, which starts at the working directory.
        # path = "\(Settings.defaultKeysPath)"
        # 密钥环封存（gatepass key seal）后，口令所在的文件，或 systemd 凭据名，二者取一。
        # 环境变量 GATEPASS_KEYS_PASSPHRASE_FILE、GATEPASS_KEYS_CREDENTIAL，选项 --passphrase-file。
        # Where the passphrase of a sealed key ring is (gatepass key seal): a file, or the name of a
        # systemd credential; one of the two. Variables GATEPASS_KEYS_PASSPHRASE_FILE and
        # GATEPASS_KEYS_CREDENTIAL, flag --passphrase-file.
        # passphrase_file = "/etc/gatepass/passphrase"
        # credential = "gatepass-keys"

        [messages]
        # 短信。不设 url 则逐行写入本目录 messages/outbox.jsonl；设了则以 POST 发往该 https 网址，
        # 密钥放在文件或 systemd 凭据里（二者取一）。templates 是短信模板目录。
        # Short messages. Without url they are lines in messages/outbox.jsonl of this folder;
        # with it they are posted to that https address, the secret being in a file or a systemd
        # credential (one of the two). templates is the folder of their texts.
        # url = "https://sms.example/send"
        # secret_file = "/etc/gatepass/sms-secret"
        # credential = "gatepass-sms"
        # templates = "/etc/gatepass/sms"

        """
}
