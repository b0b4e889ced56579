// Gates' devices in a real file: enrolled again and withdrawn, and how far their journals are.
import Registry
import Testing

@Suite struct `A device` {
    private let office: TestRegistry

    init() throws {
        office = try TestRegistry()
        try office.furnish()
    }

    @discardableResult
    private func enrol(_ seed: UInt8 = 1, at seconds: Int64) throws -> Device {
        let keys = DeviceKeys(
            ed25519: [UInt8](repeating: seed, count: 32), x25519: [UInt8](repeating: 2, count: 32),
            journal: [UInt8](repeating: 3, count: 32))
        return try office.registry.enrol(
            keys, at: number(1), fingerprint: "AAA\(seed)", requestHash: [seed],
            act: TestRegistry.act(seconds))
    }

    private func revoke(at seconds: Int64) throws {
        try office.registry.revokeDevice(of: number(1), act: TestRegistry.act(seconds))
    }

    @Test func `enrolled again by the same request is the one that is there, another is refused`()
        throws
    {
        let first = try enrol(at: 10)
        let head = try office.registry.auditHead()
        #expect(try enrol(at: 11) == first)
        #expect(try office.registry.auditHead() == head)
        #expect(throws: RegistryError.gateHasDevice(gate: 1)) { try enrol(2, at: 12) }
    }

    @Test func `that comes back to its gate is the same one, with its journal`() throws {
        let first = try enrol(at: 10)
        try revoke(at: 11)
        let other = try enrol(2, at: 12)
        try revoke(at: 13)
        let again = try enrol(at: 14)
        #expect(again.id == first.id && again.id != other.id)
        #expect(again.revokedAt == nil && again.enrolledAt == TestRegistry.start + 14)
        #expect(try office.registry.devices().count == 2)
    }

    @Test func `does not hide a step back behind a clock that is ahead or not believed`() throws {
        let device = try enrol(at: 10)
        func take(_ lastRow: Int64, asOf: Int64?, at seconds: Int64) throws -> JournalState {
            let arrival = JournalArrival(
                lastRow: lastRow, asOfSeconds: asOf.map { TestRegistry.start + $0 }, bundle: lastRow
            )
            return try office.registry.takeJournal(
                of: device, arrival, act: TestRegistry.act(seconds)
            ) { _ in }.state
        }
        let ahead = try take(5, asOf: 1_000_000_000, at: 20)
        #expect(ahead.asOfSeconds == TestRegistry.start + 620)
        let right = try take(4, asOf: 900, at: 900)
        #expect(right.asOfSeconds == TestRegistry.start + 900 && right.last == 4)
        let unsure = try take(6, asOf: nil, at: 950)
        #expect(unsure.asOfSeconds == right.asOfSeconds)
        #expect(unsure.bundle == 4 && unsure.last == 6)
    }
}
