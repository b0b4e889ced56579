// Bytes of a file to nodes with their lines, within limits on size, depth and count. Anchors are
// refused before the parser sees them, so that no alias can stand for more than is written.
import Yams

enum YamlLimits {
    static let bytes = 262_144
    static let depth = 12
    static let nodes = 20_000
    /// Brackets open at once, in any text: the parser goes down once for each.
    static let brackets = 64
}

/// - Returns: nil where the file is no YAML, or beyond a limit; `faults` says why.
func yamlRoot(_ bytes: [UInt8], _ faults: FaultList) -> Node? {
    guard bytes.count <= YamlLimits.bytes else {
        faults.note(
            1, "文件有 \(bytes.count) 字节，上限 \(YamlLimits.bytes)；请缩短",
            "the file has \(bytes.count) bytes, at most \(YamlLimits.bytes) go; shorten it")
        return nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        faults.note(1, "文件不是 UTF-8；请另存为 UTF-8", "the file is not UTF-8; save it as such")
        return nil
    }
    guard isHarmless(bytes, faults) else { return nil }
    do {
        guard let root = try Yams.compose(yaml: text) else {
            faults.note(1, "文件是空的；请写入内容", "the file is empty; write something into it")
            return nil
        }
        var count = 0
        return isWithinLimits(root, depth: 1, &count, faults) ? root : nil
    } catch let error as YamlError {
        let (line, problem) = error.place
        faults.note(line, "不是有效的 YAML（\(problem)）；请更正", "no valid YAML (\(problem)); mend it")
    } catch {
        faults.note(1, "无法解析；请更正", "cannot be parsed; mend it")
    }
    return nil
}

/// Looks for anchors and for brackets without end, byte by byte.
private func isHarmless(_ bytes: [UInt8], _ faults: FaultList) -> Bool {
    var line = 1
    var open = 0
    var dashes = 0
    var before = UInt8(ascii: "\n")
    for (place, byte) in bytes.enumerated() {
        switch byte {
        case UInt8(ascii: "\n"):
            line += 1
            dashes = 0
        case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): dashes += 1
        case UInt8(ascii: "&") where before.mayComeBeforeANode:
            let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: " ")
            if !next.isBlank {
                faults.note(
                    line, "不支持锚点（&）和别名（*）；请把内容写出来",
                    "anchors (&) and aliases (*) are not taken; write the content out")
                return false
            }
        default: break
        }
        if open > YamlLimits.brackets || dashes > YamlLimits.brackets * 4 {
            faults.note(line, "嵌套太深；请展开", "nested too deeply; write it flatter")
            return false
        }
        before = byte
    }
    return true
}

private func isWithinLimits(
    _ node: Node, depth: Int, _ count: inout Int, _ faults: FaultList
) -> Bool {
    count += 1
    guard depth <= YamlLimits.depth, count <= YamlLimits.nodes else {
        faults.note(
            node.line, "超过上限：\(YamlLimits.depth) 层，\(YamlLimits.nodes) 项；请精简",
            "beyond \(YamlLimits.depth) levels or \(YamlLimits.nodes) values; make it smaller")
        return false
    }
    switch node {
    case .scalar, .alias: return true
    case .sequence(let list):
        for part in list
        where !isWithinLimits(part, depth: depth + 1, &count, faults) { return false }
        return true
    case .mapping(let pairs):
        for (key, value) in pairs {
            guard isWithinLimits(key, depth: depth + 1, &count, faults),
                isWithinLimits(value, depth: depth + 1, &count, faults)
            else { return false }
        }
        return true
    }
}

extension Node {
    /// From 1.
    var line: Int { mark?.line ?? 1 }
}

extension UInt8 {
    fileprivate var isBlank: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
            || self == UInt8(ascii: "\r")
    }

    fileprivate var mayComeBeforeANode: Bool {
        isBlank || self == UInt8(ascii: "[") || self == UInt8(ascii: "{")
            || self == UInt8(ascii: ",") || self == UInt8(ascii: ":")
    }
}

extension YamlError {
    /// The line and the parser's words.
    fileprivate var place: (line: Int, problem: String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (max(mark.line, 1), problem)
        case .duplicatedKeysInMapping(let keys, let context):
            (max(context.mark.line, 1), "duplicate keys: \(keys.joined(separator: ", "))")
        case .reader(let problem, _, _, _): (1, problem)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            (1, "unreadable")
        }
    }
}
