// Texts of short messages: one file for each language in Templates/sms, read and checked as a whole
// before the first is sent. Of mustache only `{{name}}` is known, and a name without a value is a
// fault, not a gap in the text: a message is plain text, and what is sent cannot be called back.
import FoundationEssentials
import PassFormat
import Registry

/// A message's text in one language.
struct MessageText: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case words(String)
        case value(String)
    }

    let parts: [Part]

    var names: Set<String> {
        Set(parts.compactMap { if case .value(let name) = $0 { name } else { nil } })
    }

    /// - Throws: what is wrong, with its line from 1.
    init(_ text: String) throws(MessageTextFault) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            parts.append(.words(String(rest[..<open.lowerBound])))
            let line = 1 + text[..<open.lowerBound].count { $0 == "\n" }
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw MessageTextFault(line: line, found: "{{")
            }
            let inner = rest[open.upperBound..<close.lowerBound]
            let name = String(inner.filter { $0 != " " })
            guard Self.isName(name) else {
                throw MessageTextFault(line: line, found: "{{\(inner)}}")
            }
            parts.append(.value(name))
            rest = rest[close.upperBound...]
        }
        if let stray = rest.firstRange(of: "}}") {
            let line = 1 + text[..<stray.lowerBound].count { $0 == "\n" }
            throw MessageTextFault(line: line, found: "}}")
        }
        parts.append(.words(String(rest)))
        self.parts = parts.filter { $0 != .words("") }
    }

    static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
            }
    }

    func render(_ values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .words(let words): words
            case .value(let name): values[name] ?? ""
            }
        }.joined()
    }
}

/// Where a text stops making sense.
struct MessageTextFault: Error, Equatable {
    let line: Int
    let found: String
}

/// All templates of a folder.
package struct MessageTemplates: Sendable {
    /// Characters (code points) of a message as it is sent: eight parts of a long one.
    package static let mostCharacters = 500
    /// Of one value.
    package static let mostValueCharacters = 200
    static let mostBytes = 4_096

    let texts: [String: [MessageLanguage: MessageText]]

    private var names: [String] { texts.keys.sorted() }

    /// None at all.
    package init() { texts = [:] }

    /// Reads a folder.
    ///
    /// - Parameter folder: holds `name.zh.txt` and `name.en.txt` for each template.
    /// - Throws: `OfficeError` with every fault of every file.
    package init(folder: String) throws(OfficeError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw OfficeError(
                "没有短信模板目录 \(folder)；请安装完整或改正设置",
                "there is no folder of message templates \(folder); add it, or mend the setting",
                exitCode: 3)
        }
        var texts: [String: [MessageLanguage: MessageText]] = [:]
        var faults: [BilingualText] = []
        for file in names.sorted() where file != "README.md" && !file.hasPrefix(".") {
            let words = file.split(separator: ".", omittingEmptySubsequences: false)
            guard words.count == 3, words[2] == "txt", MessageText.isName(String(words[0])),
                let language = MessageLanguage(rawValue: String(words[1]))
            else {
                faults.append(
                    BilingualText(
                        "\(file)：文件名应为 名称.zh.txt 或 名称.en.txt",
                        "\(file): expected a file name such as name.zh.txt or name.en.txt"))
                continue
            }
            switch Self.text("\(folder)/\(file)", named: file) {
            case .success(let text): texts[String(words[0]), default: [:]][language] = text
            case .failure(let fault): faults.append(fault.text)
            }
        }
        faults += Self.differences(texts)
        guard faults.isEmpty else {
            throw OfficeError(
                "短信模板 \(folder) 有 \(faults.count) 处错误：\n"
                    + faults.map(\.chinese).joined(separator: "\n"),
                "message templates in \(folder) have \(faults.count) faults:\n"
                    + faults.map(\.english).joined(separator: "\n"), exitCode: 3)
        }
        self.texts = texts
    }

    private struct FileFault: Error { let text: BilingualText }

    private static func text(
        _ path: String, named file: String
    ) -> Result<MessageText, FileFault> {
        func fault(_ chinese: String, _ english: String) -> Result<MessageText, FileFault> {
            .failure(FileFault(text: BilingualText("\(file)：\(chinese)", "\(file): \(english)")))
        }
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= mostBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else {
            return fault(
                "应为 UTF-8 文本，至多 \(mostBytes) 字节",
                "expected UTF-8 text of at most \(mostBytes) bytes")
        }
        let words = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !words.isEmpty, !words.unicodeScalars.contains(where: isControl) else {
            return fault("为空或含控制字符", "is empty or has control characters")
        }
        do throws(MessageTextFault) { return .success(try MessageText(words)) } catch {
            return fault(
                "第 \(error.line) 行的 \(error.found) 不是 {{名称}}（小写字母、数字、_）",
                "line \(error.line): \(error.found) is no {{name}} of small letters, digits and _")
        }
    }

    private static func differences(
        _ texts: [String: [MessageLanguage: MessageText]]
    ) -> [BilingualText] {
        texts.sorted { $0.key < $1.key }.compactMap { name, both in
            guard let chinese = both[.chinese], let english = both[.english] else {
                return BilingualText(
                    "\(name)：缺少中文或英文一种，或该文件有误", "\(name): one language is missing or at fault")
            }
            let differing = chinese.names.symmetricDifference(english.names).sorted()
            guard !differing.isEmpty else { return nil }
            let list = differing.joined(separator: ", ")
            return BilingualText(
                "\(name)：中英文所用名称不同（\(list)）", "\(name): the languages differ in names (\(list))")
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && scalar != "\n"
    }
}

/// A template as people choose it.
package struct MessageTemplateSummary: Sendable, Equatable, Encodable {
    package let name: String
    /// The names that it needs values for, sorted.
    package let values: [String]
}

extension MessageTemplates {
    /// The templates that there are, by name.
    package var summaries: [MessageTemplateSummary] {
        names.map { name in
            MessageTemplateSummary(
                name: name, values: (texts[name]?[.chinese]?.names ?? []).sorted())
        }
    }

    /// Refuses an order that could not be rendered.
    ///
    /// - Parameters:
    ///   - own: values that each recipient has of its own, one example of each.
    /// - Throws: `OfficeError` naming what is missing, unknown or too long.
    func require(_ order: MessageOrder, own: [String: String] = [:]) throws(OfficeError) {
        guard let text = texts[order.template]?[order.language] else {
            let list = names.joined(separator: ", ")
            throw OfficeError(
                .refused, "UNKNOWN_TEMPLATE", field: "template",
                "没有短信模板 \(order.template)；现有：\(list)",
                "there is no message template \(order.template); there are: \(list)")
        }
        let values = order.values.merging(own) { $1 }
        let wrong = text.names.symmetricDifference(values.keys).sorted()
        guard wrong.isEmpty else {
            let expected = text.names.sorted().joined(separator: ", ")
            throw OfficeError(
                .refused, "TEMPLATE_VALUES", field: "values",
                "模板 \(order.template) 需要的值是：\(expected)；不符的是：\(wrong.joined(separator: ", "))",
                "template \(order.template) takes the values \(expected); these do not fit: "
                    + wrong.joined(separator: ", "))
        }
        let isPlain = values.values.allSatisfy {
            $0.unicodeScalars.count <= Self.mostValueCharacters
                && !$0.unicodeScalars.contains(where: Self.isControl) && !$0.isEmpty
        }
        guard isPlain, text.render(values).unicodeScalars.count <= Self.mostCharacters else {
            throw OfficeError(
                .refused, "MESSAGE_TOO_LONG", field: "values",
                "每个值应为 1 到 \(Self.mostValueCharacters) 个字符且不含控制字符，整条至多 \(Self.mostCharacters) 个字符",
                "each value has 1 to \(Self.mostValueCharacters) characters and no control"
                    + " characters, the whole message at most \(Self.mostCharacters)")
        }
    }

    /// A message as it is sent.
    ///
    /// - Returns: nil where the template is gone or has other names since it was ordered.
    func render(_ message: DueMessage) -> String? {
        guard let text = texts[message.template]?[message.language],
            text.names.isSubset(of: Set(message.values.keys))
        else { return nil }
        return text.render(message.values)
    }
}
