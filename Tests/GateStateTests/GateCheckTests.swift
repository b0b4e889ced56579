// A scan at the gate: verdict, row, history, clock, and nothing admitted without a row.
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import TestSupport
import Testing

@testable import GateState

@Suite struct `Gate check` {
    @Test func `admits a good pass with a row on the disk and its names on the screen`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        let answer = try #require(gate.check(pass.text))
        #expect(answer.verdict.outcome == .allow)
        #expect(answer.display?.name == "张*三")
        #expect(answer.bundleVersion == noon.seconds)
        #expect(answer.dataAgeSeconds == 0)
        #expect(answer.direction == .inward)
        let row = try #require(answer.row)
        #expect(row.number == 1)
        #expect(row.event.reference == pass.reference)
        #expect(row.event.entries == 1)

        var rows: [JournalRow] = []
        try fixture.gate().journal().forEachRow(last: nil) { rows.append($0) }
        #expect(rows == [row])
    }

    @Test func `keeps token, text, pass id and tag out of the whole folder`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        _ = gate.check(pass.text)
        _ = gate.check(pass.text, .outward)
        let folder = try PrivateFolder(opening: fixture.temporary.state)
        let secrets = [
            pass.claims.identity.id, Array(pass.token.suffix(32)),
            Array(pass.text.utf8.dropFirst(3).prefix(24)), Array("张*三".utf8),
        ]
        for name in ["journal.db", "journal.db-wal", "bundle.gpb", "device.keys", "journal.key"] {
            let content = try folder.read(name, limitBytes: 1 << 24) ?? []
            #expect(!content.isEmpty)
            for secret in secrets { #expect(!content.contains(secret)) }
        }
    }

    @Test func `records what is not our code, without a pass`() throws {
        let fixture = try GateFixture()
        let gate = try fixture.loaded(passes: [])
        let answer = try #require(gate.check("https://example.invalid/"))
        #expect(answer.verdict.code == .notOurCode)
        #expect(answer.row?.event.reference == nil)
        #expect(answer.row?.event.code == "NOT_OUR_CODE")
        #expect(answer.display == nil)
    }

    @Test func `admits as often as the pass says, inward only, over several openings`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 2 }
        _ = try fixture.loaded(passes: [pass])
        let ways: [(Direction?, VerdictCode)] = [
            (.inward, .ok), (.outward, .ok), (nil, .ok), (.outward, .ok), (.inward, .usesExhausted),
            (nil, .usesExhausted),
        ]
        for (way, code) in ways {
            #expect(try fixture.gate().check(pass.text, way)?.verdict.code == code)
        }
    }

    @Test func `counts no entry that it did not admit by itself`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 1 }
        let gate = try fixture.loaded(passes: [pass])
        let doubted = try #require(gate.check(pass.text, at: Timestamp(seconds: 5)))
        #expect(doubted.verdict.outcome == .review)
        #expect(doubted.row?.event.entries == 0)
        #expect(gate.check(pass.text)?.verdict.code == .ok)
        #expect(gate.check(pass.text)?.verdict.code == .usesExhausted)
    }

    @Test func `takes each step of a live code once`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.copies = .liveRequired }
        let gate = try fixture.loaded(passes: [pass])
        #expect(gate.check(pass.text)?.verdict.code == .liveRequired)
        let step = UInt32(noon.seconds / LiveResponse.stepSeconds)
        let now = try fixture.liveText(of: pass, step: step)
        #expect(gate.check(now)?.verdict.code == .ok)
        #expect(gate.check(now)?.verdict.code == .liveReplayed)
        let before = try fixture.liveText(of: pass, step: step - 1)
        #expect(gate.check(before)?.verdict.code == .liveReplayed)
        let next = try fixture.liveText(of: pass, step: step + 1)
        #expect(gate.check(next)?.verdict.code == .ok)
    }

    @Test func `counts within a group that is recorded in one commit`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 2 }
        let gate = try fixture.loaded(passes: [pass])
        let scan = Scan(text: Array(pass.text.utf8), direction: nil, plate: nil)
        let codes = gate.check([scan, scan, scan], at: noon).map(\.verdict.code)
        #expect(codes == [.ok, .ok, .usesExhausted])
        #expect(try gate.journal().verify(acknowledged: nil).rowCount == 3)
        #expect(gate.check([], at: noon).isEmpty)
    }

    @Test func `lets two lanes admit the last entry once`() async throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 3 }
        _ = try fixture.loaded(passes: [pass])
        let admitted = try await withThrowingTaskGroup(of: Int.self) { lanes in
            for _ in 0..<4 {
                lanes.addTask {
                    let gate = try fixture.gate()
                    let answers = (0..<3).compactMap { _ in gate.check(pass.text) }
                    return answers.filter { $0.verdict.outcome == .allow }.count
                }
            }
            return try await lanes.reduce(0, +)
        }
        #expect(admitted == 3)
    }

    @Test func `admits nothing where the journal cannot be written`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        _ = gate.check(pass.text)
        let pages = try gate.journal().table.database.number("PRAGMA page_count") ?? 0
        try gate.journal().table.database.run("PRAGMA max_page_count=\(pages)")
        var answers: [GateVerdict] = []
        repeat {
            answers += gate.check([Scan(pass), Scan(pass)], at: noon)
        } while answers.last?.failure == nil && answers.count < 1_000
        let last = answers.suffix(2)
        #expect(last.map(\.verdict.code) == [.journalFailed, .journalFailed])
        #expect(last.allSatisfy { $0.verdict.outcome == nil && $0.row == nil })
        #expect(last.allSatisfy { $0.display == nil && $0.verdict.claims == nil })
        let recorded = try fixture.gate().journal().verify(acknowledged: nil)
        #expect(recorded.rowCount == UInt64(answers.count - 2 + 1))
        #expect(recorded.fault == nil)
    }

    @Test func `admits nothing where the journal key is gone`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.loaded(passes: [pass])
        try PrivateFolder(opening: fixture.temporary.state).remove("journal.key")
        #expect(try fixture.gate().check(pass.text)?.verdict.code == .journalFailed)
    }

    @Test func `says so once when rows were taken away`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        for _ in 0..<3 { _ = gate.check(pass.text) }
        try gate.journal().table.database.run("DELETE FROM row WHERE n > 1")
        let answer = try #require(gate.check(pass.text))
        #expect(answer.verdict.outcome == .allow)
        #expect(answer.alarm == JournalAlarm(missing: 2...3))
        #expect(gate.check(pass.text)?.alarm == nil)
    }

    @Test func `takes the later of clock and mark, and doubts a clock far behind it`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        let late = noon.advanced(bySeconds: 3_000)
        #expect(gate.check(pass.text, at: late)?.at == late)

        let edge = Timestamp(seconds: late.seconds - ClockRule.toleranceSeconds)
        let forgiven = try #require(gate.check(pass.text, at: edge))
        #expect(forgiven.at == late)
        #expect(forgiven.verdict.code == .ok)

        let doubted = try #require(gate.check(pass.text, at: Timestamp(seconds: edge.seconds - 1)))
        #expect(doubted.at == late)
        #expect(doubted.verdict.code == .clockSuspect)
        #expect(doubted.verdict.outcome == .review)
    }

    @Test func `admits nobody where a row's number was damaged, and does not wait for it`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        #expect(gate.check(pass.text)?.verdict.code == .ok)
        try gate.journal().table.database.run("UPDATE row SET n = 9000000000000000000")
        #expect(gate.check(pass.text)?.verdict.code == .journalFailed)
    }

    @Test func `is not made useless by one scan under a clock that leapt ahead`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        let leapt = noon.advanced(bySeconds: GateRules.standard.clockLeapSeconds + 1)
        let doubted = try #require(gate.check(pass.text, at: leapt))
        #expect(doubted.at == noon)
        #expect(doubted.verdict.code == .clockSuspect)
        #expect(gate.check(pass.text, at: noon)?.verdict.code == .ok)
        let edge = noon.advanced(bySeconds: GateRules.standard.clockLeapSeconds)
        #expect(gate.check(pass.text, at: edge)?.at == edge)
    }

    @Test func `takes the bundle's issue for the mark before the first row`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        let answer = try #require(gate.check(pass.text, at: Timestamp(seconds: 5)))
        #expect(answer.at == noon)
        #expect(answer.verdict.code == .clockSuspect)
    }

    @Test func `rehearses at any time without a row, and counts what was admitted`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1) { $0.maximumEntries = 1 }
        let gate = try fixture.loaded(passes: [pass])
        #expect(try gate.rehearse(Scan(pass), at: noon).verdict.code == .ok)
        let long = noon.advanced(bySeconds: 40 * 86_400)
        #expect(try gate.rehearse(Scan(pass), at: long).verdict.code == .expired)
        #expect(try gate.journal().verify(acknowledged: nil).rowCount == 0)
        _ = gate.check(pass.text)
        let after = try gate.rehearse(Scan(pass), at: noon)
        #expect(after.verdict.code == .usesExhausted)
        #expect(after.row == nil)
    }
}

extension Scan {
    fileprivate init(_ pass: SealedPass) {
        self.init(text: Array(pass.text.utf8), direction: nil, plate: nil)
    }
}
