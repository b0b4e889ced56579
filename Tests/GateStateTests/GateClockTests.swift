// The gate's time: against the boot's own clock, across boots, under a guard's word.
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

/// A machine that can be set and started anew.
private struct Machine {
    var calendar = noon
    var boot: UInt8 = 1
    var bootSeconds: UInt64 = 1_000

    var time: MachineTime {
        MachineTime(
            calendar: calendar,
            boot: BootMoment(id: [UInt8](repeating: boot, count: 16), seconds: bootSeconds))
    }

    /// Time goes on, whatever the calendar says.
    mutating func wait(_ seconds: UInt64) {
        calendar = calendar.advanced(bySeconds: seconds)
        bootSeconds += seconds
    }

    mutating func set(aheadBy seconds: Int64) { calendar = calendar.moved(bySeconds: seconds) }

    mutating func restart(after seconds: UInt64 = 60) {
        boot += 1
        calendar = calendar.advanced(bySeconds: seconds)
        bootSeconds = 5
    }
}

/// A gate with one pass that has seen a first scan; its folder lives as long as this does.
private struct Post {
    let fixture: GateFixture
    let pass: SealedPass
    let gate: Gate

    init() throws {
        fixture = try GateFixture()
        pass = try fixture.seal(seed: 1)
        gate = try fixture.gate()
        _ = try gate.load(
            fixture.stick(fixture.bundle(passes: [pass]).file), at: Machine().time)
        Self.scanOther(gate, Machine())
    }

    /// A row that says when it was written, and nothing about the pass.
    static func scanOther(_ gate: Gate, _ machine: Machine) {
        _ = gate.check(
            Scan(text: Array("hello".utf8), direction: nil, plate: nil), at: machine.time)
    }

    func check(_ machine: Machine) -> GateVerdict { Post.check(gate, pass, machine) }

    static func check(_ gate: Gate, _ pass: SealedPass, _ machine: Machine) -> GateVerdict {
        gate.check(Scan(text: Array(pass.text.utf8), direction: nil, plate: nil), at: machine.time)
    }
}

@Suite struct `Gate clock` {
    @Test func `is believed while it goes with the boot's clock`() throws {
        let post = try Post()
        var machine = Machine()
        machine.wait(3_600)
        let answer = post.check(machine)
        #expect(answer.verdict.code == .ok)
        #expect(answer.at == machine.calendar)
    }

    @Test func `is doubted more than 600 s off in the same boot, either way`() throws {
        for (change, code) in [(600, VerdictCode.ok), (601, .clockSuspect)] {
            for sign in [Int64(1), -1] {
                let post = try Post()
                var machine = Machine()
                machine.wait(10_000)
                let right = machine.calendar
                machine.set(aheadBy: sign * Int64(change))
                let answer = post.check(machine)
                #expect(answer.verdict.code == code)
                if code == .clockSuspect { #expect(answer.at == right) }
            }
        }
    }

    @Test func `runs on by the boot's clock while it is doubted, and comes back`() throws {
        let post = try Post()
        var machine = Machine()
        machine.set(aheadBy: 5_000)
        #expect(post.check(machine).at == noon)
        machine.wait(100)
        #expect(post.check(machine).at == noon.advanced(bySeconds: 100))
        machine.set(aheadBy: -5_000)
        let answer = post.check(machine)
        #expect(answer.verdict.code == .ok)
        #expect(answer.at == noon.advanced(bySeconds: 100))
    }

    @Test func `may be 30 days ahead after another boot, and no more`() throws {
        for (ahead, code) in [
            (GateRules.standard.clockLeapSeconds, VerdictCode.bundleExpired),
            (GateRules.standard.clockLeapSeconds + 1, .clockSuspect),
        ] {
            let post = try Post()
            var machine = Machine()
            machine.restart(after: 0)
            // Expected: the mark and the time since this boot.
            machine.set(aheadBy: Int64(ahead) + 5)
            let answer = post.check(machine)
            #expect(([answer.verdict.code] + answer.verdict.also).contains(code))
            #expect((answer.clock == .suspect) == (code == .clockSuspect))
        }
    }

    @Test func `is doubted after another boot that stands before the mark`() throws {
        let post = try Post()
        var machine = Machine()
        machine.wait(50_000)
        _ = post.check(machine)
        let mark = machine.calendar
        machine.restart(after: 0)
        machine.set(aheadBy: -40_000)
        let answer = post.check(machine)
        #expect(answer.verdict.code == .clockSuspect)
        #expect(answer.at == mark.advanced(bySeconds: 5))
    }

    @Test func `leaves no mark behind that was written under suspicion`() throws {
        let post = try Post()
        var machine = Machine()
        machine.set(aheadBy: 700)
        #expect(post.check(machine).clock == .suspect)
        machine.set(aheadBy: -700)
        machine.wait(10)
        let again = try post.fixture.gate()
        let answer = Post.check(again, post.pass, machine)
        #expect(answer.clock == .trusted)
        #expect(answer.at == machine.calendar)
    }

    @Test func `is not before the bundle's issue, however long ago that was`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.gate()
        var machine = Machine()
        machine.wait(20_000)
        _ = try gate.load(fixture.stick(fixture.bundle(passes: [pass]).file), at: machine.time)
        machine.wait(20_000)
        #expect(Post.check(gate, pass, machine).verdict.code == .ok)
        // An office whose clock is ahead of the gate's.
        let next = try fixture.bundle(
            version: machine.calendar.advanced(bySeconds: 5_000).seconds, passes: [pass])
        machine.wait(4_399)
        _ = try gate.load(fixture.stick(next.file), at: machine.time)
        #expect(Post.check(gate, pass, machine).clock == .suspect)
        machine.wait(1)
        #expect(Post.check(gate, pass, machine).clock == .trusted)
        #expect(Post.check(gate, pass, machine).at == machine.calendar.advanced(bySeconds: 600))
    }

    @Test func `judges a live code as not checked instead of stale while it is doubted`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.copies = .liveRequired }
        let gate = try fixture.gate()
        var machine = Machine()
        _ = try gate.load(fixture.stick(fixture.bundle(passes: [pass]).file), at: machine.time)
        Post.scanOther(gate, machine)
        machine.set(aheadBy: 5_000)
        let step = UInt32(machine.calendar.seconds / LiveResponse.stepSeconds)
        let text = try fixture.liveText(of: pass, step: step)
        let answer = gate.check(
            Scan(text: Array(text.utf8), direction: nil, plate: nil), at: machine.time)
        #expect(answer.verdict.code == .notChecked)
        #expect(answer.verdict.also == [.clockSuspect])
    }

    @Test func `takes a guard's word, also below the bundle's time of issue`() throws {
        let post = try GuardFixture()
        var machine = Machine()
        #expect(throws: ActionRefusal.notOnDuty) {
            try post.gate.acceptClock(nil, reason: "对表", at: machine.time)
        }
        _ = try post.gate.login(
            badge: Array(post.badge.text.utf8), code: GuardFixture.code, at: machine.time)
        machine.set(aheadBy: -90_000)
        let right = machine.calendar
        #expect(try post.gate.reading(of: machine.time).trust == .suspect)
        #expect(throws: ActionRefusal.badText) {
            try post.gate.acceptClock(nil, reason: "", at: machine.time)
        }
        #expect(try post.gate.acceptClock(nil, reason: "签发中心时钟错了", at: machine.time) == right)
        let reading = try post.gate.reading(of: machine.time)
        #expect(reading.trust == .trusted)
        #expect(reading.now == right)
        #expect(try post.gate.shift(at: machine.time) != nil)
        machine.wait(60)
        #expect(Post.check(post.gate, post.second, machine).at == machine.calendar)
    }

    @Test func `takes no time ten years from both the machine's clock and the bundle`() throws {
        let post = try GuardFixture()
        var machine = Machine()
        _ = try post.gate.login(
            badge: Array(post.badge.text.utf8), code: GuardFixture.code, at: machine.time)
        let tenYears: Int64 = 315_576_000
        for time in [
            Timestamp.latest, noon.moved(bySeconds: tenYears + 1), Timestamp(seconds: 0),
            noon.moved(bySeconds: -tenYears - 1),
        ] {
            #expect(throws: ActionRefusal.timeFarOff) {
                try post.gate.acceptClock(time, reason: "对表", at: machine.time)
            }
        }
        // A machine whose clock has stopped, beside a bundle that knows better; and the other way.
        machine.set(aheadBy: -2 * tenYears)
        try post.gate.acceptClock(noon, reason: "机器时钟坏了", at: machine.time)
        try post.gate.acceptClock(nil, reason: "签发中心时钟错了", at: machine.time)
        try post.gate.acceptClock(
            noon.moved(bySeconds: tenYears), reason: "对表", at: machine.time)
    }

    @Test func `counts with the difference that a guard found`() throws {
        let post = try GuardFixture()
        var machine = Machine()
        _ = try post.gate.login(
            badge: Array(post.badge.text.utf8), code: GuardFixture.code, at: machine.time)
        let told = noon.advanced(bySeconds: 4_000)
        try post.gate.acceptClock(told, reason: "机器时钟慢", at: machine.time)
        machine.wait(30)
        let answer = Post.check(post.gate, post.second, machine)
        #expect(answer.at == told.advanced(bySeconds: 30))
        #expect(answer.clock == .trusted)
    }
}
