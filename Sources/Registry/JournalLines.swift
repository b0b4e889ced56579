// The lines of a device's journal: one history, and another from each fork that was accepted. Which
// row stands at a number, and up to which none is missing, is told here.
import GRDB

struct JournalLines {
    private let device: Int64
    /// First row of each line; a later line takes the place of earlier ones from there on.
    private(set) var firsts: [Int64]

    init(of device: Int64, in db: Database) throws {
        self.device = device
        firsts = try Int64.fetchAll(
            db, cached: "SELECT first FROM journal_lines WHERE device = ? ORDER BY line",
            arguments: [device])
        if firsts.isEmpty { firsts = [1] }
    }

    /// The line that a row of this number belongs to.
    func line(of number: Int64) -> Int { firsts.lastIndex { $0 <= number } ?? 0 }

    /// Begins another line.
    mutating func begin(at first: Int64, in db: Database) throws {
        if firsts.count == 1 { try store(line: 0, first: firsts[0], in: db) }
        firsts.append(first)
        try store(line: firsts.count - 1, first: first, in: db)
    }

    private func store(line: Int, first: Int64, in db: Database) throws {
        try db.execute(
            cached: "INSERT OR IGNORE INTO journal_lines (device, line, first) VALUES (?, ?, ?)",
            arguments: [device, line, first])
    }

    /// Records numbers that no row will come for; those whose row is kept are none.
    func addGap(_ numbers: ClosedRange<Int64>, in db: Database) throws {
        let line = line(of: numbers.lowerBound)
        let kept = try Int64.fetchAll(
            db,
            cached: """
                SELECT n FROM journal_rows WHERE device = ? AND line = ? AND n BETWEEN ? AND ?
                ORDER BY n
                """, arguments: [device, line, numbers.lowerBound, numbers.upperBound])
        var first = numbers.lowerBound
        for end in kept + [numbers.upperBound + 1] {
            if first < end {
                try db.execute(
                    cached: """
                        INSERT OR IGNORE INTO journal_gaps (device, line, first, last)
                        VALUES (?, ?, ?, ?)
                        """, arguments: [device, line, first, end - 1])
            }
            first = end + 1
        }
    }

    /// Chain hash of the row at a number; nil where there is none.
    func hash(at number: Int64, in db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(
            sql: "SELECT h FROM journal_rows WHERE device = ? AND line = ? AND n = ?")
        return try Row.fetchOne(
            statement, arguments: [device, line(of: number), number]
        )?.bytes("h")
    }

    /// Gaps of all lines, by their first number.
    func gaps(in db: Database) throws -> [ClosedRange<Int64>] {
        try Row.fetchAll(
            db, cached: "SELECT * FROM journal_gaps WHERE device = ? ORDER BY first",
            arguments: [device]
        ).map { row in
            let (first, last): (Int64, Int64) = (row["first"], row["last"])
            return first...max(first, last)
        }
    }

    /// Moves the head on to the last row up to which none is missing.
    func advanceHead(in db: Database) throws {
        var state = try Registry.journalState(of: device, in: db) ?? JournalState()
        if firsts.count > 1, state.head >= firsts[firsts.count - 1] {
            try turnBack(&state, to: firsts[firsts.count - 1], in: db)
        }
        let gaps = try gaps(in: db)
        var next = state.head + 1
        let rows = try Row.fetchCursor(
            db, sql: "SELECT line, n, h FROM journal_rows WHERE device = ? AND n > ? ORDER BY n",
            arguments: [device, state.head])
        while let row = try rows.next() {
            let number: Int64 = row["n"]
            guard row["line"] as Int == line(of: number) else { continue }
            while next < number, let gap = gaps.first(where: { $0.contains(next) }) {
                next = gap.upperBound + 1
            }
            guard next >= number else { break }
            state.head = number
            state.headHash = row.bytes("h")
            next = number + 1
        }
        try db.execute(
            cached: "UPDATE journals SET head = ?, head_hash = ? WHERE device = ?",
            arguments: [state.head, blob(state.headHash), device])
    }

    /// Puts the head before a line that begins at or below it, where nothing of it has come yet.
    private func turnBack(_ state: inout JournalState, to first: Int64, in db: Database) throws {
        guard try hash(at: state.head, in: db) != state.headHash else { return }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT line, n, h FROM journal_rows WHERE device = ? AND n < ? ORDER BY n DESC
                """, arguments: [device, first])
        state.head = 0
        state.headHash = JournalState().headHash
        while let row = try rows.next() {
            guard row["line"] as Int == line(of: row["n"]) else { continue }
            state.head = row["n"]
            state.headHash = row.bytes("h")
            return
        }
    }
}
