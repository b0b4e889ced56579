// Runs the service's tasks on the threads that read and write its connections. On threads of their
// own each request would go to and fro, which takes as long as much of its answer.
import NIOCore
import NIOPosix

/// Tasks go on on the event loop where they were left, others on any.
///
/// What runs here must not block; work that does has `WorkLoad`.
final class LoopExecutor: TaskExecutor {
    private let loops: any EventLoopGroup

    /// - Parameter loops: those of the connections.
    init(_ loops: any EventLoopGroup) { self.loops = loops }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        loops.any().execute { unsafe job.runSynchronously(on: executor) }
    }
}
