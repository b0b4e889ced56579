// The command of `gate watch --on-allow`.
import Foundation
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Barrier of the guard's screen` {
    private let program = "\(BuiltProgram.folder)/gate"

    private func barrierRows(_ watched: WatchedGate) throws -> [[String: Any]] {
        try watched.rows().filter { $0["kind"] as? String == "barrier" }
    }

    @Test func `is told to open once the row is on the disk, and knows of no pass`() throws {
        let watched = try WatchedGate()
        let list = "\(program) journal list --state ./g --json"
        let command = "\(list) >rows; env | sort >v; mv v opened"
        let terminal = try WatchTerminal(watched.gate, "--on-allow", command)
        try terminal.scan(watched.worker.text)
        try terminal.wait(until: "the command has run") { !terminal.file("opened").isEmpty }
        let rows = terminal.file("rows").split(separator: "\n")
        #expect(rows.count == 1)
        #expect(rows.last?.contains("\"OK\"") == true)
        let names = terminal.file("opened").split(separator: "\n")
            .map { String($0.prefix { $0 != "=" }) }
        let own = names.filter { !["_", "PWD", "OLDPWD", "SHLVL"].contains($0) }
        #expect(own == ["GATE_CODE", "GATE_DIRECTION", "GATE_NUMBER", "GATE_VERDICT", "PATH"])
        #expect(terminal.file("opened").contains("GATE_VERDICT=ALLOW"))
        #expect(!terminal.file("opened").contains(watched.worker.text))
    }

    @Test func `stays shut for REVIEW, DENY and the same code`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", "echo $GATE_CODE >>opened")
        try terminal.scan(watched.truck.text)
        try terminal.scan(watched.revoked.text)
        for _ in 0..<4 { try terminal.scan(watched.worker.text) }
        try terminal.wait(for: "✓ 放行 1", "? 核对 1", "✗ 禁止 1")
        try terminal.command("q")
        #expect(try terminal.end().code == "0")
        #expect(terminal.file("opened") == "OK\n")
        #expect(try barrierRows(watched).isEmpty)
        #expect(try watched.kinds().filter { $0.hasPrefix("check") }.count == 3)
    }

    @Test func `that fails is told to the guard and recorded`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", "exit 7")
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "道闸没有打开：命令返回 7")
        let row = try #require(try barrierRows(watched).first)
        #expect(row["index"] as? String == watched.worker.reference.index.hex)
        try terminal.press("Escape")
        try terminal.wait(until: "the alarm is gone") {
            try !terminal.screen().contains("请手动开闸")
        }
    }

    @Test func `that hangs is ended after five seconds with all it has started, and recorded`()
        throws
    {
        let watched = try WatchedGate()
        let command = "sleep 3600 & echo $! >c; mv c child; wait"
        let terminal = try WatchTerminal(watched.gate, "--on-allow", command)
        try terminal.scan(watched.worker.text)
        try terminal.wait(for: "道闸没有打开：命令超过 5 秒")
        #expect(try barrierRows(watched).count == 1)
        let child = try #require(
            Int32(terminal.file("child").trimmingCharacters(in: .newlines)))
        try terminal.wait(until: "the child is gone") {
            let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
            return status.map { $0.contains(") Z ") } ?? true
        }
    }

    @Test func `that hangs when the guard leaves is recorded all the same`() throws {
        let watched = try WatchedGate()
        let terminal = try WatchTerminal(watched.gate, "--on-allow", ": >begun; sleep 3600")
        try terminal.scan(watched.worker.text)
        try terminal.wait(until: "the command has begun") {
            FileManager.default.fileExists(atPath: watched.gate.path("begun"))
        }
        try terminal.signal(SIGTERM)
        #expect(try terminal.end().code == "143")
        #expect(try barrierRows(watched).count == 1)
    }
}
