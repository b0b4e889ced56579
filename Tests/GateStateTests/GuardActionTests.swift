// What a guard may do about a scan, and what it does to the pass's history.
import JournalFormat
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

@Suite struct `Guard action` {
    private func act(
        _ action: GuardAction, _ answer: GateVerdict, at post: GuardFixture
    ) throws(ActionRefusal) {
        try post.gate.act(action, on: answer, at: .calendar(noon))
    }

    @Test func `overrides only on duty, and counts the entry`() throws {
        let post = try GuardFixture()
        let answer = try #require(post.gate.check(post.pass.text))
        #expect(answer.verdict.code == .wrongZone)
        let override = GuardAction.override(reason: "部门经理来接", second: nil)
        #expect(throws: ActionRefusal.notOnDuty) { try act(override, answer, at: post) }
        _ = try post.login()
        try act(override, answer, at: post)
        #expect(throws: ActionRefusal.admittedAlready) { try act(override, answer, at: post) }
        let index = post.pass.reference.index
        let history = try post.gate.journal().read {
            try $0.history(of: index, gate: 7, zoneGates: [])
        }
        #expect(history.entriesAdmitted == 1)
        #expect(history.lastMove?.direction == .inward)
        var rows: [JournalRow] = []
        try post.gate.journal().forEachRow(last: 1) { rows.append($0) }
        #expect(rows.first?.event.kind == .override)
        #expect(rows.first?.event.about == answer.row?.number)
        #expect(rows.first?.event.text == "部门经理来接")
        #expect(rows.first?.event.onDuty == post.badge.reference.index)
    }

    @Test func `never overrides what the rules forbid, reported or beside it`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let noise = try #require(post.gate.check("hello"))
        #expect(throws: ActionRefusal.forbidden(.notOurCode)) {
            try act(.override(reason: "x", second: nil), noise, at: post)
        }
        #expect(throws: ActionRefusal.forbidden(.notOurCode)) {
            try act(.letLeave(reason: "x"), noise, at: post)
        }
        let fever = try #require(
            post.gate.check(
                Scan(text: Array(post.pass.text.utf8), direction: nil, plate: nil).with(
                    tenths: 380),
                at: .calendar(noon)) as GateVerdict?)
        #expect(fever.verdict.code == .healthHold)
        #expect(throws: ActionRefusal.forbidden(.healthHold)) {
            try act(.override(reason: "x", second: nil), fever, at: post)
        }
    }

    @Test func `happens once, and can be taken back, where the scan shows no pass`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let typed = TypedValue.passNumber("310117000000999")
        let answer = post.gate.check(typed: typed, direction: nil, at: noon)
        #expect(answer.verdict.code == .unknownPass)
        #expect(answer.verdict.reference == nil)
        let override = GuardAction.override(reason: "部门经理来接", second: nil)
        try act(override, answer, at: post)
        #expect(throws: ActionRefusal.admittedAlready) { try act(override, answer, at: post) }
        try act(.refuse(reason: "本人不符"), answer, at: post)
        #expect(throws: ActionRefusal.notAdmitted) {
            try act(.annul(reason: "再来一次"), answer, at: post)
        }
        try act(override, answer, at: post)
        try act(.annul(reason: "扫错了人"), answer, at: post)
        #expect(try post.gate.journal().verify(acknowledged: nil).fault == nil)
    }

    @Test func `lets leave, which is an exit and no entry, and nobody who comes in`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let entering = try #require(post.gate.check(post.pass.text))
        #expect(throws: ActionRefusal.notOutward) {
            try act(.letLeave(reason: "已在场内"), entering, at: post)
        }
        let answer = try #require(post.gate.check(post.pass.text, .outward))
        try act(.letLeave(reason: "已在场内"), answer, at: post)
        let index = post.pass.reference.index
        let history = try post.gate.journal().read {
            try $0.history(of: index, gate: 7, zoneGates: [])
        }
        #expect(history.entriesAdmitted == 0)
        #expect(history.lastMove?.direction == .outward)
    }

    @Test func `gives an entry back that was annulled or refused at the barrier`() throws {
        let post = try GuardFixture()
        let pass = try post.fixture.seal(seed: 4) { $0.maximumEntries = 1 }
        let records = [try GuardFixture.record(post.badge)]
        let bundle = try post.fixture.bundle(
            version: noon.seconds + 1, passes: [pass, post.badge]
        ) { $0.guards = records }
        _ = try post.gate.load(post.fixture.stick(bundle.file), at: noon)
        _ = try post.login()
        let first = try #require(post.gate.check(pass.text))
        #expect(first.verdict.code == .ok)
        try act(.annul(reason: "扫错了人"), first, at: post)
        #expect(throws: ActionRefusal.notAdmitted) {
            try act(.annul(reason: "再来一次"), first, at: post)
        }
        let second = try #require(post.gate.check(pass.text))
        #expect(second.verdict.code == .ok)
        try act(.refuse(reason: "本人不符"), second, at: post)
        let third = try #require(post.gate.check(pass.text))
        #expect(third.verdict.code == .ok)
        #expect(post.gate.check(pass.text)?.verdict.code == .usesExhausted)
        #expect(try post.gate.journal().verify(acknowledged: nil).fault == nil)
    }

    @Test func `puts the holder back where the row found them`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let pass = post.second
        _ = try #require(post.gate.check(pass.text, .inward))
        let out = try #require(post.gate.check(pass.text, .outward))
        try act(.annul(reason: "没有出去"), out, at: post)
        let history = try post.gate.journal().read {
            try $0.history(of: pass.reference.index, gate: 7, zoneGates: [])
        }
        #expect(history.lastMove?.direction == .inward)
        #expect(history.entriesAdmitted == 1)
    }

    @Test func `asks a second guard past the shift's limit`() throws {
        let post = try GuardFixture { $0.rules.overridesPerShift = 1 }
        _ = try post.login()
        let first = try #require(post.gate.check(post.pass.text))
        try act(.override(reason: "一", second: nil), first, at: post)
        let next = try #require(post.gate.check(post.pass.text))
        #expect(throws: ActionRefusal.secondGuardNeeded(limit: 1)) {
            try act(.override(reason: "二", second: nil), next, at: post)
        }
        let same = try post.gate.confirm(
            badge: Array(post.badge.text.utf8), code: GuardFixture.code, at: .calendar(noon))
        #expect(same == .failure(.sameGuard))
        let confirmed = try post.gate.confirm(
            badge: Array(post.second.text.utf8), code: GuardFixture.code, at: .calendar(noon)
        ).get()
        try act(.override(reason: "二", second: confirmed), next, at: post)
        var rows: [JournalRow] = []
        try post.gate.journal().forEachRow(last: 1) { rows.append($0) }
        #expect(rows.first?.event.second == post.second.reference.index)
    }

    @Test func `counts a guard's overrides over all log-ins of a shift's time`() throws {
        let post = try GuardFixture { $0.rules.overridesPerShift = 1 }
        for log in ["一", "二"] {
            _ = try post.login(log == "一" ? nil : post.second)
            _ = try post.login()
            let answer = try #require(post.gate.check(post.pass.text))
            let override = GuardAction.override(reason: log, second: nil)
            guard log == "二" else {
                try act(override, answer, at: post)
                continue
            }
            #expect(throws: ActionRefusal.secondGuardNeeded(limit: 1)) {
                try act(override, answer, at: post)
            }
        }
    }

    @Test func `lets nobody in by what an older bundle said`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let answer = try #require(post.gate.check(post.pass.text))
        let record = try GuardFixture.record(post.badge)
        let next = try post.fixture.bundle(
            version: noon.seconds + 1, passes: [post.pass, post.badge]
        ) { $0.guards = [record] }
        _ = try post.gate.load(post.fixture.stick(next.file), at: .calendar(noon))
        #expect(throws: ActionRefusal.dataChanged) {
            try act(.override(reason: "单位来接", second: nil), answer, at: post)
        }
        let again = try #require(post.gate.check(post.pass.text))
        try act(.override(reason: "单位来接", second: nil), again, at: post)
    }

    @Test(arguments: [
        "", String(repeating: "长", count: 201), "a\u{1B}[2Jb", "a\nb",
        String(repeating: "👨‍👩‍👧‍👦", count: 33),
    ])
    func `takes a reason of some plain characters`(_ reason: String) throws {
        let post = try GuardFixture()
        _ = try post.login()
        let answer = try #require(post.gate.check(post.pass.text))
        #expect(throws: ActionRefusal.badText) { try act(.note(reason), answer, at: post) }
        try act(.note(String(repeating: "长", count: 200)), answer, at: post)
    }

    @Test func `records a barrier that stayed shut, without taking the entry back`() throws {
        let post = try GuardFixture()
        let answer = try #require(post.gate.check(post.second.text))
        try act(.barrierFailed("time-out"), answer, at: post)
        let index = post.second.reference.index
        let history = try post.gate.journal().read {
            try $0.history(of: index, gate: 7, zoneGates: [])
        }
        #expect(history.entriesAdmitted == 1)
    }
}

extension Scan {
    fileprivate func with(tenths: UInt16) -> Scan {
        var scan = self
        scan.temperatureTenths = tenths
        return scan
    }
}
