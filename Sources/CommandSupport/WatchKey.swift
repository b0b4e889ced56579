// The keys of `gate watch`, in the order in which they are shown: `gate` obeys them, and the page
// that `gatepass` prints for the guard lists them. Tests: Tests/CommandTests/WatchKeyTests.swift.
package import PassFormat

/// What the guard asks for with a key.
package enum WatchKey: Character, Sendable, CaseIterable {
    /// Pressed before each letter, which a scanner types too.
    ///
    /// It types this as well, where a stranger's code holds it: only a hand's keys are commands,
    /// and those are told by time.
    package static let prefix: Character = "/"

    case override = "o"
    case letLeave = "l"
    case refuse = "x"
    case annul = "z"
    case note = "n"
    case direction = "d"
    case passNumber = "p"
    case plateLookup = "c"
    case employee = "e"
    case plateAsShown = "v"
    case anotherPlate = "w"
    case driver = "r"
    case temperature = "t"
    case logIn = "g"
    case quit = "q"
    case help = "?"

    /// The letter behind the prefix.
    package var letter: Character { rawValue }

    /// What it does, in a few words.
    package var text: BilingualText {
        switch self {
        case .override: BilingualText("例外放行", "admit as an exception")
        case .letLeave: BilingualText("放其离开", "let leave")
        case .refuse: BilingualText("拒绝（虽显示放行）", "refuse in spite of ALLOW")
        case .annul: BilingualText("作废上一条", "annul the last")
        case .note: BilingualText("备注", "note")
        case .direction: BilingualText("方向", "direction")
        case .passNumber: BilingualText("输入证号", "type a pass number")
        case .plateLookup: BilingualText("输入车牌查询", "look a plate up")
        case .employee: BilingualText("输入工号", "type an employee number")
        case .plateAsShown: BilingualText("车牌相符", "plate as shown")
        case .anotherPlate: BilingualText("另一车牌", "another plate")
        case .driver: BilingualText("驾驶员", "driver")
        case .temperature: BilingualText("体温", "temperature")
        case .logIn: BilingualText("登录/交班", "log in, change of shift")
        case .quit: BilingualText("退出", "quit")
        case .help: BilingualText("帮助", "help")
        }
    }

    /// What Esc does, which needs no prefix.
    package static let cancelText = BilingualText("取消", "cancel")
}
