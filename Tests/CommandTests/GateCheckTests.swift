// The way from enrolment to a verdict and its row, through the gate's own commands.
import Foundation
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@Suite struct `Gate check` {
    private static let keys = [
        "verdict", "code", "also", "title", "reason", "action", "pass", "display", "data_age_s",
        "bundle", "gate", "direction", "at", "simulated", "elapsed_us",
    ]

    @Test func `admits a listed pass with all keys of the document, and records it`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        #expect(try fixture.load([pass]).exitCode == 0)
        let answer = try fixture.gate.run("check", "--json", input: pass.text + "\n")
        #expect(answer.exitCode == 0)
        #expect(answer.complaints == "")
        let verdict = try answer.object()
        #expect(Set(verdict.keys) == Set(Self.keys))
        #expect(verdict["verdict"] as? String == "ALLOW")
        #expect(verdict["code"] as? String == "OK")
        #expect((verdict["title"] as? [String: String]) == ["zh": "放行", "en": "Admit"])
        let shown = try #require(verdict["pass"] as? [String: Any])
        #expect(shown["index"] as? String == pass.reference.index.hex)
        #expect(shown["org"] as? Int == 1042)
        #expect(shown["label"] is NSNull)
        #expect((verdict["display"] as? [String: Any])?["name"] as? String == "张*三")
        #expect(verdict["gate"] as? Int == 3)
        #expect(verdict["direction"] as? String == "in")
        let row = try fixture.gate.run("journal", "list", "--last", "1", "--json").object()
        #expect(row["digest"] as? String == pass.reference.digest.hex)
        #expect(row["verdict"] as? String == "ALLOW")
        #expect(
            Set(row.keys) == [
                "n", "at", "kind", "index", "seq", "digest", "verdict", "code", "also",
                "direction", "gate", "about", "text", "count", "guard", "other_gate", "other_at",
            ])
        #expect(try fixture.gate.run("journal", "verify").exitCode == 0)
    }

    @Test func `shows a person colour, who, why and what to do, and no secret`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let chinese = try fixture.gate.run("check", input: pass.text)
        let lines = chinese.output.split(separator: "\n")
        #expect(lines.first == " 绿 GREEN  放行 / Admit ")
        #expect(chinese.output.contains("人员：张*三  精密仪器厂"))
        #expect(chinese.output.contains("原因：核验通过。 [OK]"))
        #expect(chinese.output.contains("数据："))
        #expect(!chinese.output.contains("\u{1B}"))
        var english = fixture.gate
        english.variables = ["LANG": "en_GB.UTF-8"]
        let other = try english.run("check", input: pass.text)
        #expect(other.output.contains("Do: Let them pass."))
        #expect(!(chinese.output + other.output).contains(pass.text.prefix(40)))
    }

    /// The first words of each pair are read without the parser of all commands.
    @Test(arguments: [
        (["--json", "--direction", "out"], ["--direction=out", "--json"]),
        (["--direction", "out", "--json"], ["--json", "--lang", "zh", "--direction", "out"]),
        (["--stream", "--json"], ["--json", "--stream", "--lang", "zh"]),
        (["--json", "--state", "g"], ["--json", "--state=g"]),
        (["--json", "--state", "none"], ["--state=none", "--json"]),
    ])
    func `answers the same in whatever form its words come`(
        plain: [String], other: [String]
    ) throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let answers = try [plain, other].map {
            try fixture.gate.run(listed: ["check"] + $0, input: pass.text + "\n")
        }
        #expect(answers[0].exitCode == answers[1].exitCode)
        #expect(answers[0].complaints == answers[1].complaints)
        let documents = try answers.map { try $0.object() }
        for key in ["verdict", "code", "direction", "gate", "bundle", "simulated"] {
            #expect("\(documents[0][key] ?? "-")" == "\(documents[1][key] ?? "-")", "\(key)")
        }
    }

    @Test func `ends with 1 at DENY, 2 at REVIEW and 3 without a bundle`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        let none = try fixture.gate.run("check", "--json", input: pass.text)
        #expect(none.exitCode == 3)
        #expect(try none.object()["code"] as? String == "NO_BUNDLE")
        _ = try fixture.load([])
        let unknown = try fixture.gate.run("check", "--json", input: pass.text)
        #expect(unknown.exitCode == 2)
        #expect(try unknown.object()["code"] as? String == "UNKNOWN_PASS")
        _ = try fixture.load([pass], status: .revokedLost, laterBySeconds: 1)
        let revoked = try fixture.gate.run("check", "--json", input: pass.text)
        #expect(revoked.exitCode == 1)
        #expect(try revoked.object()["code"] as? String == "REVOKED")
        let blank = try fixture.gate.run("check", "--json", input: "")
        #expect(blank.exitCode == 1)
        #expect(try blank.object()["code"] as? String == "UNREADABLE")
    }

    @Test func `asks for a vehicle's plate, and refuses another`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1) {
            $0.kind = .vehicle
            $0.label = PassLabel("沪A12345")
        }
        _ = try fixture.load([pass])
        let check = { (arguments: [String]) throws in
            try fixture.gate.run(listed: ["check", "--json"] + arguments, input: pass.text)
        }
        #expect(try check([]).object()["code"] as? String == "NOT_CHECKED")
        #expect(try check(["--plate", "沪a·12345"]).exitCode == 0)
        #expect(try check(["--plate", "沪B12345"]).object()["code"] as? String == "PLATE_MISMATCH")
        #expect(try check(["--plate", "12345"]).object()["code"] as? String == "PLATE_MISMATCH")
    }

    @Test func `at another time is simulated and leaves no row`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let later = try fixture.gate.run("check", "--at", "+11d", "--json", input: pass.text)
        #expect(later.exitCode == 1)
        #expect(try later.object()["code"] as? String == "EXPIRED")
        #expect(try later.object()["simulated"] as? Bool == true)
        let earlier = try fixture.gate.run("check", "--at", "-30m", input: pass.text)
        #expect(earlier.exitCode == 0)
        #expect(earlier.output.contains("模拟（simulated）"))
        #expect(try fixture.gate.run("journal", "list").output == "")
    }

    @Test(arguments: [
        ["--number", "310117-0000-0042-5"], ["--plate", "沪A-12345"],
        ["--employee", "0007", "--org", "1042"],
    ])
    func `of a typed value is checked by hand at best, without a name`(
        typed: [String]
    ) throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let answer = try fixture.gate.run(listed: ["check", "--no-code", "--json"] + typed)
        #expect(answer.exitCode == 2)
        let verdict = try answer.object()
        #expect(verdict["code"] as? String == "NOT_CHECKED")
        #expect(verdict["display"] is NSNull)
        #expect((verdict["pass"] as? [String: Any])?["exp"] is NSNull)
        let rows = try fixture.gate.run("journal", "list", "--json").objects()
        #expect(rows.map { $0["index"] as? String } == [pass.reference.index.hex])
        _ = try fixture.load([], laterBySeconds: 1)
        let gone = try fixture.gate.run(listed: ["check", "--no-code", "--json"] + typed)
        #expect(try gone.object()["code"] as? String == "UNKNOWN_PASS")
    }
}
