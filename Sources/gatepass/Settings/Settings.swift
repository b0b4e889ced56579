// Where the settings of a run come from, in rising order: the defaults, gatepass.toml in the data
// folder, GATEPASS_ variables, flags.
import CommandSupport
import Issuance
import MessageSending
import PassFormat

/// The settings of one run.
struct Settings {
    static let defaultDataFolder = "./gatepass-data"
    static let defaultKeysPath = "keys"

    let dataFolder: String
    /// The key ring's folder.
    let keysPath: String
    /// Where the passphrase of a sealed key ring is.
    let passphrase: PassphrasePlace?
    /// The folder that systemd puts a unit's credentials into.
    private let credentials: String?
    /// How short messages are sent.
    private let messages: MessageSettings
    /// The language that was asked for; nil leaves it to `LC_ALL` and `LANG`.
    let language: Language?
    /// What file and variables say of the service; the variables count where both do.
    let service: (file: ServiceWords, variables: ServiceWords)

    /// The same for the rooms below.
    var folders: OfficeFolders {
        OfficeFolders(
            data: dataFolder, keys: keysPath, passphrase: passphrase)
    }

    /// - Parameters:
    ///   - flags: what `--data` and `--passphrase-file` said.
    ///   - languageFlag: what `--lang` or `GATEPASS_LANG` said.
    ///   - environment: the variables.
    /// - Throws: `CommandFailure`, where the data folder's file cannot be used.
    init(_ flags: DataOptions, languageFlag: Language?, environment: Environment) throws {
        dataFolder = flags.data ?? environment["GATEPASS_DATA"] ?? Self.defaultDataFolder
        let file = try SettingsFile(folder: dataFolder)
        keysPath =
            environment["GATEPASS_KEYS_PATH"]
            ?? Self.place(file.keysPath ?? Self.defaultKeysPath, in: dataFolder)
        language = languageFlag ?? file.language
        service = (file.service, try ServiceWords(environment))
        messages = file.messages
        credentials = environment["CREDENTIALS_DIRECTORY"]
        if let place = Self.passphrase(flags, environment) {
            passphrase = place
        } else if let path = file.passphraseFile {
            passphrase = .file(Self.place(path, in: dataFolder))
        } else {
            let folder = credentials
            passphrase = file.credential.map { .credential(name: $0, folder: folder) }
        }
    }

    /// A credential of systemd, in the folder that it gave for them.
    func credential(_ name: String) -> PassphrasePlace {
        .credential(name: name, folder: credentials)
    }

    /// The same without the file, where that cannot be used.
    init(_ flags: DataOptions, languageFlag: Language?, without environment: Environment) {
        dataFolder = flags.data ?? environment["GATEPASS_DATA"] ?? Self.defaultDataFolder
        keysPath =
            environment["GATEPASS_KEYS_PATH"] ?? Self.place(Self.defaultKeysPath, in: dataFolder)
        language = languageFlag
        service = (ServiceWords(), ServiceWords())
        messages = MessageSettings()
        credentials = environment["CREDENTIALS_DIRECTORY"]
        passphrase = Self.passphrase(flags, environment)
    }

    /// Where flags or variables say that the passphrase is.
    private static func passphrase(
        _ flags: DataOptions, _ environment: Environment
    ) -> PassphrasePlace? {
        if let path = flags.passphraseFile ?? environment["GATEPASS_KEYS_PASSPHRASE_FILE"] {
            return .file(path)
        }
        return environment["GATEPASS_KEYS_CREDENTIAL"].map {
            .credential(name: $0, folder: environment["CREDENTIALS_DIRECTORY"])
        }
    }

    /// Who sends short messages.
    ///
    /// - Throws: `MessageFault` where the address or the secret cannot be used.
    func messageProvider(clock: OfficeClock) throws -> any MessageProvider {
        guard let address = messages.address else {
            return FileProvider(data: dataFolder, clock: clock)
        }
        var secret = messages.secretFile.map {
            HTTPProviderSettings.Secret.file(Self.place($0, in: dataFolder))
        }
        if let name = messages.credential { secret = .credential(name, folder: credentials) }
        return try HTTPProvider(HTTPProviderSettings(address: address, secret: secret))
    }

    /// The templates of short messages.
    ///
    /// - Parameter resources: the folder that holds `Templates`.
    func messageTemplates(resources: String) throws(OfficeError) -> MessageTemplates {
        try MessageTemplates(folder: ownMessageTemplates ?? "\(resources)/Templates/sms")
    }

    /// The office's own folder of them; nil for those that come with the program.
    var ownMessageTemplates: String? {
        messages.templates.map { Self.place($0, in: dataFolder) }
    }

    /// A path as the settings file means it: from the data folder, unless it is absolute.
    static func place(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// The language that `GATEPASS_LANG` names.
    ///
    /// - Throws: `CommandFailure` where it names none that there is.
    static func language(in environment: Environment) throws(CommandFailure) -> Language? {
        guard let name = environment["GATEPASS_LANG"] else { return nil }
        guard let language = Language(rawValue: name) else {
            throw CommandFailure(
                .wrongUsage,
                BilingualText(
                    "GATEPASS_LANG 是“\(name)”，应为 zh 或 en；请改正或删去这个变量。",
                    "GATEPASS_LANG is \"\(name)\"; expected zh or en: mend or unset it."))
        }
        return language
    }
}
