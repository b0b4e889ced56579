// What a revocation would reach, looked at before it is done: the same as is reached then.
import Foundation
import Identifiers
import PassFormat
import Registry
import Testing

@Suite struct `A preview` {
    private let office: TestRegistry

    /// Twenty people and a vehicle with passes.
    init() throws {
        office = try TestRegistry()
        try office.furnish()
        let act = TestRegistry.act(5)
        _ = try office.registry.apply(
            (1...20).map { try person($0) }, for: office.target(), act: act)
        _ = try office.registry.apply(
            [VehicleRecord(plate: try Plate(parsing: "沪A12345"))], for: office.target(), act: act)
        _ = try office.issueAll()
        _ = try office.issueAll(.vehicle, at: 11)
    }

    private func keys(_ reach: RevocationReach, before: Int64? = nil) throws -> [String?] {
        let found = try office.registry.passes(reachedBy: reach, before: before)
        let count = try office.registry.revoke(
            reach, before: before, reason: RevocationReason("lost"), act: TestRegistry.act(30))
        #expect(found.count == count)
        return found.map(\.key)
    }

    @Test func `of a revocation names numbers, plates and masked names, nothing whole`() throws {
        let found = try office.registry.passes(
            reachedBy: .organisation(number(1042)), before: nil)
        #expect(found.count == 21)
        #expect(found.first?.number?.hasPrefix("310117-0000-0001-") == true)
        #expect(found.first?.name == "张*杰")
        #expect(found.first?.kind == "staff")
        #expect(found.last?.kind == "vehicle")
        #expect(found.last?.key == "沪A12345")
        #expect(found.last?.name == nil)
    }

    @Test func `of every reach is what the revocation then takes`() throws {
        let first = try #require(
            try office.registry.passes(reachedBy: .epoch(1), before: nil).first?.number)
        #expect(try keys(.number(try PassNumber(parsing: first))) == ["E00001"])
        #expect(try keys(.employee("E00002", number(1042))) == ["E00002"])
        #expect(try keys(.plate(try Plate(parsing: "沪A12345"))) == ["沪A12345"])
        #expect(
            try keys(.organisation(number(1042)), before: TestRegistry.start + 10).isEmpty)
        #expect(try keys(.batch(3)).count == 18)
        #expect(try keys(.epoch(1)).isEmpty)
        #expect(throws: RegistryError.unknown(.batch, "99")) {
            try office.registry.passes(reachedBy: .batch(99), before: nil)
        }
    }

    @Test func `of a list's batch is all whose rows it wrote, whatever later lists changed`() throws
    {
        let all = try office.registry.passes(reachedBy: .batch(1), before: nil).count
        try #require(all > 1)
        let moved = try person(1, post: "组长")
        let later = try office.registry.apply(
            [moved], for: office.target(), act: TestRegistry.act(9))
        #expect(try office.registry.passes(reachedBy: .batch(1), before: nil).count == all)
        let newer = try office.registry.passes(
            reachedBy: .batch(try #require(later.batch)), before: nil)
        #expect(newer.map(\.key) == ["E00001"])
    }

    @Test func `of groups is what revoking them takes`() throws {
        #expect(try office.registry.passes(under: [number(1)]).count == 21)
        #expect(try office.registry.passes(under: [number(2)]).isEmpty)
    }

    @Test func `of a whole firm's list names every leaver, also one without a pass`() throws {
        _ = try office.registry.apply(
            [try person(21)], for: office.target(), act: TestRegistry.act(20))
        let whole = office.target(.wholeFirm(sparing: [], confirmedLeavers: nil))
        let list = try (1...19).map { try person($0) }
        let found = try office.registry.difference(list, for: whole)
        #expect(found.leavers == 2)
        #expect(found.reached.map(\.key) == ["E00020", "E00021"])
        #expect(found.reached.map { $0.number == nil } == [false, true])
        #expect(found.reached.map(\.name) == ["张*杰", "张*杰"])
        let outcome = try office.registry.apply(list, for: whole, act: TestRegistry.act(21))
        #expect(outcome.revokedPasses == 1)
        #expect(try office.registry.difference(list, for: office.target()).reached.isEmpty)
    }

    @Test func `of a list names who is held and whose row somebody else gets`() throws {
        _ = try office.registry.set(
            .hold, of: .employee(try EmployeeNumber(parsing: "E00003"), number(1042)),
            act: TestRegistry.act(20))
        var stranger = try person(30, name: "李国强")
        stranger.employeeNumber = try person(3).employeeNumber
        var corrected = try person(31)
        corrected.employeeNumber = try person(3).employeeNumber
        #expect(
            try office.registry.difference([corrected], for: office.target()).reached.isEmpty)
        let found = try office.registry.difference([stranger], for: office.target())
        #expect(found.reached.map(\.key) == ["E00003"])
        let outcome = try office.registry.apply(
            [stranger], for: office.target(), act: TestRegistry.act(21))
        #expect(outcome.revokedPasses == 1)
    }
}
