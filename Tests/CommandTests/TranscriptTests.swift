// The way from a staff list to a verdict at a gate, word for word as the README tells it: both
// programs, clean folders, a shell.
import Foundation
import TestSupport
import Testing

@Suite struct `Transcript` {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        let files = FileManager.default
        let vectors = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
        for (from, to) in [
            ("rosters/clean.xlsx", "staff.xlsx"), ("vehicles/english.csv", "trucks.csv"),
        ] {
            try files.copyItem(
                atPath: vectors.appending(path: from).path, toPath: "\(folder.path)/\(to)")
        }
        try files.createSymbolicLink(
            atPath: "\(folder.path)/bin", withDestinationPath: BuiltProgram.folder)
    }

    private struct Answer {
        let exitCode: Int32
        let output: String
    }

    /// Runs one line as a person would type it; standard error goes to a file.
    private func shell(_ line: String) throws -> Answer {
        let run = Process()
        run.executableURL = URL(filePath: "/bin/bash")
        run.arguments = ["-c", "\(line) 2>>errors >output"]
        run.currentDirectoryURL = URL(filePath: folder.path)
        run.environment = ["GATEPASS_DATA": "./d", "GATE_STATE": "./g", "PATH": "/usr/bin:/bin"]
        run.standardInput = FileHandle.nullDevice
        try run.run()
        run.waitUntilExit()
        return Answer(exitCode: run.terminationStatus, output: try text(of: "output"))
    }

    private func text(of name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")), as: UTF8.self)
    }

    private func expect(
        _ lines: [String], endWith exitCode: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for line in lines {
            let answer = try shell(line)
            let told = "\(line)\n\(answer.output)\(try text(of: "errors"))"
            #expect(answer.exitCode == exitCode, "\(told)", sourceLocation: sourceLocation)
        }
    }

    /// One line of codes.csv: kind, key, number, text.
    private struct Code {
        let kind: String
        let key: String
        let number: String
        let text: String
    }

    private func codes() throws -> [Code] {
        let lines = try text(of: "codes.csv").split(whereSeparator: \.isNewline)
        #expect(lines.first?.hasSuffix("kind,key,number,text") == true)
        return lines.dropFirst().compactMap { line in
            let fields = line.split(separator: ",").map(String.init)
            guard fields.count == 4 else { return nil }
            return Code(kind: fields[0], key: fields[1], number: fields[2], text: fields[3])
        }
    }

    private func check(_ code: Code, _ arguments: String = "") throws -> (Int32, String?) {
        let answer = try shell("echo \(code.text) | bin/gate check --json \(arguments)")
        let document = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        return (answer.exitCode, (document as? [String: Any])?["code"] as? String)
    }

    @Test func `leads from a list to ALLOW at the gate, and to REVOKED in the end`() throws {
        try expect([
            "bin/gatepass init --area 310117",
            "bin/gatepass org add --number 1042 --name 精密仪器厂",
            "bin/gatepass site add --number 1 --name 东区",
            "bin/gatepass zone add --site 1 --number 1 --name 厂区",
            "bin/gatepass gate add --site 1 --number 1 --zone 1 --name 一号门",
            "bin/gatepass roster import staff.xlsx --org 1042 --site 1",
            "bin/gatepass vehicle import trucks.csv --org 1042 --site 1",
            "bin/gatepass pass issue --org 1042 --until +20d",
            "bin/gatepass pass export --org 1042 --to codes.zip --format png --prove",
            "bin/gatepass pass export --org 1042 --to codes.csv --format text",
            "bin/gate enrol --request device.json",
            "bin/gatepass device enrol --gate 1 --request device.json --to enrolment.json",
            "bin/gate enrol --accept enrolment.json --yes",
            "bin/gatepass bundle make --gate 1 --to gate1.bundle",
            "bin/gate load gate1.bundle",
        ])
        let codes = try codes()
        let kinds = [("staff", 40), ("vehicle", 6)].flatMap(Array.init(repeating:count:))
        #expect(codes.map(\.kind) == kinds)
        let staff = try #require(codes.first)
        let truck = try #require(codes.last)
        #expect(try check(staff) == (0, "OK"))
        #expect(try check(truck) == (2, "NOT_CHECKED"))
        #expect(try check(truck, "--plate \(truck.key)") == (0, "OK"))
        #expect(try check(truck, "--plate 沪A00000") == (1, "PLATE_MISMATCH"))

        try expect([
            "bin/gatepass pass revoke --number \(staff.number) --reason lost",
            "bin/gatepass bundle make --gate 1 --to gate1.bundle && bin/gate load gate1.bundle",
        ])
        #expect(try check(staff) == (1, "REVOKED"))
        #expect(try check(codes[1]) == (0, "OK"))
        try expect([
            "bin/gate journal verify", "bin/gatepass audit verify",
            "bin/gatepass roster import staff.xlsx --org 1042 --site 1",
        ])
        let archive = try InstalledProgram("python3", aptPackage: "python3").output([
            "-c",
            "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
                + "print(z.testzip(), len(z.namelist()))",
            "\(folder.path)/codes.zip",
        ])
        #expect(archive.contains("None 46"))
    }
}
