// Work that goes on beside the caller's own thread. Tests: Tests/WorkersTests/MeanwhileTests.swift.
import Dispatch
import Synchronization

/// A value that another thread works out until it is asked for.
package final class Meanwhile<Value: Sendable>: Sendable {
    private let work: @Sendable () -> Value
    private let isDone = DispatchSemaphore(value: 0)
    /// Guards what the other thread found; nil until then.
    private let found = Mutex<Value?>(nil)

    /// Begins at once.
    package init(_ work: @escaping @Sendable () -> Value) {
        self.work = work
        DispatchQueue.global().async {
            let value = work()
            self.found.withLock { $0 = value }
            self.isDone.signal()
        }
    }

    /// Waits for the value.
    package func value() -> Value {
        isDone.wait()
        // Who asks again does not wait.
        isDone.signal()
        return found.withLock { $0 } ?? work()
    }
}
