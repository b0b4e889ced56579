// `gatepass pass export` onto paper: from the office's lists to what a scanner reads off a page.
import Foundation
import TestSupport
import Testing

@Suite struct `Paper of gatepass` {
    /// People whose ID is a passport, so that any name may have one.
    private func issue(names: [String], in program: GatepassProgram) throws {
        let rows = names.enumerated().map {
            "\($0.element),E\(1_000_000 + $0.offset),N\($0.offset)"
        }
        let list = (["姓名,证件号码,工号"] + rows).joined(separator: "\n") + "\n"
        try Data(list.utf8).write(to: program.folder.appendingPathComponent("list.csv"))
        try program.makeOffice()
        try program.must("roster", "import", "list.csv", "--org", "1042", "--site", "1")
        try program.must("pass", "issue", "--org", "1042")
    }

    private func paper(_ name: String, of program: GatepassProgram) -> PaperFile {
        PaperFile(program.folder.appendingPathComponent(name).path, folder: program.folder)
    }

    /// What a scanner reads on all pages, sorted.
    private func scanned(_ paper: PaperFile) throws -> [String] {
        try (1...paper.pages()).flatMap { try paper.rendered(page: $0).scannedTexts() }.sorted()
    }

    /// The texts of all valid passes, sorted.
    private func texts(in program: GatepassProgram) throws -> [String] {
        try program.must("pass", "export", "--org", "1042", "--to", "codes.csv")
        let csv = program.folder.appendingPathComponent("codes.csv")
        return try String(contentsOf: csv, encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst().compactMap { $0.split(separator: ",").last.map(String.init) }.sorted()
    }

    @Test func `has staff on sheets, vehicles on permits, an index, and nothing secret else`()
        throws
    {
        try withGatepass { program in
            try `Office's way of gatepass`.issue(in: program)
            try program.must(
                "vehicle", "import", `Office's way of gatepass`.trucks, "--org", "1042", "--site",
                "1")
            try program.must("pass", "issue", "--org", "1042")
            let texts = try texts(in: program)
            let trucks = texts.count - 12
            #expect(trucks > 0)
            let told = try program.must(
                "pass", "export", "--org", "1042", "--to", "passes.pdf", "--prove", "--json"
            ).object()
            #expect(told["files"] as? Int == 1 && told["proved"] as? Int == texts.count)
            #expect(told["pages"] as? Int == 2 + trucks + 1)
            let paper = paper("passes.pdf", of: program)
            #expect(try paper.pages() == 2 + trucks + 1)
            #expect(try scanned(paper) == texts)
            let text = try paper.text()
            #expect(text.contains("E00001") && text.contains("精密仪器厂") && text.contains("东区"))
            #expect(!text.contains("1990000") && !text.contains("999999"))
            let file = program.folder.appendingPathComponent("passes.pdf").path
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `has one badge to a page, without an index where nobody wants it`() throws {
        try withGatepass { program in
            try issue(names: ["王𠮷", "李𬎆", "赵䶮", "孙〇"], in: program)
            let export = ["pass", "export", "--org", "1042", "--layout", "badge", "--to"]
            #expect(try program.run(export + ["a.pdf"]).exitCode == 0)
            #expect(try program.run(export + ["b.pdf", "--no-index"]).exitCode == 0)
            #expect(try paper("a.pdf", of: program).pages() == 5)
            let badges = paper("b.pdf", of: program)
            #expect(try badges.pages() == 4)
            #expect(try badges.size(ofPage: 1) == [105, 148])
            #expect(try scanned(badges) == texts(in: program))
            let text = try badges.text()
            for name in ["王𠮷", "李𬎆", "赵䶮", "孙〇"] { #expect(text.contains(name)) }
        }
    }

    @Test func `is not made for a name that no font has; the number and a masked name say whose`()
        throws
    {
        try withGatepass { program in
            try issue(names: ["张伟", "欧阳\u{30000}", "李\u{30000}明"], in: program)
            var strict = program
            strict.variables["FONTCONFIG_FILE"] = try fonts(
                "/usr/share/fonts/opentype/noto", program)
            let file = program.folder.appendingPathComponent("passes.pdf")
            try Data("before".utf8).write(to: file)
            let files = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            for layout in ["sheet", "badge"] {
                let answer = try strict.run(
                    "pass", "export", "--org", "1042", "--to", "passes.pdf", "--layout", layout,
                    "--lang", "en")
                #expect(answer.exitCode == 2 && answer.output.isEmpty)
                #expect(answer.complaints.contains("欧*\u{30000}"))
                #expect(answer.complaints.contains("李*明"))
                #expect(answer.complaints.components(separatedBy: "(U+30000)").count == 3)
                #expect(answer.complaints.contains("310117-") && !answer.complaints.contains("张"))
            }
            #expect(try Data(contentsOf: file) == Data("before".utf8))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: program.folder.path).count
                    == files.count)
        }
    }

    @Test func `is not made without its font, and the answer names the package`() throws {
        try withGatepass { program in
            try issue(names: ["张伟"], in: program)
            var bare = program
            bare.variables["FONTCONFIG_FILE"] = try fonts("/nowhere", program)
            for arguments in [
                ["pass", "export", "--org", "1042", "--to", "passes.pdf"],
                ["print", "guard-card", "--to", "passes.pdf"],
            ] {
                let answer = try bare.run(arguments)
                #expect(answer.exitCode == 3)
                #expect(answer.complaints.contains("fonts-noto-cjk"))
            }
            #expect(
                !FileManager.default.fileExists(
                    atPath: program.folder.appendingPathComponent("passes.pdf").path))
        }
    }

    /// A file by which only the fonts of one folder are there.
    private func fonts(_ folder: String, _ program: GatepassProgram) throws -> String {
        let file = program.data.appendingPathComponent("fonts.conf")
        let source = """
            <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig><dir>\(folder)</dir></fontconfig>
            """
        try Data(source.utf8).write(to: file)
        return file.path
    }

    @Test(arguments: [
        ["x.png"], ["x.svg"], ["x.JPG"], ["x.xlsx"], ["x.zip", "--format", "pdf"],
        ["x.pdf", "--format", "text"], ["x.pdf", "--format", "png"], ["x.csv", "--format", "svg"],
        ["x.zip", "--layout", "badge"], ["x.pdf", "--layout", "permit", "--kind", "staff"],
    ])
    func `does not go where its name says something else`(arguments: [String]) throws {
        try withGatepass { program in
            try issue(names: ["张伟"], in: program)
            let answer = try program.run(["pass", "export", "--org", "1042", "--to"] + arguments)
            #expect(answer.exitCode == 64)
            #expect(
                !FileManager.default.fileExists(
                    atPath: program.folder.appendingPathComponent(arguments[0]).path))
        }
    }

    @Test(arguments: ["codes.zip", "codes"])
    func `is left to others as SVG, a file for each pass`(target: String) throws {
        try withGatepass { program in
            try issue(names: ["张伟", "李娜"], in: program)
            let told = try program.must(
                "pass", "export", "--org", "1042", "--to", target, "--format", "svg", "--prove",
                "--json"
            ).object()
            #expect(told["files"] as? Int == 2 && told["proved"] as? Int == 2)
            #expect(told["pages"] is NSNull)
            let place = program.folder.appendingPathComponent("codes")
            if target == "codes.zip" {
                _ = try InstalledProgram("unzip", aptPackage: "unzip")
                    .output(["-q", place.path + ".zip", "-d", place.path])
            }
            for name in ["N0.svg", "N1.svg"] {
                let svg = try String(
                    contentsOf: place.appendingPathComponent(name), encoding: .utf8)
                #expect(svg.hasPrefix("<svg ") && svg.contains("<path d=\"M"))
            }
        }
    }

    @Test func `in a folder tells of pictures that it did not write`() throws {
        try withGatepass { program in
            try issue(names: ["张伟", "李娜"], in: program)
            let export = ["pass", "export", "--org", "1042", "--to", "codes", "--format", "png"]
            let first = try program.run(export + ["--json"]).object()
            #expect(first["others"] as? Int == 0)
            try program.must(
                "pass", "revoke", "--org", "1042", "--employee", "N0", "--reason", "lost")
            let again = try program.run(export + ["--json"]).object()
            #expect(again["files"] as? Int == 1 && again["others"] as? Int == 1)
            let told = try program.run(export + ["--lang", "en"])
            #expect(told.output.contains("1 other pictures"))
        }
    }

    @Test(arguments: ["zh", "en"])
    func `of a guard is one page A4 with all of the page and its code, in the one font alone`(
        language: String
    ) throws {
        try withGatepass { program in
            try program.makeOffice()
            var strict = program
            strict.variables["FONTCONFIG_FILE"] = try fonts(
                "/usr/share/fonts/opentype/noto", program)
            try strict.must(
                "print", "guard-card", "--gate", "1", "--to", "g.pdf", "--lang", language)
            let paper = paper("g.pdf", of: program)
            #expect(try paper.pages() == 1)
            #expect(try paper.size(ofPage: 1) == [210, 297])
            #expect(try paper.pictures() == [])
            let text = try paper.text()
            for said in [
                "一号门", "放行", "ADMIT", "REVOKED", "JOURNAL_FAILED", "/o", "停电", "医务", "First aid",
            ] { #expect(text.contains(said), "\(said)") }
            let page = try paper.rendered(page: 1)
            let read = try page.scannedTexts()
            #expect(read.count == 1 && read[0].hasPrefix("GATEPASS-TEST/"))
            let rim = PaperPage.pixels(7)
            let isInside =
                page.isBlank(0..<page.width, page.height - rim..<page.height)
                && page.isBlank(page.width - rim..<page.width, 0..<page.height)
            #expect(isInside)
            let nowhere = try program.run("print", "guard-card", "--format", "pdf")
            #expect(nowhere.exitCode == 64)
            let asText = try program.run("print", "guard-card", "--format", "text", "--to", "t.pdf")
            #expect(asText.exitCode == 64)
        }
    }
}
