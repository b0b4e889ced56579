// What lies on the disk, byte by byte, and who may see it whole.
import Foundation
import Identifiers
import Registry
import Testing

@Suite struct `The file on disk` {
    private func everyByte(of office: TestRegistry) throws -> Data {
        let files = try FileManager.default.contentsOfDirectory(atPath: office.folder.path())
        return try files.reduce(into: Data()) {
            $0 += try Data(contentsOf: office.folder.appending(path: $1))
        }
    }

    @Test func `holds no ID, telephone number or token in clear, write-ahead log included`() throws
    {
        let office = try TestRegistry()
        try office.furnish()
        let record = try person(42)
        _ = try office.registry.apply([record], for: office.target(), act: TestRegistry.act(5))
        var truck = VehicleRecord(plate: try Plate(parsing: "沪A12345"))
        truck.driverIdentity = try person(43).identity
        truck.phone = try person(44).phone
        _ = try office.registry.apply([truck], for: office.target(), act: TestRegistry.act(6))
        _ = try office.issueAll()
        let disk = try everyByte(of: office)
        let identity = try #require(try? person(43).identity)
        let secrets = [
            record.identity.text, record.phone?.text, identity.text, truck.phone?.text,
            "TOKEN-IN-CLEAR-",
        ]
        for secret in secrets {
            #expect(disk.range(of: Data(try #require(secret).utf8)) == nil)
        }
        // The scan does see what lies in clear.
        #expect(disk.range(of: Data("E00042".utf8)) != nil)
    }

    @Test func `is readable by its owner alone`() throws {
        let office = try TestRegistry()
        let names = try FileManager.default.contentsOfDirectory(atPath: office.folder.path())
        #expect(names.count == 4, "the database, its log and index, and the revocations")
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: office.path(name))
            #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(name)")
        }
    }

    @Test func `gives a whole number only with an audit row`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let record = try person(7)
        _ = try office.registry.apply([record], for: office.target(), act: TestRegistry.act(5))
        let before = try office.registry.auditHead().number
        let numbers = try office.registry.wholeNumbers(
            ofEmployee: "E00007", in: number(1042), act: TestRegistry.act(6, why: "call back"))
        #expect(numbers.identity == record.identity.text)
        #expect(numbers.phone == record.phone?.text)
        let rows = try office.registry.auditRows(from: before + 1, limit: 9)
        #expect(rows.map(\.what) == ["person.read-whole"])
        #expect(rows.map(\.why) == ["call back"])
        let summary = try office.registry.people(of: number(1042))[0]
        #expect(summary.identityMasked == record.identity.masked)
    }

    @Test func `finds a person by the ID number's keyed hash`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let list = try (1...5).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        let found = try office.registry.people(identity: list[2].identity)
        #expect(found.map(\.employeeNumber) == ["E00003"])
    }
}
