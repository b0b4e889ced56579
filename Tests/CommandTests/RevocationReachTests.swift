// How soon a gate that is connected knows of a revocation: the real server, the real gate-link.
import Foundation
import Testing

/// A gate that keeps in touch with its office, and has its first bundle.
private final class ConnectedGate {
    let place: LinkedGate
    let codes: [ExportedCode]
    private let link = Process()
    private let held = Pipe()

    init() throws {
        place = try LinkedGate()
        try #require(try place.enrol().exitCode == 0)
        codes = try place.codes()
        link.executableURL = URL(fileURLWithPath: "\(BuiltProgram.folder)/gate-link")
        link.arguments = ["watch", "--state", place.gate.path("g")]
        link.standardInput = held
        try link.run()
        try eventually { try place.version() != nil }
        #expect(try place.verdict(on: codes[0]) == "OK")
        // Time for the wait at the office to begin.
        Thread.sleep(forTimeInterval: 1.5)
    }

    deinit {
        if link.isRunning { kill(link.processIdentifier, SIGKILL) }
        link.waitUntilExit()
    }

    /// How long the gate's folder is without a revocation after it was answered.
    func reach(of revocation: () throws -> Void) throws -> Duration {
        let before = try place.version()
        try revocation()
        let began = ContinuousClock.now
        try eventually { try place.version() != before }
        let took = ContinuousClock.now - began
        #expect(try place.verdict(on: codes[0]) == "REVOKED")
        return took
    }

    /// Whoever started it goes, and it goes too.
    func leave() throws {
        try held.fileHandleForWriting.close()
        try eventually { !link.isRunning }
    }
}

@Suite struct `Revocations` {
    private static let limit = Duration.seconds(5)

    @Test func `reach a connected gate within five seconds, also from another program`() throws {
        let gate = try ConnectedGate()
        let took = try gate.reach {
            try gate.place.office.must(
                "pass", "revoke", "--number", gate.codes[0].number, "--reason", "lost")
        }
        #expect(took <= Self.limit)
        print("revocation by command: at the gate after \(took)")
        try gate.leave()
    }

    @Test func `over HTTP reach a connected gate within five seconds of their answer`() throws {
        let gate = try ConnectedGate()
        let hr = try ServiceCaller(
            "li.hr", "hr", "--org", "1042", of: gate.place.office,
            at: gate.place.served.service, ["--insecure"])
        let took = try gate.reach {
            try hr.must(
                "/api/v1/passes/\(gate.codes[0].number)/revoke", #"{"reason":"lost"}"#)
        }
        #expect(took <= Self.limit)
        print("revocation over HTTP: at the gate after \(took)")
        try gate.leave()
    }

    @Test func `that are waited for keep no service from stopping`() throws {
        let gate = try ConnectedGate()
        // The wait itself would last for 25 seconds.
        #expect(try gate.place.served.stop(within: 16) == 0)
    }
}
