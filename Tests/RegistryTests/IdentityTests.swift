// Lists that give a person's row another ID number: whose are the conditions, guards and passes?
import Identifiers
import PassCrypto
import Registry
import Testing

@Suite struct `A changed ID number` {
    private let office: TestRegistry

    /// Three people with passes; the second is held and a guard.
    init() throws {
        office = try TestRegistry()
        try office.furnish()
        _ = try office.registry.apply(
            try (1...3).map { try person($0, name: "王平杰") }, for: office.target(),
            act: TestRegistry.act(5))
        _ = try office.issueAll()
        let bytes = [UInt8](repeating: 1, count: 32)
        _ = try office.registry.setGuard(
            named("E00002"), of: number(1),
            code: GuardCodeHash(
                salt: [UInt8](repeating: 1, count: 16), hash: SecretBytes(copying: bytes.span)),
            act: TestRegistry.act(11))
        _ = try office.registry.set(.hold, of: named("E00002"), act: TestRegistry.act(12))
    }

    private func named(_ employee: String) throws -> HolderName {
        .employee(try EmployeeNumber(parsing: employee), number(1042))
    }

    /// The person of one place in the list, under the number of another.
    private func row(
        _ place: Int, as employee: Int, name: String = "王平杰"
    ) throws -> PersonRecord {
        var record = try person(place, name: name)
        record.employeeNumber = try person(employee).employeeNumber
        return record
    }

    private func apply(_ records: [PersonRecord], at seconds: Int64) throws -> ListOutcome {
        try office.registry.apply(records, for: office.target(), act: TestRegistry.act(seconds))
    }

    private var held: [String?] {
        get throws { try office.registry.conditions().filter { $0.heldAt != nil }.map(\.key) }
    }

    private var guards: Int {
        get throws { try office.registry.guards(of: nil, at: TestRegistry.start + 40).count }
    }

    @Test(arguments: ["王平杰", "李晓明"])
    func `leaves a hold with the person who now has another employee number`(name: String) throws {
        let outcome = try apply([row(7, as: 2, name: name), row(2, as: 9)], at: 20)
        #expect(try held == ["E00009"])
        #expect(try guards == 0)
        // The pass in the held person's hands says E00002, whose hold is gone.
        #expect(outcome.revokedPasses == 1)
        var open = 0
        try office.registry.forEachGatePass(
            of: number(1), at: TestRegistry.start + 30, .withDetails
        ) { if $0.revoked == nil { open += 1 } }
        #expect(open == 2)
    }

    @Test func `leaves the hold waiting for somebody who is on no list`() throws {
        _ = try apply([row(7, as: 2, name: "李晓明")], at: 20)
        #expect(try held.isEmpty)
        _ = try apply([row(2, as: 9)], at: 21)
        #expect(try held == ["E00009"])
    }

    @Test func `that is put right keeps what was said of the person, but no guard`() throws {
        _ = try office.registry.set(
            .evidence(untilSeconds: 900), of: named("E00002"), act: TestRegistry.act(13))
        let outcome = try apply([row(7, as: 2)], at: 20)
        #expect(try held == ["E00002"])
        #expect(try office.registry.conditions().first?.evidenceUntil == 900)
        #expect(outcome.revokedPasses == 0)
        #expect(try guards == 0)
    }

    @Test func `is none where a list changes other things`() throws {
        let outcome = try apply([person(2, name: "王平杰", post: "组长")], at: 20)
        #expect(outcome.difference.changed == 1)
        #expect(try held == ["E00002"])
        #expect(try guards == 1)
    }
}
