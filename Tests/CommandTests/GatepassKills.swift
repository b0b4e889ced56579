// Commands on keys that are killed at any moment: the ring opens afterwards, old or new.
// GATEPASS_SOAK_ROUNDS raises the number of rounds.
import Foundation
import Glibc
import Testing

@Suite(.serialized) struct `Keys after a kill` {
    private static let rounds =
        ProcessInfo.processInfo.environment["GATEPASS_SOAK_ROUNDS"].flatMap { Int($0) } ?? 4

    /// Starts a command and kills it before it would have ended.
    ///
    /// - Parameter seconds: how long it takes when it is left alone.
    private func kill(
        _ arguments: [String], of program: GatepassProgram, within seconds: Double
    ) throws {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: BuiltProgram.folder)
            .appendingPathComponent("gatepass")
        run.arguments = arguments
        run.currentDirectoryURL = program.folder
        run.environment = ["GATEPASS_DATA": "./d"].merging(program.variables) { _, given in given }
        run.standardInput = FileHandle.nullDevice
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle.nullDevice
        try run.run()
        usleep(UInt32(Double.random(in: 0...seconds) * 1_000_000))
        _ = Glibc.kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
    }

    private func secondsOf(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func reissueFirst(of program: GatepassProgram) throws {
        let number = try #require(
            try program.must("pass", "list", "--json").objects().first?["number"] as? String)
        try program.must("pass", "reissue", "--number", number)
    }

    @Test func `a rotation has made an epoch or none, and passes can be issued`() throws {
        var left = Self.rounds
        while left > 0 {
            // Epochs end at 255, sequences later.
            let here = min(left, 200)
            left -= here
            try withGatepass { program in
                try `Office's way of gatepass`.issue(in: program)
                let whole = try secondsOf { try program.must("key", "rotate") }
                var known = 2
                for _ in 0..<here {
                    try kill(["key", "rotate"], of: program, within: whole * 1.2)
                    let keys = try program.must("key", "list", "--json").objects()
                    #expect(keys.count == known || keys.count == known + 1)
                    known = keys.count
                    let current = keys.filter { $0["state"] as? String == "current" }
                    #expect(current.compactMap { $0["epoch"] as? Int } == [known])
                    try reissueFirst(of: program)
                    try program.must("audit", "verify")
                }
            }
        }
    }

    @Test func `a ring that was being sealed or opened is sealed or plain, and whole`() throws {
        try withGatepass { plain in
            try `Office's way of gatepass`.issue(in: plain)
            let file = plain.folder.appendingPathComponent("p").path
            _ = FileManager.default.createFile(
                atPath: file, contents: Data("correct horse battery\n".utf8),
                attributes: [.posixPermissions: 0o600])
            var sealed = plain
            sealed.variables["GATEPASS_KEYS_PASSPHRASE_FILE"] = "p"
            let sealing = try secondsOf { try sealed.must("key", "seal") }
            let opening = try secondsOf { try sealed.must("key", "unseal") }
            for round in 0..<Self.rounds {
                let isOpen = try plain.run("key", "list").exitCode == 0
                // Often nothing has happened yet: the kills are to reach what comes after scrypt.
                if isOpen {
                    try kill(["key", "seal"], of: sealed, within: sealing * 1.1)
                } else {
                    try kill(["key", "unseal"], of: sealed, within: opening * 1.1)
                }
                let isPlain = try plain.run("key", "list").exitCode == 0
                try reissueFirst(of: sealed)
                try sealed.must("audit", "verify")
                let names = try FileManager.default.contentsOfDirectory(
                    atPath: plain.data.appendingPathComponent("keys").path)
                let hasPlain = names.contains { $0.hasSuffix(".key") }
                #expect(hasPlain == isPlain, "round \(round): \(names)")
                #expect(names.contains("sealed.ring") != isPlain)
            }
        }
    }
}
