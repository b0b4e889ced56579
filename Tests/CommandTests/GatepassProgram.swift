// The real office program, run in a throw-away folder as a script would run it.
import Foundation
import TestSupport
import Testing

/// What a run left behind.
struct ProgramAnswer {
    let exitCode: Int32
    let output: String
    let complaints: String

    /// Everything that was said.
    var all: String { output + complaints }

    /// Standard output as one JSON object.
    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    /// Standard output as JSON Lines.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

/// `gatepass` with a data folder `d` of its own.
struct GatepassProgram {
    let folder: URL
    /// Variables beside GATEPASS_DATA.
    var variables: [String: String] = [:]
    /// What starts the service, with its own arguments; nothing where it is started directly.
    var runner: [String] = []

    /// The data folder.
    var data: URL { folder.appendingPathComponent("d") }

    /// The folder of the vectors.
    static let vectors = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Vectors")

    /// Runs it to its end in the folder, with nothing of the tester's own environment.
    func run(_ arguments: String...) throws -> ProgramAnswer { try run(arguments) }

    /// The same with the arguments as a list.
    ///
    /// - Parameter input: what stands on standard input; it ends at once where there is none.
    func run(_ arguments: [String], input: String = "") throws -> ProgramAnswer {
        let typed = folder.appendingPathComponent(".stdin-\(UUID().uuidString)")
        try Data(input.utf8).write(to: typed)
        defer { try? FileManager.default.removeItem(at: typed) }
        let spoken = folder.appendingPathComponent(".stdout-\(UUID().uuidString)")
        let told = folder.appendingPathComponent(".stderr-\(UUID().uuidString)")
        for file in [spoken, told] { try Data().write(to: file) }
        defer { for file in [spoken, told] { try? FileManager.default.removeItem(at: file) } }
        let run = Process()
        run.executableURL = URL(fileURLWithPath: BuiltProgram.folder)
            .appendingPathComponent("gatepass")
        run.arguments = arguments
        run.currentDirectoryURL = folder
        run.environment = ["GATEPASS_DATA": "./d"].merging(variables) { _, given in given }
        run.standardInput = try FileHandle(forReadingFrom: typed)
        run.standardOutput = try FileHandle(forWritingTo: spoken)
        run.standardError = try FileHandle(forWritingTo: told)
        try run.run()
        run.waitUntilExit()
        return ProgramAnswer(
            exitCode: run.terminationStatus,
            output: String(decoding: try Data(contentsOf: spoken), as: UTF8.self),
            complaints: String(decoding: try Data(contentsOf: told), as: UTF8.self))
    }

    /// Runs a command that must end with 0.
    @discardableResult
    func must(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ProgramAnswer {
        let answer = try run(arguments)
        try #require(
            answer.exitCode == 0, "\(arguments) ended so: \(answer)",
            sourceLocation: sourceLocation)
        return answer
    }

    /// `init` and the places of the transcript.
    func makeOffice() throws {
        try must("init", "--area", "310117")
        try must("org", "add", "--number", "1042", "--name", "精密仪器厂")
        try must("site", "add", "--number", "1", "--name", "东区")
        try must("zone", "add", "--site", "1", "--number", "1", "--name", "厂区")
        try must(
            "gate", "add", "--site", "1", "--number", "1", "--zone", "1", "--name", "一号门")
    }

    /// A file under Tests/Lists.
    static func list(_ name: String) -> String {
        vectors.deletingLastPathComponent().appendingPathComponent("Lists/" + name).path
    }

    /// A file under Tests/Vectors.
    static func vector(_ name: String) -> String { vectors.appendingPathComponent(name).path }
}

/// Runs a test's body with the program and an empty folder.
func withGatepass(_ body: (GatepassProgram) throws -> Void) throws {
    try withTemporaryFolder { try body(GatepassProgram(folder: $0)) }
}
