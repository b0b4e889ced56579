// The texts of the engine's refusals.
package import PassFormat

extension EngineRefusal {
    /// For programs, for instance `APPLICATION_TAKEN`.
    package var code: String {
        switch self {
        case .filer: "APPLICATION_FILER"
        case .form: "APPLICATION_FORM"
        case .noDesk: "APPLICATION_NO_DESK"
        case .emptyDesk: "APPLICATION_EMPTY_DESK"
        case .status: "APPLICATION_STATUS"
        case .notYours: "APPLICATION_NOT_YOURS"
        case .noSuchStep: "APPLICATION_STEP"
        case .stepDone: "APPLICATION_DECIDED"
        case .takenBy: "APPLICATION_TAKEN"
        case .decidedBefore: "APPLICATION_DECIDED_BEFORE"
        case .ownApplication: "APPLICATION_OWN"
        case .noSuchQuestion: "APPLICATION_QUESTION"
        case .answered: "APPLICATION_ANSWERED"
        case .noReason: "APPLICATION_NO_REASON"
        case .notToBeChanged: "APPLICATION_UNCHANGEABLE"
        case .notToBeMarked: "APPLICATION_MARKS"
        case .checklist: "APPLICATION_CHECKLIST"
        case .cannotHandTo: "APPLICATION_HAND_ON"
        case .noSuchItem: "APPLICATION_ITEM"
        case .ticked: "APPLICATION_TICKED"
        case .nothingDue: "APPLICATION_NOT_DUE"
        }
    }

    /// What was found, what to do.
    package var text: BilingualText {
        switch self {
        case .filer:
            BilingualText(
                "此类申请不能由此处提交；请由单位（或门岗）提交",
                "this kind is not filed from here; file it from the firm, or the gate")
        case .form(let problems):
            BilingualText(
                problems.map(\.text.chinese).joined(separator: "\n"),
                problems.map(\.text.english).joined(separator: "\n"))
        case .noDesk:
            BilingualText(
                "按所填内容没有任何窗口受理；请检查申请种类的流程",
                "no desk decides on such a form; check the kind's stages")
        case .emptyDesk(let desk):
            BilingualText(
                "窗口“\(desk)”无人；请先安排人员", "nobody sits at the desk \(desk); give it somebody first")
        case .status(let status):
            BilingualText(
                "申请现为“\(status.rawValue)”，不能这样做；请刷新后再看",
                "the application is \(status.rawValue), which does not allow this; look again")
        case .notYours:
            BilingualText(
                "此事不归您办；请交由该窗口或申请人",
                "this is not for you to do; leave it to the desk or the applicant")
        case .noSuchStep(let step):
            BilingualText("没有步骤 \(step)；请刷新", "there is no step \(step); look again")
        case .stepDone(let step):
            BilingualText("步骤 \(step) 已了结；请刷新", "step \(step) is over; look again")
        case .takenBy(let who):
            BilingualText("已由 \(who) 接办；请与其联系", "\(who) has taken it; turn to them")
        case .decidedBefore:
            BilingualText(
                "您（或您所代理的人）已在本轮表决，一人不决两次；请交由他人",
                "you, or whom you stand in for, decided in this round; leave it to another")
        case .ownApplication:
            BilingualText("这是您提交的申请，须由他人决定", "you filed this; another has to decide")
        case .noSuchQuestion(let question):
            BilingualText("没有问题 \(question)；请刷新", "there is no question \(question); look again")
        case .answered(let question):
            BilingualText("问题 \(question) 已答复", "question \(question) is answered")
        case .noReason:
            BilingualText("请写明理由或内容（1–1000 字）", "say why or what, in 1 to 1000 characters")
        case .notToBeChanged(let fields):
            BilingualText(
                fields.isEmpty
                    ? "没有改动；请至少改一项" : "不能改动：\(fields.joined(separator: "、"))；请去掉它们，或另行申请",
                fields.isEmpty
                    ? "nothing is changed; change at least one field"
                    : "not to be changed: \(fields.joined(separator: ", "));"
                        + " leave them, or apply anew")
        case .notToBeMarked(let fields):
            BilingualText(
                "申请人的表中没有这些字段：\(fields.joined(separator: "、"))；"
                    + "请在 marks 中只写申请人所填的字段",
                "the applicant's form has no field \(fields.joined(separator: ", ")); mark only"
                    + " fields that the applicant fills in")
        case .checklist(let missing, let failing):
            BilingualText(
                "检查清单不符"
                    + Self.listed([("，未填或多出：", missing), ("，不合格：", failing)], by: "、")
                    + "；请逐项填写一次，或退回更正",
                "the checklist is not as it has to be"
                    + Self.listed(
                        [(", missing or not on it: ", missing), (", not in order: ", failing)],
                        by: ", ")
                    + "; fill in each point once, or return for correction")
        case .cannotHandTo(let whom):
            BilingualText(
                "不能转交“\(whom)”；请选同窗口未表决者，或流程所列窗口",
                "cannot hand on to \(whom); choose somebody of this desk who has not decided, or"
                    + " a desk that the kind names")
        case .noSuchItem(let item):
            BilingualText("清单里没有第 \(item) 项", "there is no item \(item) in the list")
        case .ticked(let item):
            BilingualText("第 \(item) 项已核销", "item \(item) was ticked off before")
        case .nothingDue: BilingualText("没有到期的步骤", "no clock has run out")
        }
    }

    /// Only those that have something to name.
    private static func listed(_ parts: [(String, [String])], by separator: String) -> String {
        parts.filter { !$0.1.isEmpty }.map { $0.0 + $0.1.joined(separator: separator) }.joined()
    }
}
