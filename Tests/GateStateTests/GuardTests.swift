// Guards: who may log in with what, for how long, and what a shift comes to.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

/// A gate with one staff pass to check and two guards' badges.
struct GuardFixture {
    static let code = Array("七号门-2468".utf8)

    let fixture: GateFixture
    let pass: SealedPass
    let badge: SealedPass
    let second: SealedPass
    let gate: Gate

    init(_ change: (inout BundleOrder) -> Void = { _ in }) throws {
        let fixture = try GateFixture()
        self.fixture = fixture
        pass = try fixture.seal(seed: 1) { $0.zones = NumberSet([9]) }
        // Another zone, another day: a badge logs in whatever its dates and place say.
        badge = try fixture.seal(seed: 2) {
            $0.zones = NumberSet([44])
            $0.notBefore = noon.advanced(bySeconds: 50_000_000)
            $0.expires = noon.advanced(bySeconds: 51_000_000)
        }
        second = try fixture.seal(seed: 3)
        let records = try [badge, second].map { try Self.record($0) }
        let bundle = try fixture.bundle(passes: [pass, badge, second]) {
            $0.guards = records
            change(&$0)
        }
        gate = try fixture.gate()
        _ = try gate.load(fixture.stick(bundle.file), at: noon)
    }

    static func record(
        _ badge: SealedPass, salt: UInt8 = 7, code: [UInt8] = code
    ) throws -> GuardRecord {
        let salt = [UInt8](repeating: salt, count: GuardRecord.saltBytes)
        let hash = try scrypt(code, salt: salt, cost: .guardCode)
        return try #require(
            try GuardRecord.seal(
                hash, salt: salt, badge: badge.token, reference: badge.reference, random: .system))
    }

    func login(
        _ badge: SealedPass? = nil, code: [UInt8] = code, at time: Timestamp = noon
    ) throws -> GuardLogin {
        try gate.login(
            badge: Array((badge ?? self.badge).text.utf8), code: code, at: .calendar(time))
    }

    func shift(at time: Timestamp = noon) throws -> GuardShift? {
        try gate.shift(at: .calendar(time))
    }
}

@Suite struct `Guard log-in` {
    @Test func `takes badge and code, whatever dates and place the badge has`() throws {
        let post = try GuardFixture()
        guard case .onDuty(let shift, nil) = try post.login() else {
            Issue.record("not logged in")
            return
        }
        #expect(shift.badge == post.badge.reference)
        #expect(shift.name == "张*三")
        #expect(try post.shift() == shift)
        let hours13 = noon.advanced(bySeconds: 13 * 3_600)
        #expect(try post.shift(at: Timestamp(seconds: hours13.seconds - 1)) == shift)
        #expect(try post.shift(at: hours13) == nil)
    }

    @Test func `refuses a badge of nobody, a strange code and a pass that is no guard's`() throws {
        let post = try GuardFixture()
        #expect(try post.login(post.pass) == .refused(.noGuard))
        let stranger = try GateFixture().seal(seed: 99)
        #expect(try post.login(stranger) == .refused(.badgeRefused(.unknownPass)))
        let noise = try post.gate.login(
            badge: Array("hello".utf8), code: GuardFixture.code, at: .calendar(noon))
        #expect(noise == .refused(.badgeRefused(.notOurCode)))
        #expect(try post.shift() == nil)
    }

    @Test func `locks after ten wrong codes, and a new code of the office unlocks`() throws {
        let post = try GuardFixture()
        let wrong = Array("111111".utf8)
        for left in (1...9).reversed() {
            #expect(
                try post.login(code: wrong) == .refused(.wrongCode(attemptsLeft: Int64(left))))
        }
        #expect(try post.login(code: wrong) == .refused(.locked))
        #expect(try post.login() == .refused(.locked))
        // Another guard is not locked by that.
        let records = [
            try GuardFixture.record(post.badge, salt: 8), try GuardFixture.record(post.second),
        ]
        let bundle = try post.fixture.bundle(
            version: noon.seconds + 1, passes: [post.pass, post.badge, post.second]
        ) { $0.guards = records }
        _ = try post.gate.load(post.fixture.stick(bundle.file), at: noon)
        guard case .onDuty = try post.login() else {
            Issue.record("still locked")
            return
        }
    }

    @Test func `forgets wrong codes once the right one was typed`() throws {
        let post = try GuardFixture()
        for _ in 0..<9 { _ = try post.login(code: [1, 2, 3, 4, 5, 6]) }
        guard case .onDuty = try post.login() else {
            Issue.record("locked too early")
            return
        }
        #expect(
            try post.login(code: [1, 2, 3, 4, 5, 6]) == .refused(.wrongCode(attemptsLeft: 9)))
    }

    @Test func `ends when the office withdraws guard or badge`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let bundle = try post.fixture.bundle(
            version: noon.seconds + 1, passes: [post.pass, post.badge, post.second])
        _ = try post.gate.load(post.fixture.stick(bundle.file), at: noon)
        #expect(try post.shift() == nil)
        #expect(try post.login() == .refused(.noGuard))
    }

    @Test func `changes the shift and sums up the one before`() throws {
        let post = try GuardFixture()
        _ = try post.login()
        let answer = try #require(post.gate.check(post.pass.text))
        try post.gate.act(
            .override(reason: "已核对", second: nil), on: answer, at: .calendar(noon))
        let later = noon.advanced(bySeconds: 100)
        guard case .onDuty(let shift, let relieved?) = try post.login(post.second, at: later)
        else {
            Issue.record("no shift change")
            return
        }
        #expect(shift.badge == post.second.reference)
        #expect(relieved.denied == 1)
        #expect(relieved.overrides == 1)
        #expect(relieved.admitted == 0)
        #expect(try post.gate.logout(at: .calendar(later))?.overrides == 0)
        #expect(try post.gate.logout(at: .calendar(later)) == nil)
        #expect(try post.gate.journal().verify(acknowledged: nil).fault == nil)
    }
}

@Suite struct `Guard record` {
    @Test func `opens with its own badge and code alone`() throws {
        let post = try GuardFixture()
        let record = try GuardFixture.record(post.badge)
        #expect(record.encoded.count == GuardRecord.encodedBytes)
        #expect(try record.admits(code: GuardFixture.code, badge: post.badge.token))
        #expect(try !record.admits(code: Array("123456".utf8), badge: post.badge.token))
        #expect(throws: CryptoError.self) {
            try record.admits(code: GuardFixture.code, badge: post.second.token)
        }
    }
}
