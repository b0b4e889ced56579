// Lists that would fill memory, through the real program: what it costs is measured from outside.
import Foundation
import TestSupport
import Testing

@Suite struct `Hostile lists` {
    private static let mostBytes = 64 << 20

    /// A workbook whose sheet or shared strings inflate to hundreds of megabytes.
    private static func bomb(_ path: String, _ head: String, _ unit: String) -> [UInt8] {
        var zip = ZipMaker()
        zip.add(
            "xl/workbook.xml",
            Array("<workbook><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>".utf8))
        zip.add(
            "xl/_rels/workbook.xml.rels",
            Array(
                ("<R><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"sheet.xml\"/>"
                    + "<Relationship Id=\"s\" Type=\"x/sharedStrings\" Target=\"s.xml\"/></R>").utf8
            ))
        if !path.hasSuffix("sheet.xml") { zip.add("xl/sheet.xml", Array("<worksheet/>".utf8)) }
        let part = deflated(head, repeating: unit, count: 120 << 20, "")
        zip.add(path, packed: part.stream, size: part.size, check: 0, method: 8)
        return zip.archive
    }

    private static var lists: [(name: String, bytes: [UInt8])] {
        let header = "<row><c t=\"str\"><v>姓名</v></c><c t=\"str\"><v>身份证号</v></c></row>"
        let row = "<row><c t=\"str\"><v>x1</v></c><c t=\"str\"><v>x2</v></c></row>"
        let text = String(repeating: "x", count: 220)
        return [
            ("strings.xlsx", bomb("xl/s.xml", "<sst>", "<si><t>\(text)</t></si>")),
            ("rows.xlsx", bomb("xl/sheet.xml", "<worksheet><sheetData>\(header)", row)),
            ("rows.csv", Array(("姓名,身份证号\n" + String(repeating: "a\n", count: 9_000_000)).utf8)),
        ]
    }

    @Test func `cost little and are refused`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let plain = try program.measured(
                "roster", "import", GatepassProgram.vector("rosters/clean.xlsx"), "--org", "1042",
                "--site", "1", "--dry-run")
            #expect(plain.exitCode == 0)
            for list in Self.lists {
                try Data(list.bytes).write(to: program.folder.appendingPathComponent(list.name))
                let refused = try program.measured(
                    "roster", "import", list.name, "--org", "1042", "--site", "1", "--json")
                #expect(refused.exitCode == 2)
                // A program built for debugging is bigger to begin with.
                let more = refused.peakBytes - plain.peakBytes
                #expect(more < Self.mostBytes - 32 << 20, "\(list.name) cost \(more) bytes more")
            }
        }
    }

    @Test func `that are pipes, devices or folders are refused at once`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let pipe = program.folder.appendingPathComponent("pipe").path
            let made = unsafe mkfifo(pipe, 0o600)
            #expect(made == 0)
            for path in [pipe, "/dev/zero", "/dev/null", "/"] {
                let answer = try program.run(
                    "roster", "import", path, "--org", "1042", "--site", "1", "--lang", "en")
                #expect(answer.exitCode == 2)
                #expect(answer.complaints.contains("give a file"))
            }
        }
    }
}

extension GatepassProgram {
    /// Runs it and watches what it holds in memory at most.
    fileprivate func measured(
        _ arguments: String...
    ) throws -> (exitCode: Int32, peakBytes: Int) {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: BuiltProgram.folder)
            .appendingPathComponent("gatepass")
        run.arguments = arguments
        run.currentDirectoryURL = folder
        run.environment = ["GATEPASS_DATA": "./d"].merging(variables) { _, given in given }
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle.nullDevice
        try run.run()
        var peak = 0
        while run.isRunning {
            // The kernel's own high mark, so nothing between two looks is lost but the very end.
            let status = try? String(
                contentsOfFile: "/proc/\(run.processIdentifier)/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
            peak = max(peak, kilobytes.flatMap { Int($0) }.map { $0 << 10 } ?? 0)
            usleep(2_000)
        }
        run.waitUntilExit()
        return (run.terminationStatus, peak)
    }
}
