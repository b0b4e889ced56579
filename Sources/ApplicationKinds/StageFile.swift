// Stages, desks, clocks and conditions of a kind's file.
import Approvals
import PassFormat
import Yams

func readStage(_ node: Node, _ place: Int, _ faults: FaultList) -> Stage? {
    let what = "stages[\(place)]"
    guard
        let section = YamlSection(
            node, what, keys: ["id", "title", "order", "when", "desks"], faults)
    else { return nil }
    let (id, title) = (section.id("id"), section.title("title"))
    let desks = section.list("desks").compactMap { readDesk($0, what, faults) }
    if section.list("desks").isEmpty {
        section.note("desks", "\(what) 没有窗口；请至少写一个", "\(what) has no desk; write at least one")
    }
    if Set(desks.map(\.desk)).count < desks.count {
        section.note(
            "desks", "\(what) 里同一窗口出现两次；请去掉一个", "\(what) names a desk twice; leave one out")
    }
    guard let id, let title else { return nil }
    var stage = Stage(id: id, title: title, desks: desks)
    stage.order = section.word("order", of: Stage.Order.self) ?? .inOrder
    stage.when = section["when"].flatMap { readCondition($0, faults) }
    return stage
}

private func readDesk(_ node: Node, _ stage: String, _ faults: FaultList) -> StageDesk? {
    let keys = ["desk", "clock", "when", "rises", "hands_on_to", "checklist"]
    guard let section = YamlSection(node, "\(stage).desks", keys: keys, faults) else { return nil }
    let id = section.id("desk")
    guard let clockNode = section["clock"] else {
        section.note("clock", "缺少“clock”；请写明时限", "clock is missing; say how long the desk has")
        return nil
    }
    guard let id, let clock = readClock(clockNode, faults) else { return nil }
    var desk = StageDesk(desk: id, clock: clock)
    desk.when = section["when"].flatMap { readCondition($0, faults) }
    desk.rises = section.texts("rises")
    desk.handsOnTo = section.texts("hands_on_to")
    if desk.rises.contains(id) || Set(desk.rises).count < desk.rises.count {
        section.note("rises", "rises 里窗口重复；请更正", "rises names a desk twice; mend it")
    }
    desk.checklist = section.list("checklist").compactMap { point in
        guard
            let entry = YamlSection(point, "checklist", keys: ["id", "title", "weight"], faults),
            let id = entry.id("id"), let title = entry.title("title")
        else { return nil }
        let weight = entry.word("weight", of: ChecklistPoint.Weight.self) ?? .mustHold
        return ChecklistPoint(id: id, title: title, weight: weight)
    }
    if Set(desk.checklist.map(\.id)).count < desk.checklist.count {
        section.note("checklist", "清单里 id 重复；请更正", "the checklist names an id twice; mend it")
    }
    return desk
}

private func readClock(_ node: Node, _ faults: FaultList) -> DeskClock? {
    let keys = ["minutes", "working_minutes", "calendar", "same_day"]
    guard let section = YamlSection(node, "clock", keys: keys, faults) else { return nil }
    let range = Int64(DeskClock.minutes.lowerBound)...Int64(DeskClock.minutes.upperBound)
    let plain = section.number("minutes", within: range)
    let working = section.number("working_minutes", within: range)
    let calendar = section.optionalText("calendar")
    switch (plain, working, calendar, section.optionalText("same_day")) {
    case (let minutes?, nil, nil, nil): return .roundTheClock(minutes: Int(minutes))
    case (nil, let minutes?, let calendar?, nil):
        return .workingTime(minutes: Int(minutes), calendar: calendar)
    case (nil, nil, nil, let calendar?): return .sameDay(calendar: calendar)
    default:
        faults.note(
            node.line,
            "时限应为 {minutes: N}、{working_minutes: N, calendar: ID} 或 {same_day: ID}；请更正",
            "a clock is {minutes: N}, {working_minutes: N, calendar: ID} or {same_day: ID}; mend it"
        )
        return nil
    }
}

func readCondition(_ node: Node, _ faults: FaultList) -> Condition? {
    let comparisons = Comparison.allCases.map(\.rawValue)
    let keys = ["field", "level", "tag", "all", "any", "not"] + comparisons
    guard let section = YamlSection(node, "condition", keys: keys, faults) else { return nil }
    let forms = ["field", "level", "tag", "all", "any", "not"].filter { section[$0] != nil }
    let compared = comparisons.filter { section[$0] != nil }
    guard forms.count == 1, (compared.count == 1) == (forms == ["field"]), compared.count <= 1
    else {
        faults.note(
            node.line, "条件应为 {field: ID, is: 值}、{level: […]}、{tag: 标签}、all、any 或 not 之一；请更正",
            "a condition is {field: ID, is: VALUE}, {level: […]}, {tag: TAG}, all, any or not")
        return nil
    }
    switch forms[0] {
    case "field":
        guard let field = section.text("field"),
            let comparison = Comparison(rawValue: compared[0]),
            let scalar = section[compared[0]]?.scalar
        else {
            faults.note(node.line, "比较的值应为文本、数字或真假", "compare with a text, a number, true or false")
            return nil
        }
        return .compare(field: field, comparison, input(scalar))
    case "level": return .level(section.words("level", of: FirmLevel.self))
    case "tag": return section.text("tag").map(Condition.tag)
    case "all": return .all(section.list("all").compactMap { readCondition($0, faults) })
    case "any": return .any(section.list("any").compactMap { readCondition($0, faults) })
    default:
        return section["not"].flatMap { readCondition($0, faults) }.map { .not($0) }
    }
}

private func input(_ scalar: Node.Scalar) -> FormInput {
    guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
    switch scalar.string {
    case "true": return .yesNo(true)
    case "false": return .yesNo(false)
    default: return Int64(scalar.string).map(FormInput.number) ?? .text(scalar.string)
    }
}
