// Programs killed in the middle of their work, which is what a pulled plug does to them.
// GATEPASS_SOAK_ROUNDS raises the number of kills: `make soak`.
import Foundation
import Glibc
import TestSupport
import Testing

/// The moments at which one command is killed, spread over the time that it takes.
struct KillMoments {
    /// Kills in each test.
    static let rounds =
        ProcessInfo.processInfo.environment["GATEPASS_SOAK_ROUNDS"].flatMap { Int($0) } ?? 50

    private let wholeSeconds: Double
    private var generator = SeededGenerator(seed: 1)

    /// - Parameter command: the command, left alone; measured once.
    init(within command: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try command()
        wholeSeconds = (ContinuousClock.now - start) / .seconds(1)
    }

    /// Seconds after the start; now and then later than the command's end.
    mutating func next() -> Double {
        Double.random(in: 0...wholeSeconds * 1.1, using: &generator)
    }
}

/// A command that is started and then killed.
struct KilledRun {
    let program: String
    let arguments: [String]
    let folder: URL
    var variables: [String: String] = [:]
    var input = ""

    /// - Returns: the whole lines that it had printed by then.
    @discardableResult
    func killed(afterSeconds seconds: Double) throws -> [String] {
        let names = ["in", "out"].map {
            folder.appendingPathComponent(".\($0)-\(UUID().uuidString)")
        }
        defer { for name in names { try? FileManager.default.removeItem(at: name) } }
        try Data(input.utf8).write(to: names[0])
        try Data().write(to: names[1])
        let run = Process()
        run.executableURL = URL(fileURLWithPath: BuiltProgram.folder)
            .appendingPathComponent(program)
        run.arguments = arguments
        run.currentDirectoryURL = folder
        run.environment = ["GATEPASS_DATA": "./d", "GATE_STATE": "./g"]
            .merging(variables) { _, given in given }
        run.standardInput = try FileHandle(forReadingFrom: names[0])
        run.standardOutput = try FileHandle(forWritingTo: names[1])
        run.standardError = FileHandle.nullDevice
        try run.run()
        usleep(UInt32(seconds * 1_000_000))
        _ = Glibc.kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: names[1]), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}

extension GateRun {
    /// The same in this gate's folder.
    @discardableResult
    func kill(_ arguments: String..., input: String = "", after seconds: Double) throws -> [String]
    {
        try KilledRun(
            program: "gate", arguments: arguments, folder: URL(fileURLWithPath: path("")),
            variables: variables, input: input
        ).killed(afterSeconds: seconds)
    }
}

extension GatepassProgram {
    /// The same in this office's folder.
    func kill(_ arguments: String..., after seconds: Double) throws {
        try kill(arguments, after: seconds)
    }

    /// The same with the arguments as a list.
    func kill(_ arguments: [String], after seconds: Double) throws {
        try KilledRun(
            program: "gatepass", arguments: arguments, folder: folder, variables: variables
        ).killed(afterSeconds: seconds)
    }
}
