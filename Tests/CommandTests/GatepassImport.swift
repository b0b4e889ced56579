// What an import tells programs and people, and that it tells nobody a whole number.
import Foundation
import Testing

@Suite struct `Imports of gatepass` {
    private static let errors = GatepassProgram.vector("rosters/errors.xlsx")

    @Test func `an import in JSON has the keys that scripts rely on`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run(
                "roster", "import", Self.errors, "--org", "1042", "--site", "1", "--dry-run",
                "--json")
            #expect(answer.exitCode == 1)
            #expect(answer.complaints.isEmpty)
            #expect(answer.output.split(separator: "\n").count == 1)
            let report = try answer.object()
            #expect(
                Set(report.keys) == [
                    "file", "rows", "accepted", "rejected", "problems", "difference", "applied",
                    "batch",
                ])
            let file = try #require(report["file"] as? [String: Any])
            #expect(Set(file.keys) == ["type", "sheet", "encoding", "header_row"])
            let difference = try #require(report["difference"] as? [String: Any])
            #expect(Set(difference.keys) == ["new", "changed", "unchanged", "leavers"])
            #expect(difference["leavers"] is NSNull)
            #expect(report["applied"] as? Bool == false)
            #expect(report["batch"] is NSNull)
            let problems = try #require(report["problems"] as? [[String: Any]])
            for problem in problems {
                #expect(
                    Set(problem.keys) == [
                        "row", "column", "code", "severity", "value", "message", "fix",
                    ])
                for text in ["message", "fix"] {
                    let languages = try #require(problem[text] as? [String: String])
                    #expect(Set(languages.keys) == ["zh", "en"])
                }
            }
            #expect(try program.must("roster", "list", "--json").output.isEmpty)
        }
    }

    @Test func `rows, counts and problems are those that the vectors expect`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let expected = try #require(
                try JSONSerialization.jsonObject(
                    with: Data(contentsOf: URL(fileURLWithPath: Self.errors + ".expect.json")))
                    as? [String: Any])
            let report = try program.run(
                "roster", "import", Self.errors, "--org", "1042", "--site", "1", "--json"
            ).object()
            #expect(report["rows"] as? Int == expected["rows"] as? Int)
            #expect(report["accepted"] as? Int == expected["accepted"] as? Int)
            #expect(report["applied"] as? Bool == true)
            let told = try #require(report["problems"] as? [[String: Any]])
            var found: [String] = []
            for problem in told where problem["severity"] as? String == "error" {
                let row = try #require(problem["row"] as? Int)
                found.append("\(row) \(try #require(problem["code"] as? String))")
            }
            let wanted = try #require(expected["problems"] as? [[Any]])
                .map { (pair: [Any]) -> String in pair.map { "\($0)" }.joined(separator: " ") }
            #expect(found.sorted() == wanted.sorted())
        }
    }

    @Test func `people read one problem a line on standard error, and the sum on standard output`()
        throws
    {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run(
                "roster", "import", Self.errors, "--org", "1042", "--site", "1", "--lang", "en")
            #expect(answer.exitCode == 1)
            #expect(answer.output.split(separator: "\n").count == 1)
            let lines = answer.complaints.split(separator: "\n")
            #expect(lines.contains { $0.contains("\tID_CHECKSUM\t") })
            #expect(lines.allSatisfy { $0.split(separator: "\t").count == 6 })
        }
    }

    @Test func `of a workbook of several sheets it is told which was read, and why`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let list = [
                "roster", "import", GatepassProgram.list("libreoffice_office.xlsx"), "--org",
                "1042", "--site", "1", "--dry-run",
            ]
            let told = try program.run(list + ["--lang", "en"])
            #expect(told.output.contains("sheet \"名单\" (the first one with a header and rows)"))
            #expect(told.output.contains("\"二部\" holds a list as well"))
            let file = try #require(
                try program.run(list + ["--json"]).object()["file"] as? [String: Any])
            let candidates = try #require(file["candidates"] as? [[String: Any]])
            #expect(
                candidates.map { "\($0["sheet"] ?? "") \($0["state"] ?? "")" } == [
                    "旧名单 hidden", "填写说明 no_header", "名单 taken", "二部 candidate",
                ])
            #expect(Set(candidates[0].keys) == ["sheet", "header_row", "state"])
            let wrong = try program.run(list + ["--sheet", "三部", "--lang", "zh"])
            #expect(wrong.exitCode == 2)
            #expect(wrong.complaints.contains("旧名单、填写说明、名单、二部"))
            let asked = try program.run(list + ["--sheet", "二部 ", "--lang", "zh"])
            #expect(asked.exitCode == 0)
            #expect(asked.output.contains("读取工作表“二部”(由 --sheet 指定)"))
        }
    }

    @Test func `a file that is no list ends with 2 and one problem without a row`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let answer = try program.run(
                "roster", "import", GatepassProgram.vector("rosters/empty.csv"), "--org", "1042",
                "--site", "1", "--json")
            #expect(answer.exitCode == 2)
            let report = try answer.object()
            #expect(report["rows"] as? Int == 0)
            let problems = try #require(report["problems"] as? [[String: Any]])
            #expect(problems.count == 1)
            #expect(problems.first?["code"] as? String == "FILE_EMPTY")
            #expect(problems.first?["row"] is NSNull)
        }
    }

    @Test func `a file over the limit is refused like any other list`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let big = program.folder.appendingPathComponent("big.csv")
            try Data(repeating: 0x31, count: 20_000_001).write(to: big)
            let answer = try program.run(
                "roster", "import", big.path, "--org", "1042", "--site", "1", "--json")
            #expect(answer.exitCode == 2)
            #expect(answer.output.contains("FILE_TOO_BIG"))
            let absent = try program.run(
                "roster", "import", "absent.csv", "--org", "1042", "--site", "1", "--json")
            #expect(absent.exitCode == 2)
            #expect(absent.output.isEmpty)
        }
    }

    @Test func `the same list twice changes nothing, and all-or-nothing writes nothing`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let refused = try program.run(
                "roster", "import", Self.errors, "--org", "1042", "--site", "1",
                "--all-or-nothing", "--json")
            #expect(refused.exitCode == 2)
            #expect(try refused.object()["applied"] as? Bool == false)
            let staff = `Office's way of gatepass`.staff
            let list = ["roster", "import", staff, "--org", "1042", "--site", "1", "--json"]
            #expect(try program.run(list).exitCode == 0)
            let again = try program.run(list)
            #expect(again.exitCode == 0)
            let difference = try #require(try again.object()["difference"] as? [String: Any])
            #expect(difference["unchanged"] as? Int == 12)
            #expect(difference["new"] as? Int == 0)
        }
    }

    @Test func `leavers over a tenth are refused until their number is confirmed`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let staff = `Office's way of gatepass`.staff
            try program.must("roster", "import", staff, "--org", "1042", "--site", "1")
            let lines = try String(contentsOfFile: staff, encoding: .utf8)
                .split(whereSeparator: \.isNewline)
            let rest = program.folder.appendingPathComponent("rest.csv")
            try Data(lines.dropLast(5).joined(separator: "\n").utf8).write(to: rest)
            let list = ["roster", "import", rest.path, "--org", "1042", "--site", "1", "--replace"]
            let refused = try program.run(list)
            #expect(refused.exitCode == 2)
            #expect(refused.complaints.contains("--confirm-leavers 5"))
            #expect(try program.run(list + ["--confirm-leavers", "5"]).exitCode == 0)
        }
    }

    @Test func `no ID number or telephone is ever printed whole`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let staff = `Office's way of gatepass`.staff
            let cells = try String(contentsOfFile: staff, encoding: .utf8)
                .split { $0 == "," || $0.isNewline }.map(String.init)
            let secrets = cells.filter {
                $0.utf8.count == 18 && $0.hasPrefix("9999") || $0.hasPrefix("1990000")
            }
            #expect(secrets.count == 24)
            // Every check character wrong, so that problems quote every number of the list.
            let worse = try Self.spoiled(staff, in: program)
            var said = ""
            for form in [[], ["--json"]] {
                for file in [worse, staff] {
                    said += try program.run(
                        ["roster", "import", file, "--org", "1042", "--site", "1"] + form
                    ).all
                }
                said += try program.run(["roster", "list"] + form).all
                said += try program.run(["pass", "issue", "--org", "1042"] + form).all
                said += try program.run(["pass", "list"] + form).all
            }
            try program.must("audit", "export", "--to", "audit.jsonl")
            said += try String(
                contentsOf: program.folder.appendingPathComponent("audit.jsonl"), encoding: .utf8)
            #expect(said.contains("ID_CHECKSUM"))
            for secret in secrets {
                #expect(!said.contains(secret))
                // Nor more of an ID number than its mask leaves.
                let middle = secret.dropFirst(4).dropLast(4)
                #expect(middle.count < 10 || !said.contains(middle))
            }
        }
    }

    /// The list with the last character of every ID number changed.
    private static func spoiled(_ list: String, in program: GatepassProgram) throws -> String {
        let text = try String(contentsOfFile: list, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",").map { cell in
                guard cell.hasPrefix("9999"), let last = cell.last else { return String(cell) }
                return cell.dropLast() + (last == "1" ? "2" : "1")
            }.joined(separator: ",")
        }
        let file = program.folder.appendingPathComponent("spoiled.csv")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        return file.path
    }
}
