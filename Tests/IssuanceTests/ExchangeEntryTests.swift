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
        let gate = ApplicationFixture.number(1) as GateNumber
        _ = try fixture.office.addGate(
            Gate(
                number: gate, site: ApplicationFixture.site, zone: ApplicationFixture.number(1),
                name: "一号门", direction: .inward))
        let device = try AskingDevice()
        _ = try fixture.office.enrolDevice(
            gate: gate, request: device.request.json, expectedFingerprint: nil)
        desk = ExchangeDesk(fixture.office)
        caller = try device.asks(desk, at: fixture.now - `The office`.start, nonce: 1)
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

    @Test func `is refused with every fault, and where it names no firm`() throws {
        expect("APPLICATION_FORM", try request(host: ""))
        expect("UNKNOWN_ORGANISATION", try request(firm: 9))
        expect("DOCUMENT_WRONG", try request("G"))
        #expect(try fixture.hr.applications(ApplicationFilter(limit: 9)).isEmpty)
    }
}
