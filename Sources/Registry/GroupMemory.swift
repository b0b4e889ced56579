// What changes of one group need not read again: while their transaction is open nobody else
// writes. Tests: Tests/IssuanceTests/TogetherMemoryTests.swift.
import Synchronization

/// Guards what was read in one transaction and stands as long as only passes are made.
final class GroupMemory: Sendable {
    /// Values of one kind by their key.
    private final class Table<Key: Hashable, Value> {
        var values: [Key: Value] = [:]
    }

    private struct State {
        /// By the type of their key; keys of any type in one table take longer than a reading.
        var tables: [ObjectIdentifier: AnyObject] = [:]
        /// How many changes that may touch what is remembered are being made, one in the other.
        var changing = 0
    }

    private let state = Mutex(State())

    func value<Key: Hashable & Sendable, Value: Sendable>(
        for key: Key, _: Value.Type
    ) -> Value? {
        state.withLock { state in
            let table = state.tables[ObjectIdentifier(Key.self)] as? Table<Key, Value>
            return table?.values[key]
        }
    }

    /// Remembers a value, unless a change is being made that it may be amid.
    func keep<Key: Hashable & Sendable, Value: Sendable>(_ value: Value, for key: Key) {
        state.withLock { state in
            guard state.changing == 0 else { return }
            let kind = ObjectIdentifier(Key.self)
            let table = state.tables[kind] as? Table<Key, Value> ?? Table()
            table.values.updateValue(value, forKey: key)
            state.tables[kind] = table
        }
    }

    /// Runs a change, before and after which everything is forgotten but by one that makes passes;
    /// by one that fails always.
    func during<Value>(_ sharing: CommitSharing, _ change: () throws -> Value) throws -> Value {
        guard sharing != .passes else {
            do { return try change() } catch {
                forget(0)
                throw error
            }
        }
        forget(1)
        defer { forget(-1) }
        return try change()
    }

    private func forget(_ changing: Int) {
        state.withLock { state in
            state.tables = [:]
            state.changing += changing
        }
    }
}
