// Streams, explanations, bundles and the record, through the gate's own commands.
import Foundation
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Gate stream` {
    @Test func `has a line for each token in order, and a row for each line`() throws {
        let fixture = try EnrolledGate()
        let first = try fixture.seal(seed: 1)
        let second = try fixture.seal(seed: 2)
        _ = try fixture.load([first, second])
        let input = "\(first.text)\n\n \t\r\nhello\nx \(second.text) GP1\n\(first.text)8\n"
        let answer = try fixture.gate.run("check", "--stream", "--json", input: input)
        #expect(answer.exitCode == 0)
        let codes = try answer.objects().map { $0["code"] as? String }
        #expect(codes == ["OK", "NOT_OUR_CODE", "OK", "BAD_ENCODING", "BAD_ENCODING"])
        let rows = try fixture.gate.run("journal", "list", "--json").objects()
        #expect(rows.map { $0["code"] as? String } == codes)
        #expect(rows.map { $0["n"] as? Int } == [1, 2, 3, 4, 5])
        #expect(try fixture.gate.run("check", "--stream", input: "").exitCode == 0)
    }

    @Test func `admits the last entry once, also within one group`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 1 }
        _ = try fixture.load([pass])
        let answer = try fixture.gate.run(
            "check", "--stream", "--json", input: "\(pass.text)\nhello\n\(pass.text)\n")
        let verdicts = try answer.objects().map { $0["verdict"] as? String }
        #expect(verdicts.filter { $0 == "ALLOW" }.count == 1)
    }

    @Test func `keeps the order over many groups, in what is printed and in the rows`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let lines = (0..<2_000).map { number in
            let word = String(decoding: String(number).utf8.map { $0 + 17 }, as: UTF8.self)
            return number % 3 == 0 ? "noise \(word)" : "GP1\(word)8"
        }
        let answer = try fixture.gate.run(
            "check", "--stream", "--json",
            input: (lines + [pass.text]).joined(separator: "\n") + "\n")
        let expected = (0..<2_000).map { $0 % 3 == 0 ? "NOT_OUR_CODE" : "BAD_ENCODING" } + ["OK"]
        #expect(try answer.objects().map { $0["code"] as? String } == expected)
        let rows = try fixture.gate.run("journal", "list", "--json").objects()
        #expect(rows.map { $0["code"] as? String } == expected)
    }

    @Test func `answers a code before the next is sent, also where the next has begun`() throws {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        let talk = """
            coproc "$0" check --stream --json
            ask() { printf "$1" >&${COPROC[1]}; read -t 30 -r line <&${COPROC[0]} && echo "$line"; }
            ask 'one\n' && ask 'two\nthr' && ask 'ee\n' && ask '\nfour\n'
            """
        let answer = try fixture.gate.run(shell: talk, listed: [], input: "")
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(try answer.objects().count == 4)
    }

    @Test func `shows the same pass where the same code comes again`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let answers = try fixture.gate.run(
            "check", "--stream", "--json", input: "\(pass.text)\n\(pass.text)\n"
        ).objects()
        try #require(answers.map { $0["code"] as? String } == ["OK", "SAME_CODE"])
        for key in ["pass", "display", "at", "bundle", "gate", "direction", "data_age_s"] {
            let shown = answers.map { $0[key] as? NSObject }
            #expect(shown[0] != nil && shown[0] == shown[1], "\(key)")
        }
    }

    @Test func `without a bundle ends with 3 after saying so`() throws {
        let fixture = try EnrolledGate()
        let answer = try fixture.gate.run("check", "--stream", "--json", input: "hello\n")
        #expect(answer.exitCode == 3)
        #expect(try answer.object()["code"] as? String == "NO_BUNDLE")
    }
}

@Suite struct `Gate folder's commands` {
    @Test func `load once, again, and refuse an older bundle and one that was altered`() throws {
        let fixture = try EnrolledGate()
        #expect(try fixture.load([], laterBySeconds: 5).exitCode == 0)
        let again = try fixture.gate.run("load", "gate.bundle", "--json")
        #expect(again.exitCode == 0)
        #expect(try again.object()["loaded"] as? Bool == false)
        let older = try fixture.load([])
        #expect(older.exitCode == 2)
        #expect(older.complaints.contains("不予装载"))
        try fixture.gate.write([1, 2, 3], to: "gate.bundle")
        #expect(try fixture.gate.run("load", "gate.bundle").exitCode == 2)
        #expect(try fixture.gate.run("load", "none.bundle").exitCode == 2)
        let status = try fixture.gate.run("status", "--json")
        #expect(status.exitCode == 0)
        let bundle = try status.object()["bundle"] as? [String: Any]
        #expect(bundle?["version"] as? UInt64 == fixture.start.seconds + 5)
    }

    @Test func `enrol a second time only to replace, and drop the bundle then`() throws {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        let gate = fixture.gate
        #expect(try gate.run("enrol", "--accept", "enrolment.json", "--yes").exitCode == 2)
        #expect(try gate.run("enrol", "--request", "again.json").exitCode == 0)
        try EnrolledGate.answer("again.json", of: gate, by: fixture.ring)
        let refused = try gate.run("enrol", "--accept", "enrolment.json", "--yes")
        #expect(refused.exitCode == 2)
        #expect(refused.complaints.contains("--replace"))
        #expect(try gate.run("status").exitCode == 0)
        let replaced = try gate.run("enrol", "--accept", "enrolment.json", "--yes", "--replace")
        #expect(replaced.exitCode == 0)
        #expect(try gate.run("status", "--json").object()["trouble"] as? String == "NO_BUNDLE")
    }

    @Test func `enrol only after a person has compared the fingerprint`() throws {
        let gate = GateRun()
        let ring = try KeyRing.make(at: gate.path("keys"), random: .fixed(seed: 1))
        let asked = try gate.run("enrol", "--request", "device.json")
        let request = try EnrolledGate.answer("device.json", of: gate, by: ring)
        #expect(asked.output.contains(request.fingerprint.text))
        let refused = try gate.run("enrol", "--accept", "enrolment.json", input: "no\n")
        #expect(refused.exitCode == 2)
        #expect(try gate.run("status").exitCode == 3)
        let accepted = try gate.run("enrol", "--accept", "enrolment.json", input: "yes\n")
        #expect(accepted.exitCode == 0)
        let json = try Data(contentsOf: URL(fileURLWithPath: gate.path("enrolment.json")))
        let answer = try EnrolmentAnswer(json: [UInt8](json))
        #expect(accepted.output.contains(answer.fingerprint.text))
        #expect(try gate.run("enrol", "--accept", "device.json", "--yes").exitCode == 2)
    }

    @Test func `explain each step with what is not verified, and leave no row`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let good = try fixture.gate.run("explain", "--lang", "en", input: pass.text)
        #expect(good.exitCode == 0)
        #expect(!good.output.contains("unverified"))
        #expect(good.output.contains("[OK]"))
        let forged = pass.text.dropLast(12) + "AAAAAAAAAAAA"
        let answer = try fixture.gate.run("explain", "--json", input: String(forged))
        let document = try answer.object()
        #expect(document["code"] as? String == "BAD_TAG")
        let steps = try #require(document["steps"] as? [[String: Any]])
        let claims = try #require(steps.first { $0["step"] as? String == "claims" })
        #expect(claims["unverified"] as? Bool == true)
        #expect((claims["inputs"] as? [String: Any])?["org"] as? Int == 1042)
        #expect(steps.last?["codes"] is NSNull)
        #expect(try fixture.gate.run("journal", "list").output == "")
    }

    @Test func `find a row that was changed in the record`() throws {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        _ = try fixture.gate.run("check", input: "hello")
        #expect(try fixture.gate.run("journal", "verify", "--json").exitCode == 0)
        for name in ["journal.db", "journal.db-wal"] {
            let path = URL(fileURLWithPath: fixture.gate.path("g/\(name)"))
            var bytes = try Data(contentsOf: path)
            let code = Data("NOT_OUR_CODE".utf8)
            while let place = bytes.range(of: code) {
                bytes.replaceSubrange(place, with: Data("NOT_OUR_CODF".utf8))
            }
            try bytes.write(to: path)
        }
        // A log whose frames no longer agree is not read; either way the record is not whole.
        let answer = try fixture.gate.run("journal", "verify")
        #expect(answer.exitCode == 2)
        #expect(answer.complaints.contains("通行记录有问题"))
    }
}
