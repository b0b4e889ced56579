// What gates ask over the network, without the network: who may ask, what is given, what raises an
// alarm.
import GateExchange
import Identifiers
import Issuance
import PassCheck
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

/// A device that signs what it asks.
struct AskingDevice {
    let signing: SigningKey
    let request: EnrolmentRequest

    init(seed: UInt64 = 9) throws {
        let random = RandomSource.fixed(seed: seed)
        signing = try SigningKey(seed: random.secret())
        request = try EnrolmentRequest.make(
            signing: signing, agreement: AgreementKey(secret: random.secret()),
            journal: AgreementKey(secret: random.secret()))
    }

    func asks(
        _ desk: ExchangeDesk, at seconds: Int64 = 0, nonce: UInt8
    ) throws -> ExchangeCaller {
        let request = SignedRequest(
            method: "POST", path: ExchangePath.state, digest: ContentDigest(of: []))
        let signature = try RequestSignature(
            request,
            SignatureParameters(
                createdSeconds: UInt64(`The office`.start + seconds),
                nonce: [UInt8](repeating: nonce, count: 16), keyID: self.request.fingerprint.text),
            by: signing)
        return try desk.caller(request, signature)
    }

    static func report(bundle: UInt64, row: UInt64, head: UInt8 = 0) -> StateReport {
        StateReport(
            bundle: bundle, row: row,
            head: hexadecimal([UInt8](repeating: head, count: 32)),
            asOf: UInt64(`The office`.start), clockSuspect: false)
    }
}

extension `The office` {
    @Test func `lets one device in by a code, once, and within its time`() throws {
        let device = try AskingDevice()
        let made = try office.makeEnrolmentCode(for: Self.gate)
        #expect(made.code.count == 43)
        let coded = try CodedRequest(code: made.code, request: device.request.json)
        let late = try later(900)
        expectRefusal("CODE_EXPIRED") { _ = try late.enrol(coded) }
        let stranger = try AskingDevice(seed: 10)
        let guessed = try CodedRequest(code: made.code + "A", request: stranger.request.json)
        expectRefusal("CODE_UNKNOWN") { _ = try office.enrol(guessed) }

        let outcome = try office.enrol(coded)
        #expect(outcome.deviceFingerprint == device.request.fingerprint.text)
        // An answer that was lost can be had again.
        #expect(try office.enrol(coded).answer == outcome.answer)
        let other = try CodedRequest(code: made.code, request: stranger.request.json)
        expectRefusal("CODE_USED") { _ = try office.enrol(other) }
        let listed = try #require(try office.gateLinks().first)
        #expect(listed.fingerprint == outcome.deviceFingerprint)
        #expect(listed.enrolment == outcome.enrolmentFingerprint)
        #expect(listed.heardAt == nil)
        // A gate that has its device needs no code.
        #expect(throws: OfficeError.self) { _ = try office.makeEnrolmentCode(for: Self.gate) }
    }

    @Test func `answers no stranger, no request twice, and none of another time`() throws {
        let device = try enrolled()
        let desk = ExchangeDesk(office)
        #expect(try device.asks(desk, nonce: 1).gate == Self.gate)
        expectRefusal("REQUEST_REPLAYED") { _ = try device.asks(desk, nonce: 1) }
        expectRefusal("DEVICE_UNKNOWN") {
            _ = try AskingDevice(seed: 10).asks(desk, nonce: 2)
        }
        for seconds in [-1, 301] as [Int64] {
            let refusal = expectRefusal("CLOCK_OFF") {
                _ = try device.asks(desk, at: seconds, nonce: 3)
            }
            guard case .clockOff(let field) = refusal else { continue }
            let time = try #require(SignedTime(field: field))
            #expect(time.seconds == UInt64(Self.start))
        }
        try office.revokeDevice(gate: Self.gate, why: "stolen")
        expectRefusal("DEVICE_UNKNOWN") { _ = try device.asks(desk, nonce: 4) }
    }

    @Test func `makes a bundle for a gate only where something changed, and then a delta`() throws {
        let device = try enrolled()
        _ = try importStaff()
        _ = try issue(until: 20)
        let desk = ExchangeDesk(office)
        let caller = try device.asks(desk, nonce: 1)
        let first = try made(desk.bundle(for: caller, holding: nil, .deltaOrWhole))
        #expect(first.entries == 40)
        #expect(first.delta == nil)
        #expect(try isUnchanged(desk.bundle(for: caller, holding: first.tag, .deltaOrWhole)))

        let known = try desk.changes(for: caller).answer.facts
        #expect(known == first.facts)
        let watch = try office.watchFacts()
        #expect(try watch.changed() != nil)
        #expect(try watch.changed() == nil)
        let other = try later(5)
        let number = try #require(try other.passes(PassFilter()).first?.number)
        let order = RevocationOrder(
            reach: .number(try #require(try? .init(parsing: number))), beforeSeconds: nil,
            reason: "lost")
        #expect(try other.revoke(order).revoked == 1)
        let facts = try #require(try watch.changed()?[Self.site])
        #expect(try desk.changes(for: caller).answer.facts == facts.version)
        // Nobody waits for a revocation.
        #expect(facts.urgent > first.facts)
        #expect(try desk.changes(for: caller).answer.facts != known)

        let second = try made(desk.bundle(for: caller, holding: first.tag, .deltaOrWhole))
        #expect(second.delta?.base == first.version)
        #expect(second.delta?.changed == 1)
        #expect(second.bytes.count < first.bytes.count / 4)
        let whole = try made(desk.bundle(for: caller, holding: first.tag, .whole))
        #expect(whole.delta == nil)
        // A neighbour is no haste: at most one bundle in twenty seconds for such things.
        _ = try office.addGate(
            Gate(
                number: try #require(GateNumber(rawValue: 2)), site: Self.site,
                zone: try #require(ZoneNumber(rawValue: 1)), name: "二号门", direction: .inward))
        #expect(try isUnchanged(desk.bundle(for: caller, holding: whole.tag, .deltaOrWhole)))
        let soon = try ExchangeDesk(later(20))
        let next = try device.asks(soon, at: 20, nonce: 2)
        let third = try made(soon.bundle(for: next, holding: whole.tag, .deltaOrWhole))
        // An hour later nothing changed, but the facts are to be of now.
        let hour = try ExchangeDesk(later(3_700))
        let again = try device.asks(hour, at: 3_700, nonce: 3)
        #expect(try !isUnchanged(hour.bundle(for: again, holding: third.tag, .deltaOrWhole)))
    }

    @Test func `gives no bundle to a gate that stepped back or forked, until that is accepted`()
        throws
    {
        let device = try enrolled()
        let desk = ExchangeDesk(office)
        var nonce: UInt8 = 0
        func say(_ report: StateReport, at seconds: Int64) throws -> StateAnswer {
            nonce += 1
            return try desk.take(report, from: device.asks(desk, at: seconds, nonce: nonce))
        }
        let first = try say(AskingDevice.report(bundle: 7, row: 5, head: 5), at: 1)
        #expect(!first.bundlesStopped)
        #expect(first.sendFrom == 1)
        // Signed before, it arrives late and says nothing.
        #expect(try !say(AskingDevice.report(bundle: 7, row: 4, head: 4), at: 1).bundlesStopped)
        #expect(try !say(AskingDevice.report(bundle: 7, row: 6, head: 6), at: 2).bundlesStopped)
        for (seconds, report) in [
            (3, AskingDevice.report(bundle: 7, row: 5, head: 5)),
            (4, AskingDevice.report(bundle: 6, row: 5, head: 5)),
            (5, AskingDevice.report(bundle: 6, row: 5, head: 9)),
        ] as [(Int64, StateReport)] {
            let kinds = try office.journalAlarms(.all).count
            #expect(try say(report, at: seconds).bundlesStopped)
            #expect(try office.journalAlarms(.all).count == kinds + 1)
            expectRefusal("BUNDLES_STOPPED") {
                nonce += 1
                let caller = try device.asks(desk, at: seconds, nonce: nonce)
                _ = try desk.bundle(for: caller, holding: nil, .deltaOrWhole)
            }
            let known = try office.gateLinks().first
            #expect(known?.bundlesStopped == true)
            #expect(try office.acceptJournalAlarms(gate: Self.gate, why: "disk exchanged") == 1)
            nonce += 1
            let caller = try device.asks(desk, at: seconds, nonce: nonce)
            _ = try made(desk.bundle(for: caller, holding: nil, .deltaOrWhole))
        }
        #expect(try office.journalAlarms(.all).map(\.kind) == [.stepBack, .stepBack, .fork])
        // The same again is no news.
        #expect(try !say(AskingDevice.report(bundle: 6, row: 5, head: 9), at: 6).bundlesStopped)
    }

    private func enrolled() throws -> AskingDevice {
        let device = try AskingDevice()
        _ = try office.enrolDevice(
            gate: Self.gate, request: device.request.json, expectedFingerprint: nil)
        return device
    }

    private func made(_ delivery: GateDelivery) throws -> BundleOutcome {
        guard case .bundle(let outcome) = delivery else {
            throw OutcomeMissing()
        }
        return outcome
    }

    private func isUnchanged(_ delivery: GateDelivery) -> Bool {
        guard case .unchanged = delivery else { return false }
        return true
    }

    @discardableResult
    private func expectRefusal(
        _ code: String, _ body: () throws -> Void
    ) -> ExchangeRefusal? {
        let refusal = #expect(throws: ExchangeRefusal.self) { try body() }
        #expect(refusal?.code == code)
        return refusal
    }
}

private struct OutcomeMissing: Error {}
