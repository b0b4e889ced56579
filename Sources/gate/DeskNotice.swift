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
    case directionIs(Direction?)
    case notOnDuty
    case forbidden(VerdictCode)
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
            case nil: BilingualText("现在按本门的方向核验。", "Now checking as this gate is set.")
            }
        case .notOnDuty: BilingualText("没有人值班；请先登录：/g。", "Nobody is on duty; log in first: /g.")
        case .forbidden(let code): ActionRefusal.forbidden(code).text
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
