// What Hummingbird keeps of a request beside the request itself.
import Hummingbird
import NIOCore

struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Tells one request from all others of this run; it stands in the log and in a refusal.
    let requestID = RequestID().description
    /// The address at the other end of the connection; nil for one without.
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }
}

/// Whose request it is, where the service stands behind a proxy.
struct PeerAddresses: Sendable {
    /// Proxies whose `X-Forwarded-For` is believed.
    let trusted: Set<String>

    /// - Returns: the nearest address that is not a trusted proxy's; "-" where there is none.
    func address(of request: Request, _ context: ServiceContext) -> String {
        let peer = context.peer?.ipAddress ?? "-"
        guard trusted.contains(peer) else { return peer }
        let named = (request.headers[.forwardedFor] ?? "").split(separator: ",").map {
            String($0.drop { $0 == " " })
        }
        return named.last { !trusted.contains($0) } ?? peer
    }
}
