// One commit for changes that come at the same time. A commit waits until the disk has it, which
// takes longer than most changes do; those that wait for their turn meanwhile share the next one.
// Tests: Tests/IssuanceTests/SharedCommitTests.swift.
import Dispatch
import GRDB
import Synchronization

/// Whether a change may be in one transaction with others.
enum CommitSharing {
    case shared
    /// For one that makes passes, with their batch and audit row, and changes nothing of what they
    /// are made by: nothing that `Registry.remembering` was given.
    case passes
    /// For one that reads the registry by another connection, which sees only what is committed.
    case alone
}

/// Guards who waits to write, and whose change is in the open transaction.
final class GroupCommit: Sendable {
    /// So that whoever came first does not wait for ever.
    static let largestGroup = 128

    private struct State {
        /// How many will still come to the writer.
        var coming = 0
        /// Whose changes are in the open transaction.
        var members: [Member] = []
    }

    /// One change; guards what became of its commit.
    private final class Member: Sendable {
        private let decided = DispatchSemaphore(value: 0)
        private let fault = Mutex<(any Error)?>(nil)

        func decide(_ error: (any Error)?) {
            fault.withLock { $0 = error }
            decided.signal()
        }

        func wait() throws {
            decided.wait()
            if let error = fault.withLock({ $0 }) { throw error }
        }
    }

    private let state = Mutex(State())

    /// Runs a change and returns once it is on the disk.
    ///
    /// A body that throws has changed nothing, and keeps no other change from its commit.
    ///
    /// - Parameter sharing: whether other changes may be in the same transaction.
    /// - Throws: what `body` throws; the fault of a commit, to everybody whose change was in it.
    func write<Value>(
        to pool: DatabasePool, _ sharing: CommitSharing = .shared,
        _ body: (Database) throws -> Value
    ) throws -> Value {
        if let memory {
            return try memory.during(sharing) {
                try here(in: pool) { try part(of: $0, body) }
            }
        }
        state.withLock { $0.coming += 1 }
        let member = Member()
        let value = try pool.writeWithoutTransaction { try join(member, in: $0, sharing, body) }
        try member.wait()
        return value
    }

    /// Whether this thread is in `together`, and its changes and readings in one transaction.
    var isTogether: Bool { memory != nil }

    /// What was read in that transaction; nil where this thread is in none.
    var memory: GroupMemory? {
        Self.together.flatMap { $0.commits == ObjectIdentifier(self) ? $0.memory : nil }
    }

    private struct Together {
        let commits: ObjectIdentifier
        let memory = GroupMemory()
    }

    @TaskLocal private static var together: Together?

    /// Runs a body whose changes are one after the other in one transaction and share its commit;
    /// no thread waits for another's turn.
    ///
    /// None of them is on the disk before this returns. A change that throws has changed nothing,
    /// as ever.
    ///
    /// - Throws: what the body throws, and then nothing is changed; the fault of the commit.
    func together(in pool: DatabasePool, _ body: () throws -> Void) throws {
        try pool.writeWithoutTransaction { db in
            // Of those that came one at a time.
            if db.isInsideTransaction { decide(commit(db)) }
            try begin(db)
            try whole(db) { _ in
                let together = Together(commits: ObjectIdentifier(self))
                try Self.$together.withValue(together, operation: body)
            }
            guard db.isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            if let fault = commit(db) { throw fault }
        }
    }

    /// Runs a body in the transaction of `together`.
    ///
    /// - Throws: `SQLITE_ABORT` where a full or failing disk has made SQLite roll that back.
    func here<Value>(in pool: DatabasePool, _ body: (Database) throws -> Value) throws -> Value {
        try pool.unsafeReentrantWrite { db in
            guard db.isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return try body(db)
        }
    }

    /// Begins a transaction of many small changes, whose savepoints keep the pages that they change
    /// in memory: in a file, as usual, that takes longer than the changes.
    private func begin(_ db: Database) throws {
        // How it stands at the beginning is how it stays. It takes effect as it is prepared.
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        defer { try? db.execute(sql: "PRAGMA temp_store = DEFAULT") }
        try db.beginTransaction(.immediate)
    }

    private func join<Value>(
        _ member: Member, in db: Database, _ sharing: CommitSharing,
        _ body: (Database) throws -> Value
    ) throws -> Value {
        let isLast = state.withLock { state in
            state.coming -= 1
            return state.coming == 0
        }
        if sharing == .alone, db.isInsideTransaction { decide(commit(db)) }
        if !db.isInsideTransaction { try db.beginTransaction(.immediate) }
        let outcome = Result { try sharing == .alone ? whole(db, body) : part(of: db, body) }
        let count = state.withLock { state in
            if case .success = outcome { state.members.append(member) }
            return state.members.count
        }
        if !db.isInsideTransaction {
            // A change alone has failed; or a full or failing disk made SQLite roll all back.
            decide(outcome.fault ?? DatabaseError(resultCode: .SQLITE_ABORT))
        } else if sharing == .alone || isLast || count >= Self.largestGroup {
            decide(commit(db))
        }
        return try outcome.get()
    }

    /// Runs a change in a transaction that others are in.
    private func part<Value>(of db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try db.execute(cached: "SAVEPOINT change")
        do {
            let value = try body(db)
            guard db.isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            try db.execute(cached: "RELEASE SAVEPOINT change")
            return value
        } catch {
            if db.isInsideTransaction { undoPart(of: db) }
            throw error
        }
    }

    /// Nothing is committed where even that fails.
    private func undoPart(of db: Database) {
        do {
            try db.execute(cached: "ROLLBACK TO SAVEPOINT change")
            try db.execute(cached: "RELEASE SAVEPOINT change")
        } catch { try? db.rollback() }
    }

    /// Runs a change that is all of its transaction.
    ///
    /// Within a savepoint SQLite would keep what each of its statements changes until the end.
    private func whole<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        do { return try body(db) } catch {
            if db.isInsideTransaction { try? db.rollback() }
            throw error
        }
    }

    private func commit(_ db: Database) -> (any Error)? {
        do {
            try db.commit()
            return nil
        } catch {
            if db.isInsideTransaction { try? db.rollback() }
            return error
        }
    }

    private func decide(_ error: (any Error)?) {
        let members = state.withLock { state in
            defer { state.members = [] }
            return state.members
        }
        for one in members { one.decide(error) }
    }
}

extension Result {
    fileprivate var fault: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
