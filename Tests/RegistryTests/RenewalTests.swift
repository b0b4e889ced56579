// Passes that end soon in the registry: which they are, and what becomes of them.
import Foundation
import Identifiers
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Renewals` {
    private struct Broken: Error {}

    private let office: TestRegistry

    /// Four people with passes of 20 days; one is held, one has left but kept the pass.
    init() throws {
        office = try TestRegistry()
        try office.furnish()
        let list = try (1...4).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        _ = try office.issueAll()
        _ = try office.registry.set(
            .hold, of: .employee(try EmployeeNumber(parsing: "E00002"), number(1042)),
            act: TestRegistry.act(11))
    }

    private func expiring(within days: Int64) throws -> [ExpiringPass] {
        try office.registry.expiring(filter(within: days), at: TestRegistry.start + 20)
    }

    private func filter(within days: Int64) -> RenewalFilter {
        RenewalFilter(kinds: [.staff], untilSeconds: TestRegistry.start + days * 86_400)
    }

    private func nextIssue(_ pass: ExpiringPass) throws -> NewIssue {
        let sequence = try #require(pass.basis.nextSequence)
        return NewIssue(
            token: [9], digest: [UInt8](repeating: UInt8(sequence), count: 16),
            keyID: KeyID(epoch: 1, group: 1), sequence: sequence,
            validSeconds: TestRegistry.start..<TestRegistry.start + 40 * 86_400)
    }

    private func sequences() throws -> [Int] {
        var found: [Int] = []
        try office.registry.forEachPass(PassFilter(), at: TestRegistry.start) {
            found.append($0.sequence)
        }
        return found
    }

    @Test func `are of passes that end within the span, not sooner and not later`() throws {
        #expect(try expiring(within: 19).isEmpty)
        let found = try expiring(within: 20)
        #expect(found.map(\.basis.candidate.key) == ["E00001", "E00002", "E00003", "E00004"])
        #expect(found.map(\.standing) == [.good, .held, .good, .good])
        #expect(found.map(\.lengthSeconds) == Array(repeating: 20 * 86_400, count: 4))
        #expect(
            try office.registry.expiring(
                filter(within: 30), at: TestRegistry.start + 20 * 86_400
            ).isEmpty)
        var other = filter(within: 20)
        other.organisation = number(7)
        #expect(throws: RegistryError.unknown(.organisation, "7")) {
            try office.registry.expiring(other, at: TestRegistry.start)
        }
        let vehicles = RenewalFilter(kinds: [.vehicle], untilSeconds: .max)
        #expect(try office.registry.expiring(vehicles, at: TestRegistry.start).isEmpty)
    }

    @Test func `supersede the issue before, in one audit row`() throws {
        let rows = try office.registry.auditHead().number
        try office.registry.renew(filter(within: 20), act: TestRegistry.act(20)) { pass in
            pass.standing == .good ? try nextIssue(pass) : nil
        }
        #expect(try sequences() == [2, 1, 2, 2])
        #expect(try office.registry.auditHead().number == rows + 1)
        let number = try #require(try expiring(within: 20).first).number
        let history = try office.registry.history(
            of: try PassNumber(parsing: number), at: TestRegistry.start)
        #expect(history.map(\.state) == [.valid])
        #expect(try expiring(within: 20).count == 1)
        #expect(try expiring(within: 40).map(\.lengthSeconds).max() == 40 * 86_400)
    }

    @Test func `are all made or none, and what stopped them is handed on`() throws {
        var made = 0
        #expect(throws: Broken.self) {
            try office.registry.renew(filter(within: 20), act: TestRegistry.act(20)) { pass in
                made += 1
                guard made < 3 else { throw Broken() }
                return try nextIssue(pass)
            }
        }
        #expect(try sequences() == [1, 1, 1, 1])
        #expect(throws: Broken.self) {
            _ = try office.registry.apply(
                [try person(5)], for: office.target(), act: TestRegistry.act(21))
            let candidate = try office.registry.withoutPass(
                .staff, of: number(1042), at: TestRegistry.start)[0]
            _ = try office.registry.issue(for: number(1042), act: TestRegistry.act(22)) { writer in
                try writer.add(try office.newPass(for: candidate, .fixed(seed: 4)))
                throw Broken()
            }
        }
        #expect(try sequences().count == 4)
    }

    @Test func `are sealed under no key that is revoked`() throws {
        _ = try office.registry.rotateGroup(of: number(1), act: TestRegistry.act(12))
        _ = try office.registry.apply(
            [try person(5)], for: office.target(), act: TestRegistry.act(13))
        _ = try office.issueAll(at: 14)
        _ = try office.registry.revoke(
            groups: [number(1)], of: number(1), reason: "leaked", act: TestRegistry.act(15))
        #expect(throws: RegistryError.keyRevoked(.group, 1)) {
            try office.registry.renew(filter(within: 20), act: TestRegistry.act(20)) {
                try nextIssue($0)
            }
        }
    }
}
