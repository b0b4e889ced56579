// The same code within 3 s of its last sight is one scan.
import JournalFormat
import PassCheck
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

@Suite struct `Same code` {
    private func scan(_ text: String, _ direction: Direction? = nil) -> Scan {
        Scan(text: Array(text.utf8), direction: direction, plate: nil)
    }

    @Test func `is told by its token, direction, bundle and the 3 s since it was last seen`() throws
    {
        let pass = try GateFixture().seal(seed: 1)
        let second: UInt64 = 1_000_000
        var filter = RepeatFilter()
        #expect(filter.sight(RepeatKey(scan(pass.text), bundleVersion: 1), at: 0) == .new)
        #expect(
            filter.sight(RepeatKey(scan(pass.text), bundleVersion: 1), at: 3 * second) == .again)
        // Each sight lets the 3 s begin anew; case and surroundings do not matter.
        let other = "  " + pass.text.lowercased() + "\t"
        #expect(filter.sight(RepeatKey(scan(other), bundleVersion: 1), at: 6 * second) == .again)
        #expect(
            filter.sight(RepeatKey(scan(pass.text, .outward), bundleVersion: 1), at: 6 * second)
                == .new)
        #expect(filter.sight(RepeatKey(scan(pass.text), bundleVersion: 2), at: 6 * second) == .new)
        #expect(
            filter.sight(RepeatKey(scan(pass.text), bundleVersion: 1), at: 9 * second + 1) == .new)
        #expect(filter.sight(RepeatKey(scan("noise"), bundleVersion: 1), at: 0) == .new)
        #expect(filter.sight(RepeatKey(scan("noise"), bundleVersion: 1), at: 1) == .again)
    }

    @Test func `has one row that tells how often it came, once it is over`() throws {
        let fixture = try GateFixture()
        let pass = try fixture.seal(seed: 1)
        let gate = try fixture.loaded(passes: [pass])
        var filter = RepeatFilter()
        let version = gate.core?.version
        let scan = scan(pass.text)
        let key = RepeatKey(scan, bundleVersion: version)
        #expect(filter.sight(key, at: 0) == .new)
        let answer = gate.check(scan, at: .calendar(noon))
        filter.judged(key, answer)
        #expect(filter.sight(key, at: 1) == .again)
        #expect(filter.sight(key, at: 2) == .again)
        #expect(filter.answer(to: key)?.row == answer.row?.number)
        #expect(filter.ended(by: 3).isEmpty)
        let ended = filter.ended(by: 3_000_003)
        try gate.record(ended, at: .calendar(noon))
        #expect(filter.ended(by: nil).isEmpty)
        var rows: [JournalRow] = []
        try gate.journal().forEachRow(last: nil) { rows.append($0) }
        #expect(rows.map(\.event.kind) == [.check, .repeat])
        #expect(rows.last?.event.count == 2)
        #expect(rows.last?.event.about == 1)
    }
}
