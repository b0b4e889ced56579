// Passes in the registry: numbers, revocation's reach, and what gates learn of them.
import Foundation
import Identifiers
import PassFormat
import Registry
import Testing

@Suite struct `Passes` {
    private func officeWithPasses(_ count: Int) throws -> (TestRegistry, IssuedPasses) {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...count).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        return (office, try office.issueAll())
    }

    private func summaries(
        _ office: TestRegistry, _ filter: PassFilter = PassFilter(), at seconds: Int64 = 20
    ) throws -> [PassSummary] {
        var all: [PassSummary] = []
        try office.registry.forEachPass(filter, at: TestRegistry.start + seconds) { all.append($0) }
        return all
    }

    @Test func `get the next serial with its check digit, one for each holder`() throws {
        let (office, stored) = try officeWithPasses(3)
        #expect(stored.numbers.map(\.serial) == [1, 2, 3])
        #expect(stored.numbers.map(\.area) == [310_117, 310_117, 310_117])
        #expect(try office.issueAll(at: 11) == IssuedPasses(batch: nil, numbers: []))
        #expect(try summaries(office).map(\.key) == ["E00001", "E00002", "E00003"])
    }

    @Test func `refuse an index that another pass has`() throws {
        let (office, _) = try officeWithPasses(2)
        let taken = try summaries(office).map(\.index)
        var entries: [GatePass] = []
        try office.registry.forEachGatePass(
            of: number(1), at: TestRegistry.start, .manifestOnly
        ) { entries.append($0) }
        let index = entries[0].index
        var found: [Bool] = []
        _ = try office.registry.issue(for: number(1042), act: TestRegistry.act(11)) { writer in
            found = try [index, [1, 2, 3, 4, 5, 6, 7, 8]].map { try writer.isTaken($0) }
        }
        #expect(found == [true, false])
        #expect(taken.count == 2)
        _ = try office.registry.apply(
            [try person(9)], for: office.target(), act: TestRegistry.act(12))
        let candidate = try office.registry.withoutPass(
            .staff, of: number(1042), at: TestRegistry.start)[0]
        let copy = NewPass(
            holder: candidate.holder, kind: .staff, site: number(1),
            identity: ([UInt8](repeating: 1, count: 10), index),
            issue: NewIssue(
                token: [1], digest: [UInt8](repeating: 0, count: 16),
                keyID: KeyID(epoch: 1, group: 1), sequence: 1, validSeconds: 1..<2))
        #expect(throws: RegistryError.indexTaken) {
            try office.registry.store([copy], of: number(1042), act: TestRegistry.act(13))
        }
    }

    @Test func `are revoked one, by person, by firm, by batch, by epoch, by date`() throws {
        let (office, stored) = try officeWithPasses(6)
        let reason = RevocationReason("lost")
        let revoke = { (reach: RevocationReach, before: Int64?) in
            let preview = try office.registry.passes(reachedBy: reach, before: before).count
            let done = try office.registry.revoke(
                reach, before: before, reason: reason, act: TestRegistry.act(30))
            #expect(preview == done)
            return done
        }
        #expect(try revoke(.number(stored.numbers[0]), nil) == 1)
        #expect(try revoke(.number(stored.numbers[0]), nil) == 0)
        #expect(try revoke(.employee("E00002", number(1042)), nil) == 1)
        #expect(try revoke(.organisation(number(1042)), TestRegistry.start + 10) == 0)
        #expect(try revoke(.epoch(2), nil) == 0)
        #expect(try revoke(.batch(1), nil) == 4)
        #expect(try summaries(office).map(\.state) == Array(repeating: .revoked, count: 6))
        _ = try office.issueAll(at: 40)
        #expect(try revoke(.epoch(1), nil) == 6)
        _ = try office.issueAll(at: 50)
        #expect(try revoke(.organisation(number(1042)), TestRegistry.start + 51) == 6)
        #expect(throws: RegistryError.unknown(.vehicle, "沪A12345")) {
            _ = try revoke(.plate(try Plate(parsing: "沪A12345")), nil)
        }
    }

    @Test func `once revoked stand in the file beside the key ring`() throws {
        let (office, stored) = try officeWithPasses(2)
        _ = try office.registry.revoke(
            .number(stored.numbers[1]), before: nil, reason: RevocationReason("stolen"),
            act: TestRegistry.act(30))
        let log = RevocationLog(path: office.path("revocations.log"))
        let lines = try #require(log.contents()).entries
        #expect(lines.map(\.sequence) == [1])
        #expect(lines.map(\.reasonClass) == [.stolen])
        #expect(lines.map(\.atSeconds) == [TestRegistry.start + 30])
    }

    @Test func `stay active where that file cannot be written`() throws {
        let (office, stored) = try officeWithPasses(1)
        try FileManager.default.removeItem(atPath: office.path("revocations.log"))
        try FileManager.default.createDirectory(
            atPath: office.path("revocations.log"), withIntermediateDirectories: false)
        #expect(throws: RegistryError.self) {
            try office.registry.revoke(
                .number(stored.numbers[0]), before: nil, reason: RevocationReason("lost"),
                act: TestRegistry.act(30))
        }
        #expect(try summaries(office).map(\.state) == [.valid])
    }

    @Test func `go to the gate sorted by index, revoked ones until 30 days after their end`() throws
    {
        let (office, stored) = try officeWithPasses(5)
        _ = try office.registry.revoke(
            .number(stored.numbers[2]), before: nil, reason: RevocationReason("copied"),
            act: TestRegistry.act(30))
        let entries = { (seconds: Int64) in
            var all: [GatePass] = []
            try office.registry.forEachGatePass(
                of: number(1), at: TestRegistry.start + seconds, .withDetails
            ) { all.append($0) }
            return all
        }
        let now = try entries(40)
        #expect(now.count == 5)
        #expect(
            zip(now, now.dropFirst()).allSatisfy { $0.index.lexicographicallyPrecedes($1.index) })
        #expect(now.compactMap(\.revoked) == [.copied])
        let shown = now.filter { $0.revoked == nil }.compactMap(\.details)
        #expect(shown.count == 4)
        #expect(shown.allSatisfy { $0.organisationName == "精密仪器厂" && $0.department == "行政" })
        #expect(shown.allSatisfy { $0.token == Array("TOKEN-IN-CLEAR-".utf8) + $0.passID })
        let withdrawn = now.filter { $0.revoked != nil }.compactMap(\.details)
        #expect(withdrawn.map(\.numberDigits) == [stored.numbers[2].digits])
        #expect(withdrawn.allSatisfy { $0.passID.isEmpty && $0.token.isEmpty })
        #expect(try entries(50 * 86_400 - 1).count == 1)
        #expect(try entries(50 * 86_400).isEmpty)
    }

    @Test func `reissued supersede the issue before`() throws {
        let (office, stored) = try officeWithPasses(1)
        let basis = try office.registry.passForReissue(stored.numbers[0])
        #expect(basis.nextSequence == 2)
        let issue = NewIssue(
            token: [9], digest: [UInt8](repeating: 9, count: 16),
            keyID: KeyID(epoch: 1, group: 1), sequence: 2,
            validSeconds: TestRegistry.start..<basis.expiresSeconds)
        try office.registry.storeReissue(issue, of: stored.numbers[0], act: TestRegistry.act(30))
        let history = try office.registry.history(
            of: stored.numbers[0], at: TestRegistry.start + 31)
        #expect(history.map(\.sequence) == [2, 1])
        #expect(history.map(\.state) == [.valid, .superseded])
        _ = try office.registry.revoke(
            .number(stored.numbers[0]), before: nil, reason: RevocationReason("lost"),
            act: TestRegistry.act(40))
        #expect(throws: RegistryError.passClosed(number: stored.numbers[0].text)) {
            _ = try office.registry.passForReissue(stored.numbers[0])
        }
    }

    @Test func `hand on what a caller throws in the midst of them, as it is`() throws {
        struct FullDisk: Error {}
        let (office, _) = try officeWithPasses(2)
        #expect(throws: FullDisk.self) {
            _ = try office.registry.exportTokens(
                of: number(1042), kinds: [.staff], act: TestRegistry.act(31)
            ) { _, _ in throw FullDisk() }
        }
        #expect(throws: FullDisk.self) {
            try office.registry.forEachGatePass(
                of: number(1), at: TestRegistry.start, .manifestOnly
            ) { _ in throw FullDisk() }
        }
        #expect(throws: FullDisk.self) {
            try office.registry.forEachPass(PassFilter(), at: TestRegistry.start) { _ in
                throw FullDisk()
            }
        }
        // One token had left the registry all the same; the audit said so before.
        let newest = try office.registry.auditHead().number
        let rows = try office.registry.auditRows(from: newest, limit: 1)
        #expect(rows.map(\.details) == ["kinds=staff passes=2"])
    }

    @Test func `leave for rendering by key, valid ones only, and the audit says so`() throws {
        let (office, stored) = try officeWithPasses(3)
        _ = try office.registry.revoke(
            .number(stored.numbers[1]), before: nil, reason: RevocationReason("lost"),
            act: TestRegistry.act(30))
        var keys: [String] = []
        let count = try office.registry.exportTokens(
            of: number(1042), kinds: [.staff, .vehicle], act: TestRegistry.act(31)
        ) { pass, total in
            keys.append(pass.key)
            #expect(total == 2)
        }
        #expect(count == 2)
        #expect(keys == ["E00001", "E00003"])
        let head = try office.registry.auditHead().number
        #expect(try office.registry.auditRows(from: head, limit: 1)[0].what == "pass.export")
        let late = try office.registry.exportTokens(
            of: number(1042), kinds: [.staff], act: TestRegistry.act(20 * 86_400)
        ) { _, _ in }
        #expect(late == 0)
    }
}
