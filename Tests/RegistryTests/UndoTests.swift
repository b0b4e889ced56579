// Undoing an import on a real database: what comes back, what stays, and why.
import Foundation
import Identifiers
import PassCrypto
import PassFormat
import Registry
import TestSupport
import Testing

extension Registry {
    func undo(_ batch: Int64, _ kind: ListKind, act: Act) throws -> ListUndo {
        try changeApplications(act: act) { try $0.undo(batch, kind).undo }
    }
}

@Suite struct `Undoing an import` {
    private let office: TestRegistry

    init() throws {
        office = try TestRegistry()
        try office.furnish()
    }

    private func load(
        _ records: [PersonRecord], _ scope: ListScope = .addAndChange, at seconds: Int64
    ) throws -> Int64 {
        let outcome = try office.registry.apply(
            records, for: office.target(scope), act: TestRegistry.act(seconds))
        return try #require(outcome.batch)
    }

    private func undo(_ batch: Int64, at seconds: Int64 = 1000) throws -> ListUndo {
        let preview = try office.registry.previewUndo(batch, .staff)
        let done = try office.registry.undo(batch, .staff, act: TestRegistry.act(seconds))
        #expect(preview.undo == done)
        #expect(preview.passes.count == done.revokedPasses)
        return done
    }

    /// Restored, removed, returned.
    private func counts(_ undo: ListUndo) -> String {
        "\(undo.restored) \(undo.removed) \(undo.returned)"
    }

    private func people() throws -> [PersonSummary] {
        try office.registry.people(of: number(1042))
    }

    private func states() throws -> [String] { try people().map(\.state) }

    private func passStates() throws -> [PassState] {
        var found: [PassState] = []
        try office.registry.forEachPass(PassFilter(), at: TestRegistry.start + 2000) {
            found.append($0.state)
        }
        return found
    }

    private func wholeFirm(_ leavers: Int) -> ListScope {
        .wholeFirm(sparing: [], confirmedLeavers: leavers)
    }

    @Test func `gives back what was changed, takes out who was added, brings leavers back`() throws
    {
        _ = try load((1...4).map { try person($0) }, at: 5)
        let before = try people()
        let numbers = try office.registry.wholeNumbers(
            ofEmployee: "E00001", in: number(1042), act: TestRegistry.act(6))
        var next = try [1, 2, 5, 6].map { try person($0) }
        next[0].post = "厂长"
        next[0].phone = try MobileNumber(parsing: "19900009999")
        let batch = try load(next, wholeFirm(2), at: 7)
        let done = try undo(batch)
        #expect(counts(done) == "1 2 2")
        #expect(done.kept.isEmpty)
        #expect(try people().filter { $0.state == "present" } == before)
        #expect(try states() == ["present", "present", "present", "present", "left", "left"])
        #expect(
            try office.registry.wholeNumbers(
                ofEmployee: "E00001", in: number(1042), act: TestRegistry.act(1001)) == numbers)
        let again = try office.registry.difference(
            (1...4).map { try person($0) }, for: office.target())
        #expect(again.unchanged == 4)
    }

    @Test func `leaves passes that the import withdrew withdrawn, and withdraws those given since`()
        throws
    {
        _ = try load((1...2).map { try person($0) }, at: 5)
        _ = try office.issueAll(at: 6)
        let batch = try load([try person(1), try person(3)], wholeFirm(1), at: 7)
        _ = try office.issueAll(at: 8)
        #expect(try passStates() == [.valid, .revoked, .valid])
        let preview = try office.registry.previewUndo(batch, .staff)
        #expect(preview.passes.map(\.key) == ["E00003"])
        #expect(preview.passes.map(\.name) == ["张*杰"])
        #expect(try undo(batch).revokedPasses == 1)
        #expect(try passStates() == [.valid, .revoked, .revoked])
        let log = try String(contentsOfFile: office.path("revocations.log"), encoding: .utf8)
        #expect(log.split(separator: "\n").count == 3)
        let lacking = try office.registry.withoutPass(
            .staff, of: number(1042), at: TestRegistry.start + 1001)
        #expect(lacking.map(\.key) == ["E00002"])
    }

    @Test func `keeps what a newer import wrote, and names that import`() throws {
        let first = try load((1...3).map { try person($0) }, at: 5)
        var later = try person(1)
        later.post = "厂长"
        let second = try load([later], at: 6)
        let third = try load([later, try person(2)], wholeFirm(1), at: 7)
        let done = try undo(first)
        #expect(counts(done) == "0 1 0")
        #expect(done.kept.map(\.key) == ["E00001", "E00003"])
        #expect(
            done.kept.map(\.obstacle) == [.newerImport(second), .newerImport(third)])
        #expect(done.kept.first?.name == "张*杰")
        #expect(try states() == ["present", "left", "left"])
    }

    @Test func `goes backwards through several imports, the newest first`() throws {
        let first = try load((1...3).map { try person($0) }, at: 5)
        let found = try people()
        var moved = try person(1)
        moved.post = "厂长"
        let second = try load([moved, try person(2)], wholeFirm(1), at: 6)
        let third = try load([try person(3), try person(4)], at: 7)
        #expect(try undo(third).removed == 2)
        #expect(try states() == ["present", "present", "left", "left"])
        let done = try undo(second)
        #expect(counts(done) == "1 0 1")
        #expect(try people().prefix(3) == found[...])
        #expect(try undo(first).removed == 3)
        #expect(try states() == ["left", "left", "left", "left"])
    }

    @Test func `gives a leaver nothing back who came and left again since`() throws {
        _ = try load((1...2).map { try person($0) }, at: 5)
        let left = try load([try person(1)], wholeFirm(1), at: 6)
        _ = try load([try person(2)], at: 7)
        let again = try load([try person(1)], wholeFirm(1), at: 8)
        let nothing = try office.registry.undo(left, .staff, act: TestRegistry.act(9))
        #expect(nothing.changesNothing)
        #expect(nothing.kept.map(\.obstacle) == [.newerImport(again)])
        let rows = try office.registry.auditHead().number
        _ = try office.registry.undo(left, .staff, act: TestRegistry.act(10))
        #expect(try office.registry.auditHead().number == rows)
    }

    @Test func `leaves a number with whoever has it by now`() throws {
        let record = try person(1)
        _ = try load([record], at: 5)
        var renumbered = record
        renumbered.employeeNumber = try EmployeeNumber(parsing: "E00009")
        let batch = try load([renumbered], at: 6)
        var other = try person(2)
        other.employeeNumber = record.employeeNumber
        _ = try load([other], at: 7)
        let done = try office.registry.undo(batch, .staff, act: TestRegistry.act(9))
        #expect(done.changesNothing)
        #expect(done.kept.map(\.obstacle) == [.numberTaken])
        #expect(try people().map(\.employeeNumber) == ["E00001", "E00009"])
    }

    @Test func `puts nobody on the list twice`() throws {
        _ = try load((1...2).map { try person($0) }, at: 5)
        let batch = try load([try person(2)], wholeFirm(1), at: 6)
        var other = try person(2)
        other.identity = try person(1).identity
        _ = try load([other], at: 7)
        let done = try office.registry.undo(batch, .staff, act: TestRegistry.act(9))
        #expect(done.kept.map(\.obstacle) == [.identityTaken])
        #expect(try states() == ["left", "present"])
    }

    @Test func `takes a row back from somebody else with all that was given since`() throws {
        _ = try load((1...2).map { try person($0) }, at: 5)
        let old = try office.issueAll(at: 6)
        var stranger = try person(3, name: "李国强")
        stranger.employeeNumber = try person(1).employeeNumber
        let batch = try load([stranger], at: 7)
        #expect(try passStates() == [.valid, .valid])
        let order = try office.registry.passForReissue(old.numbers[0])
        let issue = try office.newPass(for: order.candidate, .fixed(seed: 4)).issue
        let again = NewIssue(
            token: issue.token, digest: issue.digest, keyID: issue.keyID,
            sequence: try #require(order.nextSequence),
            validSeconds: issue.notBeforeSeconds..<issue.expiresSeconds)
        try office.registry.storeReissue(again, of: old.numbers[0], act: TestRegistry.act(8))
        let bytes = [UInt8](repeating: 1, count: 32)
        _ = try office.registry.setGuard(
            .employee(try EmployeeNumber(parsing: "E00001"), number(1042)), of: number(1),
            code: GuardCodeHash(
                salt: [UInt8](repeating: 1, count: 16), hash: SecretBytes(copying: bytes.span)),
            act: TestRegistry.act(9))
        let done = try undo(batch)
        #expect(done.restored == 1)
        #expect(done.guardsEnded == 1)
        #expect(done.revokedPasses == 1)
        #expect(try passStates() == [.revoked, .valid])
        #expect(try people().map(\.name) == ["张平杰", "张平杰"])
    }

    @Test func `carries a hold on with the number that comes back`() throws {
        _ = try load([try person(1)], at: 5)
        var corrected = try person(1)
        corrected.identity = try person(7).identity
        let batch = try load([corrected], at: 6)
        let name = HolderName.employee(try EmployeeNumber(parsing: "E00001"), number(1042))
        _ = try office.registry.set(.hold, of: name, act: TestRegistry.act(7))
        _ = try undo(batch)
        #expect(try office.registry.conditions().compactMap(\.heldAt).count == 1)
    }

    @Test func `is refused for a batch unknown, of another kind, or undone before`() throws {
        let batch = try load([try person(1)], at: 5)
        let passes = try #require(try office.issueAll(at: 6).batch)
        let act = TestRegistry.act(9)
        #expect(throws: RegistryError.unknown(.batch, "77")) {
            try office.registry.undo(77, .staff, act: act)
        }
        #expect(throws: RegistryError.batchOfAnotherKind(batch, .staff)) {
            try office.registry.undo(batch, .vehicles, act: act)
        }
        #expect(throws: RegistryError.batchOfAnotherKind(passes, nil)) {
            try office.registry.undo(passes, .staff, act: act)
        }
        _ = try undo(batch)
        #expect(throws: RegistryError.batchUndone(batch)) {
            try office.registry.undo(batch, .staff, act: act)
        }
        let listed = try office.registry.batches(.staff, of: nil)
        #expect(listed.map(\.number) == [batch])
        #expect(listed.map(\.undoneAt) == [TestRegistry.start + 1000])
        #expect(try office.registry.batches(.vehicles, of: number(1042)).isEmpty)
    }

    @Test func `works for vehicles by their plates`() throws {
        var truck = VehicleRecord(plate: try Plate(parsing: "沪A12345"))
        truck.drivers = "李强"
        truck.driverIdentity = try person(1).identity
        let act = TestRegistry.act(5)
        _ = try office.registry.apply([truck], for: office.target(), act: act)
        truck.drivers = "王强"
        truck.driverIdentity = try person(2).identity
        let other = VehicleRecord(plate: try Plate(parsing: "沪B12345"))
        let outcome = try office.registry.apply([truck, other], for: office.target(), act: act)
        _ = try office.issueAll(.vehicle, at: 6)
        let batch = try #require(outcome.batch)
        let preview = try office.registry.previewUndo(batch, .vehicles)
        #expect(preview.passes.map(\.key) == ["沪B12345"])
        #expect(preview.passes.map(\.name) == [nil])
        let done = try office.registry.undo(batch, .vehicles, act: TestRegistry.act(9))
        #expect(counts(done) == "1 1 0")
        #expect(done.revokedPasses == 1)
        let vehicles = try office.registry.vehicles(of: number(1042))
        #expect(vehicles.map(\.drivers) == ["李强", nil])
        #expect(vehicles.map(\.state) == ["present", "left"])
    }

    @Test func `keeps thousands of rows apart`() throws {
        let records = try (1...999).map { try person($0) }
        _ = try load(records, at: 5)
        let before = try people()
        var moved = try (1...600).map { try person($0, post: "厂长") }
        moved.append(contentsOf: try (601...900).map { try person($0) })
        let batch = try load(moved, wholeFirm(99), at: 6)
        let done = try undo(batch)
        #expect(counts(done) == "600 0 99")
        #expect(try people() == before)
    }
}
