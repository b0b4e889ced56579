// `gatepass messages`, and the service that sends them, killed where it hurts: while an order is
// being written, and between a provider's having a message and the office's knowing so.
import Foundation
import Glibc
import TestSupport
import Testing

/// An office of one firm with many people, each with a telephone.
private struct MessageHouse {
    let program: GatepassProgram

    init(_ folder: URL, people: Int) throws {
        var program = GatepassProgram(folder: folder)
        // Wherever the programs were built, the templates are those of this checkout.
        program.variables = [
            "GATEPASS_SERVICE_RESOURCES": GatepassProgram.vectors.deletingLastPathComponent()
                .deletingLastPathComponent().path
        ]
        self.program = program
        try program.makeOffice()
        try program.must("org", "add", "--number", "2077", "--name", "远方物流")
        let rows = (0..<people).map { place in
            "E\(place),张平,\(Self.identityNumber(place)),\(19_900_000_000 + place)\n"
        }
        try ("工号,姓名,身份证号,手机号\n" + rows.joined()).write(
            to: folder.appendingPathComponent("list.csv"), atomically: true, encoding: .utf8)
        try program.must("roster", "import", "list.csv", "--org", "1042", "--site", "1")
    }

    /// An invented number of the unassigned area 999999, GB 11643.
    private static func identityNumber(_ place: Int) -> String {
        let year = 1950 + place / 1_000
        let body = "999999\(year)0101" + String(1_000 + place % 1_000).suffix(3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return body + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
    }

    func sending(_ key: String, to firm: Int = 1042) -> [String] {
        [
            "messages", "send", "--org", "\(firm)", "--template", "notice", "--value", "firm=厂",
            "--value", "text=复工", "--key", key, "--urgent", "--json",
        ]
    }

    @discardableResult
    func send(_ key: String, to firm: Int = 1042) throws -> [String: Any] {
        let answer = try program.run(sending(key, to: firm))
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.object()
    }
}

@Suite(.serialized) struct `Messages by the command line` {
    @Test func `are ordered, listed, shown masked, receipted and called back`() throws {
        try withTemporaryFolder { folder in
            let house = try MessageHouse(folder, people: 3)
            let program = house.program
            let job = try house.send("opening")
            #expect(job["state"] as? String == "written")
            #expect(job["queued"] as? Int == 3)
            let number = try #require(job["number"] as? Int)
            let list = try program.must("messages", "list", "--job", "\(number)", "--json")
            #expect(try list.objects().count == 3)
            #expect(!list.all.contains("19900000000") && list.all.contains("199****0000"))
            let id = try #require(try list.objects().first?["id"] as? Int)
            let shown = try program.must("messages", "show", "\(id)", "--lang", "zh")
            #expect(shown.output.contains("199****0000") && shown.output.contains("等待"))
            let key = "organisation:1042:opening/people/1"
            let receipt = ["messages", "receipt", "--key", key, "--state", "delivered"]
            #expect(try program.run(receipt).exitCode == 0)
            let again = try program.run(receipt + ["--json"])
            #expect(again.exitCode == 0)
            #expect(try again.object()["unchanged"] as? Int == 1)
            let unknown = try program.run([
                "messages", "receipt", "--id", "nobody", "--state", "failed", "--lang", "en",
            ])
            #expect(unknown.exitCode == 2 && unknown.complaints.contains("no such message"))
            let usage = try program.run(["messages", "receipt", "--state", "failed"])
            #expect(usage.exitCode == 64)
            let cancelled = try program.must("messages", "cancel", "\(number)", "--json").object()
            #expect(cancelled["state"] as? String == "cancelled")
            #expect(cancelled["messages"] as? [String: Int] == ["delivered": 1, "dropped": 2])
            #expect(try program.run("messages", "job", "77").exitCode == 2)
            let wrong = try program.run([
                "messages", "send", "--org", "1042", "--template", "notice", "--lang", "en",
            ])
            #expect(wrong.exitCode == 2 && wrong.complaints.contains("firm, text"))
            try program.must("audit", "verify")
        }
    }

    @Test func `cut off while they are written are finished by the next, nobody twice or left out`()
        throws
    {
        try withTemporaryFolder { folder in
            let people = 2_000
            let house = try MessageHouse(folder, people: people)
            var moments = try KillMoments { try house.send("whole") }
            for round in 0..<max(KillMoments.rounds / 8, 1) {
                try house.program.kill(house.sending("round-\(round)"), after: moments.next())
                // To a firm without people, so that it only finishes what was cut off.
                try house.send("rest-\(round)", to: 2077)
                try house.program.must("audit", "verify")
            }
            let jobs = try house.program.must("messages", "jobs", "--org", "1042", "--json")
                .objects()
            #expect(!jobs.isEmpty)
            for job in jobs {
                #expect(job["state"] as? String == "written", "\(job)")
                #expect(job["queued"] as? Int == people, "\(job)")
                #expect(job["repeated"] as? Int == 0, "\(job)")
            }
            let all = try house.program.must("messages", "list", "--org", "1042", "--json")
            #expect(all.output.split(separator: "\n").count == people * jobs.count)
        }
    }

    @Test func `that a killed service had sent and not noted are sent again under the same key`()
        throws
    {
        try withTemporaryFolder { folder in
            let house = try MessageHouse(folder, people: 1)
            let program = house.program
            let provider = try LoneProvider(in: folder)
            defer { provider.end() }
            let settings = program.data.appendingPathComponent("gatepass.toml")
            let text = try String(contentsOf: settings, encoding: .utf8)
            try text.replacing("[messages]", with: "[messages]\nurl = \"\(provider.address)\"")
                .write(to: settings, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: settings.path)
            try house.send("opening")
            func state() throws -> String? {
                try program.must("messages", "list", "--json").objects()[0]["state"] as? String
            }
            provider.hold()
            // The service is killed when this ends, while its provider has the message.
            try program.serving { _ in try eventually { try provider.keys().count == 1 } }
            #expect(try state() == "sending")
            provider.answer()
            try age(program)
            try program.serving { service throws in
                try eventually { try state() == "sent" }
                service.program.terminate()
                #expect(try service.end(within: 30) == 0)
            }
            let keys = try provider.keys()
            #expect(keys.count == 2 && Set(keys).count == 1)
        }
    }

    /// Ten minutes go by, after which what was being sent is taken up again.
    private func age(_ program: GatepassProgram) throws {
        _ = try InstalledProgram("python3", aptPackage: "python3").output([
            "-c",
            """
            import sqlite3, sys
            with sqlite3.connect(sys.argv[1]) as office:
                office.execute("UPDATE messages SET next_at = next_at - 600")
            """, program.data.appendingPathComponent("registry.sqlite").path,
        ])
    }
}

/// A provider of messages as a process of its own: it notes each key, and answers when it may.
private final class LoneProvider {
    private let program = Process()
    private let folder: URL
    let address: String

    init(in folder: URL) throws {
        self.folder = folder
        let script = """
            import http.server, os, sys, time
            place = sys.argv[1]
            class Provider(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    with open(place + "/keys", "a") as f:
                        f.write(self.headers["Idempotency-Key"] + "\\n")
                    while os.path.exists(place + "/hold"): time.sleep(0.02)
                    try:
                        self.send_response(200)
                        self.send_header("Content-Length", "2")
                        self.end_headers()
                        self.wfile.write(b"{}")
                    except OSError: pass
                def log_message(self, *words): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
            print(server.server_address[1], flush=True)
            server.serve_forever()
            """
        program.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        program.arguments = ["python3", "-c", script, folder.path]
        let spoken = Pipe()
        program.standardOutput = spoken
        program.standardInput = FileHandle.nullDevice
        try program.run()
        var line = Data()
        while !line.contains(0x0A) {
            let more = spoken.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            line += more
        }
        let port = String(decoding: line, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        address = "http://127.0.0.1:\(port)/send"
    }

    private var holding: String { folder.appendingPathComponent("hold").path }

    /// Takes what comes and answers nothing.
    func hold() { _ = FileManager.default.createFile(atPath: holding, contents: nil) }

    func answer() { try? FileManager.default.removeItem(atPath: holding) }

    /// The keys that came, in order.
    func keys() throws -> [String] {
        let path = folder.appendingPathComponent("keys")
        guard FileManager.default.fileExists(atPath: path.path) else { return [] }
        return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    func end() {
        // A gentler signal may be blocked in a child of a test's thread.
        Glibc.kill(program.processIdentifier, SIGKILL)
        program.waitUntilExit()
    }
}
