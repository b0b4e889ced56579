// Guards from the office to the gate: set, carried by a bundle, logged in, withdrawn.
import Foundation
import TestSupport
import Testing

@Suite struct `Guards of gatepass` {
    static let code = "246810x"

    @Test func `a guard logs in with the own badge and the code, until the office ends it`()
        throws
    {
        let place = try OfficeAndGate()
        let badge = try place.code(of: "E00001")
        #expect(try place.login(badge, Self.code)["on_duty"] as? Bool == false)

        let added = try place.office.addGuard("E00001", code: Self.code)
        #expect(added.exitCode == 0)
        #expect(!added.all.contains(Self.code))
        #expect(try added.object()["pass"] as? String == badge.number)
        try place.loadBundle()
        #expect(try place.login(badge, "246810y")["refusal"] as? String == "WRONG_CODE")
        #expect(try place.login(badge, Self.code)["on_duty"] as? Bool == true)
        let other = try place.code(of: "E00002")
        #expect(try place.login(other, Self.code)["refusal"] as? String == "NO_GUARD")

        try place.office.must(
            "guard", "revoke", "--gate", "1", "--employee", "E00001", "--org", "1042", "--reason",
            "moved")
        try place.loadBundle()
        #expect(try place.login(badge, Self.code)["refusal"] as? String == "NO_GUARD")
    }

    @Test func `a reissued badge logs in with the code that was set before`() throws {
        let place = try OfficeAndGate()
        _ = try place.office.addGuard("E00001", code: Self.code)
        let before = try place.code(of: "E00001")
        try place.office.must("pass", "reissue", "--number", before.number)
        try place.loadBundle()
        #expect(try place.login(before, Self.code)["on_duty"] as? Bool == false)
        let badge = try place.code(of: "E00001")
        #expect(try place.login(badge, Self.code)["on_duty"] as? Bool == true)
    }

    @Test func `a short code makes nobody a guard, and no list tells a code`() throws {
        let place = try OfficeAndGate()
        let short = try place.office.addGuard("E00001", code: "24680")
        #expect(short.exitCode == 2)
        #expect(try place.office.must("guard", "list", "--json").objects().isEmpty)
        _ = try place.office.addGuard("E00001", code: Self.code)
        let rows = try place.office.must("guard", "list", "--gate", "1", "--json").objects()
        #expect(
            try #require(rows.first).keys.sorted() == [
                "code_set_at", "employee_number", "gate", "name", "organisation", "pass",
            ])
        let files = try FileManager.default.contentsOfDirectory(
            at: place.office.data, includingPropertiesForKeys: nil)
        for file in files where file.lastPathComponent.hasPrefix("registry") {
            #expect(try Data(contentsOf: file).range(of: Data(Self.code.utf8)) == nil)
        }
    }

    @Test func `on a terminal the code is asked for twice and never shown`() throws {
        let place = try OfficeAndGate()
        let differing = try place.office.addGuardOnTerminal(
            "E00001", typing: [Self.code, "13579x"])
        #expect(differing.hasSuffix("exit 2"), "\(differing)")
        #expect(try place.office.must("guard", "list", "--json").objects().isEmpty)
        let same = try place.office.addGuardOnTerminal("E00001", typing: [Self.code, Self.code])
        #expect(same.hasSuffix("exit 0"), "\(same)")
        #expect(![differing, same].contains { $0.contains(Self.code) || $0.contains("13579x") })
        #expect(try place.office.must("guard", "list", "--json").objects().count == 1)
    }

    @Test func `who leaves the firm is no guard any more, also after coming back`() throws {
        let place = try OfficeAndGate()
        _ = try place.office.addGuard("E00012", code: Self.code)
        let whole = try String(contentsOfFile: `Office's way of gatepass`.staff, encoding: .utf8)
        let kept = whole.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("E00012") }
        let list = place.office.folder.appendingPathComponent("kept.csv")
        try Data(kept.joined(separator: "\n").utf8).write(to: list)
        try place.office.must(
            "roster", "import", "kept.csv", "--org", "1042", "--site", "1", "--replace",
            "--confirm-leavers", "1")
        #expect(try place.office.must("guard", "list", "--json").objects().isEmpty)
        let again = try place.office.addGuard("E00012", code: Self.code)
        #expect(again.exitCode == 2)
    }
}

extension GatepassProgram {
    /// Makes a person of firm 1042 a guard of gate 1.
    func addGuard(_ employee: String, code: String) throws -> ProgramAnswer {
        try run(
            ["guard", "add", "--gate", "1", "--employee", employee, "--org", "1042", "--json"],
            input: code + "\n")
    }
}

extension GatepassProgram {
    /// The same on a terminal of its own, where each line is typed once it has been asked for.
    ///
    /// - Returns: what the terminal showed, then `exit` and the exit code.
    func addGuardOnTerminal(_ employee: String, typing lines: [String]) throws -> String {
        let terminal = """
            import os, pty, sys, termios, time
            program, data, employee, *lines = sys.argv[1:]
            pid, screen = pty.fork()
            if pid == 0:
                os.environ.update(GATEPASS_DATA=data, LANG="en")
                os.execv(program, [program, "guard", "add", "--gate", "1", "--employee", employee,
                    "--org", "1042"])
            shown = b""
            try:
                while True:
                    piece = os.read(screen, 4096)
                    if not piece: break
                    shown += piece
                    # A prompt ends its line; echo is off a moment later.
                    if lines and shown.count(b":\\r\\n") > 2 - len(lines):
                        for _ in range(1000):
                            if not termios.tcgetattr(screen)[3] & termios.ECHO: break
                            time.sleep(0.01)
                        os.write(screen, lines.pop(0).encode() + b"\\n")
            except OSError: pass
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            print(shown.decode() + f"exit {code}", end="")
            """
        let program = URL(fileURLWithPath: BuiltProgram.folder).appendingPathComponent("gatepass")
        return try InstalledProgram("python3", aptPackage: "python3").output(
            ["-c", terminal, program.path, data.path, employee] + lines)
    }
}

extension OfficeAndGate {
    /// The valid code of an employee number or plate.
    func code(of key: String) throws -> ExportedCode {
        try #require(try codes().first { $0.key == key }, "no code of \(key)")
    }

    /// What the gate answers to a log-in.
    func login(_ badge: ExportedCode, _ code: String) throws -> [String: Any] {
        try gate.run("login", "--json", input: "\(badge.text)\n\(code)\n").object()
    }
}
