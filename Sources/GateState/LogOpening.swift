// How SQLite opens the write-ahead log of a gate's journal: as a file that is there, where it is.
//
// Whoever may create the log syncs its folder at its first commit (os_unix.c, UNIXFILE_DIRSYNC), so
// that the log's name is on the disk too. A check is a program with one commit and would pay that
// each time, though a gate's log gets its name with the journal and is emptied, never removed.
// Tests: Tests/GateStateTests/LogOpeningTests.swift.
internal import CSQLite
import Glibc

/// SQLite's way to the files of this system, with a log opened as it stands.
enum LogOpening {
    /// What `sqlite3_open_v2` knows it by; nil, SQLite's own, where it cannot be had.
    static let name: String? = register()

    private static let ownName: StaticString = "gatepass-gate"

    /// What to open a file with, of what SQLite asks.
    ///
    /// A log with nothing in it may be one whose maker died before it was on the disk.
    static func flags(asked: Int32, bytes: Int64?) -> Int32 {
        guard asked & SQLITE_OPEN_WAL != 0, let bytes, bytes > 0 else { return asked }
        return asked & ~SQLITE_OPEN_CREATE
    }

    private static func register() -> String? {
        guard let system = unsafe sqlite3_vfs_find(nil) else { return nil }
        // SQLite keeps what is registered until the program ends.
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.pNext = nil
        unsafe own.pointee.zName = UnsafeRawPointer(ownName.utf8Start)
            .assumingMemoryBound(to: CChar.self)
        unsafe own.pointee.xOpen = { _, path, file, asked, opened in
            guard let system = unsafe sqlite3_vfs_find(nil), let open = unsafe system.pointee.xOpen
            else { return SQLITE_CANTOPEN }
            var found = stat()
            let isThere = unsafe path.map { unsafe stat($0, &found) == 0 } ?? false
            let flags = LogOpening.flags(
                asked: asked, bytes: isThere ? Int64(found.st_size) : nil)
            return unsafe open(system, path, file, flags, opened)
        }
        guard unsafe sqlite3_vfs_register(own, 0) == SQLITE_OK else {
            unsafe own.deallocate()
            return nil
        }
        return ownName.description
    }
}
