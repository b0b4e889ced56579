// What one gate of a site learns of another by its journal: a reason to look twice, never more.
import Foundation
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
import TestSupport
import Testing

@testable import GateState

/// Gates 7 and 8 of zone 1, which know each other's keys, and a stick between them.
struct NeighbourFixture {
    let here: GateFixture
    let there: GateFixture
    let passes: [SealedPass]

    /// Passes 0 and 1 without a limit, pass 2 for one entry.
    init(_ change: (inout GateRules) -> Void = { _ in }) throws {
        here = try GateFixture()
        there = try GateFixture(number: 8, besides: here)
        let issuer = here
        passes = try (1...3).map { seed in
            try issuer.seal(seed: seed) { $0.maximumEntries = seed == 3 ? 1 : nil }
        }
        for (gate, other) in [(here, there), (there, here)] {
            var rules = GateRules()
            rules.neighbours = [NeighbourGate(gate: other.number, zone: 1)]
            rules.passbackHeardSeconds = 3_600
            change(&rules)
            let keys = [here, there].map {
                GateVerifyingKey(gate: $0.number, key: $0.request.signingKey.bytes)
            }
            let bundle = try gate.bundle(passes: passes) {
                $0.gateKeys = keys
                $0.rules = rules
            }
            _ = try gate.gate().load(gate.stick(bundle.file), at: noon)
        }
    }

    var stick: String { "\(there.temporary.path)/journal" }

    /// Lets a pass in at the other gate.
    func admitThere(_ place: Int, at time: Timestamp = noon) throws {
        let verdict = try there.gate().check(passes[place].text, at: time)
        try #require(verdict?.verdict.outcome == .allow, "\(String(describing: verdict?.verdict))")
    }

    func export(_ rows: ExportedRows = .all, at time: Timestamp = noon) throws {
        _ = try there.gate().exportJournal(rows, to: stick, at: .calendar(time))
    }

    func hear(at time: Timestamp = noon) throws -> HeardJournal {
        try here.gate().hear(stick, at: .calendar(time))
    }

    func check(_ place: Int, at time: Timestamp = noon) throws -> Verdict? {
        try here.gate().check(passes[place].text, at: time)?.verdict
    }
}

@Suite struct `Knowledge of another gate` {
    @Test func `asks the guard to look where the holder is inside already`() throws {
        let site = try NeighbourFixture()
        try site.admitThere(0)
        try site.export()
        let heard = try site.hear()
        #expect(heard == HeardJournal(gate: 8, newRows: 1, lastRow: 1, asOf: noon))
        let verdict = try site.check(0)
        #expect(verdict?.code == .passback)
        #expect(verdict?.outcome == .review)
        #expect(try site.check(1)?.code == .ok)
    }

    @Test func `never refuses an entry that only another gate has counted`() throws {
        let site = try NeighbourFixture { $0.passbackHeardSeconds = nil }
        try site.admitThere(2)
        try site.export()
        _ = try site.hear()
        let verdict = try site.check(2)
        #expect(verdict?.code == .usesExhausted)
        #expect(verdict?.outcome == .review)
    }

    @Test func `counts what the other gate took back for nothing`() throws {
        let site = try NeighbourFixture { $0.passbackHeardSeconds = nil }
        let there = try site.there.gate()
        let admitted = try #require(there.check(site.passes[2].text))
        _ = try there.act(.refuse(reason: "折返"), on: admitted, at: .calendar(noon))
        try site.export()
        #expect(try site.hear().newRows == 2)
        #expect(try site.check(2)?.code == .ok)
    }

    @Test func `is a row of the own journal, once for what is new`() throws {
        let site = try NeighbourFixture()
        try site.admitThere(0)
        try site.export()
        _ = try site.hear()
        #expect(try site.hear().newRows == 0)
        try site.admitThere(1, at: noon.advanced(bySeconds: 60))
        try site.export(.from(2), at: noon.advanced(bySeconds: 60))
        #expect(try site.hear(at: noon.advanced(bySeconds: 90)).newRows == 1)
        var rows: [JournalRow] = []
        try site.here.gate().journal().forEachRow(last: nil) { rows.append($0) }
        #expect(rows.map(\.event.kind) == [.heard, .heard])
        #expect(rows.map(\.event.heardGate) == [8, 8])
        #expect(rows.map(\.event.otherTime) == [noon, noon.advanced(bySeconds: 60)])
        #expect(try site.here.gate().journal().verify(acknowledged: nil).fault == nil)
    }

    @Test func `is as of no time that this gate has not reached`() throws {
        let site = try NeighbourFixture()
        try site.export(at: noon.advanced(bySeconds: 500))
        #expect(try site.hear().asOf == noon)
    }

    @Test func `has to go on where it ended`() throws {
        let site = try NeighbourFixture()
        for place in 0...1 { try site.admitThere(place) }
        try site.export(.from(2))
        #expect(throws: GateStateError.notHeard(.gap(gate: 8, from: 1))) { try site.hear() }
    }

    @Test func `is refused where the other gate went back or forked`() throws {
        let site = try NeighbourFixture()
        let (state, copy) = (site.there.temporary.state, site.there.temporary.state + "-copy")
        try site.admitThere(0)
        try FileManager.default.copyItem(atPath: state, toPath: copy)
        try site.admitThere(1)
        try site.export()
        _ = try site.hear()
        try FileManager.default.removeItem(atPath: state)
        try FileManager.default.moveItem(atPath: copy, toPath: state)
        let later = noon.advanced(bySeconds: 60)
        try site.export(at: later)
        let back = HearingRefusal.wentBack(gate: 8, known: 2, found: 1)
        #expect(throws: GateStateError.notHeard(back)) { try site.hear(at: later) }
        try site.admitThere(2, at: later)
        try site.export(at: later)
        let fork = HearingRefusal.wentBack(gate: 8, known: 2, found: 2)
        #expect(throws: GateStateError.notHeard(fork)) { try site.hear(at: later) }
    }

    @Test func `comes from a gate that the bundle names, and is not one's own`() throws {
        let site = try NeighbourFixture()
        _ = try site.here.gate().exportJournal(.all, to: site.stick, at: .calendar(noon))
        #expect(throws: GateStateError.notHeard(.ownJournal)) { try site.hear() }

        let stranger = try GateFixture(number: 9, besides: site.here)
        _ = try stranger.loaded(passes: [])
        _ = try stranger.gate().exportJournal(.all, to: site.stick, at: .calendar(noon))
        #expect(throws: GateStateError.notHeard(.unknownGate(9))) { try site.hear() }
    }

    @Test func `is about nobody's scans but the signer's`() throws {
        let site = try NeighbourFixture()
        let signer = JournalSigner(gate: 8, device: site.there.answer.device.bytes)
        var event = admission(of: 1)
        event.gate = 9
        let bytes = JournalRow(number: 1, event: event).bytes
        let zeros = [UInt8](repeating: 0, count: 32)
        let hash = JournalChain.hash(after: zeros.span, bytes.span).array
        let head = JournalFileHead(
            signer: signer, asOf: noon, rows: (1, 1, 1), hashBefore: zeros)
        let writer = try JournalFileWriter(site.stick, head)
        try writer.add(JournalFileRow(bytes: bytes, hash: hash, code: zeros))
        try writer.finish(signing: site.there.gate().signingKey())
        let fault = JournalFault(number: 1, kind: .changed)
        #expect(throws: GateStateError.notHeard(.notWhole(gate: 8, fault))) { try site.hear() }
        #expect(try site.here.gate().journal().verify(acknowledged: nil).rowCount == 0)
    }
}
