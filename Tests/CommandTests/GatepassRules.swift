// Every rule that an office can set, from `gatepass` by a bundle to the verdict of `gate check`.
import Foundation
import Testing

@Suite struct `Rules of gatepass` {
    @Test func `who is held for health is denied until released, and the gate learns no reason`()
        throws
    {
        let place = try OfficeAndGate()
        let held = try place.code(of: "E00002")
        let free = try place.code(of: "E00003")
        try place.office.must(
            "health", "hold", "--employee", "E00002", "--org", "1042", "--reason", "contact")
        try place.loadBundle()
        #expect(try place.check(held) == "HEALTH_HOLD")
        #expect(try place.check(free) == "OK")
        let bundle = place.office.folder.appendingPathComponent("gate1.bundle")
        #expect(try Data(contentsOf: bundle).range(of: Data("contact".utf8)) == nil)
        #expect(try place.office.audit().contains { $0.contains("health.hold") })

        let again = try place.office.must(
            "health", "hold", "--employee", "E00002", "--org", "1042", "--reason", "contact",
            "--json")
        #expect(try again.object()["changed"] as? Bool == false)
        try place.office.must(
            "health", "release", "--employee", "E00002", "--org", "1042", "--reason", "cleared")
        try place.loadBundle()
        #expect(try place.check(held) == "OK")
    }

    @Test func `where a test is asked for, only one that is still good lets somebody pass`()
        throws
    {
        let place = try OfficeAndGate()
        let tested = try place.code(of: "E00001")
        let other = try place.code(of: "E00002")
        try place.office.must("site", "set", "--number", "1", "--evidence", "asked")
        try place.office.must(
            "health", "evidence", "--employee", "E00001", "--org", "1042", "--until", "+48h")
        try place.loadBundle()
        #expect(try place.check(tested) == "OK")
        #expect(try place.check(tested, "--at", "+49h") == "HEALTH_NEEDED")
        #expect(try place.check(other) == "HEALTH_NEEDED")
        try place.office.must(
            "health", "evidence", "--employee", "E00001", "--org", "1042", "--none")
        try place.loadBundle()
        #expect(try place.check(tested) == "HEALTH_NEEDED")
    }

    @Test func `a temperature is asked for where the site does so, and above the limit is a hold`()
        throws
    {
        let place = try OfficeAndGate()
        let code = try place.code(of: "E00001")
        try place.office.must(
            "site", "set", "--number", "1", "--temperature", "12h", "--temperature-limit", "37.0")
        try place.loadBundle()
        #expect(try place.check(code) == "HEALTH_NEEDED")
        #expect(try place.check(code, "--temperature", "37.0") == "OK")
        #expect(try place.check(code) == "OK")
        #expect(try place.check(code, "--temperature", "37.1") == "HEALTH_HOLD")
        try place.office.must("site", "set", "--number", "1", "--temperature", "off")
        try place.loadBundle()
        #expect(try place.check(try place.code(of: "E00002")) == "OK")
    }

    @Test func `who stays in a closed loop comes in and does not go out before the date`() throws {
        let place = try OfficeAndGate()
        let code = try place.code(of: "E00001")
        try place.office.must("gate", "set", "--number", "1", "--direction", "both")
        try place.office.must(
            "health", "stay", "--employee", "E00001", "--org", "1042", "--until", "+3d")
        try place.loadBundle()
        #expect(try place.check(code, "--direction", "in") == "OK")
        #expect(try place.check(code, "--direction", "out") == "NOT_RELEASED")
        #expect(try place.check(code, "--direction", "out", "--at", "+73h") != "NOT_RELEASED")
    }

    @Test func `passback is judged where the zone asks for it`() throws {
        let place = try OfficeAndGate()
        let code = try place.code(of: "E00001")
        #expect(try place.check(code) == "OK")
        #expect(try place.check(code) == "OK")
        let zone = try place.office.must(
            "zone", "set", "--number", "1", "--passback", "10m", "--json"
        ).object()
        #expect(zone["passback_heard_seconds"] as? Int == 600)
        try place.loadBundle()
        #expect(try place.check(code) == "PASSBACK")
        try place.office.must("site", "set", "--number", "1", "--state-lasts", "1s")
        try place.loadBundle()
        Thread.sleep(forTimeInterval: 2.1)
        #expect(try place.check(code) == "OK")
    }

    @Test func `neighbours that were not heard leave passback out and entries unchecked`() throws {
        let place = try OfficeAndGate()
        try place.office.must(
            "gate", "add", "--site", "1", "--number", "2", "--zone", "1", "--name", "二号门")
        let other = GateRun()
        try #require(try other.run("enrol", "--request", "device.json").exitCode == 0)
        try place.office.must(
            "device", "enrol", "--gate", "2", "--request", other.path("device.json"), "--to",
            "second.json")
        try place.office.must("zone", "set", "--number", "1", "--passback", "10m")
        try place.office.must("site", "set", "--number", "1", "--entries-heard", "1h")
        try place.replacePass(of: "E00001", with: ["--max-entries", "9"])
        let limited = try place.code(of: "E00001")
        let free = try place.code(of: "E00002")
        #expect(try place.check(free) == "OK")
        #expect(try place.check(free) == "OK")
        #expect(try place.check(limited) == "NOT_CHECKED")
    }

    @Test func `an unknown pass is refused, old data doubted, as the site says`() throws {
        let place = try OfficeAndGate()
        let code = try place.code(of: "E00001")
        try place.office.must("site", "set", "--number", "1", "--stale-after", "1h")
        try place.office.must("site", "set", "--number", "1", "--staff-lifetime", "10d")
        try place.loadBundle()
        let answer = try place.answer(code, "--at", "+2h")
        #expect(answer["code"] as? String == "LIFETIME_TOO_LONG")
        #expect(answer["also"] as? [String] == ["BUNDLE_STALE"])
        #expect(
            try place.office.run("site", "set", "--number", "1", "--staff-lifetime", "91d")
                .exitCode == 2)
    }

    @Test func `a rule that makes no sense is wrong usage, and changes nothing`() throws {
        let place = try OfficeAndGate()
        let before = try place.office.must("site", "list", "--json").output
        for wrong in [
            ["--temperature", "0h"], ["--temperature-limit", "12"], ["--driver", "maybe"],
            ["--overrides", "70000"], ["--state-lasts", "-1h"], ["--entries-heard", "soon"],
        ] {
            #expect(
                try place.office.run(["site", "set", "--number", "1"] + wrong).exitCode == 64,
                "\(wrong)")
        }
        #expect(try place.office.must("site", "list", "--json").output == before)
    }
}
