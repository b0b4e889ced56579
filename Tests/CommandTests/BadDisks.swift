// Disks that are full or may only be read: nothing is admitted or changed that could not be kept,
// the text says so, and all goes on when the disk does.
import Foundation
import Glibc
import PassFormat
import PassIssue
import Testing

/// A small disk in memory, which only root can have.
private final class MemoryDisk {
    let path: String

    /// - Returns: nil where the system mounts nothing, as in most containers.
    init?(in folder: String, kibibytes: Int) throws {
        path = "\(folder)/disk"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k,mode=700") == 0 else {
            return nil
        }
    }

    deinit { _ = unsafe umount2(path, Int32(MNT_DETACH)) }

    var filler: String { "\(path)/filler" }

    /// Leaves no byte free.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: filler, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: filler))
        defer { try? file.close() }
        let block = Data(repeating: 0x55, count: 4_096)
        while (try? file.write(contentsOf: block)) != nil {}
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: filler) }

    func remount(_ flags: UInt) -> Bool {
        unsafe mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | flags, nil) == 0
    }
}

extension GateRun {
    /// Runs it where no file may grow beyond so many KiB; what it prints goes through a pipe.
    fileprivate func run(
        _ arguments: String..., input: String = "", mostKibibytes: Int
    ) throws -> GateAnswer {
        try run(
            shell: "(ulimit -f \(mostKibibytes); exec \"$0\" \"$@\") | cat", listed: arguments,
            input: input)
    }
}

@Suite struct `Gate on a bad disk` {
    /// What a check said, and how many rows there are now.
    private func check(
        _ fixture: EnrolledGate, _ pass: SealedPass, mostKibibytes: Int? = nil
    ) throws -> String? {
        let answer =
            if let mostKibibytes {
                try fixture.gate.run(
                    "check", "--json", input: pass.text, mostKibibytes: mostKibibytes)
            } else { try fixture.gate.run("check", "--json", input: pass.text) }
        return try answer.object()["code"] as? String
    }

    private func rows(_ fixture: EnrolledGate) throws -> Int {
        let answer = try fixture.gate.run("journal", "verify", "--json")
        #expect(answer.exitCode == 0, "\(answer)")
        return try #require(try answer.object()["rows"] as? Int)
    }

    @Test func `admits nothing where its files may not grow, and has lost nothing afterwards`()
        throws
    {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        var admitted = 0
        var failed = 0
        for limit in [0, 4, 16, 31, 32, 33, 36, 40, 48, 64, 96, 128] {
            let code = try check(fixture, pass, mostKibibytes: limit)
            switch code {
            case "OK": admitted += 1
            case "JOURNAL_FAILED": failed += 1
            default: Issue.record("\(limit) KiB: \(code ?? "no verdict")")
            }
            #expect(try rows(fixture) == admitted, "\(limit) KiB")
        }
        #expect(admitted > 0 && failed > 0)
        #expect(try check(fixture, pass) == "OK")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a disk"))
    func `admits nothing on a full disk, keeps its bundle, and goes on when there is room`()
        throws
    {
        var fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        guard let disk = try MemoryDisk(in: fixture.gate.path(""), kibibytes: 512) else { return }
        try FileManager.default.moveItem(
            atPath: fixture.gate.path("g"), toPath: "\(disk.path)/g")
        fixture.gate.variables["GATE_STATE"] = "\(disk.path)/g"
        #expect(try check(fixture, pass) == "OK")
        try disk.fill()
        var admitted = 1
        // What the log has room for from before is still written.
        while try check(fixture, pass) == "OK", admitted < 500 { admitted += 1 }
        let full = try fixture.gate.run("check", input: pass.text)
        #expect(full.exitCode == 1 || full.exitCode == 3)
        #expect(full.output.contains("记录"))
        let load = try fixture.load([pass], laterBySeconds: 9)
        #expect(load.exitCode == 3 || load.exitCode == 2)
        #expect(!load.complaints.isEmpty)
        try disk.makeRoom()
        #expect(try check(fixture, pass) == "OK")
        #expect(try rows(fixture) == admitted + 1)
        #expect(try fixture.gate.run("load", "gate.bundle").exitCode == 0)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a disk"))
    func `admits nothing where its folder may only be read, and says so`() throws {
        var fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        guard let disk = try MemoryDisk(in: fixture.gate.path(""), kibibytes: 4_096) else {
            return
        }
        try FileManager.default.moveItem(
            atPath: fixture.gate.path("g"), toPath: "\(disk.path)/g")
        fixture.gate.variables["GATE_STATE"] = "\(disk.path)/g"
        #expect(try check(fixture, pass) == "OK")
        try #require(disk.remount(UInt(MS_RDONLY)))
        #expect(try check(fixture, pass) == "JOURNAL_FAILED")
        let load = try fixture.load([pass], laterBySeconds: 9)
        #expect(load.exitCode != 0 && !load.complaints.isEmpty)
        try #require(disk.remount(0))
        #expect(try check(fixture, pass) == "OK")
        #expect(try rows(fixture) == 2)
    }
}

@Suite struct `Office on a bad disk` {
    @Test(.enabled(if: geteuid() == 0, "only root can mount a disk"))
    func `changes nothing on a full disk, says so, and goes on when there is room`() throws {
        try withGatepass { plain in
            guard let disk = try MemoryDisk(in: plain.folder.path, kibibytes: 2_048) else { return }
            var program = plain
            program.variables["GATEPASS_DATA"] = "\(disk.path)/d"
            try `Office's way of gatepass`.issue(in: program)
            let list = GatepassProgram.vector("rosters/semicolon.csv")
            for command in [
                ["roster", "import", list, "--org", "1042", "--site", "1"],
                ["key", "rotate"], ["pass", "revoke", "--org", "1042", "--reason", "lost"],
            ] {
                // Each time: the one before may have put its log away.
                try disk.fill()
                let answer = try program.run(command)
                #expect(answer.exitCode != 0 && !answer.complaints.isEmpty, "\(command)")
            }
            try disk.makeRoom()
            try program.must("audit", "verify")
            #expect(try program.must("roster", "list", "--json").objects().count == 12)
            #expect(try program.must("key", "list", "--json").objects().count == 1)
            try program.must("roster", "import", list, "--org", "1042", "--site", "1")
            try program.must("key", "rotate")
        }
    }
}

@Suite struct `Two lanes` {
    @Test func `admit the last entry once, as two programs on one folder`() throws {
        let fixture = try EnrolledGate()
        let passes = try (1...10).map { seed in
            try fixture.seal(seed: seed) { $0.maximumEntries = 1 }
        }
        _ = try fixture.load(passes)
        let input = passes.map { $0.text + "\n" }.joined()
        let answers = try fixture.gate.run(
            shell: """
                for lane in 1 2 3; do "$0" "$@" < codes > "lane$lane" & done; wait
                cat lane1 lane2 lane3
                """,
            listed: ["check", "--stream", "--json"], input: "",
            files: ["codes": input])
        let codes = try answers.objects().compactMap { $0["code"] as? String }
        #expect(codes.filter { $0 == "OK" }.count == passes.count)
        #expect(codes.filter { $0 == "USES_EXHAUSTED" }.count == 2 * passes.count)
        let check = try fixture.gate.run("journal", "verify", "--json").object()
        #expect(check["rows"] as? Int == 3 * passes.count)
    }
}
