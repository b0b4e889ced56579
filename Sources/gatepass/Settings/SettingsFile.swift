// The file gatepass.toml in a data folder. A word that nothing reads would be a setting that
// silently does not hold, so it is refused with its line.
import CommandSupport
import PassFormat
import TOMLKit

/// What the file says; nil where it says nothing.
struct SettingsFile {
    static let name = "gatepass.toml"
    private static let largestBytes = 64 * 1024

    private(set) var keysPath: String?
    private(set) var passphraseFile: String?
    private(set) var credential: String?
    private(set) var language: Language?
    /// The table `service`.
    private(set) var service = ServiceWords()
    private(set) var messages = MessageSettings()

    /// Reads a data folder's file; a folder without one says nothing.
    ///
    /// - Throws: `CommandFailure` with one line for each fault, `FileError`.
    init(folder: String) throws {
        let path = Settings.place(Self.name, in: folder)
        let bytes: [UInt8]
        do { bytes = try readWholeFile(path, limitBytes: Self.largestBytes) } catch {
            if case .notFound = error { return }
            throw error
        }
        let faults = read(String(decoding: bytes, as: UTF8.self))
        guard !faults.isEmpty else { return }
        throw CommandFailure(
            .cannotWork,
            BilingualText(
                faults.map { "\(path)：\($0.chinese)" }.joined(separator: "\n"),
                faults.map { "\(path): \($0.english)" }.joined(separator: "\n")))
    }

    /// - Returns: the faults, from the first line down.
    private mutating func read(_ text: String) -> [BilingualText] {
        let table: TOMLTable
        do { table = try TOMLTable(string: text) } catch {
            let line = (error as? TOMLParseError)?.source.begin.line ?? 0
            return [
                BilingualText(
                    "第 \(line) 行不是 TOML（\(error)）；请改正这一行。",
                    "line \(line) is not TOML (\(error)); mend that line.")
            ]
        }
        let lines = SettingsLines(text)
        var faults: [SettingsFault] = []
        for (key, value) in table {
            switch (key, value.table) {
            case ("lang", _):
                language = value.string.flatMap(Language.init)
                if language == nil {
                    faults.append(lines.wrong(["lang"], expected: "\"zh\" / \"en\""))
                }
            case ("keys", let keys?): read(keys: keys, lines, &faults)
            case ("service", let table?): read(service: table, lines, &faults)
            case ("service", nil): faults.append(lines.wrong(["service"], expected: "[service]"))
            case ("keys", nil): faults.append(lines.wrong(["keys"], expected: "[keys]"))
            case ("messages", let table?):
                for (inner, value) in table {
                    switch messages.read(inner, value.string) {
                    case .read: break
                    case .unknown: faults.append(lines.unknown([key, inner]))
                    case .wrong(let expected):
                        faults.append(lines.wrong([key, inner], expected: expected))
                    }
                }
                if messages.secretFile != nil && messages.credential != nil {
                    faults.append(lines.oneOf("messages.secret_file", "messages.credential"))
                }
            case ("messages", nil):
                faults.append(lines.wrong(["messages"], expected: "[messages]"))
            default: faults.append(lines.unknown([key]))
            }
        }
        return faults.sorted { $0.line < $1.line }.map(\.text)
    }

    private mutating func read(
        keys: TOMLTable, _ lines: SettingsLines, _ faults: inout [SettingsFault]
    ) {
        for (inner, value) in keys {
            let text = value.string.flatMap { $0.isEmpty ? nil : $0 }
            let usual: String
            switch inner {
            case "path": (keysPath, usual) = (text, "keys")
            case "passphrase_file": (passphraseFile, usual) = (text, "/etc/gatepass/passphrase")
            case "credential": (credential, usual) = (text, "gatepass-keys")
            default:
                faults.append(lines.unknown(["keys", inner]))
                continue
            }
            if text == nil {
                faults.append(lines.wrong(["keys", inner], expected: "\"\(usual)\""))
            }
        }
        if passphraseFile != nil && credential != nil {
            faults.append(lines.oneOf("keys.passphrase_file", "keys.credential"))
        }
    }

    private mutating func read(
        service: TOMLTable, _ lines: SettingsLines, _ faults: inout [SettingsFault]
    ) {
        for (inner, value) in service {
            guard let name = ServiceWords.Name(rawValue: inner) else {
                faults.append(lines.unknown(["service", inner]))
                continue
            }
            let text = name.isList ? Self.list(value) : value.string
            guard let text, self.service.take(text, as: name) else {
                faults.append(lines.wrong(["service", inner], expected: name.example))
                continue
            }
        }
    }

    /// A list of texts, with commas between them as variables have it; nil for anything else.
    private static func list(_ value: any TOMLValueConvertible) -> String? {
        guard let items = value.array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count && !texts.isEmpty ? texts.joined(separator: ",") : nil
    }
}

/// What is wrong, and in which line of the file, from 1.
private struct SettingsFault {
    let line: Int
    let text: BilingualText
}

/// The lines of a settings file, to say where a fault is: TOMLKit keeps no places for its values.
private struct SettingsLines {
    /// Every name that is read, as `table.key`.
    private static let known =
        (["lang", "keys.path", "keys.passphrase_file", "keys.credential"]
        + ServiceWords.Name.allCases.map { "service.\($0.rawValue)" }
        + MessageSettings.names.map { "messages.\($0)" }).joined(separator: ", ")

    private var lineOfName: [String: Int] = [:]

    init(_ text: String) {
        var table: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if words.hasPrefix("#") { continue }
            if words.hasPrefix("[") {
                table = Self.name(words.prefix { $0 != "]" })
                note(table, line: index + 1)
            } else if let end = words.firstIndex(of: "=") {
                note(table + Self.name(words[..<end]), line: index + 1)
            }
        }
    }

    private static func name(_ text: Substring) -> [String] {
        text.split(separator: ".").map { part in String(part.filter { !"[]\"' \t".contains($0) }) }
    }

    /// The first line counts, for a name and for every table it stands in.
    private mutating func note(_ name: [String], line: Int) {
        for length in 1...max(1, name.count) {
            let whole = name.prefix(length).joined(separator: ".")
            lineOfName[whole] = lineOfName[whole] ?? line
        }
    }

    /// The fault of a name that nothing reads.
    func unknown(_ name: [String]) -> SettingsFault {
        let whole = name.joined(separator: ".")
        let line = lineOfName[whole] ?? 0
        return SettingsFault(
            line: line,
            text: BilingualText(
                "第 \(line) 行的 \(whole) 不是已有的设置（只有 \(Self.known)）；请改名或删去。",
                "line \(line): \(whole) is no setting (there are \(Self.known)); "
                    + "rename or remove it."))
    }

    /// The fault of two names of which one may stand.
    func oneOf(_ one: String, _ other: String) -> SettingsFault {
        let line = max(lineOfName[one] ?? 0, lineOfName[other] ?? 0)
        return SettingsFault(
            line: line,
            text: BilingualText(
                "第 \(line) 行：\(one) 与 \(other) 只能设一个；请删去其一。",
                "line \(line): only one of \(one) and \(other) can hold; remove the other."))
    }

    /// The fault of a value of another kind than expected.
    func wrong(_ name: [String], expected: String) -> SettingsFault {
        let whole = name.joined(separator: ".")
        let line = lineOfName[whole] ?? 0
        return SettingsFault(
            line: line,
            text: BilingualText(
                "第 \(line) 行的 \(whole) 值不对，应写作 \(expected)；请改正。",
                "line \(line): the value of \(whole) is wrong, expected \(expected); mend it."))
    }
}
