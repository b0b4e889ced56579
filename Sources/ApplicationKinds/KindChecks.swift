// What the parts of a kind need of one another, once each is read.
import Approvals

func checkTogether(_ kind: ApplicationKind, _ lines: KindLines, _ faults: FaultList) {
    checkFields(kind, lines, faults)
    checkStages(kind, lines, faults)
    for outcome in kind.outcomes {
        for wanted in outcome.fields {
            let found = kind.field(wanted.id)
            guard found != nil || wanted.isNeeded else { continue }
            if let found, wanted.types.contains(found.type.word) { continue }
            let types = wanted.types.joined(separator: ", ")
            faults.note(
                lines.outcomes,
                "结果 \(outcome.rawValue) 需要字段“\(wanted.id)”（类型 \(types)）；请加上",
                "the outcome \(outcome.rawValue) needs a field \(wanted.id) (\(types)); add it")
        }
    }
    let people = kind.field("people")
    if kind.outcomes.contains(where: { $0 == .staffPasses || $0 == .temporaryPasses }),
        people?.checks.entryNeeds.contains(.identity) == false
    {
        faults.note(
            lines.outcomes, "发证须知证件号码；请在字段 people 写 entry_needs: [identity]",
            "passes need ID numbers; write entry_needs: [identity] at the field people")
    }
    if let list = kind.tickedOff, kind.field(list)?.type != .items {
        faults.note(
            lines.tickedOff, "ticked_off 所指“\(list)”不是 items 字段；请更正",
            "ticked_off names \(list), which is no field of type items; mend it")
    }
}

private func checkFields(_ kind: ApplicationKind, _ lines: KindLines, _ faults: FaultList) {
    var seen: Set<String> = []
    let desks = Set(kind.stages.flatMap(\.desks).map(\.desk))
    for (field, line) in zip(kind.fields, lines.fields) {
        if !seen.insert(field.id).inserted {
            faults.note(
                line, "字段“\(field.id)”出现两次；请改其中之一",
                "the field \(field.id) is there twice; rename one")
        }
        if case .when(let condition) = field.checks.need {
            checkFields(of: condition, kind, line, faults)
        }
        if let earlier = field.checks.after, kind.field(earlier)?.type != field.type {
            faults.note(
                line, "after 所指“\(earlier)”不存在或类型不同；请更正",
                "after names \(earlier), which is no field of the same type; mend it")
        }
        if let larger = field.checks.atMost,
            field.type != .number || kind.field(larger)?.type != .number
        {
            faults.note(
                line, "at_most 所指“\(larger)”和本字段都须为 number 字段；请更正",
                "at_most names \(larger), and both have to be fields of type number; mend it")
        }
        if case .desk(let desk) = field.filler, !desks.contains(desk) {
            faults.note(
                line, "filled_by 所指窗口“\(desk)”不在流程里；请更正",
                "filled_by names the desk \(desk), which is in no stage; mend it")
        }
    }
}

private func checkStages(_ kind: ApplicationKind, _ lines: KindLines, _ faults: FaultList) {
    var seen: Set<String> = []
    for (stage, line) in zip(kind.stages, lines.stages) {
        if !seen.insert(stage.id).inserted {
            faults.note(
                line, "环节“\(stage.id)”出现两次；请改其中之一",
                "the stage \(stage.id) is there twice; rename one")
        }
        for condition in [stage.when] + stage.desks.map(\.when) {
            if let condition { checkFields(of: condition, kind, line, faults) }
        }
    }
    let skipped = kind.fastLanes.flatMap(\.skips)
    for stage in skipped where !seen.contains(stage) {
        faults.note(
            lines.fastLanes, "没有环节“\(stage)”可跳过；请更正",
            "there is no stage \(stage) to be skipped; mend it")
    }
    // Each firm has to find somebody who decides, whatever it writes into the form.
    let lasting = kind.stages.contains { stage in
        stage.when == nil && stage.desks.contains { $0.when == nil } && !skipped.contains(stage.id)
    }
    if !lasting {
        faults.note(
            lines.file, "每个环节都有条件或可跳过，可能无人审批；请至少留一个无条件的窗口",
            "each stage has a condition or can be skipped, so nobody might decide; leave one desk"
                + " without a condition")
    }
    if kind.filers.isEmpty {
        faults.note(lines.file, "filers 为空；请写 firm 或 gate", "filers is empty; name firm or gate")
    }
}

private func checkFields(
    of condition: Condition, _ kind: ApplicationKind, _ line: Int, _ faults: FaultList
) {
    for field in condition.fields.sorted() where kind.field(field) == nil {
        faults.note(
            line, "条件所指字段“\(field)”不存在；请更正",
            "a condition asks for the field \(field), which is not there"
        )
    }
}
