// Short changes that many ask for at once: one thread does those that wait one after the other, and
// one commit is for all of them. On a thread for each they would wait for each other at the
// registry, which takes longer than the changes. Tests: Tests/PassWebTests/ChangeLineTests.swift.
import NIOCore
import NIOPosix
import Synchronization

/// Guards who waits for the thread.
final class ChangeLine: Sendable {
    /// So that whoever came first does not wait for ever.
    static let mostTogether = 128

    /// Does the work of several callers; what it throws, each of them is told.
    typealias Together = @Sendable (_ work: () -> Void) throws -> Settle

    /// What is left to do before anybody is told; what it throws, each of them is told.
    typealias Settle = @Sendable () throws -> Void

    private struct Change {
        let work: @Sendable () -> Void
        /// Begins to make the answer.
        let begin: @Sendable () -> Void
        /// Tells what came of it, or that nothing did.
        let tell: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Change] = []
        var isAtWork = false
    }

    private let state = Mutex(State())
    private let thread = NIOThreadPool(numberOfThreads: 1)
    /// Settles what is done, while the next changes are made: it waits for the disk.
    private let settling = NIOThreadPool(numberOfThreads: 1)
    private let together: Together

    init(_ together: @escaping Together) {
        self.together = together
        thread.start()
        settling.start()
    }

    /// Changes that wait for the thread.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Does a change once those before it are done.
    ///
    /// - Parameters:
    ///   - loop: where the answer goes on.
    ///   - finish: begins to make the answer on other threads, once the changes are made; it is
    ///     told once they are kept, for which the disk is waited for meanwhile.
    /// - Throws: `Problem.busy` where too many wait already; what the body or the making of the
    ///   answer throws, or what keeps the changes from being kept.
    func run<Value: Sendable, Answer: Sendable>(
        on loop: any EventLoop, _ body: @escaping @Sendable () throws -> Value,
        finish: @escaping @Sendable (Value) -> EventLoopFuture<Answer>
    ) async throws -> Answer {
        let answer = loop.makePromise(of: Answer.self)
        let done = Outcome<Value>()
        let begun = Outcome<EventLoopFuture<Answer>>()
        let change = Change(
            work: { done.set(Result { try body() }) },
            begin: { begun.set(done.value.map(finish)) },
            tell: { fault in
                if let fault { return answer.fail(fault) }
                switch begun.value {
                case .success(let future): future.cascade(to: answer)
                case .failure(let error): answer.fail(error)
                }
            })
        switch add(change) {
        case .refused: answer.fail(Problem.busy)
        case .waits: break
        case .begins: thread.submit { self.work(as: $0) }
        }
        return try await answer.futureResult.get()
    }

    /// Ends the threads; nothing is asked of them any more.
    func end() async throws {
        try await thread.shutdownGracefully()
        try await settling.shutdownGracefully()
    }

    private enum Place { case refused, waits, begins }

    private func add(_ change: Change) -> Place {
        state.withLock { state in
            guard state.waiting.count < ServiceLimits.waitingRequests else { return .refused }
            state.waiting.append(change)
            defer { state.isAtWork = true }
            return state.isAtWork ? .waits : .begins
        }
    }

    private func work(as thread: NIOThreadPool.WorkItemState) {
        while let changes = next() {
            let done = Result {
                guard thread == .active else { throw CancellationError() }
                return try together {
                    for change in changes { change.work() }
                    // All at once, so that the other threads are woken up once.
                    for change in changes { change.begin() }
                }
            }
            // Also where the thread is ended already: what is done is to be settled, and told.
            settling.submit { _ in Self.settle(changes, done) }
        }
    }

    private static func settle(_ changes: ArraySlice<Change>, _ done: Result<Settle, any Error>) {
        var fault: (any Error)?
        do { try done.get()() } catch { fault = error }
        for change in changes { change.tell(fault) }
    }

    /// Those that waited longest; nil where nobody waits, and the next that comes begins anew.
    private func next() -> ArraySlice<Change>? {
        state.withLock { state in
            let next = state.waiting.prefix(Self.mostTogether)
            state.waiting.removeFirst(next.count)
            state.isAtWork = !next.isEmpty
            return next.isEmpty ? nil : next
        }
    }
}

/// Guards what came of a change, or of the making of its answer, until it may be told.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

    var value: Result<Value, any Error> {
        result.withLock { $0 } ?? .failure(CancellationError())
    }
}
