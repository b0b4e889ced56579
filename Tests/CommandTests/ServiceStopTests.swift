// `gatepass serve` told to stop, by real signals at a real process.
import Foundation
import TestSupport
import Testing

@Suite struct `A service that is told to stop` {
    /// The head of a request whose body is still to come.
    private static let head =
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Length: 4\r\n\r\nab"

    @Test func `finishes what it accepted, takes nothing new, ends with 0`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let slow = try SlowClient(service, in: program.folder, sending: Self.head)
                let idle = try SlowClient(service, in: program.folder, sending: "")
                service.program.terminate()
                try service.wait(forEvent: "stopping")
                try eventually { try idle.answer().hasSuffix("END") }
                #expect(throws: InstalledProgramError.self) { try service.status("/healthz") }
                #expect(try slow.answer().isEmpty && service.program.isRunning)
                try slow.send("cd")
                #expect(try service.end(within: 10) == 0)
                try eventually { try slow.answer().hasSuffix("END") }
                #expect(try slow.answer().hasPrefix("HTTP/1.1 200"))
                let last = try #require(try service.log().last)
                #expect(
                    last["event"] as? String == "stopped" && last["end"] as? String == "finished")
            }
        }
    }

    @Test func `ends at once when it is told a second time, with 1 for what it cut short`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let slow = try SlowClient(service, in: program.folder, sending: Self.head)
                service.program.terminate()
                try service.wait(forEvent: "stopping")
                service.program.interrupt()
                #expect(try service.end(within: 5) == 1)
                #expect(try !slow.answer().contains("HTTP/1.1"))
            }
            try program.must("audit", "verify")
        }
    }

    @Test func `ends with 0 at once where nobody waits`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                #expect(try service.status("/healthz") == "200")
                service.program.interrupt()
                #expect(try service.end(within: 10) == 0)
            }
        }
    }
}
