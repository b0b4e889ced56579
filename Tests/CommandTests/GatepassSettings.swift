// Where the office program's settings come from, and what it says of a file it cannot use.
import Foundation
import Testing

@Suite struct `Settings of gatepass` {
    private func settings(_ text: String, for program: GatepassProgram) throws {
        try FileManager.default.createDirectory(
            at: program.data, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try Data(text.utf8).write(to: program.data.appendingPathComponent("gatepass.toml"))
    }

    @Test func `every unknown name and wrong value is told with its line, in order`() throws {
        try withGatepass { program in
            try settings("lang = 7\nkey = 1\n[keys]\npath = \"\"\nring = 2\n", for: program)
            let answer = try program.run("org", "list", "--lang", "en")
            #expect(answer.exitCode == 3)
            #expect(answer.output.isEmpty)
            let lines = answer.complaints.split(separator: "\n")
            let starts =
                ["line 1: the value of lang", "line 2: key is no setting"]
                + ["line 4: the value of keys.path", "line 5: keys.ring is no setting"]
            #expect(lines.count == starts.count)
            for (line, start) in zip(lines, starts) {
                #expect(line.hasPrefix("./d/gatepass.toml: \(start)"))
            }
        }
    }

    @Test func `a file that is no TOML is told with its line`() throws {
        try withGatepass { program in
            try settings("# well\nlang = \"en\n", for: program)
            let answer = try program.run("org", "list", "--lang", "en")
            #expect(answer.exitCode == 3)
            #expect(answer.complaints.contains("line 2 is not TOML"))
        }
    }

    @Test func `the file that init writes is read back and changes nothing`() throws {
        try withGatepass { program in
            try program.must("init", "--area", "310117")
            let file = program.data.appendingPathComponent("gatepass.toml")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.contains("keys") && text.contains("密钥") && text.contains("Folder"))
            try program.must("org", "list")
            try Data(text.replacingOccurrences(of: "# lang = \"zh\"", with: "lang = \"en\"").utf8)
                .write(to: file)
            #expect(try program.must("org", "list").output.hasPrefix("Number"))
            #expect(try program.must("org", "list", "--lang", "zh").output.hasPrefix("编号"))
            var spoken = program
            spoken.variables = ["GATEPASS_LANG": "zh"]
            #expect(try spoken.must("org", "list").output.hasPrefix("编号"))
        }
    }

    @Test func `a language is taken from the flag, else the variable, the file, the system`() throws
    {
        try withGatepass { start in
            var program = start
            try settings("lang = \"xx\"\n", for: program)
            program.variables = ["LC_ALL": "en_GB.UTF-8"]
            #expect(try program.run("org", "list").complaints.contains("line 1"))
            program.variables["GATEPASS_LANG"] = "zh"
            #expect(try program.run("org", "list").complaints.contains("第 1 行"))
            let flagged = try program.run("org", "list", "--lang", "en")
            #expect(flagged.complaints.contains("line 1"))
            program.variables["GATEPASS_LANG"] = "klingon"
            #expect(try program.run("org", "list").exitCode == 64)
        }
    }

    @Test func `keys lie beside the data where the file or the variable says so`() throws {
        try withGatepass { start in
            var program = start
            try settings("[keys]\npath = \"../ring\"\n", for: program)
            let named = try program.must("init", "--json").object()
            #expect(named["keys"] as? String == "./d/../ring")
            #expect(Self.isFolder("ring", in: program))
            #expect(!Self.isFolder("d/keys", in: program))
            try program.must("org", "list")

            program.variables["GATEPASS_KEYS_PATH"] = "other"
            #expect(try program.run("org", "list").exitCode == 3)
            program.variables["GATEPASS_DATA"] = "./e"
            try program.must("init")
            #expect(Self.isFolder("other", in: program))
        }
    }

    private static func isFolder(_ name: String, in program: GatepassProgram) -> Bool {
        let path = program.folder.appendingPathComponent(name).path
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return facts?[.type] as? FileAttributeType == .typeDirectory
    }
}
