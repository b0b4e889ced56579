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
        case .notOnDuty: ActionRefusal.notOnDuty.text
        case .forbidden(let code): ActionRefusal.forbidden(code).text
        case .noted: BilingualText("已记录。", "Recorded.")
        }
    }
}

extension ActionRefusal {
    /// Why nothing was done, and what can be.
    var text: BilingualText {
        switch self {
        case .notOnDuty:
            BilingualText("请先登录（/g）：没有保安在岗，不能这样处理。", "Log in first (/g): nobody is on duty who may do this.")
        case .notRecorded:
            BilingualText("这一条没有写入记录，不能处理；请再扫一次。", "It was not recorded, so nothing can be done about it; scan again.")
        case .forbidden(let code):
            BilingualText(
                "不得破例：\(code.reason.chinese) [\(code.rawValue)] 请拦下并上报。",
                "No exception here: \(code.reason.english) [\(code.rawValue)] Stop them and report it.")
        case .admittedAlready:
            BilingualText("这一条已经放行，不用再放。", "It was admitted already; there is nothing to override.")
        case .notAdmitted:
            BilingualText("这一条没有放行，没有可以收回的。", "It was not admitted; there is nothing to take back.")
        case .secondGuardNeeded(let limit):
            BilingualText(
                "本班例外已到 \(limit) 次，须另一名保安扫证并输入口令。",
                "This shift had \(limit) exceptions; another guard must scan a badge and type the code.")
        case .badText:
            BilingualText("请写明原因，最多 200 字。", "Give a reason, of at most 200 characters.")
        case .gate(let error): error.text
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

    /// Why nobody is logged in, and what to do.
    var text: BilingualText {
        switch self {
        case .noBundle: BilingualText("本机没有数据包，不能登录。", "This gate has no data, so nobody can log in.")
        case .badgeRefused(let code):
            BilingualText(
                "此证不能登录：\(code.reason.chinese) [\(code.rawValue)]",
                "This badge logs nobody in: \(code.reason.english) [\(code.rawValue)]")
        case .noGuard:
            BilingualText("此证的持有人不是本门保安。", "The holder of this pass is no guard of this gate.")
        case .wrongCode(let left):
            BilingualText("口令不对，还可试 \(left) 次。", "Wrong code; attempts left: \(left).")
        case .locked:
            BilingualText("口令错误次数过多，已锁定；请签发中心重设口令。", "Locked after too many wrong codes; the office sets a new one.")
        case .sameGuard:
            BilingualText("须由另一名保安确认，不能是本人。", "Another guard must confirm, not the one on duty.")
        }
    }
}
