// Journals that somebody changed with sqlite: at the gate before they travel, and at the office.
import Foundation
import Testing

@Suite struct `Damaged journals` {
    /// What is done to rows 1 to 6 of the gate, what gate and office say of it, and the rows that
    /// the office takes all the same.
    @Test(arguments: [
        ("UPDATE row SET h = zeroblob(32) WHERE n = 3", "changed 3", "changed 3", 4),
        (
            "UPDATE row SET bytes = (SELECT bytes FROM row WHERE n = 5) WHERE n = 3",
            "removed 3", "changed 3", 5
        ),
        ("DELETE FROM row WHERE n = 3", "removed 3", "removed 3", 4),
        (
            "UPDATE row SET n = 33 WHERE n = 3; UPDATE row SET n = 3 WHERE n = 4; "
                + "UPDATE row SET n = 4 WHERE n = 33", "reordered 3", "reordered 3", 4
        ),
    ])
    func `of a gate are found at the gate and at the office`(
        sql: String, gate: String, office: String, accepted: Int
    ) throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<6 { try place.check(code, at: place.first) }
        try place.tamper(place.first, sql)
        let own = try place.first.run("journal", "verify", "--json")
        #expect(own.exitCode == 2)
        let fault = try #require(try own.object()["fault"] as? [String: Any])
        #expect("\(fault["kind"] ?? "-") \(fault["n"] ?? "-")" == gate)

        try place.export(place.first)
        let file = place.first.path("journal")
        let check = try place.office.run("journal", "verify", file, "--json")
        #expect(check.exitCode == 2)
        #expect(try check.fault() == office)

        let answer = try place.take(place.first)
        #expect(answer.exitCode == 1)
        #expect(try answer.number("accepted") == accepted)
        #expect(try answer.alarmKinds().contains("damaged"))
        let again = try place.take(place.first)
        #expect(try again.number("accepted") == 0)
        #expect(try again.alarmKinds() == answer.alarmKinds())
        #expect(try place.office.must("journal", "verify", "--json").fault() == nil)
        try `no bundle goes out until somebody accepts`(place)
    }

    @Test func `that were cut off at the gate are told by the gate, and stop its bundles`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<4 { try place.check(code, at: place.first) }
        try place.bring(place.first)
        try place.tamper(place.first, "DELETE FROM row WHERE n > 2")
        #expect(try place.first.run("journal", "verify", "--json").exitCode == 2)
        try place.check(5, at: place.first)
        let answer = try place.bring(place.first)
        #expect(answer.exitCode == 1)
        // Rows 3 and 4 are gone, row 5 says so, row 6 is the check.
        #expect(try answer.number("accepted") == 2)
        #expect(try answer.alarmKinds() == ["cut"])
        try `no bundle goes out until somebody accepts`(place)
        // The office still has the rows that the gate lost.
        let kept = try place.office.must("journal", "verify", "--json").objects()
        #expect(kept.first?["rows"] as? Int == 6)
    }

    @Test func `of a device that was withdrawn are looked into all the same`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<3 { try place.check(code, at: place.first) }
        try place.tamper(place.first, "DELETE FROM row WHERE n = 2")
        #expect(try place.bring(place.first).alarmKinds() == ["damaged"])
        try place.office.must("device", "revoke", "--gate", "1", "--reason", "stolen")
        let accepted = try place.office.must(
            "journal", "accept", "--gate", "1", "--reason", "查明", "--json")
        #expect(try accepted.number("accepted") == 1)
        #expect(try place.office.must("conflicts", "--json").output == "")
        #expect(
            try place.office.run("journal", "accept", "--gate", "77", "--reason", "查明").exitCode
                == 2)
    }

    @Test func `from a folder put back step back, then fork, and go on once accepted`() throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<2 { try place.check(code, at: place.first) }
        let (folder, copy) = (place.first.path("g"), place.first.path("copy"))
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        for code in 2..<5 { try place.check(code, at: place.first) }
        try place.bring(place.first)
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: copy, toPath: folder)
        Thread.sleep(forTimeInterval: 1.1)
        let back = try place.bring(place.first)
        #expect(back.exitCode == 1)
        #expect(try back.alarmKinds() == ["step_back"])
        try `no bundle goes out until somebody accepts`(place)

        try place.check(7, at: place.first)
        let fork = try place.bring(place.first)
        #expect(fork.exitCode == 1)
        #expect(try fork.alarmKinds() == ["fork"])
        #expect(try fork.number("refused") == 1)
        try `no bundle goes out until somebody accepts`(place)

        let next = try place.bring(place.first)
        #expect(next.exitCode == 0)
        #expect(try next.number("accepted") == 1)
        #expect(try place.office.must("journal", "verify", "--json").fault() == nil)
        try place.load(1, place.first)
        #expect(try place.first.run("journal", "verify").exitCode == 0)
    }

    /// The same rows changed at the office.
    @Test(arguments: [
        ("UPDATE journal_rows SET h = zeroblob(32) WHERE n = 3", "changed 3"),
        ("UPDATE journal_rows SET at = at + 1 WHERE n = 3", "changed 3"),
        ("UPDATE journal_rows SET effect = NULL WHERE n = 3", "changed 3"),
        ("UPDATE journal_rows SET m = zeroblob(32) WHERE n = 3", "changed 3"),
        ("DELETE FROM journal_rows WHERE n = 3", "removed 3"),
        (
            "UPDATE journal_rows SET n = 33 WHERE n = 3; "
                + "UPDATE journal_rows SET n = 3 WHERE n = 4; "
                + "UPDATE journal_rows SET n = 4 WHERE n = 33", "reordered 3"
        ),
        ("DELETE FROM journal_rows WHERE n > 4", "cut 5"),
        ("DELETE FROM journal_rows WHERE n > 4; UPDATE journals SET head = 4, last = 4", "cut 5"),
        ("DELETE FROM journal_rows; DELETE FROM journals", "cut 1"),
    ])
    func `of the office are found at the office`(sql: String, fault: String) throws {
        let place = try OfficeAndTwoGates()
        for code in 0..<6 { try place.check(code, at: place.first) }
        try place.bring(place.first)
        try place.tamperOffice(sql)
        let check = try place.office.run("journal", "verify", "--json")
        #expect(check.exitCode == 2)
        #expect(try check.fault() == fault)
    }

    @Test func `of the office are kept by triggers from slips`() throws {
        let place = try OfficeAndTwoGates()
        try place.check(0, at: place.first)
        try place.bring(place.first)
        for sql in ["DELETE FROM journal_rows", "UPDATE journal_rows SET at = 0"] {
            #expect(throws: (any Error).self) { try place.tamperRegistry(sql) }
        }
    }

    private func `no bundle goes out until somebody accepts`(_ place: OfficeAndTwoGates) throws {
        let bundle = place.first.path("refused.bundle")
        let refused = try place.office.run("bundle", "make", "--gate", "1", "--to", bundle)
        #expect(refused.exitCode == 2)
        #expect(!FileManager.default.fileExists(atPath: bundle))
        let gates = try place.office.must("gate", "list", "--json").objects()
        #expect((gates.first?["alarms"] as? [String])?.isEmpty == false)
        #expect((gates.last?["alarms"] as? [String])?.isEmpty == true)
        let listed = try place.office.must("conflicts", "--json").objects()
        #expect(listed.contains { $0["kind"] as? String == "JOURNAL_ALARM" })
        #expect(
            try place.office.run("journal", "accept", "--gate", "1", "--reason", " ").exitCode == 64
        )
        try place.office.must("journal", "accept", "--gate", "1", "--reason", "换了硬盘 19900001042")
        let said = try #require(place.office.audit().last { $0.contains("journal.accept") })
        #expect(said.contains("换了硬盘") && !said.contains("19900001042"))
        try place.office.must("bundle", "make", "--gate", "1", "--to", bundle)
        try FileManager.default.removeItem(atPath: bundle)
    }
}
