// What guards are told about log-in, shift and override.
import CommandSupport
import GateState
import PassCheck
import PassFormat

extension GuardRefusal {
    /// The word of the JSON documents.
    var word: String {
        switch self {
        case .noBundle: "NO_BUNDLE"
        case .badgeRefused(let code): code.rawValue
        case .noGuard: "NO_GUARD"
        case .wrongCode: "WRONG_CODE"
        case .locked: "LOCKED"
        case .sameGuard: "SAME_GUARD"
        }
    }

    /// What was wrong and what to do.
    var text: BilingualText {
        switch self {
        case .noBundle:
            BilingualText(
                "本机没有数据包，无法核对值班人员；请先装载数据包。",
                "There is no bundle, so no guard is known; load one first.")
        case .badgeRefused(let code):
            BilingualText(
                "这张证不能登录：\(code.reason.chinese)请扫本人现用的证 [\(code.rawValue)]。",
                "This badge logs nobody in: \(code.reason.english) Scan your own badge in use"
                    + " [\(code.rawValue)].")
        case .noGuard:
            BilingualText(
                "持证人不是本门的值班人员；请管理员用 `gatepass guard add` 添加后再装载数据包。",
                "The holder is no guard of this gate; have them added by `gatepass guard add` and"
                    + " load the new bundle.")
        case .wrongCode(let left):
            BilingualText("口令不对，还可再试 \(left) 次。", "Wrong code; \(left) attempts left.")
        case .locked:
            BilingualText(
                "口令连错 \(GuardLimits.wrongCodes) 次，已锁定；请管理员重设口令并装载新数据包。",
                "Locked after \(GuardLimits.wrongCodes) wrong codes; have a new code set and load"
                    + " the new bundle.")
        case .sameGuard:
            BilingualText("须由另一名值班人员确认。", "Another guard has to confirm.")
        }
    }
}

extension ActionRefusal {
    /// Why nothing was done and what to do.
    var text: BilingualText {
        switch self {
        case .notOnDuty:
            BilingualText(
                "没有人值班；请先登录（扫证，输口令）。", "Nobody is on duty; log in first (badge, then code).")
        case .notRecorded:
            BilingualText("这次扫码没有记录，无法处理。", "That scan left no record to act on.")
        case .forbidden(let code):
            BilingualText(
                "按规定不得例外放行：\(code.reason.chinese)[\(code.rawValue)]",
                "The rules allow no exception: \(code.reason.english) [\(code.rawValue)]")
        case .admittedAlready:
            BilingualText("已经放行，无须例外。", "It was admitted already.")
        case .notOutward:
            BilingualText(
                "这次核验的方向不是“出”；请先按 /d 改为“出”，再扫一次。",
                "This was not checked for the way out; set it by /d, then scan again.")
        case .notAdmitted:
            BilingualText("没有放行，无可撤销。", "It was not admitted; there is nothing to take back.")
        case .secondGuardNeeded(let limit):
            BilingualText(
                "本班例外放行已满 \(limit) 次，须第二名值班人员扫证并输口令确认。",
                "\(limit) overrides were given in this shift; a second guard has to confirm with"
                    + " badge and code.")
        case .dataChanged:
            BilingualText(
                "扫码之后装了新数据包；请重新扫码再定。",
                "New data came since the scan; scan again and decide then.")
        case .badText:
            BilingualText("请写明原因（1 至 200 字）。", "Give a reason of 1 to 200 characters.")
        case .timeFarOff:
            BilingualText(
                "这个时间与系统时钟、数据包的签发时间都相差十年以上；请核对年份后再试。",
                "That time is more than ten years from the machine's clock and from the bundle's"
                    + " issue; check the year, then try again.")
        case .gate(let error): error.text
        }
    }
}

extension ShiftSummary {
    /// The shift as JSON.
    var document: JSONText {
        .object([
            "name": JSONText(name), "since": JSONText(since.seconds),
            "until": JSONText(until.seconds), "admitted": JSONText(admitted),
            "reviewed": JSONText(reviewed), "denied": JSONText(denied),
            "undecided": JSONText(undecided), "overrides": JSONText(overrides),
            "let_out": JSONText(letOut), "refused": JSONText(refused),
            "annulled": JSONText(annulled), "barrier_failures": JSONText(barrierFailures),
        ])
    }

    /// The shift for a person.
    func lines(utcOffsetMinutes: Int64) -> [BilingualText] {
        let from = since.siteText(utcOffsetMinutes: utcOffsetMinutes)
        let to = until.siteText(utcOffsetMinutes: utcOffsetMinutes)
        let who = printable(name ?? "-")
        return [
            BilingualText("本班：\(who)，\(from) 至 \(to)", "Shift: \(who), \(from) to \(to)"),
            BilingualText(
                "放行 \(admitted)，人工核验 \(reviewed)，不予放行 \(denied)，无法判定 \(undecided)",
                "admitted \(admitted), checked by hand \(reviewed), denied \(denied), undecided"
                    + " \(undecided)"),
            BilingualText(
                "例外放行 \(overrides)，放其离开 \(letOut)，拒绝 \(refused)，作废 \(annulled)，"
                    + "道闸未开 \(barrierFailures)",
                "overrides \(overrides), let out \(letOut), refused \(refused), annulled"
                    + " \(annulled), barrier failures \(barrierFailures)"),
        ]
    }
}
