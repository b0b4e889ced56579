// The terminal that a guard reads: characters, colours, size; for `gate doctor`.
package import CommandSupport
import PassFormat
package import Terminal

extension HealthSubject {
    package static let terminalText = HealthSubject("terminal_text", "终端文字", "Terminal text")
    package static let terminalColour = HealthSubject("terminal_colour", "终端颜色", "Terminal colours")
    package static let terminalSize = HealthSubject("terminal_size", "终端大小", "Terminal size")
}

/// What is known of the terminal from the environment.
package struct TerminalHealth: Sendable {
    private let environment: Environment
    private let size: TerminalSize?

    /// - Parameters:
    ///   - environment: names locale, terminal and colours.
    ///   - size: nil where there is no terminal.
    package init(environment: Environment, size: TerminalSize?) {
        self.environment = environment
        self.size = size
    }

    /// Text, colours and size.
    package var findings: [HealthFinding] { [text, colours, room] }

    /// The console of the kernel draws 512 glyphs at most; Chinese needs thousands.
    private var isKernelConsole: Bool { environment["TERM"] == "linux" }

    private var text: HealthFinding {
        let subject = HealthSubject.terminalText
        // As POSIX has it, the first that is not empty counts.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first
        let name = locale ?? "C"
        let code = name.split(separator: ".").dropFirst().first?.lowercased() ?? ""
        let isUnicode = code.hasPrefix("utf-8") || code.hasPrefix("utf8")
        if isKernelConsole {
            return subject.finding(
                .warning,
                BilingualText(
                    "这是 Linux 文字控制台（TERM=linux），显示不了汉字",
                    "this is the kernel's console (TERM=linux), which shows no Chinese"),
                remedy: BilingualText(
                    "改用 kmscon、fbterm 或图形界面里的终端，或加 --lang en",
                    "use kmscon, fbterm or a terminal of a graphical desktop, or give --lang en"))
        }
        guard isUnicode else {
            return subject.finding(
                .warning,
                BilingualText("区域设置是 \(name)，不是 UTF-8", "the locale is \(name), not UTF-8"),
                remedy: BilingualText(
                    "执行 `export LC_ALL=C.UTF-8`（或 zh_CN.UTF-8），并写进登录脚本",
                    "`export LC_ALL=C.UTF-8` (or zh_CN.UTF-8), also in the login script"))
        }
        return subject.ok("区域设置 \(name)", "locale \(name)")
    }

    private var colours: HealthFinding {
        let subject = HealthSubject.terminalColour
        let kind = environment["TERM"] ?? ""
        if environment["NO_COLOR"] != nil {
            return subject.ok(
                "NO_COLOR 已设，不用颜色，只用文字", "NO_COLOR is set: words without colours")
        }
        if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") {
            return subject.ok("TERM=\(kind)，全彩", "TERM=\(kind), all colours")
        }
        guard !["", "dumb", "unknown"].contains(kind), !kind.hasPrefix("vt") else {
            // Without a terminal nobody looks at colours.
            guard size != nil else { return subject.ok("输出不是终端", "no terminal here") }
            return subject.finding(
                .warning,
                BilingualText("TERM=\(kind)，没有颜色", "TERM=\(kind) has no colours"),
                remedy: BilingualText(
                    "换用彩色终端，并让它设好 TERM（如 xterm-256color）；红黄绿另有文字，没有颜色也能用",
                    "use a terminal with colours that sets TERM (as xterm-256color); the words"
                        + " are there without"))
        }
        let count = kind.hasSuffix("256color") || kind.hasSuffix("-direct") ? 256 : 8
        return subject.ok("TERM=\(kind)，\(count) 色", "TERM=\(kind), \(count) colours")
    }

    private var room: HealthFinding {
        let subject = HealthSubject.terminalSize
        guard let size else { return subject.ok("输出不是终端", "no terminal here") }
        let least = TerminalSize.usual
        let found = BilingualText(
            "\(size.columns) 列 \(size.rows) 行", "\(size.columns) columns, \(size.rows) lines")
        guard size.columns < least.columns || size.rows < least.rows else {
            return subject.ok(found.chinese, found.english)
        }
        return subject.finding(
            .warning, found,
            remedy: BilingualText(
                "放大窗口或调小字号，至少 \(least.columns) 列 \(least.rows) 行",
                "enlarge the window or take a smaller font: \(least.columns) columns and "
                    + "\(least.rows) lines at least"))
    }
}
