// The key ring under a passphrase, from the command line: what each command then needs and says.
import Foundation
import Testing

@Suite struct `Sealed keys of gatepass` {
    private static let typed = "correct horse battery\n"

    /// An office without passes, and a passphrase file `p`.
    private func withOffice(_ body: (GatepassProgram) throws -> Void) throws {
        try withGatepass { program in
            try program.must("init", "--area", "310117")
            try Self.write(Self.typed, to: "p", in: program)
            try body(program)
        }
    }

    private static func write(
        _ text: String, to name: String, mode: Int = 0o600, in program: GatepassProgram
    ) throws {
        let path = program.folder.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func keyFiles(of program: GatepassProgram) throws -> [String] {
        let keys = program.data.appendingPathComponent("keys").path
        return try FileManager.default.contentsOfDirectory(atPath: keys).sorted().filter {
            $0 != "audit.head" && $0 != "revocations.log"
        }
    }

    @Test func `every command needs the passphrase, and new epochs are sealed too`() throws {
        try withOffice { plain in
            var program = plain
            let sealed = try program.must("key", "seal", "--passphrase-file", "p", "--json")
            #expect(try sealed.object()["keys"] as? Int == 4)
            #expect(try sealed.object()["sealed"] as? Bool == true)
            #expect(try Self.keyFiles(of: program) == ["sealed.ring"])
            let closed = try program.run("org", "list", "--lang", "en")
            #expect(closed.exitCode == 3)
            #expect(closed.complaints.contains("passphrase_file"))
            program.variables["GATEPASS_KEYS_PASSPHRASE_FILE"] = "p"
            try program.must("key", "rotate")
            #expect(try Self.keyFiles(of: program) == ["sealed.ring"])
            let keys = try program.must("key", "list", "--json").objects()
            #expect(keys.map { $0["state"] as? String } == ["earlier", "current"])
            #expect(keys.allSatisfy { $0["sealed"] as? Bool == true })
            let again = try program.run("key", "seal", "--lang", "en")
            #expect(again.exitCode == 2)
            #expect(again.complaints.contains("sealed already"))
            let opened = try program.must("key", "unseal", "--json")
            #expect(try opened.object()["keys"] as? Int == 5)
            #expect(try Self.keyFiles(of: program).count == 5)
            let twice = try plain.run("key", "unseal", "--lang", "en")
            #expect(twice.exitCode == 2)
            #expect(twice.complaints.contains("not sealed"))
            try plain.must("audit", "verify")
            let log = try plain.must("audit", "export", "--to", "audit.jsonl")
            #expect(log.exitCode == 0)
            let audit = try String(
                contentsOf: plain.folder.appendingPathComponent("audit.jsonl"), encoding: .utf8)
            for what in [
                "keys.sealing", "keys.sealed", "keys.rotating", "epoch.add", "keys.unsealing",
                "keys.unsealed",
            ] {
                #expect(audit.contains("\"\(what)\""))
            }
        }
    }

    /// Refuses one kind of audit row, as a full disk would.
    private static func refuse(_ what: String, in program: GatepassProgram) throws {
        try program.change([
            "DROP TRIGGER IF EXISTS test_refuses",
            "CREATE TRIGGER test_refuses BEFORE INSERT ON audit WHEN NEW.what = '\(what)'"
                + " BEGIN SELECT RAISE(ABORT, 'refused'); END",
        ])
    }

    @Test(arguments: [
        (["seal", "--passphrase-file", "p"], "keys.sealing", "keys.sealed"),
        (["rotate"], "keys.rotating", "epoch.add"),
    ])
    func `no key file is touched without an audit row, and what was done is not denied`(
        words: [String], intention: String, deed: String
    ) throws {
        try withOffice { program in
            let before = try Self.keyFiles(of: program)
            try Self.refuse(intention, in: program)
            #expect(try program.run(["key"] + words).exitCode == 3)
            #expect(try Self.keyFiles(of: program) == before)
            try Self.refuse(deed, in: program)
            let answer = try program.run(["key"] + words + ["--lang", "en"])
            #expect(answer.exitCode == 3)
            #expect(answer.complaints.contains("the key ring did change"))
            #expect(!answer.complaints.contains("nothing was changed"))
            #expect(try Self.keyFiles(of: program) != before)
            try program.change(["DROP TRIGGER test_refuses"])
            try program.must("audit", "verify", "--passphrase-file", "p")
        }
    }

    @Test func `an unsealing without an audit row leaves the seal`() throws {
        try withOffice { start in
            var program = start
            program.variables["GATEPASS_KEYS_PASSPHRASE_FILE"] = "p"
            try program.must("key", "seal")
            try Self.refuse("keys.unsealing", in: program)
            #expect(try program.run("key", "unseal").exitCode == 3)
            #expect(try Self.keyFiles(of: program) == ["sealed.ring"])
            try Self.refuse("keys.unsealed", in: program)
            let answer = try program.run("key", "unseal")
            #expect(answer.exitCode == 3 && answer.complaints.contains("密钥环已经改动"))
            #expect(try Self.keyFiles(of: program).count == 4)
        }
    }

    @Test func `the flag goes before the variable, and the variable before the file`() throws {
        try withOffice { start in
            var program = start
            try program.must("key", "seal", "--passphrase-file", "p")
            try Self.write("wrong horse battery\n", to: "w", in: program)
            try Self.write(
                "[keys]\npassphrase_file = \"../p\"\n", to: "d/gatepass.toml", in: program)
            try program.must("key", "list")
            program.variables["GATEPASS_KEYS_PASSPHRASE_FILE"] = "w"
            let wrong = try program.run("key", "list", "--lang", "en")
            #expect(wrong.exitCode == 3)
            #expect(wrong.complaints.contains("does not open"))
            try program.must("key", "list", "--passphrase-file", "p")
            #expect(try start.run("key", "list", "--passphrase-file", "w").exitCode == 3)
        }
    }

    @Test func `a credential of systemd is read in the folder that it names, and only there`()
        throws
    {
        try withOffice { start in
            var program = start
            let without = try program.run("key", "seal", "--systemd-credential", "ring")
            #expect(without.exitCode == 3)
            try FileManager.default.createDirectory(
                at: program.folder.appendingPathComponent("credentials"),
                withIntermediateDirectories: false)
            try Self.write(Self.typed, to: "credentials/ring", mode: 0o400, in: program)
            program.variables["CREDENTIALS_DIRECTORY"] = "credentials"
            for outside in ["../p", ".", "..", ""] {
                #expect(
                    try program.run("key", "seal", "--systemd-credential", outside).exitCode == 3)
            }
            try program.must("key", "seal", "--systemd-credential", "ring")
            try Self.write("[keys]\ncredential = \"ring\"\n", to: "d/gatepass.toml", in: program)
            try program.must("key", "list")
            program.variables["CREDENTIALS_DIRECTORY"] = nil
            let outside = try program.run("key", "list", "--lang", "en")
            #expect(outside.exitCode == 3)
            #expect(outside.complaints.contains("LoadCredential=ring"))
        }
    }

    @Test func `nothing is sealed under what cannot hold, and no text repeats it`() throws {
        try withOffice { program in
            let before = try Self.keyFiles(of: program)
            try Self.write("elevenchars\n", to: "short", in: program)
            try Self.write(Self.typed, to: "open", mode: 0o644, in: program)
            for (arguments, code, words) in [
                (["--passphrase-file", "short"], 2, "11 characters"),
                (["--passphrase-file", "open"], 3, "chmod 0600"),
                (["--passphrase-file", "nowhere"], 2, "no passphrase file"),
                (["--passphrase-file", "d"], 3, "no file"),
                ([], 2, "--passphrase-file"),
                (["--passphrase-file", "p", "--systemd-credential", "c"], 64, "not both"),
            ] as [([String], Int32, String)] {
                let answer = try program.run(["key", "seal", "--lang", "en"] + arguments)
                #expect(answer.exitCode == code, "\(arguments)")
                #expect(answer.complaints.contains(words), "\(answer)")
                #expect(!answer.all.contains("elevenchars") && !answer.all.contains("horse"))
            }
            #expect(try Self.keyFiles(of: program) == before)
        }
    }

    @Test func `a file that names both places is told with its line`() throws {
        try withOffice { program in
            let text = "[keys]\npassphrase_file = \"p\"\ncredential = \"c\"\n"
            try Self.write(text, to: "d/gatepass.toml", in: program)
            let answer = try program.run("key", "list", "--lang", "en")
            #expect(answer.exitCode == 3)
            #expect(answer.complaints.contains("line 3: only one of"))
        }
    }

    @Test func `a backup comes back under a sealed ring`() throws {
        try withOffice { start in
            var program = start
            try program.must("key", "seal", "--passphrase-file", "p")
            program.variables["GATEPASS_KEYS_PASSPHRASE_FILE"] = "p"
            try program.must("backup", "office.backup")
            try FileManager.default.removeItem(
                at: program.data.appendingPathComponent("registry.sqlite"))
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(
                    at: program.data.appendingPathComponent("registry.sqlite" + suffix))
            }
            #expect(try start.run("restore", "office.backup").exitCode == 3)
            try program.must("restore", "office.backup")
            try program.must("audit", "verify")
        }
    }
}
