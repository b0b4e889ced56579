// Copies of the registry, and what a restore keeps of what was promised since.
import Foundation
import GRDB
import Identifiers
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `A backup` {
    private func office() throws -> (TestRegistry, IssuedPasses) {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...3).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        return (office, try office.issueAll())
    }

    private func restore(_ office: TestRegistry, log: String = "revocations.log") throws
        -> (Registry, RestoredRegistry)
    {
        let revocations = RevocationLog(path: office.path(log))
        let path = office.path("restored.sqlite")
        let report = try Registry.restore(
            office.path("backup.db"), to: path, seal: office.seal, revocations: revocations,
            act: TestRegistry.act(100))
        return (
            try Registry.open(path: path, seal: office.seal, revocations: revocations), report
        )
    }

    @Test func `restored knows what was revoked since, also of passes it never saw`() throws {
        let (office, stored) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        _ = try office.registry.apply(
            [try person(4)], for: office.target(), act: TestRegistry.act(51))
        let later = try office.issueAll(at: 52)
        for number in [stored.numbers[0], later.numbers[0]] {
            _ = try office.registry.revoke(
                .number(number), before: nil, reason: RevocationReason("lost"),
                act: TestRegistry.act(60))
        }
        let (restored, report) = try restore(office)
        #expect(report.revocationsApplied == 1)
        #expect(report.revocationsOfLostPasses == 1)
        #expect(report.revocationsMayBeLostSince == nil)
        #expect(report.backupAt == TestRegistry.start + 50)
        var revoked = 0
        try restored.forEachGatePass(
            of: number(1), at: TestRegistry.start + 200, .withDetails
        ) { revoked += $0.revoked == nil ? 0 : 1 }
        #expect(revoked == 2)
    }

    @Test func `restored goes on beyond every sequence, number and version used since`() throws {
        let (office, stored) = try office()
        let keys = DeviceKeys(
            ed25519: [UInt8](repeating: 1, count: 32), x25519: [UInt8](repeating: 2, count: 32),
            journal: [UInt8](repeating: 3, count: 32))
        _ = try office.registry.enrol(
            keys, at: number(1), fingerprint: "AAAA", requestHash: [1], act: TestRegistry.act(40))
        let ahead = TestRegistry.start + 5_000_000
        try office.registry.record(
            BundleRecord(
                version: ahead, hash: [1], previousHash: [0], issuedSeconds: 1, expiresSeconds: 2,
                snapshot: []),
            for: number(1), act: TestRegistry.act(41))
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let (restored, report) = try restore(office)
        #expect(report.passes == 3)
        #expect(try restored.passForReissue(stored.numbers[0]).nextSequence == 1002)
        #expect(
            try restored.nextBundle(for: number(1), at: TestRegistry.start + 101).version
                > ahead + 999)
        #expect(try restored.rotateGroup(of: number(1), act: TestRegistry.act(102)).rawValue > 100)
        _ = try restored.apply([try person(9)], for: office.target(), act: TestRegistry.act(103))
        let lacking = try restored.withoutPass(
            .staff, of: number(1042), at: TestRegistry.start + 104)
        let next = try restored.store(
            lacking.map { try office.newPass(for: $0, .fixed(seed: 9)) }, of: number(1042),
            act: TestRegistry.act(104))
        #expect(next.numbers.map(\.serial) == [100_004])
    }

    @Test func `restored without the file says since when revocations may be lost`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let (_, report) = try restore(office, log: "missing.log")
        #expect(report.revocationsMayBeLostSince == TestRegistry.start + 50)
    }

    @Test func `is a file of its owner alone, and whole`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let attributes = try FileManager.default.attributesOfItem(atPath: office.path("backup.db"))
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        let (restored, _) = try restore(office)
        #expect(try restored.verifyAudit(against: try restored.auditHead()).fault == nil)
        #expect(try restored.people(of: number(1042)).count == 3)
    }

    @Test func `does not go over a registry that is there`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        #expect(throws: RegistryError.alreadyThere(path: office.registry.path)) {
            try Registry.restore(
                office.path("backup.db"), to: office.registry.path, seal: office.seal,
                revocations: RevocationLog(path: office.path("revocations.log")),
                act: TestRegistry.act(60))
        }
    }

    @Test func `leaves one file, which holds all of it`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let before = try names(office)
        _ = try Registry.restore(
            office.path("backup.db"), to: office.path("restored.sqlite"), seal: office.seal,
            revocations: RevocationLog(path: office.path("revocations.log")),
            act: TestRegistry.act(100))
        #expect(try names(office).subtracting(before) == ["restored.sqlite"])
        let attributes = try FileManager.default.attributesOfItem(
            atPath: office.path("restored.sqlite"))
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
    }

    @Test func `does not go beside the write-ahead log of a registry that is gone`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let log = office.path("restored.sqlite-wal")
        try Data("old".utf8).write(to: URL(filePath: log))
        #expect(throws: RegistryError.alreadyThere(path: log)) { try restore(office) }
    }

    @Test func `is not written over the registry itself`() throws {
        let (office, _) = try office()
        let path = office.registry.path
        let refusal = #expect(throws: RegistryError.self) {
            try office.registry.backup(to: path, act: TestRegistry.act(50))
        }
        guard case .cannotOpen(path, _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test func `is not restored under another key ring`() throws {
        let office = try TestRegistry()
        try office.furnish()
        _ = try office.registry.apply(
            [try person(1)], for: office.target(), act: TestRegistry.act(5))
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let other = try RegistrySeal(
            dataKey: SecretBytes(copying: [UInt8](repeating: 8, count: 32).span),
            random: .fixed(seed: 1))
        #expect(throws: RegistryError.sealedUnderAnotherKey("people.identity")) {
            try Registry.restore(
                office.path("backup.db"), to: office.path("restored.sqlite"), seal: other,
                revocations: RevocationLog(path: office.path("revocations.log")),
                act: TestRegistry.act(60))
        }
    }

    @Test func `with a changed audit is refused, and nothing is left of the attempt`() throws {
        let (office, _) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        let queue = try DatabaseQueue(path: office.path("backup.db"))
        try queue.writeWithoutTransaction {
            try $0.execute(
                sql: "DROP TRIGGER audit_keeps_rows; UPDATE audit SET who = '' WHERE n = 2")
        }
        try queue.close()
        let before = try names(office)
        #expect(throws: RegistryError.auditBroken(.changed(row: 2))) { try restore(office) }
        #expect(try names(office) == before)
    }

    @Test func `older than the revocations file says since when revocations may be lost`() throws {
        let (office, stored) = try office()
        try office.registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        try FileManager.default.removeItem(atPath: office.path("revocations.log"))
        _ = try office.registry.revoke(
            .number(stored.numbers[0]), before: nil, reason: RevocationReason("lost"),
            act: TestRegistry.act(60))
        let (_, report) = try restore(office)
        #expect(report.revocationsApplied == 1)
        #expect(report.revocationsMayBeLostSince == TestRegistry.start + 50)
    }

    private func names(_ office: TestRegistry) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: office.folder.path()))
    }
}
