// Figures that are kept, against a recount of the tables by other statements, after histories that
// nobody thought out.
import Foundation
import GRDB
import Identifiers
import PassCrypto
import PassFormat
import TestSupport
import Testing

@testable import Registry

private let firms: [Int64] = [1042, 1043, 1044]

@Suite struct `Figures of the registry` {

    /// One history: lists, issues, revocations, undone imports and gates' rows, in any order.
    private final class History {
        let home: TestRegistry
        var registry: Registry { home.registry }
        var dice: SeededGenerator
        var now: Int64 = 100
        private var devices: [Device] = []
        private var lastRows: [Int64: Int64] = [:]
        private var scans: [(device: Int64, row: Int64, index: [UInt8])] = []

        init(seed: UInt64) throws {
            home = try TestRegistry()
            dice = SeededGenerator(seed: seed)
            try home.furnish()
            try registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
            for zone in [2, 3] as [Int64] {
                try registry.add(
                    Zone(number: number(zone), site: number(zone - 1), name: "区\(zone)"),
                    act: TestRegistry.act(6))
                try registry.add(
                    Gate(
                        number: number(zone), site: number(zone - 1), zone: number(zone),
                        name: "门\(zone)", direction: .both), act: TestRegistry.act(7))
            }
            for (place, firm) in firms.enumerated().dropFirst() {
                var organisation = Organisation(number: number(firm), name: "单位\(place)")
                organisation.tags = ["规上"]
                try registry.add(organisation, act: TestRegistry.act(8))
            }
            for gate in 1...3 as ClosedRange<UInt8> {
                let keys = DeviceKeys(
                    ed25519: [UInt8](repeating: gate, count: 32),
                    x25519: [UInt8](repeating: 2, count: 32),
                    journal: [UInt8](repeating: 3, count: 32))
                devices.append(
                    try registry.enrol(
                        keys, at: number(Int64(gate)), fingerprint: "A\(gate)",
                        requestHash: [gate], act: TestRegistry.act(9)))
            }
        }

        func roll(_ below: Int) -> Int { Int.random(in: 0..<below, using: &dice) }

        func step() throws {
            now += Int64(roll(40_000))
            switch roll(10) {
            case 0, 1: try importList()
            case 2: try undo()
            case 3, 4: try issue()
            case 5: try revoke()
            default: try bringRows()
            }
        }

        private func act() -> Act { TestRegistry.act(now) }

        private func importList() throws {
            let firm = firms[roll(firms.count)]
            let first = 1 + roll(30)
            let people = try (first..<first + 1 + roll(12)).map { try person($0) }
            let site: SiteNumber = number(Int64(1 + roll(2)))
            func target(_ scope: ListScope) -> ListTarget {
                ListTarget(organisation: number(firm), site: site, scope: scope)
            }
            var scope = ListScope.addAndChange
            if roll(3) == 0 {
                let whole = target(.wholeFirm(sparing: [], confirmedLeavers: nil))
                let leavers = try registry.difference(people, for: whole).leavers
                scope = .wholeFirm(sparing: [], confirmedLeavers: leavers)
            }
            _ = try registry.apply(people, for: target(scope), act: act())
        }

        private func undo() throws {
            let batches = try registry.batches(.staff, of: nil).filter { $0.undoneAt == nil }
            guard !batches.isEmpty else { return }
            _ = try registry.undo(batches[roll(batches.count)].number, .staff, act: act())
        }

        private func issue() throws {
            let firm: OrganisationNumber = number(firms[roll(firms.count)])
            let start = TestRegistry.start + now
            let span = start + Int64(roll(50_000) - 10_000)..<start + 60_000 + Int64(roll(90_000))
            let random = RandomSource.fixed(seed: UInt64(now))
            let lacking = try registry.withoutPass(.staff, of: firm, at: start)
            _ = try registry.store(
                try lacking.map { try home.newPass(for: $0, random, span) }, of: firm, act: act())
        }

        private func revoke() throws {
            let index = try registry.read {
                try String.fetchAll($0, sql: "SELECT number FROM passes ORDER BY id")
            }
            guard !index.isEmpty else { return }
            let pass = try PassNumber(parsing: index[roll(index.count)])
            _ = try registry.revoke(
                .number(pass), before: nil, reason: RevocationReason("lost"), act: act())
        }

        private func bringRows() throws {
            let device = devices[roll(devices.count)]
            let known = try registry.read {
                try Data.fetchAll($0, sql: "SELECT pass_index FROM passes").map { [UInt8]($0) }
            }
            var rows: [JournalRecord] = []
            for _ in 0...roll(6) {
                let row = (lastRows[device.id] ?? 0) + 1
                lastRows[device.id] = row
                rows.append(record(row, device, known + [[UInt8](repeating: 9, count: 8)]))
            }
            let arrival = JournalArrival(
                lastRow: lastRows[device.id] ?? 0, asOfSeconds: TestRegistry.start + now, bundle: 1)
            // Rows of one file may come in any order over the file's gaps; the newest first here.
            _ = try registry.takeJournal(of: device, arrival, act: act()) { intake in
                for row in rows.reversed() { try intake.add(row, hashBefore: nil) }
            }
        }

        private func record(_ n: Int64, _ device: Device, _ indexes: [[UInt8]]) -> JournalRecord {
            var row = JournalRecord(
                number: n, bytes: [1], hash: [UInt8](repeating: UInt8(n % 251), count: 32),
                code: [2], atSeconds: TestRegistry.start + now - Int64(roll(20_000)))
            row.sequence = 1
            let own = scans.filter { $0.device == device.id }
            if roll(4) == 0, let scan = own.last {
                row.about = scan.row
                row.passIndex = scan.index
                row.effect = roll(3) == 0 ? .admits : .takesBack
            } else {
                row.passIndex = indexes[roll(indexes.count)]
                row.effect = roll(5) == 0 ? nil : .admits
                scans.append((device.id, n, row.passIndex ?? []))
            }
            let directions: [Direction?] = [.inward, .inward, .outward, nil]
            row.direction = directions[roll(4)]
            return row
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `are what a recount gives, at every time of any history`(_ seed: UInt64) throws {
        let history = try History(seed: seed)
        var wasAnyoneInside = false
        for step in 0..<60 {
            try history.step()
            let inside = try history.registry.inside(at: TestRegistry.start + history.now)
            wasAnyoneInside = wasAnyoneInside || !inside.isEmpty
            guard step % 6 == 5 else { continue }
            for later in [0, 30_000, 200_000] as [Int64] {
                let now = TestRegistry.start + history.now + later
                try expectSame(history.registry, at: now)
            }
        }
        // A recount of nothing would prove nothing.
        let counts = try history.registry.passCounts(at: TestRegistry.start + history.now)
        #expect(counts.contains { $0.state == .revoked })
        #expect(wasAnyoneInside)
    }

    private func expectSame(_ registry: Registry, at now: Int64) throws {
        #expect(
            try registry.passCounts(at: now).map {
                "\($0.organisation) \($0.site) \($0.kind.name) \($0.state.rawValue) \($0.passes)"
            }.sorted() == Recount.passes(in: registry, at: now))
        #expect(
            try registry.listedCounts().map {
                "\($0.organisation) \($0.site) \($0.kind.rawValue) \($0.listed)"
            }.sorted() == Recount.listed(in: registry))
        #expect(
            try registry.inside(at: now).map {
                let firm = $0.organisation?.description ?? "-"
                return "\($0.site) \($0.zone) \(firm) \($0.kind?.name ?? "-") \($0.inside)"
            }.sorted() == Recount.inside(in: registry, at: now))
    }

    @Test func `are made for what is there already when a registry comes to keep them`() throws {
        let history = try History(seed: 77)
        for _ in 0..<60 { try history.step() }
        let now = TestRegistry.start + history.now
        let registry = history.registry
        let before = (
            try registry.passCounts(at: now), try registry.listedCounts(),
            try registry.inside(at: now)
        )
        try registry.keep { db in
            let triggers = try String.fetchAll(
                db,
                sql:
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%counted'"
            )
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger)") }
            try db.execute(
                sql: "DROP TABLE listed_figures; DROP TABLE pass_figures; DROP TABLE presence;")
            try db.execute(sql: Schema.figures)
        }
        #expect(try registry.passCounts(at: now) == before.0)
        #expect(try registry.listedCounts() == before.1)
        #expect(try registry.inside(at: now) == before.2)
    }
}

/// The same figures in Swift over the bare rows, each line sorted.
private enum Recount {
    static func passes(in registry: Registry, at now: Int64) throws -> [String] {
        try registry.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT p.organisation, p.site, p.kind, t.status, t.nbf, t.exp FROM passes p
                    JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                    """)
            return tally(
                rows.map { row in
                    let exp: Int64 = row["exp"]
                    let nbf: Int64 = row["nbf"]
                    let state =
                        row["status"] == "revoked"
                        ? "revoked" : exp <= now ? "expired" : nbf > now ? "waiting" : "valid"
                    let kind = PassKind(rawValue: row["kind"])?.name ?? "?"
                    return
                        "\(row["organisation"] as Int64) \(row["site"] as Int64) \(kind) \(state)"
                })
        }
    }

    static func listed(in registry: Registry) throws -> [String] {
        try registry.read { db in
            tally(
                try Row.fetchAll(db, sql: "SELECT * FROM people").filter {
                    $0["state"] == "present"
                }.map { "\($0["organisation"] as Int64) \($0["site"] as Int64) staff" })
        }
    }

    static func inside(in registry: Registry, at now: Int64) throws -> [String] {
        var lines: [String] = []
        var holders: [[UInt8]: String] = [:]
        for row in try registry.read({ try Row.fetchAll($0, sql: "SELECT * FROM passes") }) {
            let kind = PassKind(rawValue: row["kind"])?.name ?? "-"
            holders[[UInt8](row["pass_index"] as Data)] = "\(row["organisation"] as Int64) \(kind)"
        }
        let remembered = try registry.site(number(1)).rules.stateSeconds
        try registry.forEachPassage(.all) { facts in
            let known = facts.passages.filter { $0.direction != nil }
            // By time, then gate and row: the last is the newest.
            guard let last = known.last, last.direction == .inward,
                last.atSeconds > now - remembered
            else { return }
            lines.append("\(last.site) \(last.zone) \(holders[facts.index] ?? "- -")")
        }
        return tally(lines)
    }

    private static func tally(_ lines: [String]) -> [String] {
        Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +).map { "\($0) \($1)" }.sorted()
    }
}
