// One office and two gates of one zone, each a folder of its own, and somebody with sqlite.
import Foundation
import PassFormat
import TestSupport
import Testing

/// The office and both gates of one test.
struct OfficeAndTwoGates {
    let first = GateRun()
    let second = GateRun()
    let office: GatepassProgram
    let codes: [ExportedCode]

    /// Twelve people of firm 1042 with a pass each; both gates have a bundle of them.
    ///
    /// - Parameter terms: flags of `pass issue` beside the usual ones.
    init(terms: [String] = []) throws {
        office = GatepassProgram(folder: URL(fileURLWithPath: first.path("")))
        try office.makeOffice()
        try office.must(
            "roster", "import", `Office's way of gatepass`.staff, "--org", "1042", "--site", "1")
        let issued = try office.run(["pass", "issue", "--org", "1042", "--until", "+20d"] + terms)
        try #require(issued.exitCode == 0, "\(issued)")
        try office.must(
            "gate", "add", "--site", "1", "--number", "2", "--zone", "1", "--name", "二号门")
        for (number, gate) in [(1, first), (2, second)] {
            try #require(try gate.run("enrol", "--request", "device.json").exitCode == 0)
            try office.must(
                "device", "enrol", "--gate", "\(number)", "--request", gate.path("device.json"),
                "--to", gate.path("enrolment.json"))
            let accepted = try gate.run("enrol", "--accept", "enrolment.json", "--yes")
            try #require(accepted.exitCode == 0, "\(accepted)")
        }
        try office.must(
            "pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text")
        codes = try ExportedCode.list(in: first.path("codes.csv"))
        try #require(codes.count == 12)
        for (number, gate) in [(1, first), (2, second)] { try load(number, gate) }
    }

    /// Makes a gate's next bundle and loads it.
    func load(_ number: Int, _ gate: GateRun) throws {
        let bundle = gate.path("gate.bundle")
        try office.must("bundle", "make", "--gate", "\(number)", "--to", bundle)
        let answer = try gate.run("load", bundle)
        try #require(answer.exitCode == 0, "\(answer)")
    }

    /// What a gate says of a code; a row of its journal.
    @discardableResult
    func check(_ place: Int, at gate: GateRun, _ arguments: String...) throws -> String? {
        try gate.run(listed: ["check", "--json"] + arguments, input: codes[place].text + "\n")
            .object()["code"] as? String
    }

    /// Exports a gate's journal and brings it to the office.
    @discardableResult
    func bring(_ gate: GateRun, _ arguments: String...) throws -> ProgramAnswer {
        try export(gate, arguments)
        return try take(gate)
    }

    func export(_ gate: GateRun, _ arguments: [String] = []) throws {
        let answer = try gate.run(listed: ["journal", "export", "journal"] + arguments)
        try #require(answer.exitCode == 0, "\(answer)")
    }

    func take(_ gate: GateRun) throws -> ProgramAnswer {
        try office.run("journal", "import", gate.path("journal"), "--json", "--lang", "en")
    }

    /// Changes a gate's journal behind its back.
    func tamper(_ gate: GateRun, _ sql: String) throws {
        try tamper(gate.path("g/journal.db"), sql)
    }

    /// Changes the office's database behind its back, its triggers taken off.
    func tamperOffice(_ sql: String) throws {
        let triggers = "DROP TRIGGER journal_rows_stay; DROP TRIGGER journal_rows_stay_as_they_are;"
        try tamperRegistry(triggers + sql)
    }

    func tamperRegistry(_ sql: String) throws { try tamper(first.path("d/registry.sqlite"), sql) }

    private func tamper(_ path: String, _ sql: String) throws {
        let script =
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
            + "c.executescript(sys.argv[2]); c.commit()"
        _ = try InstalledProgram("python3", aptPackage: "python3").output([
            "-c", script, path, sql,
        ])
    }
}

extension ProgramAnswer {
    /// A number of the one JSON document.
    func number(_ key: String) throws -> Int? { try object()[key] as? Int }

    /// The kinds of the alarms that an import tells.
    func alarmKinds() throws -> [String] {
        let alarms = try object()["alarms"] as? [[String: Any]] ?? []
        return alarms.compactMap { $0["kind"] as? String }
    }

    /// Kind and row of the fault that a check tells.
    func fault() throws -> String? {
        guard let fault = try objects().first?["fault"] as? [String: Any] else { return nil }
        return "\(fault["kind"] ?? "-") \(fault["n"] ?? "-")"
    }
}
