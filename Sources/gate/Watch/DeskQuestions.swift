// What the guard's desk asks, and how an answer is typed.
import CommandSupport
import GateState
import Identifiers
import PassCheck
import PassFormat
import WatchScreen

/// What is asked, and what the answer is for.
enum Question {
    case passNumber, plateLookup, organisation
    case employee(organisation: UInt32)
    case anotherPlate, driver, temperature
    case overrideReason, leaveReason, refuseReason, annulReason, note
    /// Somebody is on duty already: who comes next, or nobody?
    case shiftEnd
    case badge
    case code(badge: [UInt8])
    /// The second guard's, for an override past the limit.
    case secondBadge(reason: String)
    case secondCode(reason: String, badge: [UInt8])

    /// The question on the screen.
    var prompt: GuardPrompt {
        switch self {
        case .passNumber:
            GuardPrompt(title: BilingualText("证号（15 位数字）", "Pass number (15 digits)"))
        case .plateLookup: GuardPrompt(title: BilingualText("要查的车牌", "Plate to look up"))
        case .organisation: GuardPrompt(title: BilingualText("单位编号", "The firm's number"))
        case .employee: GuardPrompt(title: BilingualText("工号", "Employee number"))
        case .anotherPlate: GuardPrompt(title: BilingualText("看到的车牌", "The plate as seen"))
        case .driver: GuardPrompt(title: BilingualText("驾驶员全名", "The driver's whole name"))
        case .temperature:
            GuardPrompt(title: BilingualText("体温，如 36.5", "Temperature in °C, such as 36.5"))
        case .overrideReason:
            GuardPrompt(
                title: BilingualText("为什么放行？按数字，或写明原因", "Why admit? A digit, or your words"),
                choices: reasons)
        case .leaveReason:
            GuardPrompt(
                title: BilingualText("为什么放其离开？按数字，或写明原因", "Why let leave? A digit, or your words"),
                choices: reasons)
        case .refuseReason:
            GuardPrompt(
                title: BilingualText("为什么拒绝？按数字，或写明原因", "Why refuse? A digit, or your words"),
                choices: reasons)
        case .annulReason:
            GuardPrompt(
                title: BilingualText("为什么作废？按数字，或写明原因", "Why annul? A digit, or your words"),
                choices: reasons)
        case .note: GuardPrompt(title: BilingualText("备注", "Note"))
        case .shiftEnd:
            GuardPrompt(title: BilingualText("交班", "End of shift"), choices: reasons)
        case .badge:
            GuardPrompt(title: BilingualText("请扫本人的证", "Scan your own badge"), echo: .hidden)
        case .code:
            GuardPrompt(
                title: BilingualText("输入本人的口令，按回车", "Type your code, then Enter"), echo: .hidden)
        case .secondBadge:
            GuardPrompt(
                title: BilingualText(
                    "本班例外已达上限，请另一名保安扫证", "Past this shift's limit: another guard scans the badge"),
                echo: .hidden)
        case .secondCode:
            GuardPrompt(
                title: BilingualText("另一名保安输入口令，按回车", "The other guard types the code, then Enter"),
                echo: .hidden)
        }
    }

    /// Answers that a digit gives.
    var reasons: [BilingualText] {
        switch self {
        case .overrideReason:
            [
                BilingualText("证件已核对，人证相符", "papers compared, the same person"),
                BilingualText("已打电话向单位核实", "the firm confirmed by telephone"),
                BilingualText("值班负责人同意", "the manager on duty agreed"),
                BilingualText("急救、消防等紧急情况", "emergency: ambulance, fire"),
                BilingualText("手机没电或纸码损坏", "dead phone or damaged paper"),
                BilingualText("本机数据或时间有误", "this gate's data or time is wrong"),
            ]
        case .leaveReason:
            [
                BilingualText("证件已核对，人证相符", "papers compared, the same person"),
                BilingualText("值班负责人同意", "the manager on duty agreed"),
                BilingualText("急救、消防等紧急情况", "emergency: ambulance, fire"),
            ]
        case .refuseReason:
            [
                BilingualText("人证不符", "another person than on the pass"),
                BilingualText("身体不适或体温异常", "unwell, or a temperature"),
                BilingualText("车上有未登记的人或货", "people or goods aboard that are not listed"),
                BilingualText("不听从安全要求", "does not follow safety rules"),
            ]
        case .annulReason:
            [
                BilingualText("扫错了人或车", "the wrong person or vehicle was scanned"),
                BilingualText("没有通过，已折返", "did not pass, turned back"),
                BilingualText("试机", "a trial"),
            ]
        case .shiftEnd:
            [
                BilingualText("下一班登录", "the next guard logs in"),
                BilingualText("只退出登录", "log out, nobody on duty"),
            ]
        case .passNumber, .plateLookup, .organisation, .employee, .anotherPlate, .driver,
            .temperature, .note, .badge, .code, .secondBadge, .secondCode:
            []
        }
    }

    /// The answer that a digit gives; a Chinese numeral begins a sentence instead.
    fileprivate func reason(of key: Character) -> BilingualText? {
        guard let digit = Int(FullWidth.fold(String(key))), reasons.indices.contains(digit - 1)
        else { return nil }
        return reasons[digit - 1]
    }

    /// Whether it is about what was judged last.
    fileprivate var isAboutLast: Bool {
        switch self {
        case .anotherPlate, .driver, .temperature, .overrideReason, .leaveReason, .refuseReason,
            .annulReason, .note:
            true
        case .passNumber, .plateLookup, .organisation, .employee, .shiftEnd, .badge, .code,
            .secondBadge, .secondCode:
            false
        }
    }

    /// Whether a scan is the answer.
    fileprivate var isForBadge: Bool {
        switch self {
        case .badge, .secondBadge: true
        default: false
        }
    }
}

/// An answer that cannot be used, and why; the question stands.
struct Unusable: Error {
    let text: BilingualText

    static let noBadge = Unusable(text: BilingualText("请用扫码枪扫证。", "Scan the badge, please."))
    /// A stranger's code may hold any keys.
    static let notByHand = Unusable(
        text: BilingualText(
            "扫码枪打的字不作数；请用手输入。", "What a scanner types is no answer; type by hand."))
}

extension GuardDesk {
    /// More scans than this do not wait for an answer: each has to be shown again.
    private static let mostWaitingScans = 50
    /// A field takes no more, of a hidden one in bytes: it is measured anew for each frame.
    private static let mostScalars = 400

    /// Puts a question.
    mutating func ask(_ next: Question) {
        question = next
        wipeSecret()
        var prompt = next.prompt
        prompt.waitingScans = waitingScans.count
        if next.isAboutLast, let last {
            prompt.about = "\(Tone(last.answer.verdict.outcome).sign) \(last.answer.who)"
        }
        screen.lower = .prompt(prompt)
        clearNotice()
    }

    /// Takes keys for the question that stands.
    mutating func answerQuestion(
        _ input: DeskInput, at moment: DeskMoment
    ) -> [DeskEffect] {
        guard let asked = question, case .prompt(var prompt) = screen.lower else { return [] }
        var given: String?
        switch input {
        case .character(let character):
            prompt.problem = nil
            if prompt.field.isEmpty, let reason = asked.reason(of: character) {
                given = reason.text(in: screen.language)
            } else if prompt.field.unicodeScalars.count + secret.count
                + character.unicodeScalars.count > Self.mostScalars
            {
                prompt.problem = BilingualText("太长了。", "This is too long.")
            } else if prompt.echo == .hidden {
                secret += Array(String(character).utf8)
            } else {
                prompt.field.append(character)
            }
        case .backspace:
            prompt.problem = nil
            if secret.isEmpty { _ = prompt.field.popLast() } else { wipeSecret() }
        case .scan(let bytes):
            if asked.isForBadge { return take(badge: bytes, for: asked, at: moment) }
            let before = waitingScans.count
            keep(sight(line: bytes, at: moment).new)
            prompt.waitingScans = waitingScans.count
            screen.lower = .prompt(prompt)
            return waitingScans.count > before ? [.sound(.review)] : []
        case .escape: return closeQuestion(at: moment)
        case .enter: given = prompt.field
        case .stray:
            // Of a code that is not shown nobody could tell what is missing.
            wipeSecret()
            prompt.problem = asked.isForBadge ? Unusable.noBadge.text : Unusable.notByHand.text
        case .command, .menu, .interrupt, .suspend, .redraw: break
        }
        if let given {
            do throws(Unusable) { return try take(given, for: asked, at: moment) } catch {
                // Another question may stand by now.
                if case .prompt(let standing) = screen.lower { prompt = standing }
                prompt.problem = error.text
            }
        }
        screen.lower = .prompt(prompt)
        return []
    }

    /// Ends the question and judges what was scanned meanwhile.
    mutating func closeQuestion(at moment: DeskMoment) -> [DeskEffect] {
        question = nil
        wipeSecret()
        screen.lower = .recent
        let waiting = waitingScans
        waitingScans = []
        return judge(waiting: waiting, at: moment)
    }

    /// Keeps scans until the question is closed, each once however often it is shown.
    private mutating func keep(_ scans: [Scan]) {
        for scan in scans
        where waitingScans.count < Self.mostWaitingScans
            && !waitingScans.contains(where: { $0.text == scan.text })
        {
            waitingScans.append(scan)
        }
    }

    private mutating func take(
        badge: [UInt8], for asked: Question, at moment: DeskMoment
    ) -> [DeskEffect] {
        // A scanner that holds the badge reads it again, and that is no entry.
        _ = sight(line: badge, at: moment)
        switch asked {
        case .secondBadge(let reason): ask(.secondCode(reason: reason, badge: badge))
        default: ask(.code(badge: badge))
        }
        return []
    }

    /// Writes over what was typed without being shown.
    mutating func wipeSecret() {
        for index in secret.indices { secret[index] = 0 }
        secret.removeAll()
    }
}
