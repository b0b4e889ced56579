// What Hummingbird keeps of a request beside the request itself.
import Hummingbird
import NIOCore

struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Tells one request from all others of this run; it stands in the log and in a refusal.
    let requestID = RequestID().whole
    /// The address at the other end of the connection; nil for one without.
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }
}

extension RequestID {
    private static let digits = 32

    /// With the zeros that the description begins without.
    fileprivate var whole: String {
        let text = description
        return String(repeating: "0", count: max(0, Self.digits - text.utf8.count)) + text
    }
}
