// What `journal verify` finds: which row, and what happened to it.
import JournalFormat
import PassCheck
import PassFormat
import Testing

@testable import GateState

@Suite struct `Journal verification` {
    private func eightRows() throws -> JournalFixture {
        let gate = try JournalFixture()
        try gate.add(8, to: try gate.open())
        return gate
    }

    @Test(arguments: [
        "UPDATE row SET bytes = CAST(bytes || x'00' AS BLOB) WHERE n = 5",
        "UPDATE row SET h = zeroblob(32) WHERE n = 5",
        "UPDATE row SET h = x'' WHERE n = 5",
        "UPDATE row SET pass = 77 WHERE n = 5",
        "UPDATE row SET pass = NULL WHERE n = 5",
        "UPDATE row SET use = 0 WHERE n = 5",
        "UPDATE row SET use = 3 WHERE n = 5",
    ])
    func `finds a changed row, also where only a column beside its bytes was changed`(
        sql: String
    ) throws {
        let gate = try eightRows()
        try gate.tamper(sql)
        #expect(try gate.verify().fault == JournalFault(number: 5, kind: .changed))
    }

    @Test func `finds a row that says another thing with its number kept`() throws {
        let gate = try eightRows()
        var event = admission(of: 1)
        event.entries = 0
        let forged = JournalRow(number: 5, event: event).bytes
        let hexadecimalBytes = hexadecimal(forged)
        try gate.tamper("UPDATE row SET bytes = x'\(hexadecimalBytes)', use = 0 WHERE n = 5")
        #expect(try gate.verify().fault == JournalFault(number: 5, kind: .changed))
    }

    @Test(arguments: [1, 2, 7])
    func `finds a removed row`(number: UInt64) throws {
        let gate = try eightRows()
        try gate.tamper("DELETE FROM row WHERE n = \(number)")
        #expect(try gate.verify().fault == JournalFault(number: number, kind: .removed))
    }

    @Test func `finds a removed row where those behind it were moved up`() throws {
        let gate = try eightRows()
        try gate.tamper(
            """
            DELETE FROM row WHERE n = 4;
            UPDATE row SET n = -n WHERE n > 4;
            UPDATE row SET n = -n - 1 WHERE n < 0
            """)
        #expect(try gate.verify().fault == JournalFault(number: 4, kind: .removed))
    }

    @Test func `finds two rows that changed places`() throws {
        let gate = try eightRows()
        try gate.tamper(
            """
            UPDATE row SET n = -1 WHERE n = 3;
            UPDATE row SET n = 3 WHERE n = 6;
            UPDATE row SET n = 6 WHERE n = -1
            """)
        #expect(try gate.verify().fault == JournalFault(number: 3, kind: .reordered))
    }

    @Test func `finds that the last rows are gone`() throws {
        let gate = try eightRows()
        try gate.tamper("DELETE FROM row WHERE n > 6")
        let check = try gate.verify()
        #expect(check.fault == JournalFault(number: 7, kind: .cut))
        #expect(check.lastNumber == 6)
    }

    @Test func `finds rows gone that the issuer has seen, key file or not`() throws {
        let gate = try JournalFixture()
        try gate.add(3, to: try gate.open())
        let key = try gate.keyFile()
        try gate.add(2, to: try gate.open())
        let seen = try gate.verify()
        let acknowledged = AcknowledgedRow(number: seen.lastNumber, hash: seen.head)
        #expect(try gate.verify(acknowledged: acknowledged).fault == nil)
        try gate.tamper("DELETE FROM row WHERE n > 3")
        try gate.putKeyFile(key)
        #expect(try gate.verify().fault == nil)
        #expect(
            try gate.verify(acknowledged: acknowledged).fault
                == JournalFault(number: 4, kind: .cut))
    }

    @Test func `finds a chain that was made anew behind the issuer's back`() throws {
        let gate = try eightRows()
        let other = AcknowledgedRow(number: 6, hash: [UInt8](repeating: 1, count: 32))
        #expect(
            try gate.verify(acknowledged: other).fault == JournalFault(number: 6, kind: .changed))
    }

    @Test func `accepts a key file that is behind, as a power cut leaves it`() throws {
        let gate = try JournalFixture()
        let key = try gate.keyFile()
        try gate.add(3, to: try gate.open())
        try gate.putKeyFile(key)
        #expect(try gate.verify().fault == nil)
    }

    @Test func `names a worse fault before a cut that the gate recorded itself`() throws {
        let gate = try eightRows()
        try gate.tamper("DELETE FROM row WHERE n > 6")
        try gate.add(2, to: try gate.open())
        #expect(try gate.verify().fault == JournalFault(number: 7, kind: .cut))
        try gate.tamper("UPDATE row SET use = 0 WHERE n = 10")
        #expect(try gate.verify().fault == JournalFault(number: 10, kind: .changed))
    }

    @Test func `takes no cut for an excuse that names another row`() throws {
        let gate = try eightRows()
        try gate.tamper("DELETE FROM row WHERE n > 6")
        try gate.add(2, to: try gate.open())
        try gate.tamper("DELETE FROM row WHERE n = 6")
        #expect(try gate.verify().fault == JournalFault(number: 6, kind: .removed))
    }

    @Test func `reads on a row that does not decode say which one it is`() throws {
        let gate = try eightRows()
        try gate.tamper("UPDATE row SET bytes = x'ff' WHERE n = 3")
        #expect(throws: GateStateError.rowUnreadable(3)) {
            try gate.open().forEachRow(last: nil) { _ in }
        }
    }
}
