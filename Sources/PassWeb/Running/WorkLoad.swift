// Work that blocks, on threads of its own, with a bound on how much of it may wait.
import NIOCore
import NIOPosix
import Synchronization

/// Guards the threads for work that blocks and counts what waits for them.
final class WorkLoad: Sendable {
    /// For work in the background, which waits without being counted.
    let threads = NIOThreadPool(numberOfThreads: ServiceLimits.workThreads)
    private let loops = MultiThreadedEventLoopGroup.singleton
    private let waitingCount = Atomic<Int>(0)

    init() { threads.start() }

    /// Requests that wait for a thread.
    var waiting: Int { max(0, waitingCount.load(ordering: .relaxed)) }

    /// Runs what blocks where it blocks nobody else.
    ///
    /// - Throws: `Problem.busy` where too much waits already; what the body throws.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        guard waitingCount.add(1, ordering: .relaxed).oldValue < ServiceLimits.waitingRequests
        else {
            waitingCount.subtract(1, ordering: .relaxed)
            throw Problem.busy
        }
        // On the caller's own loop, so that the answer need not go to another thread.
        return try await threads.runIfActive(eventLoop: loops.any()) {
            self.waitingCount.subtract(1, ordering: .relaxed)
            return try body()
        }.get()
    }

    /// Ends the threads; nothing is asked of them any more.
    func end() async throws { try await threads.shutdownGracefully() }
}
