// Commands of the office that are killed at any moment: what they change is old or new afterwards.
import Foundation
import Testing

@Suite(.serialized) struct `Office after a kill` {
    private func reissueFirst(of program: GatepassProgram) throws {
        let number = try #require(
            try program.must("pass", "list", "--json").objects().first?["number"] as? String)
        try program.must("pass", "reissue", "--number", number)
    }

    @Test func `a rotation has made an epoch or none, and passes can be issued`() throws {
        var left = KillMoments.rounds
        while left > 0 {
            // Epochs end at 255, sequences later.
            let here = min(left, 200)
            left -= here
            try withGatepass { program in
                try `Office's way of gatepass`.issue(in: program)
                var moments = try KillMoments { try program.must("key", "rotate") }
                var known = 2
                for _ in 0..<here {
                    try program.kill("key", "rotate", after: moments.next())
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
            var sealing = try KillMoments { try sealed.must("key", "seal") }
            var opening = try KillMoments { try sealed.must("key", "unseal") }
            for round in 0..<KillMoments.rounds / 5 {
                let isOpen = try plain.run("key", "list").exitCode == 0
                if isOpen {
                    try sealed.kill("key", "seal", after: sealing.next())
                } else {
                    try sealed.kill("key", "unseal", after: opening.next())
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

    @Test func `a list is imported whole or not at all, and the audit chain goes on`() throws {
        try withGatepass { program in
            try program.makeOffice()
            let people = try String(
                contentsOfFile: GatepassProgram.vector("rosters/utf8.csv"), encoding: .utf8
            ).split(whereSeparator: \.isNewline)
            /// The same people, all in one department.
            func writeList(_ department: String) throws {
                let lines = people.enumerated().map { number, line in
                    var cells = line.split(separator: ",", omittingEmptySubsequences: false)
                    if number > 0, cells.count > 4 { cells[4] = department[...] }
                    return cells.joined(separator: ",") + "\n"
                }
                try lines.joined().write(
                    to: program.folder.appendingPathComponent("list.csv"), atomically: true,
                    encoding: .utf8)
            }
            func departments() throws -> Set<String> {
                let staff = try program.must("roster", "list", "--org", "1042", "--json").objects()
                #expect(staff.count == people.count - 1)
                return Set(staff.compactMap { $0["department"] as? String })
            }
            try writeList("第0组")
            var moments = try KillMoments {
                try program.must("roster", "import", "list.csv", "--org", "1042", "--site", "1")
            }
            var known = "第0组"
            for round in 1...KillMoments.rounds {
                try writeList("第\(round)组")
                try program.kill(
                    "roster", "import", "list.csv", "--org", "1042", "--site", "1",
                    after: moments.next())
                let found = try departments()
                #expect(found == [known] || found == ["第\(round)组"])
                known = found.first ?? known
                try program.must("audit", "verify")
            }
        }
    }
}
