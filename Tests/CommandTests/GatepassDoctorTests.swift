// `gatepass doctor` in data folders that are spoilt for real.
import Foundation
import TestSupport
import Testing

extension GatepassProgram {
    /// `gatepass doctor --json`.
    func doctor() throws -> DoctorAnswer {
        let answer = try run("doctor", "--json")
        #expect(answer.complaints.isEmpty)
        return try DoctorAnswer(exitCode: answer.exitCode, try answer.object())
    }

    fileprivate func chmod(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: data.appendingPathComponent(name).path)
    }

    /// Runs statements on the registry, past the program.
    func change(_ statements: [String]) throws {
        let script = """
            import sqlite3, sys
            d = sqlite3.connect(sys.argv[1])
            for statement in sys.argv[2:]: d.execute(statement)
            d.commit()
            d.close()
            """
        let registry = data.appendingPathComponent("registry.sqlite").path
        _ = try InstalledProgram("python3", aptPackage: "python3").output(
            ["-c", script, registry] + statements)
        for name in ["", "-wal", "-shm"] { try? chmod("registry.sqlite\(name)", 0o600) }
    }

    /// A path in the folder.
    fileprivate func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Enrols a device at gate 1.
    fileprivate func enrolDevice() throws {
        var gate = GateRun()
        gate.variables = ["GATE_STATE": "./g"]
        let request = folder.appendingPathComponent("device.json").path
        try #require(try gate.run("enrol", "--request", request).exitCode == 0)
        try must(
            "device", "enrol", "--gate", "1", "--request", "device.json", "--to", "answer.json")
    }
}

@Suite struct `Doctor of an office` {
    @Test func `finds a new office well, and warns of what is still to be done`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.doctor()
            #expect(answer.exitCode == 0)
            for name in [
                "settings", "files", "key_files", "key_ring", "revocations", "disk_space",
                "disk_speed", "registry", "audit", "clock", "memory", "drawing",
            ] { #expect(answer[name]?.state == "ok", "\(name)") }
            for name in ["backup", "gate", "key_seal"] {
                #expect(answer[name]?.state == "warning", "\(name)")
            }
            #expect(answer["fonts"] != nil && answer["clock_sync"] != nil)
            try program.must("backup", "copy.sqlite")
            #expect(try program.doctor()["backup"]?.state == "ok")
            let chinese = try program.must("doctor").output
            let english = try program.must("doctor", "--lang", "en").output
            #expect(chinese.contains("审计记录：完整") && english.contains("Audit: whole"))
        }
    }

    @Test func `has nothing to look at without a folder`() throws {
        try withGatepass { program in
            let answer = try program.doctor()
            #expect(answer.exitCode == 3 && answer.faults == ["registry"])
            #expect(answer["registry"]?.remedy?.english.contains("gatepass init") == true)
        }
    }

    @Test func `names what others may read`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.chmod("keys/revocations.log", 0o640)
            var answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["key_files"])
            try program.chmod("keys/data.key", 0o644)
            answer = try program.doctor()
            #expect(answer.exitCode == 2)
            #expect(answer.faults == ["key_files", "key_ring", "registry"])
            #expect(
                answer["key_files"]?.remedy?.english.contains("chmod 0600 ./d/keys/data.key")
                    == true)
            try program.chmod("registry.sqlite", 0o644)
            #expect(try program.doctor().faults.contains("files"))
        }
    }

    @Test func `misses a key and the file of revocations`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let keys = program.data.appendingPathComponent("keys")
            try FileManager.default.removeItem(at: keys.appendingPathComponent("revocations.log"))
            var answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["revocations"])
            try FileManager.default.removeItem(at: keys.appendingPathComponent("epoch-1.key"))
            answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults.contains("key_ring"))
        }
    }

    @Test func `misses an epoch that the registry knows, and finds the one in use revoked`() throws
    {
        try withGatepass { program in
            try program.makeOffice()
            try program.must("key", "rotate")
            #expect(try program.doctor()["key_ring"]?.state == "ok")
            try FileManager.default.removeItem(
                at: program.data.appendingPathComponent("keys/epoch-2.key"))
            var answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["key_ring"])
            #expect(
                answer["key_ring"]?.remedy?.english.contains("key revoke --epoch 2") == true)
            try program.must("key", "revoke", "--epoch", "2", "--reason", "lost")
            #expect(try program.doctor()["key_ring"]?.state == "ok")
            try program.change(["UPDATE key_epochs SET revoked_at = 1 WHERE number = 1"])
            answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["key_ring"])
            #expect(answer["key_ring"]?.remedy?.english.contains("key rotate") == true)
            try program.must("key", "rotate")
            #expect(try program.doctor()["key_ring"]?.state == "ok")
        }
    }

    @Test func `tells whether the keys are sealed, and opens them only with the passphrase`()
        throws
    {
        try withGatepass { program in
            try program.makeOffice()
            let before = try program.doctor()
            #expect(before["key_seal"]?.remedy?.chinese.contains("gatepass key seal") == true)
            let file = program.folder.appendingPathComponent("passphrase")
            try Data("seven words that stand for a test\n".utf8).write(to: file)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: file.path)
            try program.must("key", "seal", "--passphrase-file", "passphrase")
            let shut = try program.doctor()
            #expect(shut.exitCode == 2 && shut.faults == ["key_ring", "registry"])
            #expect(shut["key_seal"]?.state == "ok")
            #expect(shut["key_ring"]?.found.english.contains("--passphrase-file") == true)
            let given = try program.run("doctor", "--json", "--passphrase-file", "passphrase")
            let open = try DoctorAnswer(exitCode: given.exitCode, try given.object())
            #expect(open.exitCode == 0 && open["key_ring"]?.state == "ok")
        }
    }

    @Test func `names the line of a setting that nothing reads, and looks at the rest`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try Data("port = 1\n".utf8).write(
                to: program.data.appendingPathComponent("gatepass.toml"))
            try program.chmod("gatepass.toml", 0o600)
            let answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["settings"])
            #expect(answer["settings"]?.found.english.contains("line 1: port") == true)
            #expect(answer["registry"]?.state == "ok")
        }
    }

    @Test func `warns three days before a gate's bundle is over and finds it over`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.enrolDevice()
            #expect(try program.doctor()["gate"]?.state == "warning")
            func make(expires: String) throws {
                try program.must(
                    "bundle", "make", "--gate", "1", "--to", "b", "--expires", expires)
            }
            try make(expires: "4d")
            #expect(try program.doctor()["gate"]?.state == "ok")
            try make(expires: "2d")
            #expect(try program.doctor()["gate"]?.state == "warning")
            try make(expires: "2s")
            sleep(3)
            let answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["gate"])
            #expect(answer["gate"]?.remedy?.english.contains("bundle make --gate 1") == true)
        }
    }

    @Test func `takes a bundle for good only where it was made for the device in use`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.enrolDevice()
            try program.must("bundle", "make", "--gate", "1", "--to", "b")
            #expect(try program.doctor()["gate"]?.state == "ok")
            try program.must("device", "revoke", "--gate", "1", "--reason", "stolen")
            try program.enrolDevice()
            let gate = try program.doctor()["gate"]
            #expect(gate?.state == "warning")
            #expect(gate?.found.english.contains("no bundle was made for its device") == true)
            try program.must("bundle", "make", "--gate", "1", "--to", "b")
            #expect(try program.doctor()["gate"]?.state == "ok")
        }
    }

    @Test func `finds a row of a gate's journal that was changed at the office`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let gate = GateRun()
            func atGate(_ arguments: String...) throws {
                try #require(try gate.run(listed: arguments).exitCode == 0, "\(arguments)")
            }
            try atGate("enrol", "--request", program.path("request"))
            try program.must(
                "device", "enrol", "--gate", "1", "--request", "request", "--to", "answer")
            try atGate("enrol", "--accept", program.path("answer"), "--yes")
            try program.must("bundle", "make", "--gate", "1", "--to", "b")
            try atGate("load", program.path("b"))
            try #require(try gate.run("check", input: "x\n").exitCode == 1)
            try atGate("journal", "export", program.path("journal"))
            try program.must("journal", "import", "journal")
            #expect(try program.doctor()["journals"]?.found.english.contains("all whole") == true)
            try program.change([
                "DROP TRIGGER journal_rows_stay_as_they_are",
                "UPDATE journal_rows SET at = at + 1 WHERE n = 1",
            ])
            let answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["journals"])
            #expect(answer["journals"]?.found.english.contains("gate 1: row 1 was changed") == true)
        }
    }

    @Test func `finds a changed audit, and a clock that is behind it`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.change([
                "DROP TRIGGER audit_keeps_rows",
                "UPDATE audit SET at = at + 90000 WHERE n = (SELECT MAX(n) FROM audit)",
            ])
            let answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["audit", "clock"])
        }
    }

    @Test func `finds a database that is none`() throws {
        try withGatepass { program in
            try program.makeOffice()
            for name in ["registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"] {
                let file = program.data.appendingPathComponent(name)
                guard FileManager.default.fileExists(atPath: file.path) else { continue }
                try Data(repeating: 7, count: 8_192).write(to: file)
                try program.chmod(name, 0o600)
            }
            let answer = try program.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["registry"])
        }
    }
}
