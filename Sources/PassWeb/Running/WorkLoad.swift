// Work that blocks, on threads of its own, with a bound on how much of it may wait.
import NIOCore
import NIOPosix
import Synchronization

/// Which threads a request is worked on.
enum WorkLine: Sendable {
    /// As many as may share a commit.
    case usual
    /// Few, for what reads a page or one record: more of them than read at a time would wait for
    /// each other, and waking one up costs as much as its answer.
    case readings
}

/// Guards the threads for work that blocks and counts what waits for them.
final class WorkLoad: Sendable {
    /// For work in the background, which waits without being counted.
    let threads = NIOThreadPool(numberOfThreads: ServiceLimits.workThreads)
    private let readers = NIOThreadPool(
        numberOfThreads: min(max(2, System.coreCount), ServiceLimits.readingThreads))
    private let loops = MultiThreadedEventLoopGroup.singleton
    private let waitingCount = Atomic<Int>(0)
    private let changes: ChangeLine

    /// - Parameter together: does the work of several callers as one change.
    init(together: @escaping ChangeLine.Together) {
        changes = ChangeLine(together)
        threads.start()
        readers.start()
    }

    /// Requests that wait for a thread.
    var waiting: Int { max(0, waitingCount.load(ordering: .relaxed)) + changes.waiting }

    /// Runs what blocks where it blocks nobody else.
    ///
    /// - Throws: `Problem.busy` where too much waits already; what the body throws.
    func run<Value: Sendable>(
        in line: WorkLine = .usual, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        // On the caller's own loop, so that the answer need not go to another thread.
        let loop = loops.any()
        guard waitingCount.add(1, ordering: .relaxed).oldValue < ServiceLimits.waitingRequests
        else {
            waitingCount.subtract(1, ordering: .relaxed)
            throw Problem.busy
        }
        let threads = line == .readings ? readers : threads
        return try await threads.runIfActive(eventLoop: loop) {
            self.waitingCount.subtract(1, ordering: .relaxed)
            return try body()
        }.get()
    }

    /// Makes a short change in the line of those, and its answer beside the next ones.
    ///
    /// - Parameters:
    ///   - body: makes the change.
    ///   - finish: makes the answer; never refused, since nobody would know of the change.
    /// - Throws: `Problem.busy` where too many changes wait already; what both throw, or what keeps
    ///   the change from being kept.
    func change<Value: Sendable, Answer: Sendable>(
        _ body: @escaping @Sendable () throws -> Value,
        finish: @escaping @Sendable (Value) throws -> Answer
    ) async throws -> Answer {
        let loop = loops.any()
        return try await changes.run(on: loop, body) { [readers] value in
            readers.runIfActive(eventLoop: loop) { try finish(value) }
        }
    }

    /// Ends the threads; nothing is asked of them any more.
    func end() async throws {
        try await changes.end()
        try await readers.shutdownGracefully()
        try await threads.shutdownGracefully()
    }
}
