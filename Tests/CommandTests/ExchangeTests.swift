// Gate and office over a network: the real server with TLS, the real gate, the real gate-link.
import Foundation
import GateLink
import GateState
import PassCrypto
import PassFormat
import Testing

@Suite struct `A gate linked to its office` {
    private let place: LinkedGate

    init() throws { place = try LinkedGate() }

    @Test func `enrols by a code, takes its bundle, and then what changed`() throws {
        let enrolled = try place.enrol()
        #expect(enrolled.exitCode == 0, "\(enrolled)")
        let listed = try place.office.must("device", "list", "--json").objects()
        #expect(
            try enrolled.object()["device"] as? String == listed.first?["fingerprint"] as? String)
        let codes = try place.codes()

        let first = try place.sync()
        #expect(first["loaded"] as? String == "whole")
        #expect(try place.verdict(on: codes[0]) == "OK")
        let same = try place.sync()
        #expect(same["loaded"] is NSNull)
        #expect(same["bundle"] as? Int == first["bundle"] as? Int)
        try place.office.must(
            "pass", "revoke", "--number", codes[0].number, "--reason", "lost")
        #expect(try place.sync()["loaded"] as? String == "delta")
        #expect(try place.verdict(on: codes[0]) == "REVOKED")
        #expect(try place.verdict(on: codes[1]) == "OK")
        // A version that the office does not keep is no base: all comes anew.
        for _ in 0..<5 {
            try place.office.must("bundle", "make", "--gate", "1", "--to", "away.bundle")
        }
        #expect(try place.sync()["loaded"] as? String == "whole")
    }

    @Test func `is told at the office what it asks for and what it shows: pin, fingerprints`()
        throws
    {
        #expect(place.served.toldPin == place.served.pin)
        let settings =
            "[service]\ncertificate = \"../server.pem\"\n"
            + "private_key = \"../server.key\"\n"
        try Data(settings.utf8).write(
            to: place.office.data.appendingPathComponent("gatepass.toml"))
        for language in ["zh", "en"] {
            let doctor = try place.office.run("doctor", "--lang", language)
            #expect(doctor.output.contains(place.served.pin), "\(doctor)")
        }
        let shown = try place.enrol().object()
        let listed = try place.office.must("device", "list", "--json").objects().first
        #expect(listed?["fingerprint"] as? String == shown["device"] as? String)
        #expect(listed?["enrolment"] as? String == shown["enrolment"] as? String)
        #expect(shown["enrolment"] is String)
        try place.office.must("device", "revoke", "--gate", "1", "--reason", "stolen")
        let gone = try place.office.must("device", "list", "--json").objects().first
        #expect(gone?["enrolment"] is NSNull && gone?["fingerprint"] is String)
    }

    @Test func `sends its record once; what came by hand already is not sent again`() throws {
        try #require(try place.enrol().exitCode == 0)
        try place.sync()
        let codes = try place.codes()
        for code in codes.prefix(3) { _ = try place.verdict(on: code) }
        let sent = try place.sync()
        #expect(sent["accepted"] as? Int == 3)
        #expect(sent["acknowledged"] as? Int == 3)
        #expect(try place.sync()["rows_sent"] as? Int == 0)
        _ = try place.verdict(on: codes[4])
        try #require(try place.gate.run("journal", "export", "by-hand").exitCode == 0)
        let brought = try place.office.must("journal", "import", "by-hand", "--json").object()
        #expect(brought["accepted"] as? Int == 1)
        #expect(brought["repeated"] as? Int == 3)
        let after = try place.sync()
        #expect(after["rows_sent"] as? Int == 0)
        #expect(after["acknowledged"] as? Int == 4)
        #expect(try place.office.must("journal", "verify", "--json").fault() == nil)
    }

    @Test func `speaks to no server with another key, and not without TLS`() throws {
        try #require(try place.enrol().exitCode == 0)
        let other = String(repeating: "0", count: 64)
        let wrong = try place.gate.run(
            "sync", "--server", place.served.server, "--pin", other, "--lang", "en")
        #expect(wrong.exitCode == 2)
        #expect(wrong.complaints.contains("another key"))
        let plain = place.served.server.replacing("https", with: "http")
        #expect(
            try place.gate.run("sync", "--server", plain, "--pin", place.served.pin).exitCode
                == 64)
        // What did not work was not kept.
        try place.sync()
        let away = try place.gate.run(
            "sync", "--server", "https://127.0.0.1:1", "--pin", place.served.pin)
        #expect(away.exitCode == 3)
        try place.sync()
    }

    @Test func `is let in once by a code, and not by a wrong one`() throws {
        let guessed = try place.gate.run(
            "enrol", "--server", place.served.server, "--pin", place.served.pin, "--yes",
            "--lang", "en", input: "guess\n")
        #expect(guessed.exitCode == 2)
        #expect(guessed.complaints.contains("no such code"))
        try #require(try place.enrol().exitCode == 0)
        let again = try place.gate.run(
            "enrol", "--server", place.served.server, "--pin", place.served.pin, "--yes",
            input: "guess\n")
        #expect(again.exitCode == 2)
        // Nobody compared the fingerprint, so nothing is accepted.
        let second = GateRun()
        try place.office.must("device", "revoke", "--gate", "1", "--reason", "mistake")
        let made = try place.office.must("device", "code", "--gate", "1", "--json").object()
        let code = try #require(made["code"] as? String)
        let unsure = try second.run(
            "enrol", "--server", place.served.server, "--pin", place.served.pin,
            input: code + "\nno\n")
        #expect(unsure.exitCode == 2)
        #expect(try second.run("status").exitCode == 3)
        // The device that was withdrawn is nobody any more.
        let gone = try place.gate.run("sync", "--lang", "en")
        #expect(gone.exitCode == 2)
        #expect(gone.complaints.contains("not in use"))
    }

    @Test func `learns by how much its clock is wrong, and goes on`() throws {
        try #require(try place.enrol().exitCode == 0)
        let gate = try Gate(opening: place.gate.path("g"))
        let address = try #require(try gate.officeAddress())
        let clock = LinkClock {
            let seconds = UInt64(Date().timeIntervalSince1970) + 1_000
            return MachineTime(calendar: Timestamp(seconds: seconds), boot: nil)
        }
        let line = try OfficeLine(
            gate, over: HTTPSLine(address) { true }, offsetSeconds: 0, clock: clock,
            random: .system)
        let report = try GateSync(gate, over: line, clock: clock).run()
        #expect(report.loaded == .whole)
        #expect((-1_001 ... -999).contains(line.offsetSeconds))
    }

    @Test func `of which an older copy was put back raises the alarm and gets no bundle`() throws {
        try #require(try place.enrol().exitCode == 0)
        try place.sync()
        let codes = try place.codes()
        let (folder, copy) = (place.gate.path("g"), place.gate.path("g.old"))
        _ = try place.verdict(on: codes[0])
        try place.sync()
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        // Its mode is not copied with it.
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: copy)
        _ = try place.verdict(on: codes[1])
        try place.sync()
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: copy, toPath: folder)
        try place.office.must(
            "pass", "revoke", "--number", codes[2].number, "--reason", "lost")

        // Fewer rows in the second of the last report may be an answer that came late.
        Thread.sleep(forTimeInterval: 1.1)
        let stopped = try place.gate.run("sync", "--json")
        #expect(stopped.exitCode == 2)
        #expect(try stopped.object()["loaded"] is NSNull)
        #expect(try stopped.object()["stopped"] is [String: Any])
        #expect(try place.verdict(on: codes[2]) == "OK")
        let alarms = try place.office.must("conflicts", "--json").objects()
        #expect(alarms.map { $0["kind"] as? String } == ["JOURNAL_ALARM"])
        try place.office.must("journal", "accept", "--gate", "1", "--reason", "copy put back")
        // The row that the copy wrote since is another than the one that is kept.
        let forked = try place.gate.run("sync", "--json")
        #expect(forked.exitCode != 0)
    }
}
