// The journal's log is opened as it stands where something is in it, and made where nothing is.
import CSQLite
import Glibc
import JournalFormat
import TestSupport
import Testing

@testable import GateState

@Suite struct `Opening the journal's log` {
    @Test func `takes a log that has something in it as it stands`() throws {
        let fixture = try JournalFixture()
        try fixture.add(1, to: fixture.open())
        #expect(try openedWith(fixture) & SQLITE_OPEN_CREATE == 0)
        #expect(try fixture.verify().fault == nil)
    }

    @Test func `may make an empty one anew, with its folder synced`() throws {
        let fixture = try JournalFixture()
        try fixture.add(1, to: fixture.open())
        _ = unsafe truncate(log(fixture), 0)
        #expect(try openedWith(fixture) & SQLITE_OPEN_CREATE != 0)
    }

    @Test func `makes one that is gone`() throws {
        let fixture = try JournalFixture()
        try fixture.add(1, to: fixture.open())
        _ = unsafe unlink(log(fixture))
        #expect(try openedWith(fixture) & SQLITE_OPEN_CREATE != 0)
        #expect(unsafe access(log(fixture), F_OK) == 0)
    }

    @Test func `takes every other file as SQLite asks`() {
        let asked = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        #expect(LogOpening.flags(asked: asked, bytes: 4_096) == asked)
    }

    private func log(_ fixture: JournalFixture) -> String {
        "\(fixture.temporary.state)/journal.db-wal"
    }

    /// What the gate's way of opening passes on to the system's for the log.
    private func openedWith(_ fixture: JournalFixture) throws -> Int32 {
        let name = try #require(LogOpening.name)
        let way = try unsafe #require(unsafe sqlite3_vfs_find(name))
        let open = try unsafe #require(unsafe way.pointee.xOpen)
        let file = UnsafeMutableRawPointer.allocate(
            byteCount: Int(unsafe way.pointee.szOsFile), alignment: 16)
        defer { unsafe file.deallocate() }
        let opened = unsafe file.bindMemory(to: sqlite3_file.self, capacity: 1)
        var flags: Int32 = 0
        let asked = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = unsafe open(way, log(fixture), opened, asked, &flags)
        #expect(code == SQLITE_OK)
        if code == SQLITE_OK { _ = unsafe opened.pointee.pMethods.pointee.xClose(opened) }
        return flags
    }
}
