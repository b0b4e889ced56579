// Firms and places from the command line: what `add`, `list` and `set` give back.
import Foundation
import Testing

@Suite struct `Places of gatepass` {
    @Test(arguments: [
        (["org", "set", "--number", "1042", "--labels", "masked"], "labels", "masked"),
        (["org", "set", "--number", "1042", "--level", "city"], "level", "city"),
        (["site", "set", "--number", "1", "--unknown", "deny"], "unknown_policy", "deny"),
        (["site", "set", "--number", "1", "--name", "西区"], "name", "西区"),
        (["site", "set", "--number", "1", "--evidence", "asked"], "evidence", "asked"),
        (["zone", "set", "--number", "1", "--name", "库区"], "name", "库区"),
        (["gate", "set", "--number", "1", "--direction", "both"], "direction", "both"),
        (["route", "set", "--number", "7", "--name", "夜班线"], "name", "夜班线"),
    ])
    func `set changes what is named and leaves the rest`(
        words: [String], key: String, value: String
    ) throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must(
                "route", "add", "--number", "7", "--name", "港区线", "--checkpoints", "1",
                "--window", "22:00-06:30")
            let list = [words[0], "list", "--json"]
            var before = try #require(try program.run(list).objects().first)
            let answer = try program.run(words + ["--json"])
            #expect(answer.exitCode == 0)
            let after = try #require(try program.run(list).objects().first)
            #expect(after[key] as? String == value)
            before[key] = value
            #expect(NSDictionary(dictionary: before) == NSDictionary(dictionary: after))
            // A list may tell more, such as a gate's journal.
            let told = try answer.object()
            #expect(
                NSDictionary(dictionary: told)
                    == NSDictionary(dictionary: after.filter { told.keys.contains($0.key) }))
            #expect(told[key] as? String == value)
        }
    }

    @Test func `a number that is taken is refused with 2, and says who has it`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run("org", "add", "--number", "1042", "--name", "别家")
            #expect(answer.exitCode == 2)
            #expect(answer.output.isEmpty)
            #expect(answer.complaints.contains("精密仪器厂"))
        }
    }

    @Test func `people read columns that line up, hours and words in their language`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.must(
                "route", "add", "--number", "7", "--name", "港区线", "--checkpoints", "1",
                "--window", "22:00-06:30")
            let routes = try program.must("route", "list", "--lang", "en").output
            #expect(
                routes == "Number  Name    Checkpoints  Window\n"
                    + "7       港区线  1            22:00-06:30\n")
            #expect(try program.must("gate", "list", "--lang", "zh").output.contains("  进  "))
            try program.must("route", "set", "--number", "7", "--window", "23:00-05:00")
            #expect(try program.must("route", "list").output.hasSuffix("  23:00-05:00\n"))
        }
    }

    @Test func `why a device was revoked keeps no telephone number and no code`() throws {
        let place = try OfficeAndGate()
        let code = try place.codes()[0].text
        try place.office.must(
            "device", "revoke", "--gate", "1", "--reason", "stolen, ask 19900001042 \(code)")
        let said = try #require(place.office.audit().last { $0.contains("device.revoke") })
        #expect(said.contains("stolen"))
        #expect(!said.contains("19900001042") && !said.contains(code))
    }

    @Test func `a name cannot steer the terminal of who lists it`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let name = "厂\u{1B}[2J\u{202E}乙"
            let refused = try program.run("org", "add", "--number", "7", "--name", name)
            #expect(refused.exitCode == 2)
            #expect(!refused.all.unicodeScalars.contains("\u{1B}"))
            // A department comes from a sheet, and what is listed is made plain all the same.
            let list = "姓名,身份证号,工号,部门\n张三,999999199001010016,E1,甲\u{202E}乙\n"
            try list.write(
                to: program.folder.appendingPathComponent("staff.csv"), atomically: true,
                encoding: .utf8)
            try program.must("roster", "import", "staff.csv", "--org", "1042", "--site", "1")
            let listed = try program.must("roster", "list").output
            #expect(!listed.unicodeScalars.contains("\u{202E}"))
            #expect(listed.contains("甲"))
        }
    }
}
