// The office's half of the way from an empty folder to codes, command by command.
import Foundation
import TestSupport
import Testing

@Suite struct `Office's way of gatepass` {
    @Test func `lists go in and proven codes come out`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must("roster", "import", Self.staff, "--org", "1042", "--site", "1")
            try program.must("vehicle", "import", Self.trucks, "--org", "1042", "--site", "1")
            let issued = try program.must(
                "pass", "issue", "--org", "1042", "--until", "+20d", "--json"
            ).object()
            let count = try #require(issued["issued"] as? Int)
            #expect(issued["staff"] as? Int == 12)
            #expect(count > 12)

            let zip = try program.must(
                "pass", "export", "--org", "1042", "--to", "codes.zip", "--format", "png",
                "--prove", "--json"
            ).object()
            #expect(zip["proved"] as? Int == count)
            let listing = try InstalledProgram("python3", aptPackage: "python3").output([
                "-m", "zipfile", "-l", program.folder.appendingPathComponent("codes.zip").path,
            ])
            #expect(listing.split(separator: "\n").count { $0.contains(".png") } == count)

            try program.must(
                "pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text")
            let csv = try String(
                contentsOf: program.folder.appendingPathComponent("codes.csv"), encoding: .utf8)
            let rows = csv.split(whereSeparator: \.isNewline)
            #expect(rows.first?.hasSuffix("kind,key,number,text") == true)
            #expect(rows.count == count + 1)
            #expect(rows.dropFirst().allSatisfy { $0.contains(",GP1") })
            #expect(rows.dropFirst().first?.hasPrefix("staff,E00001,310117-") == true)
        }
    }

    @Test func `who has a valid pass gets no second one`() throws {
        try withGatepass { program in
            try Self.issue(in: program)
            let again = try program.must("pass", "issue", "--org", "1042", "--json").object()
            #expect(again["issued"] as? Int == 0)
            #expect(again["already_valid"] as? Int == 12)
        }
    }

    @Test func `init refuses where one is, and leaves it as it was`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run("init", "--area", "110101")
            #expect(answer.exitCode == 2)
            #expect(answer.output.isEmpty)
            #expect(!answer.complaints.isEmpty)
            #expect(try program.must("org", "list", "--json").objects().count == 1)
        }
    }

    @Test func `keys, database and settings can be read by their owner alone`() throws {
        try withGatepass { program in
            try program.must("init", "--area", "310117")
            let places = FileManager.default.enumerator(atPath: program.data.path)
            let paths = (places?.allObjects as? [String] ?? []).sorted()
            #expect(paths.contains("keys") && paths.contains("registry.sqlite"))
            #expect(paths.contains { $0.hasPrefix("keys/") })
            for path in paths {
                let facts = try FileManager.default.attributesOfItem(
                    atPath: program.data.appendingPathComponent(path).path)
                let mode = try #require(facts[.posixPermissions] as? Int)
                let isFolder = facts[.type] as? FileAttributeType == .typeDirectory
                #expect(mode == (isFolder ? 0o700 : 0o600), "\(path) has \(String(mode, radix: 8))")
            }
        }
    }

    @Test func `one pass is revoked by number, the rest by firm, and a preview changes nothing`()
        throws
    {
        try withGatepass { program in
            try Self.issue(in: program)
            let number = try #require(
                try program.must("pass", "list", "--json").objects().first?["number"] as? String)
            let one = try program.must(
                "pass", "revoke", "--number", number, "--reason", "lost", "--json")
            #expect(try one.object()["revoked"] as? Int == 1)
            let preview = try program.must(
                "pass", "revoke", "--org", "1042", "--preview", "--json")
            #expect(try preview.object()["would_revoke"] as? Int == 11)
            let valid = ["pass", "list", "--state", "valid", "--json"]
            #expect(try program.run(valid).objects().count == 11)
            try program.must("pass", "revoke", "--org", "1042", "--reason", "closed")
            #expect(try program.run(valid).objects().isEmpty)
            let shown = try program.must("pass", "show", "--number", number, "--lang", "en")
            #expect(shown.output.contains("revoked") && shown.output.contains("lost"))
        }
    }

    @Test func `a reissued pass has a second issue, and the first is superseded`() throws {
        try withGatepass { program in
            try Self.issue(in: program)
            let number = try #require(
                try program.must("pass", "list", "--json").objects().first?["number"] as? String)
            let again = try program.must("pass", "reissue", "--number", number, "--json").object()
            #expect(again["sequence"] as? Int == 2)
            let shown = try program.must("pass", "show", "--number", number, "--lang", "en")
            #expect(shown.output.contains("superseded") && shown.output.contains("valid"))
        }
    }

    @Test func `a bundle needs a device, and no file is written without one`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run("bundle", "make", "--gate", "1", "--to", "gate1.bundle")
            #expect(answer.exitCode == 2)
            #expect(answer.complaints.contains("gatepass device"))
            let bundle = program.folder.appendingPathComponent("gate1.bundle")
            #expect(!FileManager.default.fileExists(atPath: bundle.path))
        }
    }

    @Test func `a backup comes back into an empty folder with passes and audit record`() throws {
        try withGatepass { start in
            var program = start
            try Self.issue(in: program)
            try program.must("audit", "verify")
            try program.must("backup", "office.backup")
            #expect(try program.run("restore", "office.backup").exitCode == 2)

            program.variables = ["GATEPASS_DATA": "./e", "GATEPASS_KEYS_PATH": "./d/keys"]
            try program.must("restore", "office.backup")
            #expect(try program.must("pass", "list", "--json").objects().count == 12)
            try program.must("audit", "verify")
            try program.must("audit", "export", "--to", "audit.jsonl")
            let record = try String(
                contentsOf: program.folder.appendingPathComponent("audit.jsonl"), encoding: .utf8)
            #expect(record.contains("pass.issue"))
        }
    }

    /// Twelve people, none with a problem.
    static let staff = GatepassProgram.vector("rosters/utf8.csv")
    static let trucks = GatepassProgram.vector("vehicles/english.csv")

    /// An office with twelve staff passes.
    static func issue(in program: GatepassProgram) throws {
        try program.makeOffice()
        try program.must("roster", "import", staff, "--org", "1042", "--site", "1")
        try program.must("pass", "issue", "--org", "1042", "--until", "+20d")
    }
}
