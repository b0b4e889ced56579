// What guards do at the screen of `gate watch`, and the journal's rows of it.
import Foundation
import PassCheck
import PassIssue
import TestSupport
import Testing

@Suite struct `A guard's shift at the screen` {
    @Test func `is played through by keys and scans, and stands in the journal`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.logIn(watched.guards[0], name: "钱*安")
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "[OK]", "张*三", "✓ 放行 1")
        try terminal.scan(watched.truck.text)
        try terminal.wait(for: "[NOT_CHECKED]", "/v")
        try terminal.command("v")
        try terminal.wait(for: "[OK]", "✓ 放行 2")
        try terminal.scan(watched.elsewhere.text)
        try terminal.wait(for: "[WRONG_ZONE]", "王*芳", "/o")
        try terminal.command("o")
        try terminal.wait(for: "为什么放行", "2  ")
        try terminal.type("2")
        try terminal.wait(for: "例外放行，已记录", "* 例外 1")
        try terminal.command("n")
        try terminal.wait(for: "备注", "王*芳")
        try terminal.enter("已与车间主任通话")
        try terminal.wait(for: "已记录。")
        try terminal.scan(watched.colleague.text)
        try terminal.wait(for: "李*四", "✓ 放行 3", "/z")
        try terminal.command("z")
        try terminal.wait(for: "为什么作废", "李*四")
        try terminal.type("2")
        try terminal.wait(for: "放行作废，已记录")
        try terminal.command("d")
        try terminal.wait(for: "<< 出")
        try terminal.scan(watched.revoked.text)
        try terminal.wait(for: "[REVOKED]", "/l")
        try terminal.command("l")
        try terminal.wait(for: "为什么放其离开")
        try terminal.type("1")
        try terminal.wait(for: "放其离开，已记录", "* 例外 2")
        try terminal.command("p")
        try terminal.wait(for: "证号（15 位数字）")
        try terminal.enter("310117-0000-0042-5")
        try terminal.wait(for: "[NOT_CHECKED]", "? 核对 2")
        try changeShift(terminal, watched)
        try terminal.command("q")
        #expect(try terminal.end().code == "0")
        #expect(
            try watched.kinds() == [
                "login", "check OK", "check NOT_CHECKED", "check OK", "check WRONG_ZONE",
                "override", "note", "check OK", "annul", "check REVOKED", "leave",
                "check NOT_CHECKED", "login WRONG_CODE", "logout", "login", "logout",
            ])
        #expect(try watched.gate.run("journal", "verify").exitCode == 0)
        try requireNoSecrets(watched, terminal)
    }

    private func changeShift(_ terminal: WatchTerminal, _ watched: WatchedGate) throws {
        try terminal.command("g")
        try terminal.wait(for: "下一班登录")
        try terminal.type("1")
        try terminal.wait(for: "请扫本人的证")
        try terminal.scan(watched.guards[1].badge.text)
        try terminal.wait(for: "输入本人的口令")
        try terminal.enter("000000")
        try terminal.wait(for: "口令不对，还可再试 9 次")
        try terminal.enter(watched.guards[1].code)
        try terminal.wait(for: "值班 孙*宁", "放行 3，核对 2，禁止 2", "例外放行 1，放其离开 1", "作废 1")
        try terminal.command("g")
        try terminal.wait(for: "只退出登录")
        try terminal.type("2")
        try terminal.wait(for: "未登录", "孙*宁", "放行 0")
    }

    private func requireNoSecrets(_ watched: WatchedGate, _ terminal: WatchTerminal) throws {
        let journal = try watched.gate.run("journal", "list", "--json").output
        for row in try watched.rows() where row["kind"] as? String == "login" {
            #expect(row["code"] is NSNull || row["code"] as? String == "WRONG_CODE")
        }
        for person in watched.guards {
            #expect(!terminal.file("written").contains(person.code))
            #expect(!terminal.file("written").contains(person.badge.text))
            #expect(!journal.contains(person.code) && !journal.contains(person.badge.text))
        }
        #expect(!terminal.file("written").contains(watched.worker.text))
    }

    @Test func `overrides nothing where nobody is logged in, and never what the rules forbid`()
        throws
    {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", "echo $GATE_VERDICT >>opened")
        try terminal.scan(watched.elsewhere.text)
        try terminal.wait(for: "[WRONG_ZONE]")
        try terminal.command("o")
        try terminal.wait(for: "没有人值班")
        try terminal.logIn(watched.guards[0], name: "钱*安")
        try terminal.scan(watched.unlisted.text)
        try terminal.wait(for: "[UNKNOWN_PASS]")
        try terminal.command("o")
        try terminal.wait(for: "为什么放行")
        try terminal.enter("一家人，已核对")
        try terminal.wait(for: "例外放行，已记录", "一家人，已核对")
        try terminal.command("o")
        try terminal.wait(for: "已经放行，无须例外")
        try terminal.scan(watched.revoked.text)
        try terminal.wait(for: "[REVOKED]")
        try terminal.command("o")
        try terminal.wait(for: "按规定不得例外放行")
        try terminal.command("l")
        try terminal.wait(for: "方向不是“出”")
        try terminal.command("q")
        _ = try terminal.end()
        #expect(try watched.kinds().filter { $0 == "override" }.count == 1)
        #expect(terminal.file("opened") == "OVERRIDE\n")
    }

    @Test func `asks a second guard past the limit, who is not the first`() throws {
        let watched = try WatchedGate { $0.rules.overridesPerShift = 1 }
        let terminal = try WatchTerminal(watched.gate)
        try terminal.logIn(watched.guards[0], name: "钱*安")
        for (pass, code) in [(watched.unlisted, "UNKNOWN_PASS"), (watched.elsewhere, "WRONG_ZONE")]
        {
            try terminal.scan(pass.text)
            try terminal.wait(for: "[\(code)]")
            try terminal.command("o")
            try terminal.wait(for: "为什么放行")
            try terminal.type("3")
            try terminal.wait(until: "it is answered") {
                try !terminal.screen().contains("为什么放行")
            }
        }
        try terminal.wait(for: "已达上限", "* 例外 1")
        for (person, answer) in zip(watched.guards, ["须由另一名值班人员确认", "例外放行，已记录"]) {
            try terminal.scan(person.badge.text)
            try terminal.wait(for: "另一名保安输入口令")
            try terminal.enter(person.code)
            try terminal.wait(for: answer)
        }
        try terminal.wait(for: "* 例外 2")
        #expect(try watched.kinds().filter { $0 == "override" }.count == 2)
    }

    @Test func `refuses in spite of ALLOW, and does not admit twice by what is added`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "[OK]")
        try terminal.command("t")
        try terminal.wait(for: "已经放行，不再重判")
        try terminal.command("x")
        try terminal.wait(for: "为什么拒绝")
        try terminal.type("2")
        try terminal.wait(for: "保安拒绝，已记录")
        try terminal.command("t")
        try terminal.wait(for: "体温，如 36.5")
        try terminal.enter("99")
        try terminal.wait(for: "30.0 到 45.0")
        try terminal.press("Escape")
        try terminal.scan(watched.truck.text)
        try terminal.wait(for: "[NOT_CHECKED]")
        try terminal.command("w")
        try terminal.wait(for: "看到的车牌")
        try terminal.enter("沪a·54321")
        try terminal.wait(for: "[PLATE_MISMATCH]")
        try terminal.command("r")
        try terminal.wait(for: "驾驶员全名")
        try terminal.enter("周安")
        try terminal.wait(for: "[DRIVER_UNLISTED]")
        #expect(
            try watched.kinds() == [
                "check OK", "refuse", "check NOT_CHECKED", "check PLATE_MISMATCH",
                "check PLATE_MISMATCH",
            ])
    }

    @Test func `looks up plates and employee numbers, never better than REVIEW`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.command("c")
        try terminal.wait(for: "要查的车牌")
        try terminal.enter("沪A12345")
        try terminal.wait(for: "[NOT_CHECKED]", "? 核对 1")
        try terminal.command("e")
        try terminal.wait(for: "单位编号")
        try terminal.enter("1042")
        try terminal.wait(for: "工号")
        try terminal.enter("0007")
        try terminal.wait(for: "? 核对 2")
        try terminal.command("c")
        try terminal.wait(for: "要查的车牌")
        try terminal.enter("沪A99999")
        try terminal.wait(for: "[UNKNOWN_PASS]", "? 核对 3")
    }

    @Test func `takes no more into a field than it has room for`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.command("c")
        try terminal.wait(for: "要查的车牌")
        // At once, as an input method does.
        try terminal.press(String(repeating: "沪", count: 401))
        try terminal.wait(for: "太长了", "沪沪沪")
        try terminal.press("BSpace")
        try terminal.wait(until: "one more has room") {
            try !terminal.screen().contains("太长了")
        }
    }

    @Test func `keeps codes that are scanned while a question stands, each once`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate)
        try terminal.scan(watched.truck.text)
        try terminal.wait(for: "[NOT_CHECKED]")
        try terminal.command("n")
        try terminal.wait(for: "备注")
        try terminal.type("ab")
        try terminal.wait(for: "> ab")
        for _ in 0..<3 { try terminal.scan(watched.worker.text) }
        try terminal.wait(for: "又扫到 1 个码", "> ab")
        try terminal.press("Escape")
        try terminal.wait(for: "[OK]", "✓ 放行 1")
        try terminal.command("q")
        _ = try terminal.end()
        #expect(try watched.kinds().filter { $0 == "check OK" }.count == 1)
    }
}
