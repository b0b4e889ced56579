// The outbox: written with what it tells of, sent at least once, never to the wrong hour.
import Foundation
import GRDB
import Identifiers
import PassCrypto
import PassFormat
import TestSupport
import Testing

@testable import Registry

@Suite struct `The outbox` {
    let home: TestRegistry
    var registry: Registry { home.registry }
    /// 9:30 in the morning at the sites of these tests, so that no hour is quiet.
    static let morning: Int64 = 1_780_018_200

    init() throws {
        home = try TestRegistry()
        try home.furnish()
    }

    func act(_ seconds: Int64 = 0) -> Act {
        Act(who: "tester", atSeconds: Self.morning + seconds)
    }

    func order(
        _ topic: String = "opening", urgency: MessageUrgency = .usual, lasting: Int64 = 2 * 86_400
    ) -> MessageOrder {
        var order = MessageOrder(
            topic: topic, template: "notice", values: ["firm": "精密仪器厂", "text": "明日复工"],
            expiresSeconds: Self.morning + lasting)
        order.organisation = number(1042)
        order.urgency = urgency
        return order
    }

    func recipient(_ place: Int) throws -> MessageRecipient {
        MessageRecipient(
            phone: try MobileNumber(parsing: "1990000\(1000 + place)"), site: number(1))
    }

    func queue(_ order: MessageOrder, to places: [Int]) throws -> QueuedMessages {
        try registry.queue(order, for: places.map(recipient), act: act())
    }

    func take(
        at seconds: Int64 = 0, _ rules: MessageRules = MessageRules()
    ) throws -> [DueMessage] {
        try registry.takeDueMessages(at: Self.morning + seconds, limit: 1_000, rules).messages
    }

    func state(_ state: MessageState) throws -> [MessageSummary] {
        var filter = MessageFilter()
        filter.organisation = number(1042)
        filter.state = state
        return try registry.messages(filter, PagePlace(after: nil, limit: 1_000))
    }

    @Test func `has a message only where what it tells of is there too`() throws {
        struct Stopped: Error {}
        let act = act()
        #expect(throws: (any Error).self) {
            try registry.change(act) { db -> (Void, [AuditNote]) in
                _ = try registry.queue(order(), for: [recipient(1)], act: act, in: db)
                throw Stopped()
            }
        }
        #expect(try take().isEmpty)
        try registry.change(act) { db in
            let (_, notes) = try registry.queue(
                order(), for: [recipient(1)], act: act, in: db)
            return ((), notes)
        }
        #expect(try take().count == 1)
    }

    @Test func `reaches nobody twice under one topic`() throws {
        #expect(try queue(order(), to: [1, 2, 1]) == QueuedMessages(queued: 2, repeated: 1))
        #expect(try queue(order(), to: [2, 3]) == QueuedMessages(queued: 1, repeated: 1))
        #expect(try queue(order("closing"), to: [2]) == QueuedMessages(queued: 1))
        #expect(try take().map(\.key).count == 4)
    }

    @Test func `holds no number and no text in the clear, and neither at all once it is sent`()
        throws
    {
        _ = try queue(order(), to: [1])
        let message = try #require(try take().first)
        #expect(message.phone == "19900001001")
        #expect(message.values["text"] == "明日复工")
        func sealed() throws -> [Data?] {
            try registry.read { db in
                let row = try #require(
                    try Row.fetchOne(db, sql: "SELECT phone_sealed, values_sealed FROM messages"))
                return [row["phone_sealed"], row["values_sealed"]]
            }
        }
        for column in try sealed() {
            let bytes = try #require(column)
            #expect(bytes.range(of: Data("19900001001".utf8)) == nil)
            #expect(bytes.range(of: Data("明日复工".utf8)) == nil)
        }
        try registry.settle([(message, .sent(providerID: "p-1"))], at: Self.morning)
        #expect(try sealed() == [nil, nil])
        #expect(try state(.sent).map(\.phoneMasked) == ["199****1001"])
    }

    @Test func `takes up what was being sent when the program ended, under the same key`() throws {
        _ = try queue(order(), to: [1])
        let first = try #require(try take().first)
        #expect(try take(at: 599).isEmpty)
        let second = try #require(try take(at: 600).first)
        #expect(second.key == first.key)
        #expect(second.attempt == 2)
        // The first attempt's answer comes late and changes nothing.
        try registry.settle([(first, .failed(why: "LATE"))], at: Self.morning + 601)
        #expect(try state(.sending).count == 1)
        try registry.settle([(second, .sent(providerID: nil))], at: Self.morning + 602)
        #expect(try state(.sent).count == 1)
    }

    @Test func `gives up after so many attempts, and drops what is past its time`() throws {
        _ = try queue(order(), to: [1])
        _ = try queue(order("brief", lasting: 100), to: [2])
        var rules = MessageRules()
        rules.mostAttempts = 2
        #expect(try take(rules).count == 2)
        #expect(try take(at: 600, rules).count == 1)
        #expect(try state(.dropped).map(\.fault) == ["EXPIRED"])
        #expect(try take(at: 1_200, rules).isEmpty)
        #expect(try state(.failed).map(\.fault) == ["NO_ANSWER"])
    }

    @Test func `waits for the morning of the site, save for what is urgent`() throws {
        _ = try queue(order(), to: [1])
        _ = try queue(order("urgent", urgency: .urgent), to: [2])
        let night: Int64 = 13 * 3_600
        #expect(try take(at: night).map(\.phone) == ["19900001002"])
        let wait = try #require(try state(.waiting).first?.nextAt)
        // 22:30 to 8:00.
        #expect(wait - Self.morning == night + 9 * 3_600 + 1_800)
        try settleAll()
        #expect(try take(at: wait - Self.morning).map(\.phone) == ["19900001001"])
    }

    @Test func `sends one number no more than the limits of an hour and a day`() throws {
        var rules = MessageRules()
        rules.mostAnHour = 2
        rules.mostADay = 3
        for place in 0..<5 { _ = try queue(order("t\(place)"), to: [1]) }
        #expect(try take(rules).count == 2)
        #expect(try take(at: 10, rules).isEmpty)
        var filter = MessageFilter()
        filter.state = .sending
        let sent = try registry.messages(filter, PagePlace(after: nil, limit: 9))
        #expect(sent.count == 2)
        try settleAll()
        #expect(try take(at: 3_600, rules).count == 1)
        try settleAll()
        #expect(try take(at: 8_000, rules).isEmpty)
        #expect(try state(.waiting).allSatisfy { ($0.nextAt ?? 0) == Self.morning + 86_400 })
    }

    /// Puts all that is being sent into the state of being sent.
    private func settleAll() throws {
        try registry.keep { db in
            try db.execute(sql: "UPDATE messages SET state = 'sent' WHERE state = 'sending'")
        }
    }

    @Test func `believes a receipt once, and that a message arrived before that it did not`() throws
    {
        _ = try queue(order(), to: [1, 2, 3])
        let messages = try take()
        try registry.settle(
            [(messages[0], .sent(providerID: "a")), (messages[1], .sent(providerID: "b"))],
            at: Self.morning)
        func receipts(_ receipts: [MessageReceipt]) throws -> ReceiptReport {
            try registry.take(receipts, at: Self.morning + 5)
        }
        var report = try receipts([
            MessageReceipt(name: .providerID("a"), hasArrived: true, why: nil),
            MessageReceipt(name: .providerID("b"), hasArrived: false, why: "UNKNOWN_NUMBER"),
            // Before the answer to the attempt.
            MessageReceipt(name: .key(messages[2].key), hasArrived: true, why: nil),
            MessageReceipt(name: .providerID("z"), hasArrived: true, why: nil),
        ])
        #expect(report.taken == 3)
        #expect(report.unknown == 1)
        try registry.settle([(messages[2], .sent(providerID: "c"))], at: Self.morning + 6)
        #expect(try state(.delivered).count == 2)
        #expect(try state(.failed).map(\.fault) == ["UNKNOWN_NUMBER"])
        report = try receipts([
            MessageReceipt(name: .providerID("a"), hasArrived: false, why: nil),
            MessageReceipt(name: .providerID("a"), hasArrived: true, why: nil),
        ])
        #expect(report.unchanged == 2)
        #expect(try state(.delivered).count == 2)
    }
}

@Suite struct `Rules of messages` {
    @Test func `double the delay up to an hour, its second half by chance`() {
        let rules = MessageRules()
        #expect(rules.delaySeconds(after: 1, chance: 0) == 7)
        #expect(
            (0..<100).allSatisfy { (7...14).contains(rules.delaySeconds(after: 1, chance: $0)) })
        #expect(rules.delaySeconds(after: 3, chance: 0) == 30)
        #expect(rules.delaySeconds(after: 30, chance: 0) == 1_800)
        #expect(rules.delaySeconds(after: 30, chance: .max) <= 3_600)
    }

    @Test func `know quiet hours on both sides of midnight and at both ends`() {
        let night = QuietHours.night
        let midnight: Int64 = 20_600 * 86_400
        func end(_ minute: Int64) -> Int64? {
            night.end(at: midnight + minute * 60, utcOffsetMinutes: 0).map {
                ($0 - midnight) / 60
            }
        }
        #expect(end(22 * 60 - 1) == nil)
        let nextMorning: Int64 = 32 * 60
        let morning: Int64 = 8 * 60
        #expect(end(22 * 60) == nextMorning)
        #expect(end(0) == morning)
        #expect(end(8 * 60 - 1) == morning)
        #expect(end(8 * 60) == nil)
        // 23:00 in the west is no night at the other end of the world.
        #expect(night.end(at: midnight + 23 * 3_600, utcOffsetMinutes: 480) != nil)
        #expect(night.end(at: midnight + 4 * 3_600, utcOffsetMinutes: 480) == nil)
        let noon = QuietHours(startMinute: 720, endMinute: 780)
        #expect(noon.end(at: midnight + 720 * 60, utcOffsetMinutes: 0) == midnight + 780 * 60)
        #expect(noon.end(at: midnight + 780 * 60, utcOffsetMinutes: 0) == nil)
    }
}
