// Both programs in one folder: an office with twelve passes, and its one gate, enrolled and loaded.
import Foundation
import PassFormat
import Testing

/// One line of an export as text.
struct ExportedCode {
    /// Employee number or plate.
    let key: String
    let number: String
    let text: String

    /// The lines of a file that `pass export` wrote.
    static func list(in path: String) throws -> [ExportedCode] {
        let csv = try String(contentsOfFile: path, encoding: .utf8)
        return csv.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: ",").map(String.init)
            return fields.count == 4
                ? ExportedCode(key: fields[1], number: fields[2], text: fields[3]) : nil
        }
    }

    /// Epoch and group, as the code itself says them.
    func keyID() throws -> KeyID {
        let bytes = Array(text.utf8)
        return try DecodedToken(reading: bytes.span).keyID
    }
}

/// The office and the gate of one test.
struct OfficeAndGate {
    let gate = GateRun()
    var office: GatepassProgram

    /// Twelve people of firm 1042 with a pass each, and gate 1 with a bundle of them.
    init() throws {
        office = GatepassProgram(folder: URL(fileURLWithPath: gate.path("")))
        try `Office's way of gatepass`.issue(in: office)
        try #require(try gate.run("enrol", "--request", "device.json").exitCode == 0)
        try office.must(
            "device", "enrol", "--gate", "1", "--request", "device.json", "--to",
            "enrolment.json")
        try #require(try gate.run("enrol", "--accept", "enrolment.json", "--yes").exitCode == 0)
        try loadBundle()
    }

    /// Makes the gate's next bundle, and loads it.
    func loadBundle() throws {
        try office.must("bundle", "make", "--gate", "1", "--to", "gate1.bundle")
        let answer = try gate.run("load", "gate1.bundle")
        try #require(answer.exitCode == 0, "\(answer)")
    }

    /// A code for everyone who has a valid pass.
    func codes() throws -> [ExportedCode] {
        try office.must("pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text")
        return try ExportedCode.list(in: office.folder.appendingPathComponent("codes.csv").path)
    }

    /// What the gate says of a code.
    func verdict(on code: ExportedCode) throws -> String? {
        try gate.run("check", "--json", input: code.text + "\n").object()["code"] as? String
    }
}
