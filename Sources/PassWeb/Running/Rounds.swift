// Work that comes round while the service runs: lists that wait, clocks that run out, messages.
import Issuance
import Logging
import NIOPosix
import ServiceLifecycle

/// Does something again and again, on a thread of its own, until the service stops; what is being
/// done then is finished first.
struct Rounds: Service {
    /// For the log.
    let name: String
    /// How long to rest when there was nothing to do.
    let restSeconds: Double
    let threads: NIOThreadPool
    let logger: Logger
    /// - Returns: whether there was something to do.
    let round: @Sendable () throws -> Bool

    func run() async throws {
        // Cancelled where another part of the service failed, such as to listen.
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var wasBusy = false
            do { wasBusy = try await threads.runIfActive(round) } catch {
                let why = (error as? OfficeError)?.english ?? "\(type(of: error))"
                logger.error("round failed", metadata: ["round": "\(name)", "why": "\(why)"])
            }
            if !wasBusy {
                try? await cancelWhenGracefulShutdown {
                    try await Task.sleep(for: .seconds(restSeconds))
                }
            }
        }
    }
}
