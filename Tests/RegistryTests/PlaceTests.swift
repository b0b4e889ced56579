// Firms and places: numbers that are never given twice, and what belongs to what.
import Foundation
import GRDB
import Identifiers
import Testing

@testable import Registry

@Suite struct `Firms and places` {
    @Test func `refuse a number that is taken, naming its holder`() throws {
        let office = try TestRegistry()
        try office.furnish()
        #expect(throws: RegistryError.duplicateNumber(.organisation, 1042, heldBy: "精密仪器厂")) {
            try office.registry.add(
                Organisation(number: number(1042), name: "另一家"), act: TestRegistry.act(5))
        }
        #expect(throws: RegistryError.duplicateNumber(.zone, 1, heldBy: "厂区")) {
            try office.registry.add(
                Zone(number: number(1), site: number(1), name: "库区"), act: TestRegistry.act(5))
        }
        #expect(throws: RegistryError.duplicateNumber(.gate, 1, heldBy: "一号门")) {
            let gate = Gate(
                number: number(1), site: number(1), zone: number(1), name: "二号门", direction: .both)
            try office.registry.add(gate, act: TestRegistry.act(5))
        }
    }

    @Test(arguments: [
        "", " ", "a\nb", "\u{1B}[2J", "\u{202E}abc", "\u{200B}", "a\u{2028}b",
        String(repeating: "厂", count: 201), String(repeating: "👨‍👩‍👧", count: 50),
    ])
    func `refuse a name that is blank, too long or would rewrite a terminal`(name: String) throws {
        let office = try TestRegistry()
        try office.furnish()
        #expect(throws: RegistryError.badName(.organisation, name)) {
            try office.registry.add(
                Organisation(number: number(7), name: name), act: TestRegistry.act(5))
        }
        try office.registry.add(
            Organisation(number: number(7), name: String(repeating: "厂", count: 200)),
            act: TestRegistry.act(5))
    }

    @Test(arguments: ["zones", "gates", "key_groups"])
    func `keep their numbers even against raw SQL`(table: String) throws {
        let office = try TestRegistry()
        try office.furnish()
        let queue = try DatabaseQueue(path: office.registry.path)
        let refusal = #expect(throws: DatabaseError.self) {
            try queue.write {
                try $0.execute(sql: "PRAGMA foreign_keys = OFF; DELETE FROM \(table)")
            }
        }
        #expect(refusal?.message?.contains("never used again") == true)
    }

    @Test func `refuse a second zone of one name in a site, not in another`() throws {
        let office = try TestRegistry()
        try office.furnish()
        try office.registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
        let second = { (number: ZoneNumber, site: SiteNumber) in
            try office.registry.add(
                Zone(number: number, site: site, name: "厂区"), act: TestRegistry.act(6))
        }
        let refusal = #expect(throws: RegistryError.self) { try second(number(2), number(1)) }
        guard case .duplicateNumber(.zone, 1, "厂区") = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        try second(number(2), number(2))
    }

    @Test func `refuse a gate in a zone of another site`() throws {
        let office = try TestRegistry()
        try office.furnish()
        try office.registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
        let gate = Gate(
            number: number(2), site: number(2), zone: number(1), name: "西门", direction: .inward)
        #expect(throws: RegistryError.zoneOfAnotherSite(zone: 1, itsSite: 1, site: 2)) {
            try office.registry.add(gate, act: TestRegistry.act(6))
        }
    }

    @Test func `are held together by foreign keys`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let queue = try DatabaseQueue(path: office.registry.path)
        #expect(throws: DatabaseError.self) {
            try queue.write {
                try $0.execute(sql: "INSERT INTO zones (number, site, name) VALUES (9, 77, 'x')")
            }
        }
    }

    @Test func `give a site a current group, and each rotation a number never used`() throws {
        let office = try TestRegistry()
        try office.furnish()
        #expect(try office.registry.currentGroup(of: number(1)).rawValue == 1)
        try office.registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(5))
        let third = try office.registry.rotateGroup(of: number(1), act: TestRegistry.act(6))
        #expect(third.rawValue == 3)
        #expect(try office.registry.currentGroup(of: number(1)) == third)
        #expect(try office.registry.groups(of: number(1)).map(\.state) == [.earlier, .current])
    }

    @Test func `keep a route's checkpoints in order`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let second = Gate(
            number: number(2), site: number(1), zone: number(1), name: "二号门", direction: .both)
        try office.registry.add(second, act: TestRegistry.act(5))
        let route = Route(
            number: number(3), name: "东线", checkpoints: [number(2), number(1)], startMinute: 360,
            endMinute: 1200)
        try office.registry.add(route, act: TestRegistry.act(6))
        #expect(try office.registry.routes() == [route])
        var longer = route
        longer.checkpoints = [number(1), number(2), number(1)]
        try office.registry.set(longer, act: TestRegistry.act(7))
        #expect(try office.registry.route(number(3)) == longer)
    }

    @Test func `take a firm's new values and say what is unknown`() throws {
        let office = try TestRegistry()
        try office.furnish()
        var firm = try office.registry.organisation(number(1042))
        firm.labels = .masked
        firm.tags = ["外资百强", "规上"].sorted()
        firm.level = .city
        try office.registry.set(firm, act: TestRegistry.act(5))
        #expect(try office.registry.organisations() == [firm])
        #expect(throws: RegistryError.unknown(.organisation, "7")) {
            _ = try office.registry.organisation(number(7))
        }
    }

    @Test func `have numbers within their range only`() {
        #expect(GateNumber(rawValue: 0) == nil)
        #expect(GateNumber(rawValue: 65_535) != nil)
        #expect(GateNumber(rawValue: 65_536) == nil)
        #expect(OrganisationNumber(rawValue: 4_294_967_295) != nil)
        #expect(OrganisationNumber(rawValue: 4_294_967_296) == nil)
    }
}

@Suite struct `Opening a registry` {
    @Test func `says that there is none, and makes no empty one`() throws {
        let office = try TestRegistry()
        let path = office.path("nowhere.sqlite")
        #expect(throws: RegistryError.noRegistry(path: path)) {
            try Registry.open(
                path: path, seal: office.seal,
                revocations: RevocationLog(path: office.path("r.log")))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `refuses a file of a newer program`() throws {
        let office = try TestRegistry()
        let queue = try DatabaseQueue(path: office.registry.path)
        try queue.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')")
        }
        #expect(throws: RegistryError.newerSchema(path: office.registry.path)) {
            try Registry.open(
                path: office.registry.path, seal: office.seal,
                revocations: RevocationLog(path: office.path("r.log")))
        }
    }

    @Test func `says of a damaged file that it is damaged`() throws {
        let office = try TestRegistry()
        let path = office.path("broken.sqlite")
        try Data("no database at all, but a text of some length".utf8)
            .write(to: URL(filePath: path))
        let error = #expect(throws: RegistryError.self) {
            try Registry.open(
                path: path, seal: office.seal,
                revocations: RevocationLog(path: office.path("r.log")))
        }
        guard case .broken(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `has every commit on stable storage and foreign keys on`() throws {
        let office = try TestRegistry()
        let settings = try office.registry.durability()
        #expect(settings == DurabilitySettings(journal: "wal", synchronous: 2, foreignKeys: 1))
    }

    @Test func `finds out that it cannot be written, by writing`() throws {
        let office = try TestRegistry()
        try office.registry.tryWriting(at: 7)
        try office.registry.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA query_only = ON")
        }
        #expect(throws: RegistryError.self) { try office.registry.tryWriting(at: 8) }
    }
}
