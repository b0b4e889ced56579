// Undoing an import by the real program: what it tells, and how it ends.
import Foundation
import Testing

@Suite struct `Undo of gatepass` {
    private func write(_ text: String, to name: String, in program: GatepassProgram) throws {
        try text.write(
            to: program.folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    /// The vector's people without the first `count` of them, the next one in another department.
    private func shortened(by count: Int) throws -> String {
        var lines = try String(
            contentsOfFile: GatepassProgram.vector("rosters/utf8.csv"), encoding: .utf8
        ).split(whereSeparator: \.isNewline).map(String.init)
        lines.removeSubrange(1...count)
        var cells = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        cells[4] = "别处"
        lines[1] = cells.joined(separator: ",")
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `an import is shown, looked at, undone once, and its passes stay withdrawn`() throws
    {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            let staff = try program.must("roster", "list", "--json").output
            try write(try shortened(by: 2), to: "short.csv", in: program)
            let imported = try program.must(
                "roster", "import", "short.csv", "--org", "1042", "--site", "1", "--replace",
                "--confirm-leavers", "2",
                "--json")
            let batch = try #require(try imported.object()["batch"] as? Int)
            let listed = try program.must("roster", "list", "--batches", "--json").objects()
            #expect(listed.first?["number"] as? Int == batch)
            #expect(listed.first?["left"] as? Int == 2)
            #expect(listed.first?["undone_at"] is NSNull)
            let looked = try program.must("roster", "undo", "\(batch)", "--dry-run", "--json")
            let preview = try looked.object()
            #expect(
                Set(preview.keys) == [
                    "batch", "organisation", "restored", "removed", "returned", "kept", "revoked",
                    "guards_ended", "would_revoke", "passes", "applied",
                ])
            #expect(preview["applied"] as? Bool == false)
            #expect(preview["would_revoke"] as? Int == 0)
            let done = try program.must("roster", "undo", "\(batch)", "--json").object()
            #expect(Set(done.keys) == Set(preview.keys))
            for key in ["restored", "removed", "returned", "guards_ended"] {
                #expect(done[key] as? Int == preview[key] as? Int)
            }
            #expect(done["restored"] as? Int == 1)
            #expect(done["returned"] as? Int == 2)
            #expect(done["applied"] as? Bool == true)
            #expect(try program.must("roster", "list", "--json").output == staff)
            #expect(
                try program.must("pass", "list", "--state", "revoked", "--json").objects().count
                    == 2)
            let again = try program.run("roster", "undo", "\(batch)")
            #expect(again.exitCode == 2)
            #expect(again.complaints.contains("\(batch)"))
            let issued = try program.must("pass", "issue", "--org", "1042", "--json").object()
            #expect(issued["issued"] as? Int == 2)
            #expect(try program.must("audit", "verify").exitCode == 0)
        }
    }

    @Test func `who was written later is named with the reason, and the exit code tells`() throws {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            let first = try #require(
                try program.must("roster", "list", "--batches", "--json").objects().last?["number"]
                    as? Int)
            try write(try shortened(by: 2), to: "short.csv", in: program)
            try program.must(
                "roster", "import", "short.csv", "--org", "1042", "--site", "1")
            let preview = try program.run("roster", "undo", "\(first)", "--dry-run", "--json")
            #expect(preview.exitCode == 1)
            let passes = try #require(try preview.object()["passes"] as? [[String: Any]])
            #expect(try preview.object()["would_revoke"] as? Int == passes.count)
            #expect(!passes.isEmpty)
            for pass in passes {
                #expect(Set(pass.keys) == ["number", "kind", "organisation", "key", "name"])
                #expect((pass["name"] as? String)?.contains("*") == true)
            }
            let answer = try program.run("roster", "undo", "\(first)")
            #expect(answer.exitCode == 1)
            #expect(answer.complaints.contains("批次"))
            let next = try program.run("vehicle", "undo", "\(first)")
            #expect(next.exitCode == 2)
            #expect(next.complaints.contains("gatepass roster undo \(first)"))
            for wrong in ["99", "0", "-1"] {
                #expect(try program.run("roster", "undo", "--dry-run", "--", wrong).exitCode == 2)
            }
            #expect(try program.run("roster", "undo", "x").exitCode == 64)
        }
    }

    @Test func `a whole firm's list that is only looked at names whom it would reach`() throws {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            try write(try shortened(by: 2), to: "short.csv", in: program)
            let list = ["roster", "import", "short.csv", "--org", "1042", "--site", "1"]
            let report = try program.run(list + ["--replace", "--dry-run", "--json"]).object()
            #expect(report["would_revoke"] as? Int == 2)
            let passes = try #require(report["passes"] as? [[String: Any]])
            #expect(passes.compactMap { $0["key"] as? String } == ["E00001", "E00002"])
            let people = try program.run(list + ["--replace", "--dry-run"])
            #expect(people.output.contains("E00002"))
            #expect(people.output.contains("孔*强"))
            #expect(!people.output.contains("孔明强"))
            let looked = try program.must("pass", "revoke", "--org", "1042", "--preview")
            #expect(looked.output.contains("孔*强"))
            let keys = try program.must("key", "revoke", "--epoch", "1", "--preview", "--json")
            let preview = try keys.object()
            #expect(preview["would_revoke"] as? Int == 12)
            #expect((preview["passes"] as? [[String: Any]])?.count == 12)
            #expect(
                try program.must("pass", "list", "--state", "valid", "--json").objects().count
                    == 12)
        }
    }
}
