// What changes of one group need not read again: while their transaction is open nobody else
// writes. Tests: Tests/IssuanceTests/TogetherTests.swift.
import Synchronization

/// Guards what was read in one transaction and stands as long as only passes are made.
final class GroupMemory: Sendable {
    private struct State {
        var values: [AnyHashable: any Sendable] = [:]
        /// How many changes that may touch what is remembered are being made, one in the other.
        var changing = 0
    }

    private let state = Mutex(State())

    func value<Value: Sendable>(for key: some Hashable & Sendable, _: Value.Type) -> Value? {
        state.withLock { state in
            guard let found = state.values[AnyHashable(key)] else { return nil }
            return found as? Value
        }
    }

    /// Remembers a value, unless a change is being made that it may be amid.
    func keep(_ value: some Sendable, for key: some Hashable & Sendable) {
        state.withLock { state in
            guard state.changing == 0 else { return }
            state.values[AnyHashable(key)] = value
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
            state.values = [:]
            state.changing += changing
        }
    }
}
