// A client that sends a request piece by piece, for tests of how the service waits.
import Foundation
import TestSupport
import Testing

/// A connection that speaks as slowly as the test wants.
final class SlowClient {
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
