// Writing the journal: the chain's formulas, history, crashes, and what happens when nothing can be
// written.
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles
import Testing

@testable import GateState

@Suite struct `Gate journal` {
    @Test func `chains rows from 32 zero bytes and steps the key once a row`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        let first = try journal.write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        try gate.add(1, to: journal)
        #expect(first.value.number == 1)
        #expect(first.alarm == nil)

        let zeros = [UInt8](repeating: 0, count: 32)
        let hash = SHA256.hash("gatepass/1 row", zeros, first.value.bytes).array
        let rows = try journal.table.database.prepare("SELECT h, m FROM row WHERE n = 1")
        #expect(try rows.step())
        #expect(rows.blob(0) == hash)
        #expect(rows.blob(1) == gate.firstKey.code(of: hash))

        let key = try journal.keyFile.read()
        #expect(key.number == 3)
        #expect(key.key.code(of: [1]) == gate.firstKey.next().next().code(of: [1]))
        #expect(try gate.issuerFaults() == [])
        let check = try gate.verify()
        #expect(check.fault == nil)
        #expect(check.rowCount == 2)
        #expect(check.lastNumber == 2)
    }

    @Test func `has no fault, no rows and 32 zero bytes for a head before the first row`() throws {
        let check = try JournalFixture().verify()
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(check == JournalCheck(rowCount: 0, lastNumber: 0, head: zeros, fault: nil))
    }

    @Test func `tells a pass's history over all rows, and no other's`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        let index = PassIndex(rawValue: .max)
        _ = try journal.write(at: noon) { (open) throws(GateStateError) in
            #expect(try open.history(of: index) == .none)
            try open.add(admission(of: .max, step: 20))
            try open.add(admission(of: .max, step: 9))
            try open.add(admission(of: 2, step: 90))
            var refused = admission(of: .max)
            refused.entries = 0
            try open.add(refused)
            #expect(
                try open.history(of: index) == PassHistory(entriesAdmitted: 2, lastLiveStep: 20))
        }
        let again = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.history(of: index)
        }
        #expect(again.value == PassHistory(entriesAdmitted: 2, lastLiveStep: 20))
    }

    @Test func `gives rows back as they were written, all or the newest`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        var written: [JournalRow] = []
        var plain = JournalEvent(
            kind: .check, at: noon, gate: JournalFixture.gate, bundleVersion: nil)
        plain.outcome = .deny
        plain.code = "NOT_OUR_CODE"
        var full = admission(of: 5, step: 4)
        full.also = ["BUNDLE_STALE", "CLOCK_SUSPECT"]
        full.outcome = .review
        full.direction = .outward
        for event in [plain, full, admission(of: 6)] {
            written.append(
                try journal.write(at: noon) { (open) throws(GateStateError) in
                    try open.add(event)
                }.value)
        }
        var all: [JournalRow] = []
        try journal.forEachRow(last: nil) { all.append($0) }
        #expect(all == written)
        var newest: [JournalRow] = []
        try journal.forEachRow(last: 2) { newest.append($0) }
        #expect(newest == Array(written.suffix(2)))
        #expect(try journal.table.head().at == noon)
    }

    @Test func `keeps nothing of a transaction whose body fails`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        try gate.add(1, to: journal)
        #expect(throws: GateStateError.noRequest.asSeenByTheGuard) {
            try journal.write(at: noon) { (open) throws(GateStateError) in
                try open.add(admission(of: 1))
                throw GateStateError.noRequest
            }
        }
        #expect(try gate.verify().rowCount == 1)
        try gate.add(1, to: journal)
        #expect(try gate.verify().fault == nil)
        #expect(try gate.issuerFaults() == [])
    }

    @Test func `admits nothing where the disk is full, and goes on when there is room`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        try journal.table.database.run("PRAGMA max_page_count=4")
        var written = 0
        #expect(throws: GateStateError.self) {
            for _ in 0..<10_000 {
                try gate.add(1, to: journal)
                written += 1
            }
        }
        #expect(written > 0)
        #expect(try gate.verify().rowCount == UInt64(written))
        try journal.table.database.run("PRAGMA max_page_count=100000")
        try gate.add(1, to: journal)
        #expect(try gate.verify().fault == nil)
        #expect(try gate.issuerFaults() == [])
    }

    @Test func `steps the key forward where a power cut left it behind the rows`() throws {
        let gate = try JournalFixture()
        let journal = try gate.open()
        try gate.add(2, to: journal)
        let behind = try gate.keyFile()
        try gate.add(3, to: journal)
        try gate.putKeyFile(behind)

        let next = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        #expect(next.value.number == 6)
        #expect(next.alarm == nil)
        #expect(try gate.issuerFaults() == [])
        #expect(try gate.verify().fault == nil)
    }

    @Test func `records a cut and alarms where rows are gone, then goes on`() throws {
        let gate = try JournalFixture()
        try gate.add(5, to: try gate.open())
        try gate.tamper("DELETE FROM row WHERE n > 3")
        #expect(try gate.verify().fault == JournalFault(number: 4, kind: .cut))

        let next = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        #expect(next.alarm == JournalAlarm(missing: 4...5))
        #expect(next.value.number == 7)
        var last: [JournalRow] = []
        try gate.open().forEachRow(last: 2) { last.append($0) }
        #expect(last.map(\.event.kind) == [.cut, .check])
        #expect(last.first?.event.about == 4)
        #expect(last.first?.number == 6)

        let later = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        #expect(later.alarm == nil)
        #expect(try gate.issuerFaults() == [])
        let check = try gate.verify()
        #expect(check.fault == JournalFault(number: 4, kind: .cut))
        #expect(check.lastNumber == 8)
    }

    @Test func `records a cut where the whole database was taken away`() throws {
        let gate = try JournalFixture()
        try gate.add(4, to: try gate.open())
        let folder = try PrivateFolder(opening: gate.temporary.state)
        for name in ["journal.db", "journal.db-wal", "journal.db-shm"] { try folder.remove(name) }
        let next = try gate.open().write(at: noon) { (open) throws(GateStateError) in
            try open.add(admission(of: 1))
        }
        #expect(next.alarm == JournalAlarm(missing: 1...4))
        #expect(try gate.issuerFaults() == [])
        #expect(try gate.verify().fault == JournalFault(number: 1, kind: .cut))
    }

    @Test(arguments: [0, 8, 20, 63])
    func `writes nothing where the key file is damaged`(position: Int) throws {
        let gate = try JournalFixture()
        var block = try gate.keyFile()
        block[position] ^= 1
        try gate.putKeyFile(block)
        let error = #expect(throws: GateStateError.damaged("journal.key").asSeenByTheGuard) {
            try gate.add(1, to: try gate.open())
        }
        let told = try #require(error).chineseText
        #expect(told.contains("journal.key 已损坏") && !told.contains("enrol the gate again"))
        try PrivateFolder(opening: gate.temporary.state).remove("journal.key")
        #expect(throws: GateStateError.self) { try gate.open() }
    }

    @Test func `gives up after five seconds where another program holds the journal`() throws {
        let gate = try JournalFixture()
        let holder = try gate.open()
        let waiting = try gate.open()
        try holder.keyFile.lock()
        #expect(throws: GateStateError.journalBusy(waitedSeconds: 5)) {
            try gate.add(1, to: waiting)
        }
        holder.keyFile.unlock()
        try gate.add(1, to: waiting)
        #expect(try gate.verify().rowCount == 1)
    }

    @Test func `lets two lanes together admit what is left, and not one more`() async throws {
        let gate = try JournalFixture()
        let limit: UInt64 = 25
        let admitted = try await withThrowingTaskGroup(of: Int.self) { lanes in
            for _ in 0..<4 {
                lanes.addTask {
                    let journal = try gate.open()
                    var count = 0
                    for _ in 0..<20 {
                        let outcome = try journal.write(at: noon) { (open) throws(GateStateError) in
                            let past = try open.history(of: PassIndex(rawValue: 1))
                            guard past.entriesAdmitted < limit else { return 0 }
                            try open.add(admission(of: 1))
                            return 1
                        }
                        count += outcome.value
                    }
                    return count
                }
            }
            return try await lanes.reduce(0, +)
        }
        #expect(admitted == Int(limit))
        #expect(try gate.verify().fault == nil)
        #expect(try gate.issuerFaults() == [])
    }

    @Test func `waits for the disk at each commit`() throws {
        let database = try JournalFixture().open().table.database
        let full: Int64 = 2
        let synchronous = try database.number("PRAGMA synchronous")
        #expect(synchronous == full)
        let log = try database.prepare("PRAGMA journal_mode")
        let isThere = try log.step()
        #expect(isThere)
        #expect(log.blob(0) == Array("wal".utf8))
    }

    @Test func `keeps the log beside the database bounded over many short openings`() throws {
        let gate = try JournalFixture()
        var longest = 0
        for _ in 0..<150 {
            let journal = try gate.open()
            try gate.add(1, to: journal)
            longest = max(longest, try logBytes(of: gate))
            journal.settle()
        }
        #expect(longest > 100_000)
        #expect(longest < Int(JournalTable.quietLogBytes) + 20 * 4_120)
        #expect(try gate.verify().rowCount == 150)
    }

    @Test func `keeps the log bounded where nobody settles it`() throws {
        let gate = try JournalFixture()
        var longest = 0
        for _ in 0..<500 {
            try gate.add(1, to: try gate.open())
            longest = max(longest, try logBytes(of: gate))
        }
        // A commit writes three pages or more: without an end the log would have 1,500.
        #expect(longest > Int(JournalTable.quietLogBytes))
        #expect(longest < (Int(JournalTable.copiedLogPages) + 200) * 4_120)
        #expect(try gate.verify().fault == nil)
    }

    private func logBytes(of gate: JournalFixture) throws -> Int {
        let folder = try PrivateFolder(opening: gate.temporary.state)
        return try folder.read("journal.db-wal", limitBytes: .max)?.count ?? 0
    }
}

extension GateStateError {
    /// What writing the journal makes of it.
    fileprivate var asSeenByTheGuard: GateStateError {
        .journalFailed(BilingualText(chineseText, description))
    }
}
