// What counts as a conflict, and what does not.
import PassFormat
import Testing

@testable import Issuance
@testable import Registry

@Suite struct `Conflicts of passes` {
    @Test func `are entries at two gates of a zone within ten minutes`() throws {
        let first = try passage(gate: 1, at: 1_000)
        #expect(try twoPlaces([first, passage(gate: 2, at: 1_599)]) == 1)
        #expect(try twoPlaces([first, passage(gate: 2, at: 1_600)]) == 0)
        #expect(try twoPlaces([first, passage(gate: 1, at: 1_001)]) == 0)
    }

    @Test func `are entries within sixteen hours where the zone's gates record who leaves`() throws
    {
        let first = try passage(gate: 1, at: 1_000)
        let rules = try ConflictRules(recordingExits: [#require(ZoneNumber(rawValue: 1))])
        #expect(try twoPlaces([first, passage(gate: 2, at: 58_599)], rules) == 1)
        #expect(try twoPlaces([first, passage(gate: 2, at: 58_600)], rules) == 0)
        let out = try passage(gate: 3, direction: .outward, at: 2_000)
        #expect(try twoPlaces([first, out, passage(gate: 2, at: 3_000)], rules) == 0)
    }

    @Test func `are no walks from zone to zone of one site, but for flights`() throws {
        let first = try passage(gate: 1, at: 1_000)
        #expect(try twoPlaces([first, passage(gate: 2, in: (1, 2), at: 1_059)]) == 1)
        #expect(try twoPlaces([first, passage(gate: 2, in: (1, 2), at: 1_060)]) == 0)
        #expect(try twoPlaces([first, passage(gate: 2, in: (2, 2), at: 1_060)]) == 1)
    }

    @Test func `are entries after a revocation of that very issue, at its second or later`() throws
    {
        let passages = try [
            passage(gate: 1, at: 999), passage(gate: 1, at: 1_000),
            passage(gate: 1, at: 1_001, sequence: 2),
            passage(gate: 1, direction: .outward, at: 1_002),
        ]
        let found = ConflictRules(recordingExits: []).conflicts(
            in: facts(
                passages, [IssueFacts(sequence: 1, revokedAtSeconds: 1_000, reason: "lost")]))
        #expect(found.map(\.kind) == [.afterRevocation])
        #expect(found.first?.passages.map(\.atSeconds) == [1_000])
        #expect(found.first?.office.reason == "lost")
    }

    @Test func `are entries of an issue that was replaced, after the newer one was revoked`()
        throws
    {
        let passages = try [
            passage(gate: 1, at: 999), passage(gate: 1, at: 1_000),
            passage(gate: 1, at: 3_000, sequence: 2), passage(gate: 1, at: 3_001, sequence: 3),
        ]
        let issues = [
            IssueFacts(sequence: 1, revokedAtSeconds: nil, reason: nil),
            IssueFacts(sequence: 2, revokedAtSeconds: 1_000, reason: "stolen"),
            IssueFacts(sequence: 3, revokedAtSeconds: 2_000, reason: "lost"),
        ]
        let found = ConflictRules(recordingExits: []).conflicts(in: facts(passages, issues))
        let late = found.filter { $0.kind == .afterRevocation }
        #expect(late.map(\.office.reason) == ["stolen", "lost"])
        #expect(late.map { $0.passages.map(\.atSeconds) } == [[1_000, 3_000], [3_001]])
    }

    @Test func `are more entries than the pass allows, over all gates`() throws {
        let passages = try [
            passage(gate: 1, at: 1_000), passage(gate: 1, direction: .outward, at: 2_000),
            passage(gate: 2, at: 90_000),
        ]
        let rules = ConflictRules(recordingExits: [])
        let one = rules.conflicts(in: facts(passages, limit: 1))
        #expect(one.map(\.kind) == [.tooManyEntries])
        #expect(one.first?.office.entries == 2)
        #expect(rules.conflicts(in: facts(passages, limit: 2)).isEmpty)
        #expect(rules.conflicts(in: facts(passages)).isEmpty)
    }

    private func twoPlaces(
        _ passages: [Passage], _ rules: ConflictRules = ConflictRules(recordingExits: [])
    ) -> Int {
        rules.conflicts(in: facts(passages)).filter { $0.kind == .twoPlaces }.count
    }

    private func facts(
        _ passages: [Passage], _ issues: [IssueFacts] = [], limit: UInt16? = nil
    ) -> PassFacts {
        PassFacts(
            index: [UInt8](repeating: 1, count: 8), number: nil, issues: issues,
            maximumEntries: limit, passages: passages)
    }

    private func passage(
        gate: Int64, in place: (site: Int64, zone: Int64) = (1, 1),
        direction: Direction = .inward, at seconds: Int64, sequence: Int = 1
    ) throws -> Passage {
        Passage(
            gate: try #require(GateNumber(rawValue: gate)),
            site: try #require(SiteNumber(rawValue: place.site)),
            zone: try #require(ZoneNumber(rawValue: place.zone)), device: gate, line: 0,
            number: seconds, bytes: [], atSeconds: seconds, sequence: sequence,
            direction: direction, entries: direction == .inward ? 1 : 0, isNew: false)
    }
}
