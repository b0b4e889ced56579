// Orders to everybody of a list: written piece by piece, cut off anywhere, called back.
import Foundation
import GRDB
import Identifiers
import PassFormat
import TestSupport
import Testing

@testable import Registry

@Suite struct `Orders of messages` {
    let home: TestRegistry
    var registry: Registry { home.registry }
    /// 9:30 in the morning at the sites of these tests, so that no hour is quiet.
    static let morning: Int64 = 1_780_018_200

    init() throws {
        home = try TestRegistry()
        try home.furnish()
    }

    private func act(_ who: String = "tester") -> Act { Act(who: who, atSeconds: Self.morning) }

    private func list(_ people: [PersonRecord]) throws {
        _ = try registry.apply(people, for: home.target(), act: TestRegistry.act(20))
    }

    private func order(
        _ topic: String = "opening", to audience: MessageAudience = .staff,
        at sites: [SiteNumber]? = nil
    ) throws -> MessageJob {
        var order = MessageOrder(
            topic: topic, template: "notice", values: ["text": "明日复工"],
            expiresSeconds: Self.morning + 86_400)
        order.organisation = number(1042)
        return try registry.add(order, to: audience, of: number(1042), at: sites, act: act())
    }

    /// Writes pieces until nothing is left, by the registry given.
    private func finish(_ job: Int64, by registry: Registry, limit: Int = 3) throws {
        while try registry.writeMessages(of: job, limit: limit, at: Self.morning) {}
        try registry.close(try registry.messageJob(job), act: act())
    }

    private func keys() throws -> [String] {
        try registry.read { try String.fetchAll($0, sql: "SELECT key FROM messages ORDER BY id") }
    }

    @Test func `are noted at once, and written piece by piece`() throws {
        try list(try (1...7).map { try person($0) })
        let job = try order()
        #expect(job.state == .writing)
        #expect(job.recipients == 7)
        #expect(try keys().isEmpty)
        #expect(try registry.nextMessageJob()?.number == job.number)
        #expect(try registry.writeMessages(of: job.number, limit: 3, at: Self.morning))
        let begun = try registry.messageJob(job.number)
        #expect(begun.queued == 3)
        #expect(begun.messages == ["waiting": 3])
        try finish(job.number, by: registry)
        let written = try registry.messageJob(job.number)
        #expect(written.state == .written)
        #expect(written.queued == 7)
        #expect(written.messages == ["waiting": 7])
        #expect(try registry.nextMessageJob() == nil)
    }

    @Test func `go on where they stood after a program's end, nobody twice and nobody lost`() throws
    {
        try list(try (1...10).map { try person($0) })
        let job = try order()
        for _ in 0..<2 {
            _ = try registry.writeMessages(of: job.number, limit: 3, at: Self.morning)
        }
        // A third piece is cut off amid its rows: nothing of it stays, and nothing is skipped.
        let broken = try registry.read {
            try Int64.fetchOne($0, sql: "SELECT id FROM people ORDER BY id LIMIT 1 OFFSET 7") ?? 0
        }
        func swapFirstByte(_ byte: String) throws {
            try registry.keep {
                try $0.execute(
                    sql: """
                        UPDATE people SET phone_sealed = CAST(\(byte) || SUBSTR(phone_sealed, 2)
                            AS BLOB) WHERE id = ?
                        """, arguments: [broken])
            }
        }
        let whole = try registry.read {
            try Data.fetchOne(
                $0, sql: "SELECT phone_sealed FROM people WHERE id = ?", arguments: [broken])
        }
        try swapFirstByte("x'00'")
        #expect(throws: RegistryError.self) {
            try registry.writeMessages(of: job.number, limit: 3, at: Self.morning)
        }
        #expect(try keys().count == 6)
        try registry.keep {
            try $0.execute(
                sql: "UPDATE people SET phone_sealed = ? WHERE id = ?", arguments: [whole, broken])
        }
        let another = try Registry.open(
            path: home.path(Registry.fileName), seal: home.seal,
            revocations: RevocationLog(path: home.path("revocations.log")))
        // Two programs at once, each with pieces of its own.
        #expect(try another.writeMessages(of: job.number, limit: 2, at: Self.morning))
        #expect(try registry.writeMessages(of: job.number, limit: 1, at: Self.morning))
        try finish(job.number, by: another)
        let written = try registry.messageJob(job.number)
        #expect(written.queued == 10)
        #expect(written.repeated == 0)
        #expect(try Set(keys()).count == 10)
        #expect(try keys().count == 10)
        let phones = try registry.takeDueMessages(at: Self.morning, limit: 100, MessageRules())
        #expect(Set(phones.messages.map(\.phone)).count == 10)
    }

    @Test func `reach those with a telephone at the sites asked for, and nobody who comes later`()
        throws
    {
        var silent = try person(3)
        silent.phone = nil
        try list([try person(1), try person(2), silent])
        let all = try order("all")
        try list([try person(4)])
        try finish(all.number, by: registry)
        let found = try registry.messageJob(all.number)
        #expect(found.recipients == 3 && found.queued == 2 && found.withoutPhone == 1)
        for (topic, sites, queued) in [
            ("here", [number(1)], 3), ("there", [number(2)], 0), ("nowhere", [], 0),
        ] as [(String, [SiteNumber], Int)] {
            let job = try order(topic, at: sites)
            try finish(job.number, by: registry)
            #expect(try registry.messageJob(job.number).queued == queued, "\(topic)")
        }
        // The same topic again reaches only who came since.
        let again = try order("all")
        try finish(again.number, by: registry)
        let repeated = try registry.messageJob(again.number)
        #expect(repeated.queued == 1 && repeated.repeated == 2)
    }

    @Test func `that are called back are written no further, and what waits is never sent`() throws
    {
        try list(try (1...6).map { try person($0) })
        let job = try order()
        _ = try registry.writeMessages(of: job.number, limit: 4, at: Self.morning)
        let sending = try registry.takeDueMessages(at: Self.morning, limit: 1, MessageRules())
        #expect(sending.messages.count == 1)
        #expect(try registry.cancelMessageJob(job.number, act: act()).state == .cancelling)
        // Before the work in the background came to them.
        let due = try registry.takeDueMessages(at: Self.morning, limit: 1, MessageRules())
        #expect(due.messages.isEmpty)
        #expect(due.dropped == 1)
        #expect(try !registry.writeMessages(of: job.number, limit: 4, at: Self.morning))
        // Whoever was writing it finds nothing left to write, and does not end it so.
        try registry.close(job, act: act())
        #expect(try registry.messageJob(job.number).state == .cancelling)
        while try registry.dropMessages(of: job.number, limit: 1, at: Self.morning) {}
        try registry.close(try registry.messageJob(job.number), act: act())
        let cancelled = try registry.messageJob(job.number)
        #expect(cancelled.state == .cancelled)
        #expect(cancelled.messages == ["dropped": 3, "sending": 1])
        #expect(try registry.cancelMessageJob(job.number, act: act()).state == .cancelled)
        let left = try registry.read {
            try Int.fetchOne(
                $0, sql: "SELECT COUNT(*) FROM messages WHERE phone_sealed IS NOT NULL")
        }
        #expect(left == 1)
    }

    @Test func `leave two rows in the audit, and nothing that was said`() throws {
        try list(try (1...5).map { try person($0) })
        let before = try registry.auditHead().number
        let job = try order()
        try finish(job.number, by: registry, limit: 1)
        let rows = try registry.auditRows(from: before + 1, limit: 10)
        #expect(rows.map(\.what) == ["message.order", "message.queue"])
        let sealed = try registry.read {
            try Data.fetchOne($0, sql: "SELECT values_sealed FROM message_jobs")
        }
        #expect(sealed == nil)
    }
}
