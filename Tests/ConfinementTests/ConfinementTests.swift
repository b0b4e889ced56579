// A program of its own locks itself in and tries what must then be impossible.
import Foundation
import TestSupport
import Testing

@Suite struct `Confinement` {
    /// Runs the probe with one attempt.
    private func probe(_ attempt: String) throws -> (signal: Int32?, exitCode: Int32) {
        let folder =
            CommandLine.arguments.first { $0.hasSuffix(".xctest") }
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? ".build/debug"
        return try withTemporaryFolder { place in
            let run = Process()
            run.executableURL = URL(fileURLWithPath: "\(folder)/confinement-probe")
            run.arguments = [attempt]
            run.currentDirectoryURL = place
            run.standardInput = FileHandle.nullDevice
            run.standardOutput = FileHandle.nullDevice
            try run.run()
            run.waitUntilExit()
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
            return run.terminationReason == .uncaughtSignal
                ? (run.terminationStatus, -1) : (nil, run.terminationStatus)
        }
    }

    @Test(arguments: [
        "open", "create", "read", "socket", "connect", "execute", "thread", "signal",
        "writeElsewhere", "runData", "protect",
    ])
    func `kills a program by SIGSYS that reaches for what it gave up`(attempt: String) throws {
        let end = try probe(attempt)
        #expect(end.signal == SIGSYS, "\(attempt): \(end)")
    }

    @Test func `leaves computing, memory and standard output`() throws {
        let end = try probe("compute")
        #expect(end.exitCode == 0)
    }

    @Test func `bounds memory and time`() throws {
        #expect(try probe("memory").exitCode == 0)
        let end = try probe("forever")
        #expect(end.signal == SIGXCPU, "\(end)")
    }
}
