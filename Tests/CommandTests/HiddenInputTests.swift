// The terminal of a command that asks for a code.
import Glibc
import Testing

@Suite struct `Code that is asked for on a terminal` {
    @Test(arguments: [("Ctrl-C", "130"), ("SIGTERM", "143"), ("Enter", "2")])
    func `is not shown, and what is typed after it is, whatever ends the program`(
        ending: String, code: String
    ) throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, running: "login --lang zh")
        try terminal.wait(until: "the badge is asked for") {
            terminal.file("told").contains("请扫本人的证")
        }
        try terminal.enter("badge")
        try terminal.wait(until: "the code is asked for") {
            terminal.file("told").contains("请输口令")
        }
        try terminal.type("246810")
        switch ending {
        case "Ctrl-C": try terminal.press("C-c")
        case "SIGTERM": try terminal.signal(SIGTERM)
        default: try terminal.press("Enter")
        }
        let end = try terminal.end()
        #expect(end.code == code)
        #expect(end.after == end.before)
        #expect(!end.before.isEmpty)
        #expect(!terminal.file("written").contains("badge"))
        #expect(!terminal.file("written").contains("246810"))
    }
}
