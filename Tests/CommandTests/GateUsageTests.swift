// How `gate` answers to wrong usage, missing folders and vectors files.
import Foundation
import TestSupport
import Testing

@Suite struct `Gate program` {
    private static let vectors = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vectors/gp1.json")

    @Test(arguments: [
        [], ["check"], ["load"], ["enrol"], ["status"], ["explain"], ["journal"],
        ["journal", "list"], ["journal", "verify"], ["conformance"],
    ])
    func `has help with an example on every level`(level: [String]) throws {
        let answer = try GateRun().run(listed: level + ["--help"])
        #expect(answer.exitCode == 0)
        #expect(answer.output.contains("例 / Example:"))
        #expect(answer.output.contains("  gate "))
    }

    @Test func `prints its version`() throws {
        let answer = try GateRun().run("--version")
        #expect(answer.exitCode == 0)
        #expect(answer.output.hasPrefix("gate "))
    }

    @Test(arguments: [
        ["nonsense"], ["check", "--direction", "up"], ["check", "--json", "--direction"],
        ["check", "--json", "--state"], ["check", "--state", "--json"],
        ["check", "--at", "tomorrow"],
        ["check", "--no-code"], ["check", "--number", "310117000000425"], ["load"], ["enrol"],
        ["check", "--no-code", "--number", "310117000000426"],
        ["check", "--no-code", "--employee", "7"],
        ["check", "--no-code", "--plate", "沪A12345", "--number", "310117000000425"],
        ["check", "--image", "p.png", "GP1"], ["check", "--image", "p.png", "--stream"],
        ["check", "--image", "p.png", "--no-code", "--number", "310117-0000-0042-5"],
        ["check", "--stream", "--at", "+1d"], ["journal", "list", "--last", "0"],
    ])
    func `ends with 64 at wrong usage, and says why on standard error`(
        arguments: [String]
    ) throws {
        let answer = try GateRun().run(listed: arguments)
        #expect(answer.exitCode == 64)
        #expect(answer.output == "")
        #expect(answer.complaints.contains("Error: "))
    }

    @Test(arguments: [
        ["check", "x"], [], ["explain"], ["check", "--at"], ["check", "--no-code", "--number"],
        ["load"], ["conformance"],
    ])
    func `does not repeat a code on standard error that was given as an argument`(
        arguments: [String]
    ) throws {
        let code = "GP1" + String(repeating: "MFRGG", count: 20)
        let answer = try GateRun().run(listed: arguments + [code])
        #expect(answer.exitCode != 0)
        #expect(!answer.complaints.contains("MFRGG"))
        #expect(answer.complaints != "")
    }

    @Test(arguments: [["status"], ["load", "x"], ["explain"], ["journal", "list"]])
    func `cannot work without its folder, and says how to make one`(arguments: [String]) throws {
        let answer = try GateRun().run(listed: arguments)
        #expect(answer.exitCode == 3)
        #expect(answer.output == "")
        #expect(answer.complaints.contains("gate enrol --request"))
    }

    @Test func `cannot decide without its folder, and gives the document of a verdict`() throws {
        let answer = try GateRun().run("check", "--json", "--lang", "en", input: "GP1\n")
        #expect(answer.exitCode == 3)
        let verdict = try answer.object()
        #expect(verdict["verdict"] is NSNull)
        #expect(verdict["code"] as? String == "NO_BUNDLE")
        #expect(verdict["gate"] is NSNull)
        #expect(answer.complaints.contains("there is no gate folder at ./g"))
    }

    @Test func `agrees with the vectors of an independent implementation`() throws {
        let answer = try GateRun().run("conformance", Self.vectors.path)
        #expect(answer.exitCode == 0)
        #expect(answer.output.hasSuffix(" passed, 0 failed\n"))
        #expect(answer.output.split(separator: "\n").count == 1)
    }

    @Test func `prints each case of a vectors file that differs, and ends with 2`() throws {
        let gate = GateRun()
        let vectors = String(decoding: try Data(contentsOf: Self.vectors), as: UTF8.self)
        let part = try #require(vectors.range(of: #""BAD_TAG""#))
        let changed = vectors.replacingCharacters(in: part, with: #""OK""#)
        try gate.write(Array(changed.utf8), to: "changed.json")
        let answer = try gate.run("conformance", "changed.json")
        #expect(answer.exitCode == 2)
        let lines = answer.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasSuffix(": expected OK, found BAD_TAG") == true)
        #expect(lines.last?.hasSuffix(" passed, 1 failed") == true)
        let document = try gate.run("conformance", "changed.json", "--json").object()
        #expect(document["failed"] as? Int == 1)
    }

    @Test(arguments: ["{", "{}", #"{"format":"other/1"}"#, ""])
    func `refuses what is no vectors file, with 2`(content: String) throws {
        let gate = GateRun()
        try gate.write(Array(content.utf8), to: "broken.json")
        let answer = try gate.run("conformance", "broken.json")
        #expect(answer.exitCode == 2)
        #expect(answer.output == "")
        #expect(answer.complaints.contains("gp1-vectors/1"))
        #expect(try gate.run("conformance", "none.json").exitCode == 2)
    }
}
