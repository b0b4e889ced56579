// A gate that is killed while it checks or loads: no answer without its row, no row lost, the old
// bundle or the new one.
import Foundation
import PassFormat
import PassIssue
import Testing

@Suite(.serialized) struct `Gate after a kill` {
    @Test func `has a row for every answer that it gave, in the order given`() throws {
        let fixture = try EnrolledGate()
        let passes = try (1...20).map { try fixture.seal(seed: $0) }
        _ = try fixture.load(passes)
        let input = passes.map { $0.text + "\n" }.joined()
        var moments = try KillMoments {
            _ = try fixture.gate.run("check", "--stream", "--json", input: input)
        }
        var known = passes.count
        for _ in 0..<KillMoments.rounds {
            let answers = try fixture.gate.kill(
                "check", "--stream", "--json", input: input, after: moments.next())
            let rows = try fixture.gate.run("journal", "list", "--json").objects()
            let new = rows.dropFirst(known)
            #expect(rows.map { $0["n"] as? Int } == Array(1...rows.count))
            // The last two groups may be on the disk with their answers unsaid, never otherwise.
            try #require(new.count >= answers.count)
            for (answer, row) in zip(answers, new) {
                let told = try #require(
                    try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
                #expect(told["code"] as? String == row["code"] as? String)
            }
            #expect(try fixture.gate.run("journal", "verify").exitCode == 0)
            known = rows.count
        }
    }

    @Test func `has the old bundle or the new one in force, and decides by it`() throws {
        let fixture = try EnrolledGate()
        let passes = try (1...40).map { try fixture.seal(seed: $0) }
        var inForce = fixture.start.seconds
        _ = try fixture.load(passes)
        var moments = try KillMoments { _ = try fixture.gate.run("load", "gate.bundle") }
        for round in 1...UInt64(KillMoments.rounds) {
            // A thousand versions are not to be a thousand seconds ahead of the clock.
            let next = try fixture.bundle(passes, laterBySeconds: round) {
                $0.issued = fixture.start
            }
            try fixture.gate.write(next.file, to: "gate.bundle")
            try fixture.gate.kill("load", "gate.bundle", after: moments.next())
            let status = try fixture.gate.run("status", "--json").object()
            let bundle = try #require(status["bundle"] as? [String: Any])
            let version = try #require(bundle["version"] as? UInt64)
            #expect(version == inForce || version == fixture.start.seconds + round)
            inForce = version
            let answer = try fixture.gate.run("check", "--json", input: passes[0].text)
            #expect(try answer.object()["code"] as? String == "OK", "\(answer)")
            #expect(try fixture.gate.run("load", "gate.bundle").exitCode == 0)
            inForce = fixture.start.seconds + round
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.gate.path("g"))
        #expect(left.filter { $0.hasPrefix(".") } == [])
    }
}
