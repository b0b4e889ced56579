// Delivers short messages while the service runs. Tests: Tests/PassWebTests/MessageLoopTests.swift.
import Issuance
import Logging
import MessageSending
import ServiceLifecycle

/// Looks for messages that are due every few seconds, until the service stops; what is on its way
/// then is waited for.
struct MessageLoop: Service {
    /// How long to wait for the next round, and after one that failed.
    var pause = Duration.seconds(2)
    var pauseAfterFault = Duration.seconds(30)
    let delivery: MessageDelivery
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await round()
                // A sleep that is cut short is the end.
                do { try await Task.sleep(for: pause) } catch { return }
            }
        }
    }

    /// - Returns: how long to wait for the next.
    private func round() async -> Duration {
        do {
            let report = try await delivery.deliverDue()
            guard report.sent + report.postponed + report.failed > 0 else { return pause }
            logger.info(
                "messages",
                metadata: [
                    "sent": "\(report.sent)", "postponed": "\(report.postponed)",
                    "failed": "\(report.failed)",
                ])
            return pause
        } catch {
            logger.error("messages wait", metadata: ["why": "\(type(of: error))"])
            return pauseAfterFault
        }
    }
}
