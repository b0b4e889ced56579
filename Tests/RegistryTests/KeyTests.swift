// Epochs and groups as the registry keeps them, and what a restore remembers of revoked ones.
import Foundation
import GRDB
import Identifiers
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Keys in the registry` {
    private func office() throws -> (TestRegistry, IssuedPasses) {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...3).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        return (office, try office.issueAll())
    }

    private func restore(_ office: TestRegistry) throws -> (Registry, RestoredRegistry) {
        let revocations = RevocationLog(path: office.path("revocations.log"))
        let path = office.path("restored.sqlite")
        let report = try Registry.restore(
            office.path("backup.db"), to: path, seal: office.seal, revocations: revocations,
            act: TestRegistry.act(100))
        return (
            try Registry.open(path: path, seal: office.seal, revocations: revocations), report
        )
    }

    @Test func `know the first epoch from the start, and each further one once`() throws {
        let (office, _) = try office()
        #expect(try office.registry.epochs().map(\.number) == [1])
        try office.registry.record(epochs: [1, 2], act: TestRegistry.act(20))
        try office.registry.record(epochs: [2], act: TestRegistry.act(21))
        let epochs = try office.registry.epochs()
        #expect(epochs.map(\.number) == [1, 2])
        #expect(epochs.map(\.madeAt) == [TestRegistry.start, TestRegistry.start + 20])
        #expect(try office.registry.newestEpoch() == 2)
    }

    @Test func `revoked with their passes, once, for the reason class key`() throws {
        let (office, _) = try office()
        let registry = office.registry
        #expect(try registry.passes(reachedBy: .epoch(1), before: nil).count == 3)
        #expect(try registry.revoke(epoch: 1, reason: "leaked", act: TestRegistry.act(20)) == 3)
        #expect(try registry.revoke(epoch: 1, reason: "again", act: TestRegistry.act(21)) == 0)
        #expect(try registry.epochs()[0].revocation?.reason == "leaked")
        #expect(try registry.revokedKeys(of: number(1)).epochs == [1])
        var reasons: [ReasonClass?] = []
        try registry.forEachGatePass(
            of: number(1), at: TestRegistry.start + 22, .manifestOnly
        ) { reasons.append($0.revoked) }
        #expect(reasons == [.key, .key, .key])
        #expect(throws: RegistryError.unknown(.epoch, "7")) {
            _ = try registry.revoke(epoch: 7, reason: "x", act: TestRegistry.act(22))
        }
    }

    @Test func `seal nothing once they are revoked, also for a program that had them open`() throws
    {
        let (office, _) = try office()
        _ = try office.registry.apply(
            [try person(4)], for: office.target(), act: TestRegistry.act(15))
        let lacking = try office.registry.withoutPass(
            .staff, of: number(1042), at: TestRegistry.start + 16)
        let late = try lacking.map { try office.newPass(for: $0, .fixed(seed: 9)) }
        let outcome = try office.registry.revoke(
            groups: [number(1)], of: number(1), reason: "leaked", act: TestRegistry.act(20))
        #expect(outcome.passes == 3)
        #expect(outcome.newGroup == number(2))
        #expect(try office.registry.groups(of: number(1)).map(\.state) == [.revoked, .current])
        #expect(throws: RegistryError.keyRevoked(.group, 1)) {
            _ = try office.registry.store(late, of: number(1042), act: TestRegistry.act(21))
        }
    }

    @Test func `stay revoked after a backup from before came back`() throws {
        let (office, _) = try office()
        let registry = office.registry
        try registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        _ = try registry.rotateGroup(of: number(1), act: TestRegistry.act(51))
        try registry.record(epochs: [2], act: TestRegistry.act(52))
        _ = try registry.revoke(epoch: 2, reason: "leaked", act: TestRegistry.act(60))
        _ = try registry.revoke(
            groups: [number(1), number(2)], of: number(1), reason: "leaked",
            act: TestRegistry.act(61))
        let (restored, report) = try restore(office)
        #expect(report.keyRevocationsApplied == 3)
        #expect(report.revocationsApplied == 3)
        let revoked = try restored.revokedKeys(of: number(1))
        #expect(revoked.epochs == [2])
        #expect(revoked.groups == [number(1), number(2)])
        let groups = try restored.groups(of: number(1))
        #expect(groups.map(\.state) == [.revoked, .current])
        #expect(try restored.currentGroup(of: number(1)).rawValue > 100)
        #expect(try restored.newestEpoch() == 2)
        #expect(try restored.verifyAudit(against: nil).fault == nil)
    }

    @Test func `stop also passes that the backup does not know as reissued under other keys`()
        throws
    {
        let (office, stored) = try office()
        let registry = office.registry
        try registry.backup(to: office.path("backup.db"), act: TestRegistry.act(50))
        try registry.record(epochs: [2], act: TestRegistry.act(51))
        let again = NewIssue(
            token: Array("TOKEN-IN-CLEAR-".utf8), digest: [UInt8](repeating: 5, count: 16),
            keyID: KeyID(epoch: 2, group: 1), sequence: 2,
            validSeconds: TestRegistry.start..<TestRegistry.start + 86_400)
        try registry.storeReissue(again, of: stored.numbers[0], act: TestRegistry.act(52))
        #expect(try registry.revoke(epoch: 1, reason: "leaked", act: TestRegistry.act(60)) == 2)
        let (restored, report) = try restore(office)
        #expect(report.revocationsApplied == 3)
        #expect(
            try restored.withoutPass(.staff, of: number(1042), at: TestRegistry.start + 101).count
                == 3)
    }

    @Test func `are lines of the file that a torn end does not turn into other keys`() throws {
        let (office, _) = try office()
        _ = try office.registry.revoke(epoch: 1, reason: "leaked", act: TestRegistry.act(20))
        let path = office.path("revocations.log")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let torn = "\ngroup 12 1 1780000\nepoch 2 178000\ngroup 1 7\nepoch 0 1780000000 7\n"
        try (text + torn).write(toFile: path, atomically: false, encoding: .utf8)
        let contents = try #require(RevocationLog(path: path).contents())
        #expect(
            contents.keys == [
                LoggedKeyRevocation(key: .epoch(1), atSeconds: TestRegistry.start + 20)
            ])
        #expect(contents.entries.count == 3)
    }
}
