// Codes that hold the keys of the guard's screen, Enter included, as a stranger may print them.
import PassCheck
import PassIssue
import TestSupport
import Testing

@Suite struct `Code that types keys` {
    @Test func `confirms no plate and opens no barrier where nobody is logged in`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", "echo $GATE_CODE >>opened")
        try terminal.scan(watched.truck.text, "/v")
        try terminal.wait(for: "? 核对 1", "✗ 禁止 1")
        try terminal.scan(watched.truck.text, "/x", "2")
        try terminal.wait(for: "✗ 禁止 3")
        try terminal.command("q")
        #expect(try terminal.end().code == "0")
        #expect(terminal.file("opened") == "")
        let kinds = try watched.kinds()
        #expect(kinds.first == "check NOT_CHECKED")
        #expect(Set(kinds.dropFirst()) == ["check NOT_OUR_CODE", "repeat"])
    }

    @Test func `overrides nothing in the guard's name, answers no question and ends nothing`()
        throws
    {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", "echo $GATE_CODE >>opened")
        try terminal.logIn(watched.guards[0], name: "钱*安")
        try terminal.scan(watched.elsewhere.text, "/o", "1")
        try terminal.wait(for: "✗ 禁止 3")
        try terminal.scan("/q", "/d")
        let shown = try terminal.wait(for: "✗ 禁止 5")
        #expect(!shown.contains("<< 出"))
        try terminal.command("n")
        try terminal.wait(for: "备注")
        try terminal.type("ab")
        try terminal.wait(for: "> ab")
        try terminal.scan("6901234567892")
        try terminal.wait(for: "扫码枪打的字不作数", "> ab")
        try terminal.press("Enter")
        try terminal.wait(for: "已记录。")
        try terminal.command("q")
        #expect(try terminal.end().code == "0")
        #expect(terminal.file("opened") == "")
        let kinds = try watched.kinds()
        #expect(kinds.prefix(2) == ["login", "check WRONG_ZONE"])
        #expect(kinds.dropFirst(2).dropLast().allSatisfy { $0 == "check NOT_OUR_CODE" })
        #expect(kinds.last == "note", "\(kinds)")
    }
}
