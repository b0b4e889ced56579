// Reads the description of the API from its YAML, following references within the file.
import FoundationEssentials
import Yams

/// The file's nodes.
struct DescriptionReader {
    /// How deep members of members are followed; answers are no deeper.
    private static let depth = 4
    private static let methods = ["get", "post", "put", "patch", "delete"]

    private let root: Node

    /// - Returns: nil for what is no YAML.
    init?(_ yaml: String) {
        guard let root = try? Yams.compose(yaml: yaml) else { return nil }
        self.root = root
    }

    func description() -> APIDescription {
        let operations = pairs(root["paths"]).flatMap { path, item in
            Self.methods.compactMap { method in
                item[method].map { operation(method, path, $0, of: item) }
            }
        }
        return APIDescription(
            title: text(root["info"]?["title"]),
            introduction: introduction(text(root["info"]?["description"])),
            groups: list(root["tags"]).map { tag in
                let name = text(tag["name"])
                return APIDescription.Group(
                    name: name, description: wording(tag["description"]),
                    operations: operations.filter { $0.tag == name }.map(\.operation))
            })
    }

    /// Every operation stands under the first of its tags.
    private func operation(
        _ method: String, _ path: String, _ node: Node, of item: Node
    ) -> (tag: String, operation: APIDescription.Operation) {
        let schema = pairs(followed(node["requestBody"])?["content"]).first?.1["schema"]
        let operation = APIDescription.Operation(
            id: text(node["operationId"]), action: text(node["x-action"]),
            method: method.uppercased(), path: path, summary: wording(node["summary"]),
            description: text(node["description"]).split(separator: "\n").map {
                APIDescription.Wording(String($0))
            },
            parameters: (list(item["parameters"]) + list(node["parameters"])).map(parameter),
            members: members(of: schema), answers: answers(node["responses"]))
        return (text(list(node["tags"]).first), operation)
    }

    private func parameter(_ node: Node) -> APIDescription.Member {
        let node = followed(node) ?? node
        return member(
            text(node["name"]), followed(node["schema"]), place: text(node["in"]),
            isRequired: text(node["required"]) == "true", told: node["description"])
    }

    private func answers(_ node: Node?) -> [APIDescription.Answer] {
        pairs(node).map { status, answer in
            let answer = followed(answer) ?? answer
            let schema = pairs(answer["content"]).first?.1["schema"]
            return APIDescription.Answer(
                status: status, description: wording(answer["description"]),
                members: status.hasPrefix("2") ? members(of: schema) : [])
        }
    }

    /// The members of an object, of the objects in it and in its lists.
    private func members(
        of schema: Node?, under prefix: String = "", depth: Int = depth
    ) -> [APIDescription.Member] {
        guard depth > 0, let schema = followed(schema) else { return [] }
        let required = list(schema["required"]).map(text)
        var found: [APIDescription.Member] = []
        for (name, value) in pairs(schema["properties"]) {
            let value = followed(value) ?? value
            let element = followed(value["items"])
            let full = prefix + name
            found.append(
                member(
                    full, value, place: "", isRequired: required.contains(name),
                    told: value["description"]))
            found += members(of: value, under: full + ".", depth: depth - 1)
            found += members(of: element, under: full + "[].", depth: depth - 1)
        }
        for choice in list(schema["oneOf"]) {
            found += members(of: choice, under: prefix, depth: depth - 1)
        }
        return found
    }

    private func member(
        _ name: String, _ schema: Node?, place: String, isRequired: Bool, told: Node?
    ) -> APIDescription.Member {
        APIDescription.Member(
            name: name, place: place, mark: isRequired ? "*" : "", kind: kind(schema),
            description: wording(told ?? schema?["description"]))
    }

    /// Type and limits in a few words.
    private func kind(_ schema: Node?) -> String {
        guard let schema else { return "" }
        let choices = list(schema["enum"]).map(text).filter { $0 != "null" }
        guard choices.isEmpty else { return choices.joined(separator: " | ") }
        let types = list(schema["type"]).map(text).filter { $0 != "null" }
        let type = types.first ?? text(schema["type"])
        let bounds = [("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")]
            .compactMap { range(schema[$0.0], schema[$0.1]) }
        let element = followed(schema["items"]).map { "[\(kind($0))]" }
        return ([element ?? type] + bounds).joined(separator: " ")
    }

    private func range(_ lowest: Node?, _ highest: Node?) -> String? {
        guard lowest != nil || highest != nil else { return nil }
        return "\(text(lowest))–\(text(highest))"
    }

    /// A paragraph for each entry of the introduction, lines of one entry joined.
    private func introduction(_ text: String) -> [APIDescription.Paragraph] {
        var entries: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = String(line.drop { $0 == " " })
            if words.isEmpty || line.hasPrefix("- ") || entries.isEmpty {
                entries.append(words)
            } else if let last = entries.popLast() {
                let joint = last.isEmpty || !(last.last?.isASCII ?? false) ? "" : " "
                entries.append(last + joint + words)
            }
        }
        return entries.filter { !$0.isEmpty }.map { entry in
            let parts = entry.split(separator: "**", omittingEmptySubsequences: false)
            guard parts.count == 3 else {
                return APIDescription.Paragraph(subject: "", text: entry.filter { $0 != "`" })
            }
            return APIDescription.Paragraph(
                subject: String(parts[1]), text: String(parts[2].filter { $0 != "`" }))
        }
    }
}

extension DescriptionReader {
    /// The node itself, or the one that its `$ref` names.
    private func followed(_ node: Node?) -> Node? {
        guard let reference = node?["$ref"]?.string else { return node }
        return reference.split(separator: "/").dropFirst().reduce(root) { node, name in
            node?[String(name)]
        }
    }

    private func pairs(_ node: Node?) -> [(String, Node)] {
        node?.mapping?.map { (text($0.key), $0.value) } ?? []
    }

    private func list(_ node: Node?) -> [Node] { node.flatMap { Array($0.sequence ?? []) } ?? [] }

    /// A scalar as it stands in the file; empty for anything else.
    private func text(_ node: Node?) -> String { node?.scalar?.string ?? "" }

    private func wording(_ node: Node?) -> APIDescription.Wording {
        APIDescription.Wording(text(node))
    }
}
