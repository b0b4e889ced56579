// What desks do with an application's steps, and what is ticked off at the exit.
import ApplicationKinds
import Approvals
import Authority
import HTTPTypes
import Issuance

/// - Parameter kinds: what can be filed.
func stepEndpoints(_ kinds: KindReading) -> [Endpoint] {
    let steps = "/api/v1/applications/{application}/steps/{step}"
    return [
        step("\(steps)/take", "takeStep", .takeApplications, kinds) { step, fields in
            try fields.check()
            return .take(step: step)
        },
        step("\(steps)/approve", "approveStep", .decideApplications, kinds) { step, fields in
            var approval = Approval()
            approval.note = fields.optionalText("note", 1...1000)
            approval.values = fields.optionalForm("values") ?? [:]
            approval.findings = fields.optionalList("checklist", 0...100, finding) ?? []
            try fields.check()
            return .approve(step: step, approval)
        },
        step("\(steps)/refuse", "refuseStep", .decideApplications, kinds) { step, fields in
            .refuse(step: step, reason: try fields.checked(fields.text("reason", 1...1000)))
        },
        step("\(steps)/return", "returnStep", .decideApplications, kinds) { step, fields in
            let marks = fields.optionalForm("marks") ?? [:]
            let texts = marks.compactMapValues { (mark) -> String? in
                if case .text(let text) = mark { text } else { nil }
            }
            if texts.count < marks.count {
                fields.refuse("marks", "FIELD_TYPE", "每项应为文字", "expected texts")
            }
            let reason = try fields.checked(fields.text("reason", 1...1000))
            return .giveBack(step: step, reason: reason, marks: texts)
        },
        step("\(steps)/ask", "askApplicant", .decideApplications, kinds) { step, fields in
            .ask(step: step, text: try fields.checked(fields.text("text", 1...1000)))
        },
        step("\(steps)/hand-on", "handOnStep", .handOnApplications, kinds) { step, fields in
            let account = fields.optionalInteger("account", 1...Int64.max)
            let desk = fields.optionalText("desk", 1...40)
            switch (account, desk) {
            case (let account?, nil):
                try fields.check()
                return .handOn(step: step, to: .person("account:\(account)"))
            case (nil, let desk?):
                try fields.check()
                return .handOn(step: step, to: .desk(desk))
            default:
                fields.refuse(
                    "account", "FIELD_CHOICE", "应写 account 或 desk 之一",
                    "expected account or desk, one of them")
                try fields.check()
                return .take(step: step)
            }
        },
        Endpoint(
            .post, "/api/v1/applications/{application}/items/{item}/tick", "tickItem",
            .permitted(.checkCodes) { try $0.wholeApplication(kinds) },
            .work { call in
                var fields = try call.fields()
                try fields.check()
                return try .json(
                    call.applications(kinds).perform(
                        .tickOff(item: try call.place("item")),
                        on: try call.applicationNumber(), as: .gate))
            }),
    ]
}

/// One deed at a step, in the part of its desk.
private func step(
    _ path: String, _ operation: String, _ action: Action, _ kinds: KindReading,
    _ read: @escaping @Sendable (Int, inout Fields) throws -> ApplicationAction
) -> Endpoint {
    Endpoint(
        .post, path, operation,
        .permitted(action) { try $0.wholeApplication(kinds) },
        .work { call in
            var fields = try call.fields()
            let deed = try read(try call.place("step"), &fields)
            return try .json(
                call.applications(kinds).perform(
                    deed, on: try call.applicationNumber(), as: .desk))
        })
}

private func finding(_ fields: inout Fields, _ name: String) -> PointFinding? {
    fields.optionalObject(name) { inner in
        let note = inner.optionalText("note", 1...1000)
        guard let point = inner.text("point", 1...40),
            let result = inner.choice("result", of: PointFinding.Result.self)
        else { return nil }
        return PointFinding(point: point, result: result, note: note)
    }
}
