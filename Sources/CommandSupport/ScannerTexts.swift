// What a person is told of a scanner, and how it is set right.
import PassFormat

extension HealthSubject {
    package static let scanner = HealthSubject("scanner", "扫码器", "Scanner")
}

extension ScannerFault {
    /// The same as a finding of `gate doctor --scanner`.
    ///
    /// A gate reads small and full-width letters and codes with something around them, so these are
    /// warnings.
    package var finding: HealthFinding {
        let subject = HealthSubject.scanner
        guard self != .right else {
            return subject.ok("测试码原样到达", "the test code arrived as it is")
        }
        return subject.finding(state, found, remedy: remedy)
    }

    private var state: HealthState {
        switch self {
        case .right: .ok
        case .capitals, .unevenCase, .fullWidth, .identifier, .prefix, .suffix: .warning
        case .nothing, .pass, .inputMethod, .germanKeyboard, .frenchKeyboard, .doubled, .lost,
            .endsWithTab, .endsWithoutEnter, .unknown:
            .fault
        }
    }

    private var found: BilingualText {
        switch self {
        case .right, .nothing: BilingualText("没有收到内容", "nothing arrived")
        case .pass: BilingualText("扫的是通行码，不是测试码", "that was a pass, not the test code")
        case .capitals:
            BilingualText(
                "大小写颠倒（大写锁定开着，或扫码器改大小写）", "capitals are inverted (Caps Lock, or set in the scanner)"
            )
        case .unevenCase:
            BilingualText("有的字母大写、有的小写：扫码器打字太快", "some letters are small: it types too fast")
        case .fullWidth:
            BilingualText("收到的是全角字符：输入法开着", "full-width characters: an input method is on")
        case .inputMethod:
            BilingualText("收到汉字或全角标点：输入法开着", "Chinese characters: an input method is on")
        case .germanKeyboard:
            BilingualText(
                "Y 与 Z 对调：扫码器与系统的键盘不一致（德式 QWERTZ）",
                "Y and Z are swapped: scanner and system differ in keyboard (QWERTZ)")
        case .frenchKeyboard:
            BilingualText(
                "A 与 Q、W 与 Z 对调：扫码器与系统的键盘不一致（法式 AZERTY）",
                "A and Q, W and Z are swapped: scanner and system differ in keyboard (AZERTY)"
            )
        case .doubled: BilingualText("字符重复", "characters are doubled")
        case .lost: BilingualText("有字符丢失", "characters are lost")
        case .identifier: BilingualText("前面带 AIM 识别符（]Q1）", "an AIM identifier (]Q1) comes first")
        case .prefix: BilingualText("前面多了字符", "something comes before the code")
        case .suffix: BilingualText("后面多了字符", "something comes behind the code")
        case .endsWithTab: BilingualText("以 Tab 结束，不是回车", "it ends with Tab, not Enter")
        case .endsWithoutEnter: BilingualText("末尾没有回车", "no Enter at the end")
        case .unknown: BilingualText("收到的与测试码不像", "what arrived is not like the test code")
        }
    }

    private var remedy: BilingualText {
        switch self {
        case .right, .nothing:
            BilingualText(
                "检查连线、供电和配对；在扫码器说明书里扫「USB 键盘（HID）」设置码",
                "check cable, power, pairing; scan \"USB keyboard (HID)\" in the scanner's manual"
            )
        case .pass:
            BilingualText(
                "扫值班卡上印的测试码：gatepass print guard-card",
                "scan the test code of `gatepass print guard-card`")
        case .capitals:
            BilingualText(
                "按 Caps Lock 关掉大写锁定；还不行，扫说明书里的「不转换大小写」。本机照样能读通行码",
                "press Caps Lock; else scan \"no case conversion\" in the manual. Passes are read"
                    + " all the same")
        case .unevenCase:
            BilingualText(
                "在说明书里扫「字符间延时」，加到 10–20 毫秒。本机照样能读通行码",
                "scan \"inter-character delay\" in the manual, 10 to 20 ms. Passes are read all the"
                    + " same")
        case .fullWidth:
            BilingualText(
                "按 Ctrl+空格 关输入法，按 Shift+空格 回到半角。本机照样能读通行码",
                "switch the input method off with Ctrl+Space, full width with Shift+Space. Passes"
                    + " are read all the same")
        case .inputMethod:
            BilingualText(
                "按 Ctrl+空格 关输入法；最好在这台机器上卸掉输入法",
                "switch the input method off with Ctrl+Space; best take it off this machine")
        case .germanKeyboard, .frenchKeyboard:
            BilingualText(
                "在说明书里扫「美式键盘（US keyboard）」，系统键盘也设为美式：setxkbmap us 或 loadkeys us",
                "scan \"US keyboard\" in the manual, and set the system to it: `setxkbmap us` or"
                    + " `loadkeys us`")
        case .doubled:
            BilingualText(
                "在说明书里扫「字符间延时」；远程桌面或虚拟机里请关掉按键重复",
                "scan \"inter-character delay\" in the manual; switch key repeat off in a remote"
                    + " desktop or virtual machine")
        case .lost:
            BilingualText(
                "在说明书里扫「字符间延时」；换个 USB 口，不用分线器",
                "scan \"inter-character delay\" in the manual; use another USB port, without a hub")
        case .identifier:
            BilingualText(
                "在说明书里扫「关闭 AIM ID / 码制标识」。本机照样能读通行码",
                "scan \"AIM ID off\" in the manual. Passes are read all the same")
        case .prefix, .suffix:
            BilingualText(
                "在说明书里扫「清除前缀后缀」，再扫「后缀回车」。紧跟码后的数字会使码读不出",
                "scan \"clear prefix and suffix\" in the manual, then \"suffix Enter\". A digit"
                    + " right behind a code makes it unreadable")
        case .endsWithTab, .endsWithoutEnter:
            BilingualText("在说明书里扫「后缀回车（CR）」", "scan \"suffix Enter (CR)\" in the manual")
        case .unknown:
            BilingualText(
                "确认扫的是值班卡上的测试码，再扫；还不行，扫说明书里的「恢复出厂」「美式键盘」「后缀回车」",
                "make sure it is the test code of the guard's sheet and scan again; else scan"
                    + " \"factory defaults\", then \"US keyboard\" and \"suffix Enter\" there"
            )
        }
    }
}
