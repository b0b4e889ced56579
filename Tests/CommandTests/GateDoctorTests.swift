// `gate doctor` in folders that are spoilt for real.
import Foundation
import PassFormat
import PassIssue
import TestSupport
import Testing

extension GateRun {
    /// `gate doctor --json`.
    fileprivate func doctor() throws -> DoctorAnswer {
        let answer = try run("doctor", "--json")
        #expect(answer.complaints.isEmpty)
        return try DoctorAnswer(exitCode: answer.exitCode, try answer.object())
    }

    fileprivate func chmod(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: path(name))
    }

    /// Changes a file of the gate's folder.
    fileprivate func change(_ name: String, _ body: (inout [UInt8]) throws -> Void) throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
        try body(&bytes)
        try write(bytes, to: name)
    }

    fileprivate func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path("g")).sorted()
    }
}

@Suite struct `Doctor of a gate` {
    /// A gate with a bundle and one row.
    private func soundGate() throws -> EnrolledGate {
        let gate = try EnrolledGate()
        try #require(try gate.load([try gate.seal(seed: 1)]).exitCode == 0)
        try #require(try gate.gate.run("check", input: "x\n").exitCode == 1)
        return gate
    }

    @Test func `finds a sound gate well and leaves nothing behind`() throws {
        let gate = try soundGate().gate
        let before = try gate.names()
        let answer = try gate.doctor()
        #expect(answer.exitCode == 0)
        #expect(try gate.names() == before)
        for name in [
            "files", "disk_space", "disk_speed", "enrolment", "bundle", "bundle_proof",
            "data_age", "bundle_expiry", "journal", "journal_key", "journal_database",
            "journal_log", "clock", "memory", "picture_program",
        ] { #expect(answer[name]?.state == "ok", "\(name)") }
        for name in [
            "time_zone", "clock_sync", "terminal_text", "terminal_colour", "terminal_size",
            "sound",
        ] { #expect(answer[name] != nil, "\(name)") }
    }

    @Test func `warns where the program that reads pictures is missing or does not answer`()
        throws
    {
        var gate = try soundGate().gate
        let files = FileManager.default
        try files.createDirectory(atPath: gate.path("bin"), withIntermediateDirectories: false)
        try files.copyItem(atPath: gate.program, toPath: gate.path("bin/gate"))
        gate.program = gate.path("bin/gate")
        #expect(try gate.doctor()["picture_program"]?.state == "warning")
        try gate.write(Array("#!/bin/sh\nexit 1\n".utf8), to: "bin/gate-image")
        try gate.chmod("bin/gate-image", 0o700)
        let answer = try gate.doctor()
        #expect(answer.exitCode == 0 && answer["picture_program"]?.state == "warning")
        #expect(answer["picture_program"]?.found.english.contains("exit 1") == true)
    }

    @Test func `speaks both languages to people`() throws {
        let gate = try soundGate().gate
        let chinese = try gate.run("doctor").output
        let english = try gate.run("doctor", "--lang", "en").output
        #expect(chinese.contains("正常") && chinese.contains("通行记录：完整，1 行"))
        #expect(english.contains("Journal: whole, 1 rows"))
        #expect(!english.unicodeScalars.contains { $0.value > 0x2E80 })
    }

    @Test func `has nothing to look at without a folder, and says what comes next`() throws {
        let gate = GateRun()
        #expect(try gate.doctor().exitCode == 3)
        try #require(try gate.run("enrol", "--request", "device.json").exitCode == 0)
        let answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["enrolment"])
        #expect(answer["enrolment"]?.remedy?.english.contains("--accept") == true)
    }

    @Test func `warns of a request that lies about in an enrolled folder`() throws {
        let gate = try soundGate().gate
        try #require(try gate.run("enrol", "--request", "again.json").exitCode == 0)
        let answer = try gate.doctor()
        #expect(answer.exitCode == 0 && answer["enrolment"]?.state == "warning")
    }

    @Test func `misses a bundle`() throws {
        let answer = try EnrolledGate().gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["bundle"])
        #expect(answer["bundle"]?.remedy?.chinese.contains("gate load") == true)
    }

    @Test func `names each file that others may read, and the command that closes it`() throws {
        let gate = try soundGate().gate
        try gate.write([1], to: "g/note")
        try gate.chmod("g/note", 0o644)
        var answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["files"])
        #expect(answer["files"]?.remedy?.english.contains("chmod 0600 ./g/note") == true)
        try gate.chmod("g", 0o755)
        answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["files", "enrolment"])
        #expect(answer["files"]?.remedy?.chinese.contains("chmod 0700 ./g`") == true)
        #expect(answer["files"]?.remedy?.chinese.contains("chmod 0600 ./g/note") == true)
    }

    @Test func `refuses a link in place of a file`() throws {
        let gate = try soundGate().gate
        try FileManager.default.createSymbolicLink(
            atPath: gate.path("g/elsewhere"), withDestinationPath: "/dev/null")
        let answer = try gate.doctor()
        #expect(answer.faults == ["files"])
        #expect(answer["files"]?.found.english.contains("symbolic link") == true)
    }

    @Test func `finds damaged device keys`() throws {
        let gate = try soundGate().gate
        try gate.change("g/device.keys") { $0[20] ^= 1 }
        let answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["enrolment"])
        #expect(answer["enrolment"]?.found.english.contains("device.keys") == true)
    }

    @Test func `finds one bit that the disk has lost in a bundle that still opens`() throws {
        let gate = try soundGate().gate
        try gate.change("g/bundle.gpb") { $0[$0.count - 1] ^= 1 }
        #expect(try gate.run("status").exitCode == 0)
        let answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["bundle_proof"])
    }

    @Test func `finds a torn bundle`() throws {
        let gate = try soundGate().gate
        try gate.change("g/bundle.gpb") { $0.removeLast() }
        let answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["bundle"])
    }

    @Test func `warns two days before a bundle is over and finds it over afterwards`() throws {
        let gate = try EnrolledGate()
        let pass = try gate.seal(seed: 1)
        let soon = gate.start.advanced(bySeconds: 2 * 86_400 - 60)
        try #require(try gate.load([pass]) { $0.expires = soon }.exitCode == 0)
        #expect(try gate.gate.doctor()["bundle_expiry"]?.state == "warning")
        let end = Timestamp(seconds: UInt64(Date().timeIntervalSince1970) + 3)
        try #require(
            try gate.load([pass], laterBySeconds: 1) { $0.expires = end }.exitCode == 0)
        while Date().timeIntervalSince1970 < Double(end.seconds) { usleep(100_000) }
        let answer = try gate.gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["bundle_expiry"])
    }

    @Test func `finds data older than the site's limit`() throws {
        let gate = try EnrolledGate()
        let old = Timestamp(seconds: gate.start.seconds - 86_400 - 10)
        let pass = try gate.seal(seed: 1)
        try #require(try gate.load([pass]) { $0.factsAsOf = old }.exitCode == 0)
        #expect(try gate.gate.doctor().faults == ["data_age"])
    }

    @Test func `finds a clock behind the bundle's, and says both times`() throws {
        let gate = try EnrolledGate()
        let later = gate.start.advanced(bySeconds: 3_600)
        let pass = try gate.seal(seed: 1)
        try #require(
            try gate.load([pass]) {
                $0.issued = later
                $0.factsAsOf = later
            }.exitCode == 0)
        let answer = try gate.gate.doctor()
        #expect(answer.faults == ["clock"])
        #expect(answer["clock"]?.found.english.contains("not believed") == true)
    }
}

@Suite struct `Doctor of a journal` {
    /// A gate with five rows.
    private func gateWithRows() throws -> GateRun {
        let gate = try EnrolledGate()
        try #require(try gate.load([try gate.seal(seed: 1)]).exitCode == 0)
        for _ in 1...5 { _ = try gate.gate.run("check", input: "x\n") }
        return gate.gate
    }

    /// Runs SQL on the journal, as somebody at the gate's machine could.
    private func run(_ sql: String, on gate: GateRun) throws {
        let program = "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]);"
        _ = try InstalledProgram("python3", aptPackage: "python3").output(
            ["-c", program + "d.commit(); d.close()", gate.path("g/journal.db"), sql])
        for name in try gate.names() { try gate.chmod("g/" + name, 0o600) }
    }

    @Test func `finds a row that was taken out, one that was changed and an end cut off`() throws {
        for (sql, words) in [
            ("DELETE FROM row WHERE n = 3", "row 3 is gone"),
            ("UPDATE row SET bytes = zeroblob(9) WHERE n = 2", "row 2 was changed"),
            ("DELETE FROM row WHERE n > 3", "rows from 4 on are gone"),
        ] {
            let gate = try gateWithRows()
            try run(sql, on: gate)
            let answer = try gate.doctor()
            #expect(answer.exitCode == 2 && answer.faults == ["journal"], "\(sql)")
            #expect(answer["journal"]?.found.english.contains(words) == true, "\(sql)")
        }
    }

    @Test func `finds a journal that is gone and makes no new one`() throws {
        let gate = try gateWithRows()
        for name in try gate.names() where name.hasPrefix("journal.db") {
            try FileManager.default.removeItem(atPath: gate.path("g/" + name))
        }
        let answer = try gate.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["journal"])
        #expect(!FileManager.default.fileExists(atPath: gate.path("g/journal.db")))
    }

    @Test func `warns of a key that is behind, as after a power cut`() throws {
        let gate = try gateWithRows()
        let old = try Data(contentsOf: URL(fileURLWithPath: gate.path("g/journal.key")))
        _ = try gate.run("check", input: "x\n")
        try gate.write([UInt8](old), to: "g/journal.key")
        try gate.chmod("g/journal.key", 0o600)
        let answer = try gate.doctor()
        #expect(answer.exitCode == 0 && answer["journal_key"]?.state == "warning")
        #expect(answer["journal_key"]?.found.english.contains("1 rows behind") == true)
    }

    @Test func `finds a damaged key and a database that is none`() throws {
        let gate = try gateWithRows()
        try gate.change("g/journal.key") { $0[30] ^= 1 }
        #expect(try gate.doctor().exitCode == 2)
        let other = try gateWithRows()
        for name in try other.names() where name.hasPrefix("journal.db") {
            try other.change("g/" + name) { $0 = [UInt8](repeating: 7, count: $0.count) }
        }
        let answer = try other.doctor()
        #expect(answer.exitCode == 2 && answer.faults == ["journal"])
    }
}

@Suite struct `Doctor of a scanner` {
    private let gate = GateRun()

    @Test func `reads one scan from a pipe and ends with 0 or 2`() throws {
        let text = "GATEPASS-TEST/ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"
        #expect(try gate.run("doctor", "--scanner", input: text + "\n").exitCode == 0)
        let small = try gate.run("doctor", "--scanner", input: text.lowercased() + "\n")
        #expect(small.exitCode == 0 && small.output.contains("Caps Lock"))
        let german = try gate.run(
            "doctor", "--scanner", "--lang", "en",
            input: "GATEPASSßTEST-ABCDEFGHIJKLMNOPQRSTUVWXZYß0123456789\n")
        #expect(german.exitCode == 2 && german.output.contains("QWERTZ"))
        #expect(try gate.run("doctor", "--scanner", input: text).output.contains("没有回车"))
    }

    @Test func `repeats nothing of a pass that was scanned by mistake`() throws {
        let answer = try gate.run(
            "doctor", "--scanner", "--json", input: "GP1QKBAEAYEAUDAOBYGA\n")
        #expect(answer.exitCode == 2)
        #expect(!(answer.output + answer.complaints).contains("QKBAEAYE"))
    }
}
