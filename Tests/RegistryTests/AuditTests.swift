// The audit's chain: each way of tampering is done by raw SQL behind the program's back.
import Foundation
import GRDB
import Registry
import Testing

@Suite struct `The audit` {
    /// Runs SQL without the triggers, as someone with the file would.
    private func tamper(_ office: TestRegistry, _ sql: String) throws {
        let queue = try DatabaseQueue(path: office.registry.path)
        try queue.writeWithoutTransaction { db in
            for trigger in ["audit_keeps_rows", "audit_keeps_all", "audit_in_order"] {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    private func faultAfter(_ sql: String) throws -> AuditFault? {
        let office = try TestRegistry()
        try office.furnish()
        let head = try office.registry.auditHead()
        try tamper(office, sql)
        return try office.registry.verifyAudit(against: head).fault
    }

    @Test func `of honest changes is whole and holds each of them`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let verdict = try office.registry.verifyAudit(against: try office.registry.auditHead())
        #expect(verdict.fault == nil)
        #expect(verdict.rows == 6)
        let rows = try office.registry.auditRows(from: 1, limit: 9)
        #expect(
            rows.map(\.what) == [
                "registry.create", "organisation.add", "site.add", "group.add", "zone.add",
                "gate.add",
            ])
        #expect(rows.allSatisfy { $0.who == "tester" })
    }

    @Test(arguments: [
        "at = at + 1", "who = 'x'", "what = 'x'", "subject = 'x'", "why = 'x'",
        "details = 'x'", "h = x'00'",
    ])
    func `shows a changed column`(change: String) throws {
        #expect(try faultAfter("UPDATE audit SET \(change) WHERE n = 3") == .changed(row: 3))
    }

    @Test func `shows a removed row`() throws {
        #expect(try faultAfter("DELETE FROM audit WHERE n = 3") == .missing(row: 3))
    }

    @Test func `shows a removed row whose successors were renumbered`() throws {
        let sql = "DELETE FROM audit WHERE n = 3; UPDATE audit SET n = n - 1 WHERE n > 3"
        #expect(try faultAfter(sql) == .changed(row: 3))
    }

    @Test func `shows two rows that changed places`() throws {
        let sql = """
            UPDATE audit SET n = -1 WHERE n = 3; UPDATE audit SET n = 3 WHERE n = 4;
            UPDATE audit SET n = 4 WHERE n = -1
            """
        #expect(try faultAfter(sql) == .changed(row: 3))
    }

    @Test func `shows a cut end by the head that was kept elsewhere`() throws {
        #expect(try faultAfter("DELETE FROM audit WHERE n > 4") == .cut(lastRow: 4, knownRow: 6))
    }

    @Test func `shows a record that was rewritten as a whole`() throws {
        let office = try TestRegistry()
        let other = try TestRegistry()
        try office.furnish()
        try other.registry.add(
            Organisation(number: number(5), name: "另一家"),
            act: .init(
                who: "x", atSeconds: 1))
        let head = try other.registry.auditHead()
        #expect(try office.registry.verifyAudit(against: head).fault == .replaced(row: 2))
    }

    @Test(arguments: [
        "UPDATE audit SET who = 'x'", "DELETE FROM audit",
        "INSERT INTO audit VALUES (99, 1, '', '', '', '', '', x'')",
        "INSERT OR REPLACE INTO audit VALUES (2, 1, '', '', '', '', '', x'')",
    ])
    func `refuses SQL that is not an honest append`(sql: String) throws {
        let office = try TestRegistry()
        try office.furnish()
        let queue = try DatabaseQueue(path: office.registry.path)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
    }

    @Test func `keeps its head as a line and reads it back`() throws {
        let head = AuditHead(number: 12, hash: [UInt8](repeating: 0xAB, count: 32))
        #expect(AuditHead(line: head.line) == head)
        #expect(AuditHead(line: "12 abcd") == nil)
        #expect(AuditHead(line: "") == nil)
    }

    @Test func `has no row for a change that was refused`() throws {
        let office = try TestRegistry()
        try office.furnish()
        let head = try office.registry.auditHead()
        #expect(throws: RegistryError.self) { try office.furnish() }
        #expect(try office.registry.auditHead() == head)
    }
}
