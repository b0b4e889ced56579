// How the office program answers before it does any work: help, wrong usage, settings.
import Foundation
import Testing

@Suite struct `Usage of gatepass` {
    @Test func `the help of every command holds an example of it`() throws {
        try withGatepass { program in
            let dump = try program.must("--experimental-dump-help").object()
            let root = try #require(dump["command"] as? [String: Any])
            let commands = Self.paths(of: root)
            #expect(commands.count > 40)
            for command in commands {
                let help = try program.run(command + ["--help"])
                #expect(help.exitCode == 0)
                let example = "  gatepass " + command.joined(separator: " ")
                #expect(help.output.contains(example), "\(command) has no example")
            }
        }
    }

    /// Every command's words below the root.
    private static func paths(of command: [String: Any]) -> [[String]] {
        let below = command["subcommands"] as? [[String: Any]] ?? []
        return below.flatMap { sub -> [[String]] in
            guard let name = sub["commandName"] as? String, name != "help" else { return [] }
            return [[name]] + paths(of: sub).map { [name] + $0 }
        }
    }

    @Test func `the version is a line of its own`() throws {
        try withGatepass { program in
            let answer = try program.must("--version")
            #expect(answer.output.split(separator: ".").count == 3)
            #expect(answer.output.hasSuffix("\n"))
        }
    }

    @Test(arguments: [
        ["no-such-command"], ["org", "add"], ["org", "add", "--number", "0", "--name", "x"],
        ["org", "add", "--number", "4294967296", "--name", "x"], ["init", "--area", "31011"],
        ["gate", "list", "--colour"], ["pass", "issue", "--org", "1", "--until", "soon"],
        ["pass", "revoke", "--reason", "lost"],
        ["pass", "revoke", "--org", "1", "--batch", "1", "--reason", "lost"],
        ["pass", "revoke", "--employee", "E1", "--reason", "lost"],
        ["pass", "revoke", "--org", "1"],
        ["pass", "revoke", "--plate", "沪A12345", "--before", "-2h"],
        ["pass", "revoke", "--number", "310117-0000-0042-6", "--reason", "lost"],
        ["pass", "export", "--org", "1", "--to", "x.zip", "--scale", "0"],
        ["roster", "import", "a.csv", "--org", "1", "--site", "1", "--confirm-leavers", "3"],
        ["route", "add", "--number", "1", "--name", "x", "--checkpoints", "1,,2"],
        ["route", "add", "--number", "1", "--name", "x", "--checkpoints", "1", "--window", "6-7"],
    ])
    func `wrong usage ends with 64 and leaves standard output empty`(words: [String]) throws {
        try withGatepass { program in
            let answer = try program.run(words)
            #expect(answer.exitCode == 64)
            #expect(answer.output.isEmpty)
            #expect(!answer.complaints.isEmpty)
        }
    }

    @Test(arguments: [
        ["org", "list"], ["pass", "list", "--json"], ["key", "list"], ["audit", "verify"],
        ["bundle", "make", "--gate", "1", "--to", "x"], ["backup", "x"],
    ])
    func `without a data folder a command ends with 3 and names the folder`(
        words: [String]
    ) throws {
        try withGatepass { program in
            let answer = try program.run(words)
            #expect(answer.exitCode == 3)
            #expect(answer.output.isEmpty)
            #expect(answer.complaints.contains("gatepass init"))
            #expect(answer.complaints.contains("./d"))
            #expect(!FileManager.default.fileExists(atPath: program.data.path))
        }
    }

    @Test func `a number or code given in the wrong place is not repeated whole`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let code = "GP12GCERIQBAUCEGAIAAGQFQJNEAQN"
            for wrong in ["999999199001011238", "19900000042", code] {
                let answer = try program.run(
                    "pass", "revoke", "--employee", wrong, "--org", "1042", "--reason", "lost")
                #expect(answer.exitCode == 2)
                #expect(!answer.complaints.isEmpty)
                #expect(!(answer.complaints + answer.output).contains(wrong))
                let unread = try program.run("pass", "revoke", "--plate", wrong)
                #expect(unread.exitCode == 64)
                #expect(!(unread.complaints + unread.output).contains(wrong))
            }
        }
    }

    @Test func `conformance passes the project's vectors and fails a changed one with 2`() throws {
        try withGatepass { program in
            let file = GatepassProgram.vector("gp1.json")
            let whole = try program.must("conformance", file)
            #expect(whole.output.hasSuffix(", 0 failed\n"))
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let broken = program.folder.appendingPathComponent("broken.json")
            let changed = text.replacingOccurrences(of: "\"OK\"", with: "\"REVOKED\"")
            try #require(changed != text)
            try Data(changed.utf8).write(to: broken)
            let answer = try program.run("conformance", broken.path)
            #expect(answer.exitCode == 2)
            #expect(!answer.output.hasSuffix(", 0 failed\n"))
            #expect(try program.run("conformance", "absent.json").exitCode == 2)
        }
    }
}
