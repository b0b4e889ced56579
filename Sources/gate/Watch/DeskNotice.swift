// The short texts of the guard's desk, beside those of the verdicts.
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// Something to know about what was just done, or why it was not.
enum DeskNotice {
    case unknownKey(Character)
    case strayKeys
    case severalCodes(Int)
    case nothingToJudge
    case nothingScanned
    case noPlate
    case directionIs(Direction)
    case notOnDuty
    case refused(ActionRefusal)
    /// To judge an admitted code again would admit it twice.
    case alreadyAdmitted
    case shiftOver
    case noted

    var text: BilingualText {
        switch self {
        case .unknownKey(let letter):
            BilingualText(
                "没有命令 /\(letter)；/? 列出全部命令。", "There is no command /\(letter); /? lists them all.")
        case .strayKeys:
            BilingualText(
                "手动输入请先按 / 键；/? 列出全部命令。", "To type, press / first; /? lists the commands.")
        case .severalCodes(let count):
            BilingualText(
                "一次读到 \(count) 个码，逐个判定见下表；大字为最需处理的一个。",
                "\(count) codes at once, each in the list; the wall shows the one to see to first.")
        case .nothingToJudge:
            BilingualText("还没有可以再判的码；请先扫码。", "There is no code to judge again; scan one first.")
        case .nothingScanned:
            BilingualText("还没有判定；请先扫码。", "There is no verdict yet; scan a code first.")
        case .noPlate:
            BilingualText("上一条不是车辆通行证，没有车牌。", "The last one is no vehicle's pass; it has no plate.")
        case .directionIs(let direction):
            switch direction {
            case .inward: BilingualText("现在核验：进。", "Now checking: in.")
            case .outward: BilingualText("现在核验：出。", "Now checking: out.")
            }
        case .notOnDuty: BilingualText("没有人值班；请先登录：/g。", "Nobody is on duty; log in first: /g.")
        case .refused(let refusal): refusal.text
        case .alreadyAdmitted:
            BilingualText(
                "已经放行，不再重判；有疑问先拒绝：/x。",
                "Already admitted, not judged again; where in doubt, refuse first: /x.")
        case .shiftOver:
            BilingualText(
                "值班登录已失效（满 13 小时，或数据包已换）；请重新登录：/g。",
                "The log-in has ended (13 h are over, or the bundle changed); log in again: /g.")
        case .noted: BilingualText("已记录。", "Recorded.")
        }
    }
}

extension GuardRefusal {
    /// Whether the badge was right and only the code was not.
    var isAboutCode: Bool {
        switch self {
        case .wrongCode: true
        case .noBundle, .badgeRefused, .noGuard, .locked, .sameGuard: false
        }
    }
}
