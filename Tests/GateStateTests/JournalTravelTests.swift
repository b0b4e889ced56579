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

    /// Puts a file on the stick that says what it likes of pass 0, signed by the other gate.
    func export(_ events: [JournalEvent], asOf: Timestamp = noon) throws {
        let signer = JournalSigner(gate: there.number, device: there.answer.device.bytes)
        var hash = [UInt8](repeating: 0, count: 32)
        let head = JournalFileHead(
            signer: signer, asOf: asOf, rows: (1, UInt64(events.count), UInt64(events.count)),
            hashBefore: hash)
        let writer = try JournalFileWriter(stick, head)
        for (place, event) in events.enumerated() {
            let bytes = JournalRow(number: UInt64(place) + 1, event: event).bytes
            hash = JournalChain.hash(after: hash.span, bytes.span).array
            try writer.add(JournalFileRow(bytes: bytes, hash: hash, code: hash))
        }
        try writer.finish(signing: there.gate().signingKey())
    }

    /// A row of the other gate that lets pass 0 in or out.
    func move(_ direction: Direction, at time: Timestamp) -> JournalEvent {
        var event = JournalEvent(kind: .check, at: time, gate: there.number, bundleVersion: 3)
        event.reference = passes[0].reference
        event.outcome = .allow
        event.code = "OK"
        event.direction = direction
        event.entries = direction == .inward ? 1 : 0
        event.place = HolderPlace(after: direction)
        return event
    }

    /// Where pass 0 is, as the gate here has it.
    func lastMove() throws -> PassMove? {
        let index = passes[0].reference.index
        return try here.gate().journal().read {
            try $0.history(of: index, gate: 7, zoneGates: [8])
        }.lastMove
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

    @Test func `is of no later than its file, whatever time a row tells`() throws {
        let site = try NeighbourFixture()
        let year = noon.advanced(bySeconds: 31_536_000)
        try site.export([site.move(.inward, at: year)])
        _ = try site.hear(at: noon.advanced(bySeconds: 10))
        #expect(try site.lastMove() == PassMove(gate: 8, direction: .inward, at: noon))
        // What is seen here later counts.
        let later = noon.advanced(bySeconds: 60)
        let gate = try site.here.gate()
        let left = gate.check(site.passes[0].text, .outward, at: later)
        #expect(left?.verdict.code == .ok)
        #expect(try site.lastMove() == PassMove(gate: 7, direction: .outward, at: later))
        #expect(gate.check(site.passes[0].text, .inward, at: later)?.verdict.code == .ok)
    }

    @Test func `tells no place by a clock that was doubted, but counts the entry`() throws {
        let site = try NeighbourFixture()
        var doubted = site.move(.inward, at: noon)
        doubted.clock = .suspect
        try site.export([doubted])
        #expect(try site.hear().newRows == 1)
        #expect(try site.lastMove() == nil)
        let index = site.passes[0].reference.index
        let history = try site.here.gate().journal().read {
            try $0.history(of: index, gate: 7, zoneGates: [8])
        }
        #expect(history.entriesElsewhere == 1)
    }

    @Test func `is undone with what the other gate took back`() throws {
        let site = try NeighbourFixture()
        var annulment = JournalEvent(kind: .annul, at: noon, gate: 8, bundleVersion: 3)
        annulment.reference = site.passes[0].reference
        annulment.text = "扫错了人"
        annulment.about = 2
        annulment.place = .inside
        let early = Timestamp(seconds: noon.seconds - 7_200)
        let mistaken = Timestamp(seconds: noon.seconds - 600)
        try site.export([
            site.move(.inward, at: early), site.move(.outward, at: mistaken), annulment,
        ])
        _ = try site.hear()
        #expect(try site.lastMove() == PassMove(gate: 8, direction: .inward, at: early))
    }

    @Test func `is undone with the other gate's only row`() throws {
        let site = try NeighbourFixture()
        let there = try site.there.gate()
        let admitted = try #require(there.check(site.passes[0].text))
        _ = try there.act(.refuse(reason: "折返"), on: admitted, at: .calendar(noon))
        try site.export()
        #expect(try site.hear().newRows == 2)
        #expect(try site.check(0)?.code == .ok)
    }

    @Test(arguments: [false, true])
    func `outlives an own row that was annulled`(isHeardLast: Bool) throws {
        let site = try NeighbourFixture()
        let (gate, text) = (try site.here.gate(), site.passes[0].text)
        func after(_ minutes: UInt64) -> Timestamp { noon.advanced(bySeconds: minutes * 60) }
        #expect(gate.check(text, .inward)?.verdict.code == .ok)
        try site.export([site.move(.outward, at: after(60))], asOf: after(119))
        if !isHeardLast { _ = try site.hear(at: after(119)) }
        let mistaken = try #require(gate.check(text, .inward, at: after(120)))
        #expect(mistaken.verdict.outcome == .allow)
        _ = try gate.act(.refuse(reason: "扫错了人"), on: mistaken, at: .calendar(after(125)))
        if isHeardLast { _ = try site.hear(at: after(126)) }
        #expect(try site.lastMove() == PassMove(gate: 8, direction: .outward, at: after(60)))
        #expect(gate.check(text, .inward, at: after(127))?.verdict.code == .ok)
    }
}
