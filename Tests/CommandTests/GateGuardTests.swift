// Guards and clock through the gate's own commands: log-in, hand-over, the time accepted, what is
// told with a scan, and one code seen again.
import Foundation
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

/// A gate with two guards, one member of staff and one truck.
private struct GuardedGate {
    static let code = "七号门-2468"

    let enrolled: EnrolledGate
    let badges: [SealedPass]
    let staff: SealedPass
    let truck: SealedPass
    var gate: GateRun { enrolled.gate }

    init() throws {
        let enrolled = try EnrolledGate()
        self.enrolled = enrolled
        badges = try [1, 2].map { try enrolled.seal(seed: $0) }
        staff = try enrolled.seal(seed: 3)
        truck = try enrolled.seal(seed: 4) {
            $0.kind = .vehicle
            $0.label = PassLabel("沪A12345")
        }
        let records = try zip(UInt8(1)..., badges).map { number, badge in
            let salt = [UInt8](repeating: number, count: GuardRecord.saltBytes)
            let hash = try scrypt(Array(Self.code.utf8), salt: salt, cost: .guardCode)
            return try #require(
                try GuardRecord.seal(
                    hash, salt: salt, badge: badge.token, reference: badge.reference,
                    random: .system))
        }
        let loaded = try enrolled.load(badges + [staff, truck]) { $0.guards = records }
        try #require(loaded.exitCode == 0, "\(loaded)")
    }

    func login(_ badge: Int, code: String = code) throws -> GateAnswer {
        try gate.run("login", "--json", input: "\(badges[badge].text)\n\(code)\n")
    }
}

@Suite struct `Guards at the gate's commands` {
    @Test func `log in with badge and code, relieve one another and end with a sum`() throws {
        let post = try GuardedGate()
        let first = try post.login(0)
        #expect(first.exitCode == 0)
        #expect(try first.object()["on_duty"] as? Bool == true)
        _ = try post.gate.run("check", input: post.staff.text)
        let second = try post.login(1)
        let relieved = try #require(try second.object()["relieved"] as? [String: Any])
        #expect(relieved["admitted"] as? Int == 1)
        #expect(try post.gate.run("logout", "--json").exitCode == 0)
        let again = try post.gate.run("logout")
        #expect(again.exitCode == 2)
        #expect(again.complaints.contains("没有人在值班"))
        let kinds = try post.gate.run("journal", "list", "--json").objects()
            .map { $0["kind"] as? String }
        #expect(kinds == ["login", "check", "logout", "login", "logout"])
        #expect(try post.gate.run("journal", "verify").exitCode == 0)
    }

    @Test func `lock after ten wrong codes, and say neither code nor badge`() throws {
        let post = try GuardedGate()
        let staff = try post.gate.run("login", input: "\(post.staff.text)\n\(GuardedGate.code)\n")
        #expect(staff.exitCode == 2)
        #expect(staff.complaints.contains("不是本门的值班人员"))
        for left in (0..<10).reversed() {
            let answer = try post.login(0, code: "错的口令")
            #expect(answer.exitCode == 2)
            #expect(
                try answer.object()["refusal"] as? String == (left == 0 ? "LOCKED" : "WRONG_CODE"))
            #expect(!(answer.output + answer.complaints).contains("错的口令"))
        }
        #expect(try post.login(0).object()["refusal"] as? String == "LOCKED")
        #expect(try post.login(1).exitCode == 0)
    }

    @Test func `accept a time only on duty and with a reason`() throws {
        let post = try GuardedGate()
        let later = post.enrolled.start.advanced(bySeconds: 4_000).seconds
        let accept = ["clock", "accept", "--time", "\(later)", "--json"]
        let nobody = try post.gate.run(listed: accept + ["--reason", "已对表"])
        #expect(nobody.exitCode == 2)
        #expect(nobody.complaints.contains("没有人值班"))
        #expect(try post.login(0).exitCode == 0)
        #expect(try post.gate.run(listed: accept, input: "\n").exitCode == 2)
        let done = try post.gate.run(listed: accept, input: "已对表\n")
        #expect(done.exitCode == 0, "\(done)")
        #expect(try done.object()["at"] as? UInt64 == later)
        let check = try post.gate.run("check", "--json", input: post.staff.text).object()
        #expect(try #require(check["at"] as? UInt64) >= later)
        #expect(check["code"] as? String == "OK")
        let rows = try post.gate.run("journal", "list", "--json").objects()
        #expect(
            rows.contains { $0["kind"] as? String == "clock" && $0["text"] as? String == "已对表" })
    }
}

@Suite struct `What is told with a scan` {
    @Test func `is a driver, who has to be one that the office named`() throws {
        let post = try GuardedGate()
        let plate = ["check", "--json", "--plate", "沪A12345"]
        #expect(
            try post.gate.run(listed: plate, input: post.truck.text).object()["code"] as? String
                == "OK")
        let named = try post.gate.run(listed: plate + ["--driver", "王小明"], input: post.truck.text)
        #expect(try named.object()["code"] as? String == "DRIVER_UNLISTED")
        #expect(named.exitCode == 2)
    }

    @Test func `is a temperature, and a fever holds`() throws {
        let post = try GuardedGate()
        func code(_ temperature: String) throws -> String? {
            try post.gate.run(
                "check", "--json", "--temperature", temperature, input: post.staff.text
            ).object()["code"] as? String
        }
        #expect(try code("37.3") == "OK")
        #expect(try code("37.4") == "HEALTH_HOLD")
        let strange = try post.gate.run("check", "--temperature", "370", input: post.staff.text)
        #expect(strange.exitCode == 64 && !strange.complaints.isEmpty)
    }

    @Test func `is the same code within three seconds, which is told and not judged again`() throws
    {
        let post = try GuardedGate()
        let line = post.staff.text + "\n"
        let answers = try post.gate.run(
            "check", "--stream", "--json", input: line + line + line
        ).objects()
        #expect(answers.map { $0["code"] as? String } == ["OK", "SAME_CODE", "SAME_CODE"])
        #expect(answers[1]["verdict"] is NSNull)
        let rows = try post.gate.run("journal", "list", "--json").objects()
        #expect(rows.map { $0["kind"] as? String } == ["check", "repeat"])
        #expect(rows.last?["count"] as? Int == 2)
    }
}
