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

        [service]
        # 网上服务（gatepass serve）。路径从本数据目录算起；环境变量 GATEPASS_SERVICE_ 加大写的名称，
        # 其中的路径从当前目录算起，多项以逗号分隔。
        # The service over HTTP (gatepass serve). Paths start at this data folder. Variables are
        # GATEPASS_SERVICE_ and the name in capitals; their paths start at the working directory,
        # and commas stand between several values.

        # 监听的地址和端口；选项 --listen。
        # Address and port to listen at; flag --listen.
        # listen = "127.0.0.1:8080"
        # 证书链和私钥，PEM，须一同设置；换新后 systemctl reload 或发 SIGHUP 即生效。
        # 选项 --certificate、--private-key。
        # Certificate chain and private key, PEM, both or none; renewed ones are taken on SIGHUP
        # (systemctl reload). Flags --certificate and --private-key.
        # certificate = "/etc/gatepass/site.pem"
        # private_key = "/etc/gatepass/site.key"
        # 在前面终止 TLS 的代理：只信这些地址写的 X-Forwarded-For 和 X-Forwarded-Proto；
        # 没有证书时，不经这些代理从网络来的请求一律拒绝。选项 --behind-proxy。
        # Proxies before which TLS ends: only their X-Forwarded-For and X-Forwarded-Proto are
        # believed, and without a certificate what comes from a network past them is refused.
        # Flag --behind-proxy.
        # trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
        # 对外的网址，邀请链接等以它开头；选项 --base-url。
        # The address that people use, with which links begin; flag --base-url.
        # base_url = "https://pass.example.cn"
        # 除本机外，谁可读取运行指标 /metrics；选项 --metrics-from。
        # Who may read the figures at /metrics beside this machine; flag --metrics-from.
        # metrics_from = ["10.0.0.7"]
        # Templates 和 Docs 所在目录；不设则在程序旁边找。选项 --resources。
        # Folder of Templates and Docs; else it is looked for beside the program. Flag --resources.
        # resources = "/usr/share/gatepass"

        [messages]
        # 短信。不设 url 则逐行写入本目录 messages/outbox.jsonl；设了则以 POST 发往该 https 网址，
        # 密钥放在文件或 systemd 凭据里（二者取一）。templates 是短信模板目录。
        # Short messages. Without url they are lines in messages/outbox.jsonl of this folder; with
        # it they are posted to that https address, the secret being in a file or a systemd
        # credential (one of the two). templates is the folder of their texts.
        # url = "https://sms.example/send"
        # secret_file = "/etc/gatepass/sms-secret"
        # credential = "gatepass-sms"
        # templates = "/etc/gatepass/sms"

        """
}
