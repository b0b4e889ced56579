// A list that goes out marked, is mended and goes in again; and the empty lists to begin with.
import Foundation
import Testing

extension GatepassProgram {
    /// `roster import` of a list of the firm, dry or not.
    fileprivate func importing(_ list: String, _ more: String...) throws -> ProgramAnswer {
        try run(["roster", "import", list, "--org", "1042", "--site", "1"] + more)
    }

    fileprivate func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Rewrites one part of a workbook, as a person does who mends a cell.
    fileprivate func mend(
        _ book: String, part: String, _ change: (String) throws -> String
    ) throws {
        let work = folder.appendingPathComponent("work-\(UUID().uuidString)")
        try tool("unzip", "-q", path(book), "-d", work.path)
        let file = work.appendingPathComponent(part)
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = try change(text)
        try #require(changed != text)
        try Data(changed.utf8).write(to: file)
        try FileManager.default.removeItem(atPath: path(book))
        let script = """
            import os, sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w") as book:
                for folder, _, names in os.walk(sys.argv[2]):
                    for name in names:
                        full = os.path.join(folder, name)
                        book.write(full, os.path.relpath(full, sys.argv[2]))
            """
        try tool("python3", "-c", script, path(book), work.path)
    }

    private func tool(_ arguments: String...) throws {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        run.arguments = arguments
        try run.run()
        run.waitUntilExit()
        try #require(run.terminationStatus == 0)
    }
}

@Suite struct `Marked sheets of gatepass` {
    private static let errors = GatepassProgram.vector("rosters/errors.xlsx")

    @Test func `a marked sheet goes in again, unmended with the same problems, mended without`()
        throws
    {
        try withGatepass { program in
            try program.makeOffice()
            let first = try program.importing(Self.errors, "--errors-to", "mend.xlsx", "--json")
            #expect(first.exitCode == 1)
            #expect(first.complaints.isEmpty)
            let told = try #require(try first.object()["problems"] as? [[String: Any]])
            let again = try program.importing("mend.xlsx", "--errors-to", "mend2.xlsx", "--json")
            #expect(again.exitCode == 1)
            let report = try again.object()
            #expect(
                NSArray(array: try #require(report["problems"] as? [Any])) == NSArray(array: told))
            #expect(try #require(report["difference"] as? [String: Any])["unchanged"] as? Int == 12)
            // The wrong check character of row 4, and the ID number that row 19 lacks.
            try program.mend("mend2.xlsx", part: "xl/worksheets/sheet2.xml") { sheet in
                let bad = try #require(
                    sheet.firstMatch(of: /<c r="C4"[^>]*><is><t>([0-9]{17})[0-9X]<\/t>/))
                let good = try Self.identity(String(bad.1))
                return sheet.replacing(bad.0, with: bad.0.replacing(/[0-9]{17}[0-9X]/, with: good))
                    .replacing(
                        /<c r="C19" s="[0-9]+"\/>/,
                        with: "<c r=\"C19\" t=\"inlineStr\"><is><t>E12345678</t></is></c>")
            }
            let mended = try program.importing("mend2.xlsx", "--json").object()
            #expect(mended["accepted"] as? Int == 14)
            #expect(mended["applied"] as? Bool == true)
            let difference = try #require(mended["difference"] as? [String: Any])
            #expect(difference["new"] as? Int == 2 && difference["unchanged"] as? Int == 12)
        }
    }

    @Test
    func `it is for its owner only, takes the place of an old one, and leaves nothing beside`()
        throws
    {
        try withGatepass { program in
            try program.makeOffice()
            try Data("old".utf8).write(to: URL(fileURLWithPath: program.path("mend.xlsx")))
            let answer = try program.importing(
                Self.errors, "--dry-run", "--errors-to", "mend.xlsx", "--lang", "en")
            #expect(answer.output.contains("The marked sheet is mend.xlsx"))
            #expect(answer.output.contains("personal data"))
            let mode = try FileManager.default.attributesOfItem(
                atPath: program.path("mend.xlsx"))[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(
                try Set(FileManager.default.contentsOfDirectory(atPath: program.folder.path))
                    .subtracting([".stdin", ".stdout"]) == ["d", "mend.xlsx"])
            #expect(try program.must("roster", "list", "--json").output.isEmpty)
        }
    }

    @Test func `a list without problems comes back too, and it is said`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let clean = GatepassProgram.vector("rosters/clean.xlsx")
            let answer = try program.importing(clean, "--errors-to", "same.xlsx", "--lang", "en")
            #expect(answer.exitCode == 0)
            #expect(answer.output.contains("No problems. The marked sheet is same.xlsx"))
            let again = try program.importing("same.xlsx", "--json")
            #expect(again.exitCode == 0)
            let difference = try #require(try again.object()["difference"] as? [String: Any])
            #expect(difference["new"] as? Int == 0)
        }
    }

    @Test func `a file refused whole leaves the old sheet alone and says that none was written`()
        throws
    {
        try withGatepass { program in
            try program.makeOffice()
            try Data("old".utf8).write(to: URL(fileURLWithPath: program.path("mend.xlsx")))
            let answer = try program.importing(
                GatepassProgram.vector("rosters/no_header.csv"), "--errors-to", "mend.xlsx",
                "--lang", "en")
            #expect(answer.exitCode == 2)
            #expect(answer.complaints.contains("mend.xlsx was not written"))
            #expect(try String(contentsOfFile: program.path("mend.xlsx"), encoding: .utf8) == "old")
        }
    }

    @Test func `what cannot be given back stops the import before anything is changed`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let list = program.path("list.xlsx")
            try FileManager.default.copyItem(atPath: Self.errors, toPath: list)
            let itself = try program.importing("list.xlsx", "--errors-to", "./list.xlsx")
            #expect(itself.exitCode == 2)
            #expect(
                FileManager.default.contentsEqual(atPath: list, andPath: Self.errors))
            let own = try program.importing("list.xlsx", "--errors-to", "d/keys/a.xlsx")
            #expect(own.exitCode == 2)
            let nowhere = try program.importing("list.xlsx", "--errors-to", "none/a.xlsx")
            #expect(nowhere.exitCode == 3)
            #expect(try program.importing("list.xlsx", "--errors-to", "a.csv").exitCode == 64)
            #expect(try program.must("roster", "list", "--json").output.isEmpty)
        }
    }

    @Test func `vehicles of a text come back as a workbook that goes in`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let list = "车牌号;驾驶员;货物;备注\n沪A12345;张三;钢材;001\n沪A1234;李四;;\n"
            try Data(list.utf8).write(to: URL(fileURLWithPath: program.path("trucks.csv")))
            let command = ["--org", "1042", "--site", "1", "--json"]
            let first = try program.run(
                ["vehicle", "import", "trucks.csv", "--errors-to", "mend.xlsx"] + command)
            #expect(first.exitCode == 1)
            try program.mend("mend.xlsx", part: "xl/worksheets/sheet2.xml") {
                $0.replacing("沪A1234<", with: "沪A12346<")
            }
            let mended = try program.run(["vehicle", "import", "mend.xlsx"] + command)
            #expect(mended.exitCode == 0)
            let difference = try #require(try mended.object()["difference"] as? [String: Any])
            #expect(difference["new"] as? Int == 1 && difference["unchanged"] as? Int == 1)
        }
    }

    @Test func `a template offers the site's zones, needs no office without one, imports nobody`()
        throws
    {
        try withGatepass { program in
            for (command, name) in [("roster", "staff.xlsx"), ("vehicle", "trucks.xlsx")] {
                let answer = try program.must(command, "template", "--to", name, "--json")
                #expect(try answer.object()["path"] as? String == name)
                #expect(try program.run(command, "template", "--to", "a.csv").exitCode == 64)
                #expect(
                    try program.run(command, "template", "--to", "a.xlsx", "--site", "1")
                        .exitCode == 3)
            }
            try program.makeOffice()
            try program.must("roster", "template", "--to", "zones.xlsx", "--site", "1")
            #expect(
                try program.run("roster", "template", "--to", "a.xlsx", "--site", "2").exitCode
                    == 2)
            let empty = try program.importing("zones.xlsx", "--json")
            #expect(empty.exitCode == 2)
            #expect(empty.output.contains("NO_ROWS"))
            try program.mend("zones.xlsx", part: "xl/worksheets/sheet1.xml") {
                let cells = ["E1", "张三", "", "99999920010503400X", "", "", "", "厂区"]
                    .map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
                return $0.replacing("</sheetData>", with: "<row r=\"2\">\(cells)</row></sheetData>")
            }
            let filled = try program.importing("zones.xlsx", "--json")
            #expect(filled.exitCode == 0)
            #expect(try #require(try filled.object()["problems"] as? [Any]).isEmpty)
        }
    }

    /// Seventeen digits with their check character (GB 11643).
    private static func identity(_ digits: String) throws -> String {
        var sum = 0
        for (place, digit) in digits.enumerated() {
            let weight = (0..<(17 - place)).reduce(1) { value, _ in value * 2 % 11 }
            sum += weight * (try #require(digit.wholeNumberValue))
        }
        return digits + String(Array("10X98765432")[sum % 11])
    }
}
