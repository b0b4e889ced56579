// `gatepass serve` told to stop, by real signals at a real process.
import Foundation
import TestSupport
import Testing

/// A connection that speaks as slowly as the test wants.
private final class SlowClient {
    private let client = Process()
    private let input = Pipe()
    private let answerFile: URL

    /// Opens a connection and sends the beginning of a request.
    init(_ service: RunningService, in folder: URL, sending start: String) throws {
        answerFile = folder.appendingPathComponent("slow-\(UUID().uuidString)")
        try Data().write(to: answerFile)
        let script = """
            import socket, sys, threading
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            def take():
                with open(sys.argv[2], "wb", buffering=0) as f:
                    while True:
                        try: d = s.recv(65536)
                        except OSError: d = b""
                        if not d: f.write(b"\\nEND"); return
                        f.write(d)
            t = threading.Thread(target=take); t.start()
            s.sendall(sys.argv[3].encode())
            open(sys.argv[2] + ".sent", "w").close()
            while True:
                d = sys.stdin.buffer.read1(65536)
                if not d: break
                try: s.sendall(d)
                except OSError: break
            t.join()
            """
        client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        client.arguments = ["python3", "-c", script, service.port, answerFile.path, start]
        client.standardInput = input
        try client.run()
        try eventually { FileManager.default.fileExists(atPath: answerFile.path + ".sent") }
        // What came before this request has been read when it is answered, or soon after.
        #expect(try service.status("/healthz") == "200")
        Thread.sleep(forTimeInterval: 0.3)
    }

    deinit {
        // What a test starts has most signals blocked, but never this one.
        if client.isRunning { kill(client.processIdentifier, SIGKILL) }
        client.waitUntilExit()
    }

    func send(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    /// What has come so far; "END" stands where the other end closed.
    func answer() throws -> String { try String(contentsOf: answerFile, encoding: .utf8) }
}

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
