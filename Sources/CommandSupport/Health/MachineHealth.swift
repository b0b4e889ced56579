// The machine's clock and memory, and programs that come from elsewhere.
import CLinux
import Glibc
import PassFormat

extension HealthSubject {
    package static let clockSynchronisation = HealthSubject(
        "clock_sync", "网络对时", "Clock synchronisation")
    package static let fonts = HealthSubject("fonts", "打印字体", "Fonts for print")
    package static let memory = HealthSubject("memory", "内存保密", "Memory")
}

/// What the machine itself says.
package enum MachineHealth {
    /// Whether the kernel's clock is kept right from outside.
    package static var clockSynchronisation: HealthFinding {
        let subject = HealthSubject.clockSynchronisation
        switch clinux_clock_is_synchronised() {
        case 1: return subject.ok("系统时钟已与外部时间同步", "the clock is kept right from outside")
        case 0:
            return subject.finding(
                .warning,
                BilingualText("系统时钟没有与外部时间同步", "nothing keeps the clock right"),
                remedy: BilingualText(
                    "有网络时启用 systemd-timesyncd 或 chrony；没有网络时每班对表",
                    "with a network use systemd-timesyncd or chrony; without one compare it with a"
                        + " watch each shift"))
        default:
            return subject.ok("系统没有说明时钟是否同步", "the system does not say")
        }
    }

    /// Whether keys in memory stay out of core files and of other programs.
    package static var memory: HealthFinding {
        let subject = HealthSubject.memory
        guard clinux_memory_is_private() == 1 else {
            return subject.finding(
                .fault,
                BilingualText(
                    "本程序的内存可被同用户的其他程序读取，或会写入 core 文件",
                    "other programs of this user may read this one's memory, or core files hold it"
                ),
                remedy: BilingualText(
                    "查看沙箱或容器的设置，允许 prctl(PR_SET_DUMPABLE) 和 setrlimit",
                    "look at the sandbox or container: it must allow prctl(PR_SET_DUMPABLE) and"
                        + " setrlimit"))
        }
        return subject.ok("不写 core 文件，其他程序读不到", "no core files, closed to other programs")
    }

    /// Whether a program of that name can be found and started.
    ///
    /// - Parameters:
    ///   - name: without a folder.
    ///   - environment: names the folders, as PATH.
    package static func has(program name: String, environment: Environment) -> Bool {
        (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
            .contains { unsafe access("\($0)/\(name)", X_OK) == 0 }
    }

    /// Whether pages can be printed in Chinese; asks fontconfig where that is installed.
    package static func chineseFonts(environment: Environment) -> HealthFinding {
        let subject = HealthSubject.fonts
        guard has(program: "fc-list", environment: environment) else {
            return subject.ok(
                "没有 fontconfig，未检查", "not looked at: there is no fontconfig")
        }
        guard let list = unsafe popen("fc-list :lang=zh family 2>/dev/null", "r") else {
            return subject.ok("未检查", "not looked at")
        }
        defer { _ = unsafe pclose(list) }
        var isThere = false
        // To its end, or the other program would be cut off.
        while unsafe fgetc(list) != EOF { isThere = true }
        guard !isThere else { return subject.ok("有中文字体", "there are Chinese fonts") }
        return subject.finding(
            .warning,
            BilingualText("没有中文字体，本机打印的汉字会是方框", "no Chinese font: prints show boxes"),
            remedy: BilingualText(
                "安装 fonts-noto-cjk，或到有中文字体的机器上打印",
                "install fonts-noto-cjk, or print on a machine that has Chinese fonts"))
    }

    /// Whether something is at a path.
    package static func has(path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
