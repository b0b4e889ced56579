// Journals on their way by hand: from gates to the office, and from gate to gate.
import Foundation
import Testing

@Suite struct `Journals on their way` {
    @Test func `are taken row by row, repeated without harm, and acknowledged`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<3 { try place.check(code, at: place.first) }
        let first = try place.bring(place.first)
        #expect(first.exitCode == 0)
        #expect(try first.number("accepted") == 3)
        #expect(try first.object()["missing_from"] is NSNull)

        let again = try place.take(place.first)
        #expect(again.exitCode == 0)
        #expect(try again.number("accepted") == 0)
        #expect(try again.number("repeated") == 3)

        try place.load(1, place.first)
        let status = try place.first.run("status", "--json").object()["journal"] as? [String: Any]
        #expect(status?["acknowledged"] as? Int == 3)
        let check = try place.first.run("journal", "verify", "--json").object()
        #expect(check["ok"] as? Bool == true)
        #expect(check["rows"] as? Int == 3)

        try place.check(3, at: place.first)
        let new = try place.bring(place.first, "--new")
        #expect(try new.number("accepted") == 1)
        #expect(try new.number("repeated") == 0)
        let kept = try place.office.must("journal", "verify", "--json").objects()
        #expect(kept.first?["rows"] as? Int == 4)
        #expect(kept.first?["fault"] is NSNull)
    }

    @Test func `of a device that was withdrawn and enrolled again are taken as before`() throws {
        let place = try OfficeAndTwoGates(terms: ["--max-entries", "1"])
        try place.check(0, at: place.first)
        #expect(try place.bring(place.first).number("accepted") == 1)
        try place.office.must("device", "revoke", "--gate", "1", "--reason", "mistake")
        try place.check(1, at: place.first)
        let enrol = [
            "device", "enrol", "--gate", "1", "--request", place.first.path("device.json"), "--to",
        ]
        // An answer that cannot be written is had by trying again.
        let lost = try place.office.run(enrol + [place.first.path("none/enrolment.json")])
        #expect(lost.exitCode != 0)
        let answer = try place.office.run(enrol + [place.first.path("again.json")])
        #expect(answer.exitCode == 0, "\(answer)")
        try place.load(1, place.first)
        try place.check(2, at: place.first)
        let brought = try place.bring(place.first)
        #expect(brought.exitCode == 0, "\(brought)")
        #expect(try brought.number("accepted") == 2)
        #expect(try brought.number("repeated") == 1)
        #expect(try place.office.must("conflicts", "--json").output == "")
    }

    @Test func `may come in the wrong order; what is missing is asked for`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<4 { try place.check(code, at: place.first) }
        let late = try place.bring(place.first, "--from", "3")
        #expect(try late.number("accepted") == 2)
        #expect(try late.number("missing_from") == 1)
        let acknowledged = try late.object()["acknowledged"] as? [String: Any]
        #expect(acknowledged?["row"] as? Int == 0)
        #expect(try place.office.must("journal", "verify", "--json").objects().count == 1)

        let all = try place.bring(place.first)
        #expect(try all.number("accepted") == 2)
        #expect(try all.number("repeated") == 2)
        #expect(try all.object()["missing_from"] is NSNull)
        #expect(try place.office.must("journal", "verify", "--json").fault() == nil)
    }

    @Test func `of an unknown device, of another purpose or changed are refused whole`() throws {
        let place = try OfficeAndTwoGates()
        try place.check(0, at: place.first)
        try place.export(place.first)
        var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: place.first.path("journal"))))
        bytes[bytes.count - 70] ^= 1
        try place.first.write(bytes, to: "journal")
        #expect(try place.take(place.first).exitCode == 2)
        let check = try place.office.run("journal", "verify", place.first.path("journal"), "--json")
        #expect(check.exitCode == 2)
        #expect(try check.fault() == "changed 1")

        let stranger = try OfficeAndTwoGates()
        try stranger.check(0, at: stranger.first)
        try stranger.export(stranger.first)
        let file = stranger.first.path("journal")
        #expect(try place.office.run("journal", "import", file).exitCode == 2)
        #expect(
            try place.office.run("journal", "import", place.first.path("codes.csv")).exitCode == 2)
        #expect(try place.office.run("journal", "import", place.first.path("none")).exitCode == 3)
        #expect(try place.office.must("journal", "verify", "--json").output == "")
    }

    @Test func `lead to REVIEW at most at another gate`() throws {
        let place = try OfficeAndTwoGates()
        try place.check(0, at: place.first)
        try place.export(place.first)
        let file = place.first.path("journal")
        let heard = try place.second.run("journal", "import", file, "--json")
        #expect(heard.exitCode == 0, "\(heard)")
        #expect(try heard.object()["new"] as? Int == 1)
        let again = try place.second.run("journal", "import", file, "--json")
        #expect(try again.object()["new"] as? Int == 0)

        let rows = try place.second.run("journal", "list", "--json").objects()
        #expect(rows.map { $0["kind"] as? String } == ["heard"])
        #expect(rows.first?["other_gate"] as? Int == 1)
        #expect(try place.check(0, at: place.second) == "OK")

        #expect(try place.first.run("journal", "import", file).exitCode == 2)
        let stranger = try OfficeAndTwoGates()
        #expect(try stranger.second.run("journal", "import", file).exitCode == 2)
        #expect(try stranger.second.run("journal", "list", "--json").output == "")
    }

    @Test func `make a gate ask where the pass is inside already by another gate`() throws {
        let place = try OfficeAndTwoGates()
        try place.office.must("zone", "set", "--number", "1", "--passback", "10m")
        try place.load(2, place.second)
        try place.check(0, at: place.first)
        try place.export(place.first)
        let file = place.first.path("journal")
        try #require(try place.second.run("journal", "import", file).exitCode == 0)
        let text = place.codes[0].text + "\n"
        let answer = try place.second.run("check", "--json", input: text)
        #expect(answer.exitCode == 2)
        #expect(try answer.object()["code"] as? String == "PASSBACK")
        #expect(try place.check(1, at: place.second) == "OK")
    }

    @Test func `make a gate ask where other gates counted the last entry`() throws {
        let place = try OfficeAndTwoGates(terms: ["--max-entries", "1"])
        try place.check(0, at: place.first)
        try place.export(place.first)
        let file = place.first.path("journal")
        try #require(try place.second.run("journal", "import", file).exitCode == 0)
        let text = place.codes[0].text + "\n"
        for (gate, exitCode) in [(place.first, 1), (place.second, 2)] {
            let answer = try gate.run("check", "--json", input: text)
            #expect(answer.exitCode == Int32(exitCode))
            #expect(try answer.object()["code"] as? String == "USES_EXHAUSTED")
        }
    }

    @Test func `of another gate are refused where rows are missing before or within`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<4 { try place.check(code, at: place.first) }
        let file = place.first.path("journal")
        try place.export(place.first, ["--from", "2"])
        #expect(try place.second.run("journal", "import", file).exitCode == 2)
        try place.tamper(place.first, "DELETE FROM row WHERE n = 2")
        try place.export(place.first)
        let gap = try place.second.run("journal", "import", file, "--lang", "en")
        #expect(gap.exitCode == 2)
        #expect(gap.complaints.contains("row 2 is gone"))
    }
}

@Suite struct `Conflicts between gates and office` {
    @Test func `tell who was admitted after a revocation, with the facts of both sides`() throws {
        let place = try OfficeAndTwoGates()
        try place.check(0, at: place.first)
        let number = place.codes[1].number
        try place.office.must("pass", "revoke", "--number", number, "--reason", "lost")
        // The gate has no newer bundle, so it cannot know.
        #expect(try place.check(1, at: place.first) == "OK")
        let answer = try place.bring(place.first)
        #expect(answer.exitCode == 0)
        let told = try #require(try answer.object()["conflicts"] as? [[String: Any]])
        let listed = try place.office.must("conflicts", "--json").objects()
        for conflicts in [told, listed] {
            #expect(conflicts.count == 1)
            let conflict = try #require(conflicts.first)
            #expect(conflict["kind"] as? String == "ADMITTED_AFTER_REVOCATION")
            #expect(conflict["number"] as? String == number)
            let office = try #require(conflict["office"] as? [String: Any])
            #expect(office["reason"] as? String == "lost")
            let gates = try #require(conflict["gates"] as? [[String: Any]])
            #expect(gates.first?["n"] as? Int == 2)
            let revoked = try #require(office["revoked_at"] as? Int)
            #expect(try #require(gates.first?["at"] as? Int) >= revoked)
        }
        // Repeated, it brings nothing new to tell.
        #expect((try place.take(place.first).object()["conflicts"] as? [Any])?.isEmpty == true)
    }

    @Test func `tell of a pass that was let in at two gates at once`() throws {
        let place = try OfficeAndTwoGates()
        for gate in [place.first, place.second] {
            try place.check(4, at: gate)
            try place.bring(gate)
        }
        let conflicts = try place.office.must("conflicts", "--json").objects()
        #expect(conflicts.map { $0["kind"] as? String } == ["TWO_PLACES"])
        let gates = try #require(conflicts.first?["gates"] as? [[String: Any]])
        #expect(Set(gates.compactMap { $0["gate"] as? Int }) == [1, 2])
    }

    @Test func `tell of a pass that was let in more often than it allows`() throws {
        let place = try OfficeAndTwoGates(terms: ["--max-entries", "1"])
        for gate in [place.first, place.second] {
            try place.check(3, at: gate)
            try place.bring(gate)
        }
        let conflicts = try place.office.must("conflicts", "--json").objects()
        #expect(conflicts.map { $0["kind"] as? String } == ["TWO_PLACES", "TOO_MANY_ENTRIES"])
        let office = try #require(conflicts.last?["office"] as? [String: Any])
        #expect(office["max_entries"] as? Int == 1)
        #expect(office["entries"] as? Int == 2)
    }

    @Test func `are none where the holder was let out in between`() throws {
        let place = try OfficeAndTwoGates()
        try place.check(4, at: place.first)
        try place.check(4, at: place.first, "--direction", "out")
        try place.bring(place.first)
        Thread.sleep(forTimeInterval: 1.1)
        try place.check(4, at: place.second)
        try place.bring(place.second)
        #expect(try place.office.must("conflicts", "--json").output == "")
    }
}
