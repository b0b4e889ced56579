// Undoing, issuing, renewing and exporting, killed at any moment: transactions are whole, nothing
// was handed out that is not recorded, and the command repeated ends well.
import Foundation
import Testing

/// An office of one firm, its commands killed in turn.
private struct KilledOffice {
    static let people = 40
    private static let list = ["--org", "1042", "--site", "1"]

    let program: GatepassProgram

    init(_ program: GatepassProgram) throws {
        self.program = program
        try program.makeOffice()
        try importList("第0组")
        try issue()
    }

    /// Everyone in one department; with a guest there is one more.
    @discardableResult
    func importList(_ department: String, guest: Int? = nil) throws -> Int {
        let places = Array(1...Self.people) + (guest.map { [Self.people + $0] } ?? [])
        let rows = places.map { place in
            let name = "E" + String(place)
            return "\(name),张平,\(identityNumber(place)),\(department)\n"
        }
        try ("工号,姓名,身份证号,部门\n" + rows.joined()).write(
            to: program.folder.appendingPathComponent("list.csv"), atomically: true,
            encoding: .utf8)
        let answer = try program.run(
            ["roster", "import", "list.csv"] + Self.list + ["--json"])
        try #require(answer.exitCode == 0, "\(answer)")
        return try #require(try answer.object()["batch"] as? Int)
    }

    func issue() throws {
        try program.must("pass", "issue", "--org", "1042", "--until", "+1d")
    }

    func passes(_ state: String) throws -> [[String: Any]] {
        try program.must("pass", "list", "--state", state, "--json").objects()
    }

    /// How many exports the audit has.
    func exports() throws -> Int {
        try program.must("audit", "export", "--to", "audit.jsonl")
        let text = try String(
            contentsOf: program.folder.appendingPathComponent("audit.jsonl"), encoding: .utf8)
        return text.split(separator: "\n").count { $0.contains("\"pass.export\"") }
    }

    func remove(_ name: String) {
        try? FileManager.default.removeItem(at: program.folder.appendingPathComponent(name))
    }

    /// An invented number of the unassigned area 999999, GB 11643.
    private func identityNumber(_ place: Int) -> String {
        let body = "99999919850101" + String(1000 + place % 1000).suffix(3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return body + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
    }
}

@Suite(.serialized) struct `Lists and passes after a kill` {
    /// The rounds of one of four commands.
    private static let rounds = max(KillMoments.rounds / 4, 1)

    @Test func `an undoing brought back everything or nothing, with the passes it withdraws`()
        throws
    {
        try withGatepass { program in
            let office = try KilledOffice(program)
            var batch = try office.importList("第1组", guest: 1)
            var moments = try KillMoments { try program.must("roster", "undo", "\(batch)") }
            for round in 2...Self.rounds + 1 {
                batch = try office.importList("第\(round)组", guest: round)
                try office.issue()
                try program.kill("roster", "undo", "\(batch)", after: moments.next())
                let staff = try program.must("roster", "list", "--json").objects()
                let present = staff.filter { $0["state"] as? String == "present" }
                let departments = Set(present.compactMap { $0["department"] as? String })
                let isUndone = departments == ["第0组"]
                #expect(isUndone || departments == ["第\(round)组"])
                #expect(present.count == KilledOffice.people + (isUndone ? 0 : 1))
                #expect(try office.passes("valid").count == present.count)
                try program.must("audit", "verify")
                let again = try program.run("roster", "undo", "\(batch)")
                #expect(again.exitCode == (isUndone ? 2 : 0))
                #expect(try office.passes("valid").count == KilledOffice.people)
                #expect(try office.passes("revoked").count == round - 1)
            }
        }
    }

    @Test func `an issue gave everyone a pass or nobody, and nobody two`() throws {
        try withGatepass { program in
            let office = try KilledOffice(program)
            func withdraw() throws {
                try program.must("pass", "revoke", "--org", "1042", "--reason", "lost")
            }
            try withdraw()
            var moments = try KillMoments { try office.issue() }
            for _ in 0..<Self.rounds {
                try withdraw()
                try program.kill(
                    "pass", "issue", "--org", "1042", "--until", "+1d", after: moments.next())
                let count = try office.passes("valid").count
                #expect(count == 0 || count == KilledOffice.people)
                try program.must("audit", "verify")
                try office.issue()
                let keys = try office.passes("valid").compactMap { $0["key"] as? String }
                #expect(keys.count == KilledOffice.people)
                #expect(Set(keys).count == KilledOffice.people)
            }
        }
    }

    @Test func `a renewal gave all the new end or none`() throws {
        try withGatepass { program in
            let office = try KilledOffice(program)
            func sequences() throws -> Set<Int> {
                let valid = try office.passes("valid")
                #expect(valid.count == KilledOffice.people)
                return Set(valid.compactMap { $0["sequence"] as? Int })
            }
            var until = 26
            func renew() throws {
                try program.must(
                    "pass", "renew", "--expiring", "90d", "--until", "+\(until)h")
            }
            // A pass's end must lie behind the one before.
            var moments = try KillMoments { try renew() }
            var known = 2
            for _ in 0..<Self.rounds {
                until += 1
                try program.kill(
                    "pass", "renew", "--expiring", "90d", "--until", "+\(until)h",
                    after: moments.next())
                let found = try sequences()
                #expect(found == [known] || found == [known + 1])
                known = found.first ?? known
                try program.must("audit", "verify")
                until += 1
                try renew()
                known += 1
                #expect(try sequences() == [known])
            }
        }
    }

    @Test func `what an export left is recorded, and a file of texts is whole or not there`()
        throws
    {
        try withGatepass { program in
            let office = try KilledOffice(program)
            let numbers = Set(try office.passes("valid").compactMap { $0["number"] as? String })
            let texts = [
                "pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text",
            ]
            let pictures = ["pass", "export", "--org", "1042", "--to", "codes", "--format", "png"]
            var writing = try KillMoments { _ = try program.run(texts) }
            var drawing = try KillMoments { _ = try program.run(pictures) }
            var known = try office.exports()
            for round in 0..<Self.rounds {
                for name in ["codes.csv", "codes"] { office.remove(name) }
                let isText = round.isMultiple(of: 2)
                let command = isText ? texts : pictures
                try program.kill(
                    command, after: isText ? writing.next() : drawing.next())
                let recorded = try office.exports()
                #expect(recorded == known || recorded == known + 1)
                let left = (try? handedOut(program)) ?? []
                #expect(left.isEmpty || recorded == known + 1)
                #expect(!isText || left.isEmpty || Set(left) == numbers)
                #expect(try program.run(command).exitCode == 0)
                #expect(try handedOut(program).count == KilledOffice.people)
                known = try office.exports()
                try program.must("audit", "verify")
            }
        }
    }

    /// The numbers in a file of texts, or the names of the pictures.
    private func handedOut(_ program: GatepassProgram) throws -> [String] {
        let file = program.folder.appendingPathComponent("codes.csv")
        guard FileManager.default.fileExists(atPath: file.path) else {
            return try FileManager.default.contentsOfDirectory(
                atPath: program.folder.appendingPathComponent("codes").path
            ).filter { $0.hasSuffix(".png") }
        }
        return try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst().map { String($0.split(separator: ",")[2]) }
    }
}
