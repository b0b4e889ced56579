// A kind's file to the kind: form, stages, clocks, outcomes.
import Approvals
import PassFormat
import Yams

/// - Returns: nil where the file has any fault.
func readKind(_ bytes: [UInt8], _ faults: FaultList) -> (kind: ApplicationKind, lines: KindLines)? {
    guard let root = yamlRoot(bytes, faults),
        let file = YamlSection(root, faults.file, keys: kindKeys, faults)
    else { return nil }
    let (id, title) = (file.id("id"), file.title("title"))
    if file["stages"] == nil {
        file.note("stages", "缺少“stages”；请至少写一个环节", "stages is missing; write at least one")
    }
    let fields = file.list("fields").enumerated().compactMap { readField($1, $0, faults) }
    let stages = file.list("stages").enumerated().compactMap { readStage($1, $0, faults) }
    guard let id, let title, faults.faults.isEmpty else { return nil }
    var kind = ApplicationKind(id: id, title: title, fields: fields, stages: stages)
    kind.help = file.optionalTitle("help")
    if file["filers"] != nil { kind.filers = file.words("filers", of: FilerKind.self) }
    kind.answerable = file.word("answerable", of: AnswerableRule.self) ?? .inCharge
    kind.outcomes = file.words("outcomes", of: Outcome.self)
    kind.tickedOff = file.optionalText("ticked_off")
    if file["messages"] != nil { kind.told = file.words("messages", of: ToldParty.self) }
    kind.fastLanes = file.list("fast_lanes").compactMap { readFastLane($0, faults) }
    let lines = KindLines(
        fields: file.list("fields").map(\.line), stages: file.list("stages").map(\.line),
        outcomes: file.line(of: "outcomes"), tickedOff: file.line(of: "ticked_off"),
        fastLanes: file.line(of: "fast_lanes"), file: file.line)
    checkTogether(kind, lines, faults)
    return faults.faults.isEmpty ? (kind, lines) : nil
}

/// Where the parts of a kind stand in its file.
struct KindLines {
    let fields: [Int]
    let stages: [Int]
    let outcomes: Int
    let tickedOff: Int
    let fastLanes: Int
    let file: Int
}

private let kindKeys = [
    "id", "title", "help", "filers", "answerable", "outcomes", "ticked_off", "fields", "stages",
    "fast_lanes", "messages",
]

private func readField(_ node: Node, _ place: Int, _ faults: FaultList) -> FormField? {
    let keys = [
        "id", "title", "help", "type", "choices", "required", "min", "max", "pattern", "after",
        "at_most", "filled_by", "change", "entry_needs",
    ]
    guard let section = YamlSection(node, "fields[\(place)]", keys: keys, faults) else {
        return nil
    }
    let (id, title) = (section.id("id"), section.title("title"))
    let type = readType(section)
    guard let id, let title, let type else { return nil }
    var field = FormField(id: id, title: title, type: type)
    field.help = section.optionalTitle("help")
    field.checks.need = readNeed(section)
    let whole = Int64.min / 2...Int64.max / 2
    field.checks.minimum = section.number("min", within: whole)
    field.checks.maximum = section.number("max", within: whole)
    if let low = field.checks.minimum ?? Optional(type.bounds.lowerBound),
        let high = field.checks.maximum ?? Optional(type.bounds.upperBound), low > high
    {
        section.note("min", "min 大于 max；请更正", "min is above max; mend one")
    }
    field.checks.pattern = section.word("pattern", of: FieldPattern.self)
    if field.checks.pattern != nil, type != .text {
        section.note("pattern", "只有 text 字段可有 pattern", "only a field of type text has a pattern")
    }
    field.checks.after = section.optionalText("after")
    field.checks.atMost = section.optionalText("at_most")
    field.checks.entryNeeds = section.words("entry_needs", of: PersonPart.self)
    if !field.checks.entryNeeds.isEmpty, type != .people {
        section.note(
            "entry_needs", "只有 people 字段可有 entry_needs",
            "only a field of type people has entry_needs")
    }
    if let desk = section.optionalText("filled_by") { field.filler = .desk(desk) }
    field.change = section.word("change", of: ChangeRule.self) ?? .never
    return field
}

private func readType(_ section: YamlSection) -> FieldType? {
    guard let word = section.text("type") else { return nil }
    if let plain = FieldType.plain.first(where: { $0.word == word }) {
        if section["choices"] != nil {
            section.note(
                "choices", "只有 choice 字段可有 choices", "only a field of type choice has choices")
        }
        return plain
    }
    guard word == FieldType.choice([]).word else {
        let all = (FieldType.plain.map(\.word) + ["choice"]).joined(separator: ", ")
        section.note("type", "没有类型“\(word)”；可用：\(all)", "no type \(word); there are \(all)")
        return nil
    }
    let choices = section.list("choices").compactMap { node -> FieldChoice? in
        guard let entry = YamlSection(node, "choices", keys: ["id", "title"], section.faults),
            let id = entry.id("id"), let title = entry.title("title")
        else { return nil }
        return FieldChoice(id: id, title: title)
    }
    guard !choices.isEmpty, Set(choices.map(\.id)).count == choices.count else {
        section.note(
            "choices", "choice 字段须有 choices，id 各不相同",
            "a field of type choice needs choices, each with an id of its own")
        return nil
    }
    return .choice(choices)
}

private func readNeed(_ section: YamlSection) -> FieldNeed {
    guard let node = section["required"] else { return .optional }
    switch node.scalar?.string {
    case "true": return .always
    case "false": return .optional
    case nil: return readCondition(node, section.faults).map(FieldNeed.when) ?? .optional
    default:
        section.note(
            "required", "required 应为 true、false 或条件",
            "required has to be true, false or a condition")
        return .optional
    }
}

private func readFastLane(_ node: Node, _ faults: FaultList) -> FastLane? {
    guard let section = YamlSection(node, "fast_lanes", keys: ["levels", "skips"], faults) else {
        return nil
    }
    return FastLane(
        levels: section.words("levels", of: FirmLevel.self), skips: section.texts("skips"))
}
