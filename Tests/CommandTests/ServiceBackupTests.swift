// A copy made by one process while another serves and a third writes.
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct `Backup while serving` {
    @Test func `is whole, passes audit, and serves again where it is restored`() throws {
        try withGatepass { program in
            try program.makeOffice()
            var paper = ""
            try program.serving { service throws in
                paper = try givePaper(to: service, of: program)
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
                let report = try restored.must("restore", backup, "--json").object()
                #expect(report["papers"] as? Int == 1)
                // As it lay there: sealed under the key ring that both have.
                let stored = try Data(contentsOf: restored.data.appendingPathComponent(paper))
                let own = try Data(contentsOf: program.data.appendingPathComponent(paper))
                #expect(stored == own && stored.range(of: Self.paper) == nil)
                #expect(try restored.doctor()["papers"]?.state == "ok")
                try restored.must("audit", "verify")
                let there = try restored.must("org", "list", "--json").objects().count
                #expect(there >= 1 && there <= after)
                try restored.serving { service throws in
                    #expect(try service.status("/readyz") == "200")
                }
            }
            try expectTold(program, withoutPaper: paper)
        }
    }

    private static let paper =
        Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        + Data("invented paper".utf8)

    /// Gives a paper in over the API, as a firm does.
    ///
    /// - Returns: its file in the data folder.
    private func givePaper(
        to service: RunningService, of program: GatepassProgram
    ) throws -> String {
        let invited = try program.must(
            "user", "add", "--login", "li.hr", "--name", "李小红", "--role", "hr", "--org", "1042",
            "--json"
        ).object()
        let link = try #require(invited["link"] as? String)
        let secret = try #require(link.split(separator: "#").last)
        let json = ["-H", "Content-Type: application/json"]
        _ = try service.curl(
            "/api/v1/invitations/accepted",
            json + ["-d", "{\"secret\":\"\(secret)\",\"password\":\"horse-battery-9\"}"])
        let token = try program.must(
            "user", "token", "--login", "li.hr", "--name", "test", "--scope", "applications",
            "--json"
        ).object()["secret"]
        let file = program.folder.appendingPathComponent("paper.png")
        try Self.paper.write(to: file)
        let answer = try service.curl(
            "/api/v1/organisations/1042/attachments",
            [
                "-H", "Authorization: Bearer \(try #require(token as? String))", "-H",
                "Content-Type: application/octet-stream", "--data-binary", "@\(file.path)",
            ])
        let kept = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        return "attachments/\(try #require(kept?["sha256"] as? String, "\(answer)"))"
    }

    /// A paper that is gone or was changed is told by backup and doctor, with what to do.
    private func expectTold(_ program: GatepassProgram, withoutPaper paper: String) throws {
        let file = program.data.appendingPathComponent(paper)
        #expect(try program.doctor()["papers"]?.state == "ok")
        try (Self.paper + Data([1])).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let changed = try program.doctor()
        #expect(changed.faults == ["papers"] && changed.exitCode == 2)
        #expect(changed["papers"]?.found.english.contains("was changed") == true)
        #expect(changed["papers"]?.remedy?.english.contains("give in the same file") == true)
        try FileManager.default.removeItem(at: file)
        #expect(try program.doctor()["papers"]?.found.english.contains("is gone") == true)
        let copied = try program.run("backup", "lacking.backup", "--lang", "en")
        #expect(copied.exitCode == 1)
        #expect(copied.complaints.contains(paper.split(separator: "/")[1]))
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
