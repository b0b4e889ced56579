// What a pass is limited to and how a vehicle travels, from `gatepass` to the verdict of
// `gate check`.
import Foundation
import Testing

@Suite struct `Terms of passes of gatepass` {
    @Test func `a pass for two entries lets nobody in a third time, also after a reissue`() throws {
        let place = try OfficeAndGate()
        try place.replacePass(of: "E00001", with: ["--max-entries", "2"])
        let code = try place.code(of: "E00001")
        #expect(try place.check(code) == "OK")
        #expect(try place.check(code) == "OK")
        #expect(try place.check(code) == "USES_EXHAUSTED")
        try place.office.must("pass", "reissue", "--number", code.number)
        try place.loadBundle()
        #expect(try place.check(try place.code(of: "E00001")) == "USES_EXHAUSTED")
    }

    @Test func `hours, direction, gate and live code hold a pass`() throws {
        let place = try OfficeAndGate()
        try place.office.must(
            "gate", "add", "--site", "1", "--number", "2", "--zone", "1", "--name", "二号门")
        try place.office.must("gate", "set", "--number", "1", "--direction", "both")
        for (employee, terms) in [
            ("E00001", ["--hours", "08:00-18:00"]), ("E00002", ["--direction", "out"]),
            ("E00003", ["--gates", "2"]), ("E00004", ["--live"]),
        ] { try place.replacePass(of: employee, with: terms) }
        let hours = try place.code(of: "E00001")
        #expect(
            try place.check(hours, "--direction", "in", "--at", place.next("12:00")) == "OK"
        )
        #expect(
            try place.check(hours, "--direction", "in", "--at", place.next("18:00"))
                == "OUTSIDE_DAY_WINDOW")
        let out = try place.code(of: "E00002")
        #expect(try place.check(out, "--direction", "out") == "OK")
        #expect(try place.check(out, "--direction", "in") == "WRONG_DIRECTION")
        #expect(
            try place.check(try place.code(of: "E00003"), "--direction", "in") == "WRONG_GATE")
        #expect(
            try place.check(try place.code(of: "E00004"), "--direction", "in") == "LIVE_REQUIRED")
        let listed = try place.office.must("pass", "list", "--state", "valid", "--json").objects()
        #expect(listed.count { $0["live_required"] as? Bool == true } == 1)
        let always = ["direction", "start_minute", "end_minute", "max_entries", "reason", "batch"]
        #expect(listed.allSatisfy { row in always.allSatisfy { row[$0] != nil } })
    }

    @Test func `a live code counts once and for about a minute`()
        throws
    {
        let place = try OfficeAndGate()
        try place.replacePass(of: "E00001", with: ["--live"])
        let code = try place.code(of: "E00001")
        func live(_ options: String...) throws -> ExportedCode {
            let answer = try place.office.run(
                ["pass", "live", "--number", code.number, "--json"] + options)
            let text = try #require(try answer.object()["text"] as? String)
            return ExportedCode(key: code.key, number: code.number, text: text)
        }
        let now = try live()
        #expect(now.text.hasPrefix("GL1"))
        #expect(try place.check(now) == "OK")
        #expect(try place.check(now) == "LIVE_REPLAYED")
        #expect(try place.check(try live("--at", "-5m")) == "LIVE_STALE")
        #expect(try place.check(try live("--at", "+45s")) == "OK")
        #expect(try place.office.audit().count { $0.contains("pass.live") } == 3)
    }

    @Test func `a pass for a gate that is not there, or somebody who is not listed, is refused`()
        throws
    {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            for wrong in [["--gates", "9"], ["--employee", "E99999"], ["--plate", "沪A99999"]] {
                let answer = try program.run(["pass", "issue", "--org", "1042"] + wrong)
                #expect(answer.exitCode == 2, "\(wrong): \(answer)")
            }
        }
    }

    @Test func `a vehicle's plate, drivers and route are judged by what its list says`() throws {
        let place = try OfficeAndGate()
        try place.office.must(
            "gate", "add", "--site", "1", "--number", "2", "--zone", "1", "--name", "二号门")
        try place.office.must(
            "route", "add", "--number", "3", "--name", "专线", "--checkpoints", "1,2")
        try place.office.must(
            "route", "add", "--number", "4", "--name", "外线", "--checkpoints", "2")
        try place.importVehicles([
            "沪A12345,张平杰、欧阳静,专线", "沪A12346,王萍,外线", "沪A12347,陈勇桂,",
        ])
        let truck = try place.code(of: "沪A12345")
        let plate = ["--plate", "沪A12345"]
        #expect(try place.check(truck) == "NOT_CHECKED")
        #expect(try place.check(truck, "--plate", "沪A12346") == "PLATE_MISMATCH")
        #expect(try place.check(truck, plate) == "OK")
        #expect(try place.check(truck, plate + ["--driver", "欧阳静"]) == "OK")
        #expect(try place.check(truck, plate + ["--driver", "张平杰"]) == "OK")
        #expect(try place.check(truck, plate + ["--driver", "王萍"]) == "DRIVER_UNLISTED")
        #expect(
            try place.check(try place.code(of: "沪A12346"), "--plate", "沪A12346")
                == "WRONG_ROUTE")
        #expect(try place.check(try place.code(of: "沪A12347"), "--plate", "沪A12347") == "OK")

        try place.office.must("site", "set", "--number", "1", "--driver", "asked")
        try place.office.must("route", "set", "--number", "3", "--window", "08:00-09:00")
        try place.loadBundle()
        let noon = plate + ["--at", place.next("12:00")]
        #expect(try place.check(truck, noon + ["--driver", "张平杰"]) == "TRIP_LATE")
        let undriven = try place.answer(truck, noon)
        #expect(undriven["also"] as? [String] == ["NOT_CHECKED"])
    }

    @Test func `a held vehicle is denied, whichever firm lists it`() throws {
        let place = try OfficeAndGate()
        try place.importVehicles(["沪A12345,张平杰,"])
        try place.office.must(
            "health", "hold", "--plate", "沪A12345", "--reason", "driver has a fever")
        try place.loadBundle()
        #expect(
            try place.check(try place.code(of: "沪A12345"), "--plate", "沪A12345")
                == "HEALTH_HOLD")
    }
}

extension OfficeAndGate {
    /// The code of the verdict on a pass.
    func check(_ code: ExportedCode, _ options: String...) throws -> String? {
        try check(code, options)
    }

    /// The same with the options as a list.
    func check(_ code: ExportedCode, _ options: [String]) throws -> String? {
        try answer(code, options)["code"] as? String
    }

    /// The whole verdict on a pass.
    func answer(_ code: ExportedCode, _ options: String...) throws -> [String: Any] {
        try answer(code, options)
    }

    /// The same with the options as a list.
    func answer(_ code: ExportedCode, _ options: [String]) throws -> [String: Any] {
        try gate.run(listed: ["check", "--json"] + options, input: code.text + "\n").object()
    }

    /// Withdraws a person's pass, issues another and loads it.
    func replacePass(of employee: String, with terms: [String]) throws {
        try office.must(
            "pass", "revoke", "--employee", employee, "--org", "1042", "--reason", "other terms")
        let issue = ["pass", "issue", "--org", "1042", "--employee", employee, "--until", "+20d"]
        let issued = try office.run(issue + terms)
        try #require(issued.exitCode == 0, "\(issued)")
        try loadBundle()
    }

    /// Imports vehicles with a pass each; a row is plate, drivers, route.
    func importVehicles(_ rows: [String]) throws {
        let list = office.folder.appendingPathComponent("vehicles.csv")
        try Data((["车牌号,驾驶员,线路"] + rows).joined(separator: "\n").utf8).write(to: list)
        try office.must("vehicle", "import", "vehicles.csv", "--org", "1042", "--site", "1")
        try office.must("pass", "issue", "--org", "1042", "--kind", "vehicle")
        try loadBundle()
    }

    /// The next time that the site's clocks show this, while the gate's data is not stale yet.
    func next(_ time: String) -> String {
        let isOver = text(of: Date(), "HH:mm") >= time
        return text(of: Date().addingTimeInterval(isOver ? 86_400 : 0), "yyyy-MM-dd") + "T\(time)"
    }

    private func text(of date: Date, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
        formatter.dateFormat = format
        return formatter.string(from: date)
    }
}

extension GatepassProgram {
    /// The audit's rows as lines.
    func audit() throws -> [Substring] {
        try must("audit", "export", "--to", "audit.jsonl")
        return try String(
            contentsOf: folder.appendingPathComponent("audit.jsonl"), encoding: .utf8
        ).split(separator: "\n")
    }
}
