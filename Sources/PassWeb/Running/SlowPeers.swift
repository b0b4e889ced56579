// Ends connections whose peers bring the body of a request, or take an answer, so slowly that they
// only hold the place. Hummingbird itself bounds the time for a request's head.
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Watches the bodies of one connection.
final class SlowPeers: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    /// When the body must be whole; later with each byte that comes.
    private var deadline: NIODeadline?
    private var check: Scheduled<Void>?

    func channelActive(context: ChannelHandlerContext) {
        let unread = ChannelOptions.Types.SocketOption(
            level: .tcp, name: .init(rawValue: Self.userTimeout))
        // Where the system has no such bound the connection is as good as without.
        context.channel.setOption(unread, value: .init(ServiceLimits.unreadMilliseconds))
            .whenFailure { _ in }
        context.fireChannelActive()
    }

    /// `TCP_USER_TIMEOUT` of tcp(7).
    private static let userTimeout: CInt = 18

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            deadline = .now() + .seconds(ServiceLimits.bodySeconds)
            watch(context)
        case .body(let bytes):
            deadline = deadline.map {
                $0
                    + .nanoseconds(
                        Int64(bytes.readableBytes) * 1_000_000_000
                            / ServiceLimits.bodyBytesPerSecond)
            }
        case .end: rest()
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        rest()
        context.fireChannelInactive()
    }

    private func rest() {
        deadline = nil
        check?.cancel()
        check = nil
    }

    private func watch(_ context: ChannelHandlerContext) {
        guard let deadline else { return }
        check = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            guard let moved = self.deadline else { return }
            if moved > deadline { self.watch(context) } else { context.close(promise: nil) }
        }
    }
}
