// Readings of the registry: one by one, many at one moment, or amid the changes of `together`.
// Tests: Tests/IssuanceTests/SharedCommitTests.swift.
import GRDB
import Synchronization

extension Registry {
    func read<Value>(_ body: (Database) throws -> Value) throws(RegistryError) -> Value {
        try translating(path) {
            if commits.isTogether { return try commits.here(in: pool, body) }
            return try Self.moment == nil ? pool.read(body) : pool.unsafeReentrantRead(body)
        }
    }

    /// What this task sees the registry at, and what is to be written after it.
    @TaskLocal private static var moment: Moment?

    /// A reader that is held; guards what may only be written once it is given back.
    private final class Moment: Sendable {
        typealias Write = @Sendable () throws(RegistryError) -> Void

        private let writes = Mutex<[Write]>([])

        func add(_ write: @escaping Write) { writes.withLock { $0.append(write) } }

        func writeAll() throws(RegistryError) {
            for write in writes.withLock({ $0 }) { try write() }
        }
    }

    /// Writes down what the audit does not record: that something was used or tried.
    ///
    /// Within one moment that happens after it: whoever holds a reader and waits for the writer
    /// keeps it from the writer, which may need one too.
    func note(_ sql: String, _ arguments: StatementArguments) throws(RegistryError) {
        let write = { @Sendable () throws(RegistryError) in
            try keep { try $0.execute(cached: sql, arguments: arguments) }
        }
        if let moment = Self.moment { moment.add(write) } else { try write() }
    }

    /// Runs a body all of whose readings see the registry at one moment, by one connection: a
    /// dozen readings take hardly longer than one.
    ///
    /// The body changes nothing.
    ///
    /// - Throws: what `body` throws, as it is.
    package func atOneMoment<Value>(_ body: () throws -> Value) throws -> Value {
        if Self.moment != nil || commits.isTogether { return try body() }
        let moment = Moment()
        var outcome: Result<Value, any Error>?
        try read { _ in
            outcome = Result { try Self.$moment.withValue(moment) { try body() } }
        }
        try moment.writeAll()
        guard let outcome else { throw RegistryError.busy(path: path) }
        return try outcome.get()
    }

    /// Runs a body on this thread with all its readings and changes in one transaction: those of
    /// many callers, one after the other, who wait for one commit and never for each other.
    ///
    /// Nothing of it is on the disk before this returns.
    ///
    /// - Throws: `RegistryError` where the commit fails; what the body throws, as it is. Nothing is
    ///   changed then.
    package func together(_ body: () throws -> Void) throws {
        var stopped: (any Error)?
        do {
            try translating(path) {
                try commits.together(in: pool) {
                    do { try body() } catch {
                        stopped = error
                        throw error
                    }
                }
            }
        } catch { throw stopped ?? error }
    }

    /// What a body reads, or has read for the same key in this `together`, where nothing but
    /// passes was made since.
    ///
    /// - Parameter key: of a type of its own, and all that the value depends on beside the
    ///   registry.
    /// - Throws: what the body throws.
    package func remembering<Key: Hashable & Sendable, Value: Sendable, Fault: Error>(
        _ key: Key, _ body: () throws(Fault) -> Value
    ) throws(Fault) -> Value {
        guard let memory = commits.memory else { return try body() }
        if let value = memory.value(for: key, Value.self) { return value }
        let value = try body()
        memory.keep(value, for: key)
        return value
    }

    /// Whether this thread is in `together`.
    package var isTogether: Bool { commits.isTogether }

    /// Reads rows one by one for a caller whose own errors are handed on as they are, not as a
    /// fault of this file.
    func walk<Value>(
        _ fetch: (Database) throws -> RowCursor, reading value: (Row) throws -> Value,
        _ body: (Value) throws -> Void
    ) throws {
        var stopped: (any Error)?
        try read { db in
            let rows = try fetch(db)
            while stopped == nil, let row = try rows.next() {
                let value = try value(row)
                do { try body(value) } catch { stopped = error }
            }
        }
        if let stopped { throw stopped }
    }
}
