// Delivers short messages while the service runs. Tests: Tests/MessageSendingTests.
import Issuance
import Logging
import MessageSending
import ServiceLifecycle

/// Looks for messages that are due every few seconds, until the service stops.
struct MessageLoop: Service {
    private static let pause = Duration.seconds(2)
    private static let pauseAfterFault = Duration.seconds(30)

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
            guard report.sent + report.postponed + report.failed > 0 else { return Self.pause }
            logger.info(
                "messages",
                metadata: [
                    "sent": "\(report.sent)", "postponed": "\(report.postponed)",
                    "failed": "\(report.failed)",
                ])
            return Self.pause
        } catch {
            logger.error("messages wait", metadata: ["why": "\(type(of: error))"])
            return Self.pauseAfterFault
        }
    }
}
