// What stands on the guard's page. Verdicts and keys come from where the gate's screen has them, so
// that page and screen cannot differ. Tests: Tests/CommandTests/GuardSheetTests.swift.
import CommandSupport
import PassCheck
import PassFormat

/// One page for a gate.
struct GuardSheet {
    /// Site and gate; nil leaves a line to write on.
    let place: String?
    /// The language that comes first; the other one follows in small.
    let language: Language

    /// What a guard meets most often, and what stops a gate.
    static let codes: [VerdictCode] = [
        .unreadable, .notOurCode, .badTag, .notYetValid, .expired, .revoked, .superseded,
        .wrongZone, .wrongGate, .wrongDirection, .outsideDayWindow, .plateMismatch, .liveStale,
        .passback, .healthNeeded, .unknownPass, .notChecked, .bundleStale, .bundleExpired,
        .clockSuspect, .noBundle, .journalFailed,
    ]

    /// The four outcomes, best first.
    static let outcomes: [Outcome?] = [.allow, .review, .deny, nil]

    static let title = BilingualText("门岗值班卡", "Guard's card")
    static let placeLabel = BilingualText("场所与门岗", "Site and gate")
    static let coloursTitle = BilingualText("先看颜色", "First the colour")
    static let codesTitle = BilingualText("再看原因", "Then the reason")
    static let troublesTitle = BilingualText("遇到这些情况", "When this happens")
    static let callTitle = BilingualText("找谁", "Whom to call")
    static let testTitle = BilingualText("扫码器测试码", "Scanner test code")
    static let testHint = BilingualText(
        "读码不正常时：运行 gate doctor --scanner，扫这个码，按提示设置扫码器。",
        "When scans go wrong: run gate doctor --scanner, scan this code, do as it says."
    )

    static let keysTitle = BilingualText(
        "按键：先按 \(WatchKey.prefix) 再按字母，Esc \(WatchKey.cancelText.chinese)",
        "Keys: \(WatchKey.prefix), then the letter; Esc: \(WatchKey.cancelText.english)")

    /// What to do at each colour.
    static func advice(for outcome: Outcome?) -> BilingualText {
        switch outcome {
        case .allow: VerdictCode.ok.action(for: .allow)
        case .review:
            BilingualText(
                "核对本人和证件；属实才放行，并写明原因。", "Compare person and papers; admit only if they agree.")
        case .deny:
            BilingualText(
                "拦下，看原因，照做；不争执，可打电话。", "Stop them, do as the reason says; call if in doubt.")
        case nil:
            BilingualText("不要凭本机放行；人工登记，打电话。", "Do not admit by this gate; write it down, call.")
        }
    }

    /// The keys that a text names, as they are pressed.
    private static func key(_ key: WatchKey) -> String { "\(WatchKey.prefix)\(key.letter)" }

    /// Situations, and what to do in each.
    static let troubles: [(what: BilingualText, todo: BilingualText)] = [
        (
            BilingualText("码读不出", "Code cannot be read"),
            BilingualText(
                "擦净、展平、避反光；还不行按 \(key(.passNumber)) 输证号、\(key(.plateLookup)) 输车牌、"
                    + "\(key(.employee)) 输工号，再核对证件。",
                "Wipe, flatten, no glare; else \(key(.passNumber)) pass number, "
                    + "\(key(.plateLookup)) plate, \(key(.employee)) employee number; see papers."
            )
        ),
        (
            BilingualText("手机没电", "Dead phone"),
            BilingualText(
                "同上，输证号或工号并核对证件；不用别人的码。",
                "As above, by number, and compare papers; nobody else's code.")
        ),
        (
            BilingualText("没有网络", "No network"),
            BilingualText(
                "照常核验，本机不靠网络；数据变旧时请管理员用 U 盘送新数据包。",
                "Go on: the gate needs none. When its data is old, have a bundle brought."
            )
        ),
        (
            BilingualText("时间可疑", "Clock suspect"),
            BilingualText(
                "对手表；人工核对有效期；请管理员运行 gate clock accept。",
                "Compare with a watch, check dates by hand, have gate clock accept run.")
        ),
        (
            BilingualText("道闸不动", "Barrier stuck"),
            BilingualText(
                "记录已写好，不要重扫；手动开闸、看着通过、落闸，再报修。",
                "The record stands, do not scan again; open by hand, watch them through, report it."
            )
        ),
        (
            BilingualText("扫错了", "Wrong scan"),
            BilingualText(
                "按 \(key(.annul)) 作废上一条并写原因；例外放行按 \(key(.override))，也写原因。",
                "\(key(.annul)) annuls the last with a reason; \(key(.override)) admits as an "
                    + "exception, with a reason.")
        ),
        (
            BilingualText("上班交班", "Change of shift"),
            BilingualText(
                "按 \(key(.logIn)) 扫自己的值班码并输密码；离开必退出，不借用。",
                "\(key(.logIn)), your own badge and code; log out when you leave, lend nothing."
            )
        ),
        (
            BilingualText("机器坏、停电", "Gate down"),
            BilingualText(
                "不凭印象放行；纸上记时间、姓名、证号、车牌，打电话请示。恢复后先看时间和数据，再扫码。",
                "Admit nobody from memory; write down time, name, number, plate, and call. "
                    + "When it is back, look at its time and data before you scan.")
        ),
    ]

    /// Lines to be filled in by hand.
    static let calls: [BilingualText] = [
        BilingualText("值班负责人", "Duty officer"), BilingualText("系统管理员", "Administrator"),
        BilingualText("签发中心", "Issuer"), BilingualText("道闸报修", "Barrier repair"),
        BilingualText("医务", "First aid"),
    ]

    /// What a code comes to where the policy leaves a choice: the careful one of the two.
    static func outcome(of code: VerdictCode) -> Outcome? { code.outcome(unknown: .review) }

    /// A text in the page's first language.
    func first(_ text: BilingualText) -> String { text.text(in: language) }

    /// The same in the other one.
    func second(_ text: BilingualText) -> String {
        text.text(in: language == .chinese ? .english : .chinese)
    }
}
