// A copy made by one process while another serves and a third writes.
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct `Backup while serving` {
    @Test func `is whole, passes audit, and serves again where it is restored`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                // Firms are added all the while, from another process.
                let writers = Writers(program)
                for copy in 1...5 {
                    try program.must("backup", "copy-\(copy).backup")
                    #expect(try service.status("/readyz") == "200")
                }
                let written = try writers.end()
                #expect(written > 5)
                service.program.terminate()
                #expect(try service.end(within: 10) == 0)
            }
            let after = try program.must("org", "list", "--json").objects().count
            for copy in [1, 5] {
                // A new machine: the key ring's copy and the backup, nothing else.
                var restored = GatepassProgram(
                    folder: program.folder.appendingPathComponent("machine-\(copy)"))
                try FileManager.default.createDirectory(
                    at: restored.folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    at: program.data.appendingPathComponent("keys"),
                    to: restored.folder.appendingPathComponent("keys"))
                restored.variables = ["GATEPASS_KEYS_PATH": "./keys"]
                let backup = program.folder.appendingPathComponent("copy-\(copy).backup").path
                try restored.must("restore", backup)
                try restored.must("audit", "verify")
                let there = try restored.must("org", "list", "--json").objects().count
                #expect(there >= 1 && there <= after)
                try restored.serving { service throws in
                    #expect(try service.status("/readyz") == "200")
                }
            }
        }
    }
}

/// Adds firms one after the other on a thread of its own, until it is told to end.
private final class Writers: Sendable {
    private struct State {
        var isEnding = false
        var written = 0
        var fault: (any Error)?
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    init(_ program: GatepassProgram) {
        Thread.detachNewThread { [self] in
            var number = 2000
            while !state.withLock({ $0.isEnding }) {
                do {
                    try program.must("org", "add", "--number", "\(number)", "--name", "试验厂")
                    state.withLock { $0.written += 1 }
                } catch {
                    state.withLock { $0.fault = error }
                    break
                }
                number += 1
            }
            done.signal()
        }
    }

    func end() throws -> Int {
        state.withLock { $0.isEnding = true }
        done.wait()
        if let fault = state.withLock({ $0.fault }) { throw fault }
        return state.withLock { $0.written }
    }
}
