// The terminal of `gate watch`: taken, given back, resized, and what it says at a glance.
import Foundation
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Guard's terminal` {
    @Test(arguments: [("exit key", "0"), ("Ctrl-C", "130"), ("SIGTERM", "143"), ("SIGSEGV", "139")])
    func `is given back as it was found, whatever ends the program`(
        ending: String, code: String
    ) throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "[OK]")
        switch ending {
        case "exit key": try terminal.command("q")
        case "Ctrl-C": try terminal.press("C-c")
        case "SIGTERM": try terminal.signal(SIGTERM)
        default: try terminal.signal(SIGSEGV)
        }
        let end = try terminal.end()
        #expect(end.code == code)
        #expect(end.after == end.before)
        #expect(!end.before.isEmpty)
        let left = try terminal.wait(for: "over")
        #expect(!left.contains("[OK]"))
        if ending == "exit key" { #expect(terminal.file("told") == "") }
        #expect(try watched.gate.run("journal", "verify").exitCode == 0)
    }

    @Test func `is taken again where a shell has changed it while the program was stopped`() throws
    {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.signal(SIGSTOP)
        let name = try terminal.name()
        _ = try InstalledProgram("stty", aptPackage: "coreutils").output(["-F", name, "sane"])
        try terminal.signal(SIGCONT)
        // Without Enter: a terminal that waits for lines would keep it.
        try terminal.command("?")
        try terminal.wait(for: "Esc")
    }

    @Test func `shows colour, sign, who, reason and next step of each verdict`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "[OK]", "张*三", "精密仪器厂", "装配车间", "下一步", "✓ 放行 1")
        #expect(try terminal.grounds() == ["44", "42"])
        try terminal.scan(watched.truck.text)
        try terminal.wait(for: "[NOT_CHECKED]", "?", "沪", "核  对", "下一步", "? 核对 1")
        #expect(try terminal.grounds() == ["44", "43"])
        try terminal.scan(watched.revoked.text)
        try terminal.wait(for: "[REVOKED]", "下一步", "✗ 禁止 1")
        #expect(try terminal.grounds() == ["44", "41"])
        try terminal.wait(until: "the same code is told as such") {
            try terminal.scan(watched.revoked.text)
            return try terminal.screen().contains("[SAME_CODE]")
        }
        #expect(try terminal.grounds() == ["44"])
        try terminal.wait(for: "刚才", "✗ 禁止 [REVOKED]", "✗ 禁止 1")
        try terminal.scan("6901234567892")
        try terminal.wait(for: "[NOT_OUR_CODE]", "✗ 禁止 2")
        #expect(try terminal.grounds() == ["44", "41"])
    }

    @Test func `shows the worst of codes that come joined, and lists them all`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.scan(watched.worker.text + watched.revoked.text + watched.colleague.text)
        try terminal.wait(for: "[REVOKED]", "一次读到 3 个码", "✓ 放行 2", "✗ 禁止 1")
        #expect(try watched.kinds() == ["check OK", "check REVOKED", "check OK"])
    }

    @Test func `always says how old the data is, amber or red where the policy says so`() throws {
        let watched = try WatchedGate { order in
            order.factsAsOf = Timestamp(seconds: order.factsAsOf.seconds - 90_000)
        }
        let terminal = try WatchTerminal(watched.gate)
        try terminal.wait(for: "数据太旧：25 小时前")
        #expect(try terminal.grounds() == ["44", "43"])
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "[BUNDLE_STALE]", "数据太旧")
    }

    @Test func `follows the window's size, down to one that shows little`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, columns: 120, rows: 40)
        try terminal.scan(watched.truck.text)
        try terminal.wait(for: "[NOT_CHECKED]")
        for (columns, rows) in [(80, 24), (132, 50), (40, 12), (20, 6), (80, 24)] {
            try terminal.resize(columns: columns, rows: rows)
            try terminal.wait(until: "\(columns)x\(rows) is filled") {
                let lines = try terminal.screen().split(
                    separator: "\n", omittingEmptySubsequences: false)
                return lines.count == rows + 1 && lines[rows - 1].contains("/")
                    && lines[0].contains("一号门")
            }
        }
        try terminal.wait(for: "[NOT_CHECKED]", "下一步")
    }

    @Test
    func `rings once for ALLOW, twice for REVIEW, thrice for DENY, and not for the same code`()
        throws
    {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        var expected = 0
        for (pass, count) in [(watched.worker, 1), (watched.truck, 2), (watched.revoked, 3)] {
            expected += count
            try terminal.scan(pass.text)
            try terminal.scan(pass.text)
            try terminal.wait(until: "it rang \(expected) times") { terminal.bells >= expected }
        }
        try terminal.command("q")
        _ = try terminal.end()
        #expect(terminal.bells == expected)
    }
}

extension WatchTerminal {
    /// The device of the terminal.
    func name() throws -> String { try value(of: "pane_tty") }

    /// Grounds other than the terminal's own in the order in which they are met, each once, by
    /// their SGR numbers.
    func grounds() throws -> [String] {
        var found: [String] = []
        for sequence in try colours().split(separator: "\u{1B}[").dropFirst() {
            let codes = sequence.prefix { $0 != "m" }.split(separator: ";").map(String.init)
            for code in codes where code.count == 2 && code.first == "4" && code != "49" {
                if !found.contains(code) { found.append(code) }
            }
        }
        return found
    }
}
