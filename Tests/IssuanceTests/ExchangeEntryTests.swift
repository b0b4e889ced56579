// Applications that gates file, without the network: once each, decided by the duty desk.
import Approvals
import Foundation
import GateExchange
import Issuance
import PassCheck
import Registry
import Testing

@Suite struct `An application from the gate` {
    private let fixture: ApplicationFixture
    private let desk: ExchangeDesk
    private let caller: ExchangeCaller

    init() throws {
        fixture = try ApplicationFixture()
        desk = ExchangeDesk(fixture.office)
        caller = try Self.gate(1, at: ApplicationFixture.site, of: fixture)
    }

    /// A new gate of a site, asking.
    private static func gate(
        _ number: Int64, at site: SiteNumber, of fixture: ApplicationFixture
    ) throws -> ExchangeCaller {
        let gate = ApplicationFixture.number(number) as GateNumber
        _ = try fixture.office.addGate(
            Gate(
                number: gate, site: site, zone: ApplicationFixture.number(number), name: "门",
                direction: .inward))
        let device = try AskingDevice(seed: UInt64(number))
        _ = try fixture.office.enrolDevice(
            gate: gate, request: device.request.json, expectedFingerprint: nil)
        return try device.asks(
            ExchangeDesk(fixture.office), at: fixture.now - `The office`.start, nonce: 1)
    }

    private func request(
        _ key: Character = "a", firm: Int64 = 1042, host: String = "赵六"
    ) throws -> EntryRequest {
        let json = """
            {"key":"\(String(repeating: key, count: 32))","writer":"driver","organisation":\(firm),
            "people":[{"name":"王五","identity":"\(ApplicationFixture.identity(1))",
            "telephone":"19900001001"}],"host":"\(host)","reason":"抢修","from":\(fixture.now),
            "until":\(fixture.now + 7200),"equipment":[{"name":"电表","count":2}]}
            """
        return try #require(ExchangeJSON.document(Array(json.utf8)))
    }

    private func expect(_ code: String, _ request: EntryRequest) {
        do {
            _ = try desk.file(request, from: caller, fixture.kinds)
            Issue.record("\(code) was expected")
        } catch { #expect(error.code == code) }
    }

    @Test func `is filed once, however often it is sent, and told of until it has its pass`() throws
    {
        let first = try desk.file(request(), from: caller, fixture.kinds)
        #expect(first.status == "open")
        #expect(first.dueAt == fixture.now + 3600)
        let again = try desk.file(request(), from: caller, fixture.kinds)
        #expect(again.application == first.application)
        expect("IDEMPOTENCY_KEY_USED", try request(host: "孙七"))
        let other = try desk.file(request("b"), from: caller, fixture.kinds)
        #expect(other.application != first.application)
        let view = try fixture.hr.application(first.application)
        #expect(view.kind == "temporary-entry" && view.items.map(\.item) == [0])
        try fixture.approve(first.application, 0, at: "duty")
        let done = try desk.file(request(), from: caller, fixture.kinds)
        #expect(done.status == "approved" && done.passes.count == 1 && done.dueAt == nil)
        let history = try fixture.hr.history(
            of: first.application, PagePlace(after: nil, limit: 9)
        ) { _ in nil }
        #expect(history.map(\.who) == ["gate:1", ApplicationFixture.clerk("duty")])
        #expect(try fixture.auditText().contains("by the driver"))
    }

    @Test func `lets out its equipment once it is approved, ticked off item by item`() throws {
        let filed = try desk.file(request(), from: caller, fixture.kinds).application
        func ask(_ tick: [Int], of number: Int64) throws -> EquipmentAnswer {
            try desk.equipment(
                EquipmentRequest(application: number, tick: tick), from: caller, fixture.kinds)
        }
        func refusal(_ tick: [Int], of number: Int64) -> String? {
            #expect(throws: ExchangeRefusal.self) { _ = try ask(tick, of: number) }?.code
        }
        #expect(try ask([], of: filed).items.map(\.tickedBy) == [nil])
        #expect(refusal([1], of: filed) == "APPLICATION_STATUS")
        try fixture.approve(filed, 0, at: "duty")
        #expect(refusal([1, 2], of: filed) == "UNKNOWN_ITEM")
        #expect(refusal([0], of: filed) == "UNKNOWN_ITEM")
        #expect(refusal([.max], of: filed) == "UNKNOWN_ITEM")
        #expect(refusal([.min], of: filed) == "UNKNOWN_ITEM")
        #expect(refusal(Array(repeating: 1, count: 101), of: filed) == "DOCUMENT_WRONG")
        #expect(try ask([], of: filed).items.map(\.tickedBy) == [nil])
        #expect(try ask([1, 1], of: filed).items.map(\.tickedBy) == ["gate:1"])
        let again = try ask([1], of: filed)
        #expect(again.items.map(\.number) == [1] && again.items.map(\.tickedBy) == ["gate:1"])
        #expect(refusal([], of: 99) == "UNKNOWN_APPLICATION")
        let elsewhere = ApplicationFixture.number(9) as SiteNumber
        _ = try fixture.office.addSite(elsewhere, name: "西区")
        _ = try fixture.office.addZone(
            Zone(number: ApplicationFixture.number(9), site: elsewhere, name: "厂区"))
        let other = try Self.gate(9, at: elsewhere, of: fixture)
        let foreign = #expect(throws: ExchangeRefusal.self) {
            _ = try desk.equipment(
                EquipmentRequest(application: filed, tick: [1]), from: other, fixture.kinds)
        }
        #expect(foreign?.code == "UNKNOWN_APPLICATION")
    }

    @Test func `is refused with every fault, and where it names no firm`() throws {
        expect("APPLICATION_FORM", try request(host: ""))
        expect("UNKNOWN_ORGANISATION", try request(firm: 9))
        expect("DOCUMENT_WRONG", try request("G"))
        #expect(try fixture.hr.applications(ApplicationFilter(limit: 9)).isEmpty)
    }
}
