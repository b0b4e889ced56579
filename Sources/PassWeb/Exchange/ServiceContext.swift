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
