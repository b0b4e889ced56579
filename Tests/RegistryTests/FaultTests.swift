// What a registry says where another program writes, or where the disk has no room.
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Registry

@Suite struct `A change` {
    private func limit(_ office: TestRegistry, _ pragma: String) throws {
        try office.registry.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA \(pragma)") }
    }

    /// A connection of another program, which may hold a transaction for as long as it likes.
    private func otherWriter(of office: TestRegistry) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: office.registry.path, configuration: configuration)
    }

    @Test func `waits for another writer, and then is done`() throws {
        let office = try TestRegistry()
        let other = try otherWriter(of: office)
        let isLocked = DispatchSemaphore(value: 0)
        let isFreed = Mutex(false)
        DispatchQueue.global().async {
            try? other.inDatabase { db in
                try db.execute(sql: "BEGIN IMMEDIATE")
                isLocked.signal()
                Thread.sleep(forTimeInterval: 0.3)
                isFreed.withLock { $0 = true }
                try db.execute(sql: "ROLLBACK")
            }
        }
        isLocked.wait()
        try office.furnish()
        #expect(isFreed.withLock { $0 })
    }

    @Test func `says who is in its way where the other does not end`() throws {
        let office = try TestRegistry()
        #expect(Registry.busyTimeoutSeconds == 10)
        try limit(office, "busy_timeout = 100")
        let other = try otherWriter(of: office)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let began = ContinuousClock.now
        let refusal = #expect(throws: RegistryError.self) { try office.furnish() }
        #expect(ContinuousClock.now - began >= .milliseconds(100))
        #expect(refusal == .busy(path: office.registry.path))
        #expect(refusal?.english.contains("another program has been writing") == true)
        #expect(refusal?.chinese.contains("另一程序") == true)
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try office.furnish()
    }

    @Test func `that finds no room changes nothing and says so`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let head = try office.registry.auditHead()
        try limit(office, "max_page_count = 1")
        let list = try (1...400).map { try person($0) }
        let refusal = #expect(throws: RegistryError.self) {
            try office.registry.apply(list, for: office.target(), act: TestRegistry.act(5))
        }
        #expect(refusal == .diskFull(path: office.registry.path))
        #expect(refusal?.english.contains("free some space") == true)
        try limit(office, "max_page_count = 4294967294")
        #expect(try office.registry.auditHead() == head)
        #expect(try office.registry.people(of: number(1042)).isEmpty)
    }

    @Test func `among others in one commit changes nothing where it finds no room`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let head = try office.registry.auditHead()
        try limit(office, "max_page_count = 1")
        let list = try (1...400).map { try person($0) }
        var said: [RegistryError?] = []
        try office.registry.together {
            do throws(RegistryError) {
                _ = try office.registry.apply(
                    list, for: office.target(), act: TestRegistry.act(5))
                said.append(nil)
            } catch { said.append(error) }
        }
        #expect(said == [.diskFull(path: office.registry.path)])
        try limit(office, "max_page_count = 4294967294")
        #expect(try office.registry.auditHead() == head)
        #expect(try office.registry.people(of: number(1042)).isEmpty)
    }

    @Test func `in one commit with what throws is undone`() throws {
        struct Stopped: Error {}
        let office = try TestRegistry()
        try office.furnish()
        #expect(throws: Stopped.self) {
            try office.registry.together {
                _ = try office.registry.apply(
                    [try person(1)], for: office.target(), act: TestRegistry.act(5))
                throw Stopped()
            }
        }
        #expect(try office.registry.people(of: number(1042)).isEmpty)
    }

    @Test func `that revokes is undone where the revocations file finds no room`() throws {
        let office = try TestRegistry()
        try office.furnish()
        _ = try office.registry.apply(
            [try person(1)], for: office.target(), act: TestRegistry.act(5))
        let number = try office.issueAll().numbers[0]
        let full = try Registry.open(
            path: office.registry.path, seal: office.seal,
            revocations: RevocationLog(path: "/dev/full"))
        let refusal = #expect(throws: RegistryError.self) {
            try full.revoke(
                .number(number), before: nil, reason: RevocationReason("lost"),
                act: TestRegistry.act(20))
        }
        #expect(
            refusal == .revocationLog(path: "/dev/full", detail: "No space left on device"))
        #expect(try office.registry.passForReissue(number).nextSequence == 2)
    }

    @Test func `that revokes has its revocation on the disk before it is done`() throws {
        let office = try TestRegistry()
        try office.furnish()
        _ = try office.registry.apply(
            [try person(1)], for: office.target(), act: TestRegistry.act(5))
        let number = try office.issueAll().numbers[0]
        // Stops the change at its very last step, the audit row.
        try office.registry.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER stop BEFORE INSERT ON audit WHEN NEW.what = 'pass.revoke'
                    BEGIN SELECT RAISE(ABORT, 'stopped'); END
                    """)
        }
        #expect(throws: RegistryError.self) {
            try office.registry.revoke(
                .number(number), before: nil, reason: RevocationReason("lost"),
                act: TestRegistry.act(20))
        }
        #expect(try office.registry.passForReissue(number).nextSequence == 2)
        #expect(office.registry.revocations.contents()?.entries.map(\.sequence) == [1])
    }
}
