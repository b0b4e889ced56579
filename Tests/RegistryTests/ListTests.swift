// Lists against a real file: difference, second import, leavers, ties between numbers and people.
import Foundation
import Identifiers
import Registry
import Testing

@Suite struct `A list` {
    @Test func `adds everyone once, and the same list again changes nothing`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...40).map { try person($0) }
        let first = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        #expect(first.difference.added == 40)
        #expect(first.batch == 1)
        let head = try office.registry.auditHead()
        let second = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(6))
        #expect(second.difference.unchanged == 40)
        #expect(second.difference.added + second.difference.changed == 0)
        #expect(second.batch == nil)
        #expect(try office.registry.auditHead() == head)
    }

    @Test func `keeps every row with its own person, however many are sealed at once`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (0..<700).map { try person($0, post: "岗位\($0)") }
        let first = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        #expect(first.difference.added == 700)
        let people = try office.registry.people(of: number(1042))
        #expect(people.map(\.employeeNumber) == list.map { $0.employeeNumber?.text })
        #expect(people.map(\.post) == list.map(\.post))
        let second = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(6))
        #expect(second.difference.unchanged == 700)
    }

    @Test func `changes only the rows that differ`() throws {
        let office = try TestRegistry()
        try office.furnish()
        var list = try (1...10).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        list[3] = try person(4, post: "组长")
        let outcome = try office.registry.apply(
            list, for: office.target(), act: TestRegistry.act(6))
        #expect(outcome.difference.changed == 1)
        #expect(outcome.difference.unchanged == 9)
        #expect(try office.registry.people(of: number(1042))[3].post == "组长")
    }

    @Test func `shows the difference without writing`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let head = try office.registry.auditHead()
        let list = try (1...3).map { try person($0) }
        #expect(try office.registry.difference(list, for: office.target()).added == 3)
        #expect(try office.registry.auditHead() == head)
        #expect(try office.registry.people(of: number(1042)).isEmpty)
    }

    @Test func `knows a person by ID number where there is no employee number`() throws {
        let office = try TestRegistry()
        try office.furnish()
        var anonymous = try person(1)
        anonymous.employeeNumber = nil
        _ = try office.registry.apply([anonymous], for: office.target(), act: TestRegistry.act(5))
        let numbered = try office.registry.apply(
            [try person(1)], for: office.target(), act: TestRegistry.act(6))
        #expect(numbered.difference.changed == 1)
        let again = try office.registry.apply(
            [try person(1)], for: office.target(), act: TestRegistry.act(7))
        #expect(again.difference.unchanged == 1)
    }

    @Test func `as the whole firm takes the passes of those who left`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...20).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        _ = try office.issueAll()
        let whole = office.target(.wholeFirm(sparing: ["E00020"], confirmedLeavers: nil))
        let outcome = try office.registry.apply(
            Array(list.prefix(18)), for: whole, act: TestRegistry.act(11))
        #expect(outcome.difference.leavers == 1)
        #expect(outcome.revokedPasses == 1)
        let nineteen = try office.registry.people(of: number(1042))[18]
        #expect(nineteen.state == "left")
        #expect(try office.registry.people(of: number(1042))[19].state == "present")
    }

    @Test func `asks before more than a tenth leave`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...20).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        let few = Array(list.prefix(17))
        let unasked = office.target(.wholeFirm(sparing: [], confirmedLeavers: nil))
        #expect(throws: RegistryError.leaversUnconfirmed(3, of: 20)) {
            try office.registry.apply(few, for: unasked, act: TestRegistry.act(6))
        }
        let asked = office.target(.wholeFirm(sparing: [], confirmedLeavers: 3))
        let outcome = try office.registry.apply(few, for: asked, act: TestRegistry.act(7))
        #expect(outcome.difference.leavers == 3)
    }

    @Test func `names the firm, site or zone that is not there`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let elsewhere = ListTarget(
            organisation: number(7), site: number(1), scope: .addAndChange)
        #expect(throws: RegistryError.unknown(.organisation, "7")) {
            try office.registry.difference([try person(1)], for: elsewhere)
        }
        try office.registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
        var zoned = try person(1)
        zoned.zones = [number(1)]
        let west = ListTarget(organisation: number(1042), site: number(2), scope: .addAndChange)
        #expect(throws: RegistryError.zoneOfAnotherSite(zone: 1, itsSite: 1, site: 2)) {
            try office.registry.difference([zoned], for: west)
        }
    }

    @Test func `of vehicles knows each by its plate`() throws {
        let office = try TestRegistry()
        try office.furnish()
        var truck = VehicleRecord(plate: try Plate(parsing: "沪A12345"))
        truck.drivers = "李强"
        truck.phone = try MobileNumber(parsing: "19900001234")
        _ = try office.registry.apply([truck], for: office.target(), act: TestRegistry.act(5))
        truck.drivers = "王强"
        let swapped = try office.registry.apply(
            [truck], for: office.target(), act: TestRegistry.act(6))
        #expect(swapped.difference.changed == 1)
        let stored = try office.registry.vehicles(of: number(1042))
        #expect(stored.map(\.drivers) == ["王强"])
        #expect(stored.map(\.phoneMasked) == ["199****1234"])
    }
}
