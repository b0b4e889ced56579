// Gates' devices in a real file: enrolled again, withdrawn and restored, and how far their journals
// are.
import Foundation
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

    private func restored() throws -> (devices: [Device], report: RestoredRegistry) {
        let revocations = RevocationLog(path: office.path("revocations.log"))
        let path = office.path("restored.sqlite")
        let report = try Registry.restore(
            office.path("backup.db"), to: path, seal: office.seal, revocations: revocations,
            act: TestRegistry.act(100))
        let registry = try Registry.open(path: path, seal: office.seal, revocations: revocations)
        return (try registry.devices(), report)
    }

    @Test func `withdrawn after a backup is withdrawn in what is restored from it`() throws {
        try enrol(at: 10)
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        try revoke(at: 60)
        let (devices, report) = try restored()
        #expect(devices.map(\.revokedAt) == [TestRegistry.start + 60])
        #expect(report.deviceRevocationsApplied == 1)
        #expect(report.revocationsApplied == 0 && report.keyRevocationsApplied == 0)
    }

    @Test func `enrolled again before a backup stays in use, and a torn line ends nothing`() throws
    {
        try enrol(at: 10)
        try revoke(at: 20)
        try enrol(at: 30)
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let log = try #require(FileHandle(forWritingAtPath: office.path("revocations.log")))
        try log.seekToEnd()
        try log.write(contentsOf: Data("\ndevice 1 AAA1 9\(TestRegistry.start)".utf8))
        try log.close()
        let (devices, report) = try restored()
        #expect(devices.map(\.revokedAt) == [nil])
        #expect(report.deviceRevocationsApplied == 0)
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
