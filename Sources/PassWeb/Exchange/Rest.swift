// Rests of requests that wait for something: a service that was told to stop waits for nothing.
import ServiceLifecycle

/// Rests, unless the service is about to stop.
///
/// - Returns: false where it is, at once.
/// - Throws: `CancellationError` where nobody waits for the answer any more.
func rested(for duration: Duration) async throws -> Bool {
    do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    } catch is CancellationError where Task.isShuttingDownGracefully { return false }
    return !Task.isShuttingDownGracefully
}
