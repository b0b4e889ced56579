// Both programs with standard streams that are closed, full or not to be read.
import Foundation
import PassIssue
import TestSupport
import Testing

@Suite struct `Standard streams` {
    /// Runs a line of the shell in a gate's folder, with `$BIN` for the programs' folder.
    private func shell(_ line: String, in folder: String) throws -> (exitCode: Int32, told: String)
    {
        let told = "\(folder)/told-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: told))
        let run = Process()
        run.executableURL = URL(fileURLWithPath: "/bin/sh")
        run.arguments = ["-c", line]
        run.currentDirectoryURL = URL(fileURLWithPath: folder)
        run.environment = [
            "BIN": BuiltProgram.folder, "GATE_STATE": "./g", "GATEPASS_DATA": "./d",
            "LANG": "en_US.UTF-8",
        ]
        run.standardInput = FileHandle.nullDevice
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle(forWritingAtPath: told)
        try run.run()
        run.waitUntilExit()
        let text = try String(contentsOfFile: told, encoding: .utf8)
        return (run.terminationStatus, text)
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "<g", "< g >&-"])
    func `that are closed do not let an answer be written into the gate's files`(
        closed: String
    ) throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        try fixture.gate.write(Array("\(pass.text)\n".utf8), to: "code")
        let folder = fixture.gate.path("")
        for command in ["check", "check nonsense", "check --stream <code", "journal verify"] {
            _ = try shell("$BIN/gate \(command) \(closed)", in: folder)
        }
        #expect(try fixture.gate.run("journal", "verify").exitCode == 0)
        #expect(try fixture.gate.run("check", input: pass.text).exitCode == 0)
    }

    @Test func `that take no more end both programs with 3, and say why`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        try fixture.gate.write(Array("\(pass.text)\n".utf8), to: "code")
        let folder = fixture.gate.path("")
        for line in [
            "$BIN/gate check <code >/dev/full", "$BIN/gate check <code >&-",
            "$BIN/gate check --stream <code >/dev/full", "$BIN/gate status --json >/dev/full",
            "$BIN/gatepass init --area 310117 >/dev/full", "$BIN/gatepass key list >&-",
        ] {
            let answer = try shell(line, in: folder)
            #expect(answer.exitCode == 3, "\(line)")
            #expect(answer.told.contains("standard output"), "\(line) told: \(answer.told)")
        }
    }

    @Test func `that break off end a stream with 3, unlike the end of input`() throws {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        let answer = try shell("$BIN/gate check --stream <g", in: fixture.gate.path(""))
        #expect(answer.exitCode == 3)
        #expect(answer.told.contains("broke off"))
    }
}

@Suite struct `Files that a command is told` {
    @Test func `are refused with 2 where a folder or a device stands`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let pipe = program.folder.appendingPathComponent("pipe").path
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            for path in ["d", "pipe"] {
                for command in [
                    ["audit", "export", "--to", path], ["backup", path],
                    ["pass", "export", "--org", "1042", "--format", "text", "--to", path],
                ] {
                    let answer = try program.run(command)
                    #expect(answer.exitCode == 2, "\(command): \(answer)")
                    #expect(answer.complaints.contains(path))
                }
            }
            #expect(
                try FileManager.default.attributesOfItem(atPath: pipe)[.type] as? FileAttributeType
                    != .typeRegular)
            let read = try program.run("roster", "import", "d", "--org", "1042", "--site", "1")
            #expect(read.exitCode == 2)
        }
    }

    @Test func `are refused where the office keeps its keys and its registry`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let own = [
                "d/registry.sqlite", "d/registry.sqlite-wal", "d/gatepass.toml",
                "d/keys/data.key", "./d/../d/keys/epoch-1.key",
            ]
            for path in own {
                for command in [
                    ["audit", "export", "--to", path], ["backup", path],
                    ["pass", "export", "--org", "1042", "--format", "text", "--to", path],
                ] {
                    let answer = try program.run(command)
                    #expect(answer.exitCode == 2, "\(command): \(answer)")
                }
            }
            try program.must("audit", "verify")
            try program.must("backup", "d/monday.backup")
        }
    }

    @Test func `do not keep a gate from its bundle by texts too long for a screen`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let long = { (text: String) in String(repeating: text, count: 200) }
            try program.must("org", "set", "--number", "1042", "--name", long("厂"))
            let list = "姓名,身份证号,工号,部门\n张三,999999199001010016,E1,\(long("装"))\n"
            try list.write(
                to: program.folder.appendingPathComponent("staff.csv"), atomically: true,
                encoding: .utf8)
            try program.must("roster", "import", "staff.csv", "--org", "1042", "--site", "1")
            try program.must("pass", "issue", "--org", "1042")
            let gate = program.folder.appendingPathComponent("g").path
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "\(BuiltProgram.folder)/gate")
            shell.arguments = ["enrol", "--request", "device.json", "--state", gate]
            shell.currentDirectoryURL = program.folder
            shell.standardOutput = FileHandle.nullDevice
            try shell.run()
            shell.waitUntilExit()
            try program.must(
                "device", "enrol", "--gate", "1", "--request", "device.json", "--to", "answer")
            try program.must("bundle", "make", "--gate", "1", "--to", "gate1.bundle")
        }
    }
}
