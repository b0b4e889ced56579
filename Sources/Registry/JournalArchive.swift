// The rows that are kept of a device's journal, read back for a check of all of them.
import GRDB
import PassFormat

/// A row as it is kept.
package struct KeptRow: Sendable {
    package let line: Int
    package let record: JournalRecord
    /// h of the row before; nil where that row is kept too.
    package let hashBefore: [UInt8]?

    fileprivate init(_ row: Row) {
        line = row["line"]
        hashBefore = row.optionalBytes("h_before")
        var record = JournalRecord(
            number: row["n"], bytes: row.bytes("bytes"), hash: row.bytes("h"),
            code: row.bytes("m"), atSeconds: row["at"])
        record.passIndex = row.optionalBytes("pass_index")
        record.sequence = row["sequence"]
        record.about = row["about"]
        record.effect = (row["effect"] as String?).flatMap(JournalRecord.Effect.init(rawValue:))
        record.entries = row["entries"]
        record.direction = (row["direction"] as String?).flatMap(Direction.init(name:))
        self.record = record
    }
}

/// What else is kept of a device's journal.
package struct JournalShape: Sendable {
    package let state: JournalState
    /// The first row of each line.
    package let firsts: [Int64]
    /// Numbers that no row is waited for.
    package let gaps: [ClosedRange<Int64>]
    /// The head that the audit last recorded, which the table of heads must agree with.
    package let audited: (head: Int64, hash: String)?

    /// The line that a row of this number belongs to.
    package func line(of number: Int64) -> Int { firsts.lastIndex { $0 <= number } ?? 0 }
}

extension Registry {
    /// What is kept of a device's journal beside its rows; nil where it never brought one.
    package func journalShape(of device: Device) throws(RegistryError) -> JournalShape? {
        try read { db in
            let audited = try String.fetchOne(
                db,
                cached: """
                    SELECT details FROM audit WHERE what = 'journal.import' AND subject = ?
                    ORDER BY n DESC LIMIT 1
                    """, arguments: ["device \(device.id)"]
            ).flatMap(Self.head(of:))
            let state = try Self.journalState(of: device.id, in: db)
            guard state != nil || audited != nil else { return nil }
            let lines = try JournalLines(of: device.id, in: db)
            return JournalShape(
                state: state ?? JournalState(), firsts: lines.firsts, gaps: try lines.gaps(in: db),
                audited: audited)
        }
    }

    /// Reads what `note` wrote.
    private static func head(of details: String) -> (head: Int64, hash: String)? {
        let parts = details.split(separator: " ").map { $0.split(separator: "=") }
        guard parts.count > 1, parts[0].count == 2, parts[1].count == 2,
            let head = Int64(parts[0][1])
        else { return nil }
        return (head, String(parts[1][1]))
    }

    /// Calls `body` for each row, by line and number.
    ///
    /// - Throws: faults of the file; what `body` throws, as it is.
    package func forEachJournalRow(
        of device: Device, _ body: (KeptRow) throws -> Void
    ) throws {
        try walk { db in
            try Row.fetchCursor(
                db, sql: "SELECT * FROM journal_rows WHERE device = ? ORDER BY line, n",
                arguments: [device.id])
        } reading: { row in
            KeptRow(row)
        } _: { row in
            try body(row)
        }
    }
}
