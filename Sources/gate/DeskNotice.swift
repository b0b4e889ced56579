// The short texts of the guard's desk, beside those of the verdicts.
import CommandSupport
import PassFormat

/// Something to know about what was just done.
enum DeskNotice {
    case unknownKey(Character)
    case strayKeys
    case severalCodes(Int)
    case nothingToJudge
    case noPlate
    case directionIs(Direction?)

    var text: BilingualText {
        switch self {
        case .unknownKey(let letter):
            BilingualText(
                "没有命令 /\(letter)；/? 列出全部命令。", "There is no command /\(letter); /? lists them all.")
        case .strayKeys:
            BilingualText("手动输入请先按 / 键；/? 列出全部命令。", "To type, press / first; /? lists the commands.")
        case .severalCodes(let count):
            BilingualText(
                "一次读到 \(count) 个码，逐个判定见下表；大字为最需处理的一个。",
                "\(count) codes at once, each in the list; the wall shows the one to see to first.")
        case .nothingToJudge:
            BilingualText("还没有可以再判的一条；请先扫码。", "There is nothing to judge again; scan a code first.")
        case .noPlate:
            BilingualText("上一条不是车辆通行证，没有车牌。", "The last one is no vehicle's pass; it has no plate.")
        case .directionIs(let direction):
            switch direction {
            case .inward: BilingualText("现在核验：进。", "Now checking: in.")
            case .outward: BilingualText("现在核验：出。", "Now checking: out.")
            case nil: BilingualText("现在按本门的方向核验。", "Now checking as this gate is set.")
            }
        }
    }
}
