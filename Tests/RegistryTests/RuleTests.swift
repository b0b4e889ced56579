// Guards, conditions and terms in a real file.
import Foundation
import Identifiers
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

@Suite struct `Rules in the registry` {
    private let office = try? TestRegistry()

    private func furnished(_ people: Int = 3) throws -> TestRegistry {
        let office = try #require(office)
        try office.furnish()
        let list = try (1...people).map { try person($0) }
        _ = try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        return office
    }

    private func named(_ employee: String, firm: Int64 = 1042) throws -> HolderName {
        .employee(try EmployeeNumber(parsing: employee), number(firm))
    }

    private func passes(_ office: TestRegistry, at seconds: Int64 = 20) throws -> [GatePass] {
        var all: [GatePass] = []
        try office.registry.forEachGatePass(
            of: number(1), at: TestRegistry.start + seconds, .withDetails
        ) { all.append($0) }
        return all.sorted { ($0.details?.numberDigits ?? "") < ($1.details?.numberDigits ?? "") }
    }

    private func hash(_ byte: UInt8) -> GuardCodeHash {
        let bytes = [UInt8](repeating: byte, count: 32)
        return GuardCodeHash(
            salt: [UInt8](repeating: byte, count: 16), hash: SecretBytes(copying: bytes.span))
    }

    @Test func `a hold counts for the same person on every firm's list, and a release ends both`()
        throws
    {
        let office = try furnished()
        try office.registry.add(
            Organisation(number: number(1043), name: "物流"), act: TestRegistry.act(6))
        _ = try office.registry.apply(
            [try person(2)],
            for: ListTarget(
                organisation: number(1043), site: number(1), scope: .addAndChange),
            act: TestRegistry.act(7))
        _ = try office.issueAll()
        #expect(
            try office.registry.set(
                .hold, of: named("E00002", firm: 1043), act: TestRegistry.act(11)))
        #expect(try passes(office).map(\.isHeld) == [false, true, false])
        #expect(try office.registry.conditions().count == 2)
        #expect(try !office.registry.set(.hold, of: named("E00002"), act: TestRegistry.act(12)))
        #expect(
            try office.registry.conditions().allSatisfy { $0.heldAt == TestRegistry.start + 11 })
        #expect(try office.registry.set(.release, of: named("E00002"), act: TestRegistry.act(13)))
        #expect(try passes(office).map(\.isHeld) == [false, false, false])
        #expect(try office.registry.conditions().isEmpty)
    }

    @Test func `a test and a stay go with the pass, and each can be taken back by itself`() throws {
        let office = try furnished()
        _ = try office.issueAll()
        let until = TestRegistry.start + 900
        _ = try office.registry.set(
            .evidence(untilSeconds: until), of: named("E00001"), act: TestRegistry.act(11))
        _ = try office.registry.set(
            .stay(untilSeconds: until + 1), of: named("E00001"), act: TestRegistry.act(12))
        let both = try passes(office)[0]
        #expect(both.evidenceUntilSeconds == until && both.staysUntilSeconds == until + 1)
        _ = try office.registry.set(
            .evidence(untilSeconds: nil), of: named("E00001"), act: TestRegistry.act(13))
        let one = try passes(office)[0]
        #expect(one.evidenceUntilSeconds == nil && one.staysUntilSeconds == until + 1)
    }

    @Test func `a vehicle can be held and tested, and stays in no closed loop`() throws {
        let office = try furnished()
        var truck = VehicleRecord(plate: try Plate(parsing: "沪A12345"))
        truck.drivers = "张平杰、欧阳静"
        _ = try office.registry.apply([truck], for: office.target(), act: TestRegistry.act(6))
        _ = try office.issueAll(.vehicle)
        let name = HolderName.plate(truck.plate)
        _ = try office.registry.set(.hold, of: name, act: TestRegistry.act(11))
        _ = try office.registry.set(.evidence(untilSeconds: 7), of: name, act: TestRegistry.act(11))
        let pass = try #require(try passes(office).first)
        #expect(pass.isHeld && pass.evidenceUntilSeconds == 7)
        #expect(throws: RegistryError.personNeeded) {
            try office.registry.set(.stay(untilSeconds: 7), of: name, act: TestRegistry.act(12))
        }
        #expect(throws: RegistryError.personNeeded) {
            try office.registry.setGuard(
                name, of: number(1), code: hash(1), act: TestRegistry.act(12))
        }
    }

    @Test func `a guard has one code at a gate, the newest, kept sealed under the data key`() throws
    {
        let office = try furnished()
        let none = try office.registry.setGuard(
            named("E00001"), of: number(1), code: hash(1), act: TestRegistry.act(6))
        #expect(none.pass == nil)
        _ = try office.issueAll()
        _ = try office.registry.setGuard(
            named("E00001"), of: number(1), code: hash(2), act: TestRegistry.act(11))
        #expect(try office.registry.guards(of: nil, at: TestRegistry.start + 20).count == 1)
        let badge = try #require(
            try office.registry.guardBadges(of: number(1), at: TestRegistry.start + 20).first)
        #expect(badge.code.salt == [UInt8](repeating: 2, count: 16))
        #expect(badge.code.hash.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == 2 } })
        #expect(badge.index == (try passes(office)[0].index))
        let file = try Data(contentsOf: URL(filePath: office.path(Registry.fileName)))
        #expect(file.range(of: Data(repeating: 2, count: 32)) == nil)
    }

    @Test func `of two passes the one that ends later logs the guard in`() throws {
        let office = try furnished(1)
        _ = try office.issueAll()
        _ = try office.registry.setGuard(
            named("E00001"), of: number(1), code: hash(1), act: TestRegistry.act(11))
        let before = try passes(office)[0].index
        // Just after the first has ended both stand in the manifest.
        let after: Int64 = 20 * 86_400 + 60
        let candidate = try #require(
            try office.registry.withoutPass(
                .staff, of: number(1042), at: TestRegistry.start + after
            ).first)
        let random = RandomSource.fixed(seed: 8)
        let passID = try random.bytes(10)
        let index = try random.bytes(8)
        let start = TestRegistry.start + after
        let pass = NewPass(
            holder: candidate.holder, kind: .staff, site: number(1), identity: (passID, index),
            issue: NewIssue(
                token: [1], digest: [UInt8](repeating: 4, count: 16),
                keyID: KeyID(epoch: 1, group: 1), sequence: 1,
                validSeconds: start..<start + 86_400))
        _ = try office.registry.store([pass], of: number(1042), act: TestRegistry.act(after))
        let badges = try office.registry.guardBadges(of: number(1), at: start)
        #expect(badges.map(\.index) == [index] && before != index)
    }

    @Test func `no guard is who has no valid pass, has left, or was withdrawn`() throws {
        let office = try furnished()
        _ = try office.issueAll()
        for employee in ["E00001", "E00002", "E00003"] {
            _ = try office.registry.setGuard(
                named(employee), of: number(1), code: hash(1), act: TestRegistry.act(11))
        }
        func badges() throws -> Int {
            try office.registry.guardBadges(of: number(1), at: TestRegistry.start + 20).count
        }
        #expect(try badges() == 3)
        try office.registry.revokeGuard(
            named("E00001"), of: number(1), act: TestRegistry.act(12, why: "moved"))
        #expect(throws: RegistryError.noGuard(gate: 1)) {
            try office.registry.revokeGuard(
                named("E00001"), of: number(1), act: TestRegistry.act(13))
        }
        _ = try office.registry.revoke(
            .employee("E00002", number(1042)), before: nil, reason: RevocationReason("lost"),
            act: TestRegistry.act(14))
        #expect(try badges() == 1)
        #expect(try office.registry.guards(of: number(1), at: TestRegistry.start + 20).count == 2)
        let stay = try [1, 2].map { try person($0) }
        _ = try office.registry.apply(
            stay, for: office.target(.wholeFirm(sparing: [], confirmedLeavers: 1)),
            act: TestRegistry.act(15))
        #expect(try office.registry.guards(of: nil, at: TestRegistry.start + 20).count == 1)
        #expect(throws: RegistryError.guardHasLeft) {
            try office.registry.setGuard(
                named("E00003"), of: number(1), code: hash(1), act: TestRegistry.act(16))
        }
    }

    @Test func `a pass keeps its terms for a reissue, and says whether live codes are needed`()
        throws
    {
        let office = try furnished(1)
        let candidate = try office.registry.withoutPass(
            .staff, of: number(1042), at: TestRegistry.start)[0]
        var pass = try office.newPass(for: candidate, .fixed(seed: 3))
        pass.terms.gates = [number(1), number(7)]
        pass.terms.direction = .outward
        pass.terms.hours = DayWindow(startMinute: 480, endMinute: 1_440)
        pass.terms.maximumEntries = 65_535
        pass.terms.copies = .liveRequired
        #expect(try office.registry.liveGroups(of: number(1)).isEmpty)
        let stored = try office.registry.store(
            [pass], of: number(1042), act: TestRegistry.act(11))
        #expect(try office.registry.passForReissue(stored.numbers[0]).terms == pass.terms)
        #expect(try office.registry.liveGroups(of: number(1)).count == 1)
        _ = try office.registry.revoke(
            .organisation(number(1042)), before: nil, reason: RevocationReason("closed"),
            act: TestRegistry.act(12))
        #expect(try office.registry.liveGroups(of: number(1)).isEmpty)
    }

    @Test func `rules of site and zone come back as they were set, and the audit tells them`()
        throws
    {
        let office = try furnished(1)
        var site = try office.registry.site(number(1))
        site.rules.driver = .asked
        site.rules.temperatureWithinSeconds = 43_200
        site.rules.temperatureLimitTenths = 370
        site.rules.entriesHeardSeconds = 60
        site.rules.overridesPerShift = 0
        try office.registry.set(site, act: TestRegistry.act(11))
        #expect(try office.registry.site(number(1)) == site)
        var zone = try office.registry.zone(number(1))
        zone.passbackHeardSeconds = 600
        try office.registry.set(zone, act: TestRegistry.act(12))
        #expect(try office.registry.zone(number(1)) == zone)
        let rows = try office.registry.auditRows(from: 1, limit: 1_000).suffix(2)
        #expect(rows.map(\.what) == ["site.set", "zone.set"])
        #expect(rows.first?.details.contains("temperature_limit=370") == true)
        #expect(rows.last?.details.contains("passback=600") == true)
    }

    @Test func `a gate learns the routes over its site and those that its vehicles are on`() throws
    {
        let office = try furnished(1)
        try office.registry.add(Site(number: number(2), name: "西区"), act: TestRegistry.act(6))
        try office.registry.add(
            Zone(number: number(2), site: number(2), name: "二区"), act: TestRegistry.act(6))
        try office.registry.add(
            Gate(
                number: number(2), site: number(2), zone: number(2), name: "西门",
                direction: .inward), act: TestRegistry.act(6))
        for (route, gates) in [(1, [1, 2]), (2, [2]), (3, [2])] as [(Int64, [Int64])] {
            try office.registry.add(
                Route(
                    number: number(route), name: "线路\(route)",
                    checkpoints: gates.map { number($0) }), act: TestRegistry.act(7))
        }
        var truck = VehicleRecord(plate: try Plate(parsing: "沪A12345"))
        truck.route = number(3)
        _ = try office.registry.apply([truck], for: office.target(), act: TestRegistry.act(8))
        #expect(try office.registry.routes(of: number(1)).map(\.number.rawValue) == [1, 3])
    }
}
