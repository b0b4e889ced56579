// One mapping of a file, read key by key: what is missing, unknown or of another type is noted with
// its line, and reading goes on, so that all faults of a file are told together.
import PassFormat
import Yams

struct YamlSection {
    let line: Int
    let faults: FaultList
    private let values: [String: Node]

    /// - Parameters:
    ///   - what: for the texts, such as `fields[3]`.
    ///   - keys: all that may stand here.
    /// - Returns: nil where the node is no mapping.
    init?(_ node: Node, _ what: String, keys: [String], _ faults: FaultList) {
        line = node.line
        self.faults = faults
        guard case .mapping(let mapping) = node else {
            faults.note(
                node.line, "\(what) 应为键值（\(keys.joined(separator: "、"))）；请更正",
                "\(what) has to be a mapping of \(keys.joined(separator: ", ")); mend it")
            return nil
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard case .scalar(let name) = key, keys.contains(name.string) else {
                faults.note(
                    key.line,
                    "\(what) 没有键“\(key.scalar?.string ?? "?")”；可用：\(keys.joined(separator: "、"))",
                    "\(what) has no key \(key.scalar?.string ?? "?"); there are "
                        + keys.joined(separator: ", "))
                continue
            }
            values[name.string] = value
        }
        self.values = values
    }

    subscript(key: String) -> Node? { values[key] }

    func line(of key: String) -> Int { values[key]?.line ?? line }

    func note(_ key: String, _ chinese: String, _ english: String) {
        faults.note(line(of: key), chinese, english)
    }

    /// A text that has to be there.
    func text(_ key: String) -> String? {
        guard values[key] != nil else {
            note(key, "缺少“\(key)”；请补上", "\(key) is missing; add it")
            return nil
        }
        return optionalText(key)
    }

    func optionalText(_ key: String) -> String? {
        guard let node = values[key] else { return nil }
        guard case .scalar(let scalar) = node,
            (1...1000).contains(scalar.string.unicodeScalars.count)
        else {
            note(
                key, "“\(key)”应为 1–1000 字的文本；请更正", "\(key) has to be a text of 1 to 1000 characters"
            )
            return nil
        }
        return scalar.string
    }

    /// An id: letters, digits, `-` and `_`, at most 40.
    func id(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        guard text.isKindID else {
            note(
                key, "“\(text)”应为小写字母、数字、- 或 _，以字母开头，至多 40 个；请更正",
                "\(text) has to be of small letters, digits, - and _, beginning with a letter, at"
                    + " most 40; mend it")
            return nil
        }
        return text
    }

    func number(_ key: String, within range: ClosedRange<Int64>) -> Int64? {
        guard let node = values[key] else { return nil }
        guard let number = node.scalar.flatMap({ Int64($0.string) }), range.contains(number) else {
            note(
                key, "“\(key)”应为 \(range.lowerBound) 到 \(range.upperBound) 的整数；请更正",
                "\(key) has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// One word of a fixed set.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, of type: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let node = values[key] else { return nil }
        return word(node, key, of: type)
    }

    func words<Word: RawRepresentable & CaseIterable>(_ key: String, of type: Word.Type) -> [Word]
    where Word.RawValue == String {
        list(key).compactMap { word($0, key, of: type) }
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ node: Node, _ key: String, of type: Word.Type
    ) -> Word? where Word.RawValue == String {
        if let word = node.scalar.flatMap({ Word(rawValue: $0.string) }) { return word }
        let all = type.allCases.map(\.rawValue)
        faults.note(
            node.line, "“\(key)”应为以下之一：\(all.joined(separator: "、"))；请更正",
            "\(key) has to be one of \(all.joined(separator: ", ")); mend it")
        return nil
    }

    /// The entries of a list that may be left out, at most 200.
    func list(_ key: String) -> [Node] {
        guard let node = values[key] else { return [] }
        guard case .sequence(let list) = node, list.count <= 200 else {
            note(
                key, "“\(key)”应为列表，至多 200 项；请更正", "\(key) has to be a list of at most 200; mend it")
            return []
        }
        return Array(list)
    }

    func texts(_ key: String) -> [String] {
        list(key).compactMap { node in
            if let scalar = node.scalar, !scalar.string.isEmpty { return scalar.string }
            faults.note(node.line, "“\(key)”的每项应为文本；请更正", "\(key) has to list texts; mend it")
            return nil
        }
    }

    /// A text in both languages that has to be there.
    func title(_ key: String) -> BilingualText? {
        guard values[key] != nil else {
            note(key, "缺少“\(key)”；请补上 zh 和 en", "\(key) is missing; add it with zh and en")
            return nil
        }
        return optionalTitle(key)
    }

    func optionalTitle(_ key: String) -> BilingualText? {
        guard let node = values[key],
            let section = YamlSection(node, key, keys: ["zh", "en"], faults)
        else { return nil }
        let (chinese, english) = (section.text("zh"), section.text("en"))
        guard let chinese, let english else { return nil }
        return BilingualText(chinese, english)
    }
}

extension String {
    fileprivate var isKindID: Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...40).contains(utf8.count), let first = utf8.first, letters.contains(first) else {
            return false
        }
        return utf8.allSatisfy {
            letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
    }
}
