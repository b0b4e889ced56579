// Whose request it is where the service stands behind a proxy, and whether it came in the clear.
// Only what a trusted proxy itself wrote is believed: anybody can send the same header fields.
import HTTPTypes
import Hummingbird

/// Tells peers from proxies.
struct PeerAddresses: Sendable {
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    let trusted: [AddressRange]
    let metricsFrom: [AddressRange]
    /// Whether requests come only through a proxy, since TLS ends there.
    let areProxied: Bool

    init(_ settings: ServiceSettings) {
        trusted = settings.trustedProxies
        metricsFrom = settings.metricsFrom
        areProxied = settings.certificate == nil && !settings.listensAtLoopback
    }

    /// The address that asks: the nearest one that is not a trusted proxy's.
    ///
    /// - Returns: "-" where the connection has none.
    func address(of headers: HTTPFields, from peer: String?) -> String {
        guard let peer else { return "-" }
        guard isTrusted(peer) else { return peer }
        let named = forwarded(headers)
        guard let nearest = named.last(where: { !isTrusted($0) }) ?? named.first else {
            return peer
        }
        // What a proxy passes on unread is no address, and one name for all of it is enough.
        return NetworkAddress(nearest)?.description ?? "-"
    }

    /// Refuses a request that crossed a network in the clear.
    ///
    /// - Throws: `Problem`.
    func admit(_ headers: HTTPFields, from peer: String?) throws(Problem) {
        let isProxy = peer.map { isTrusted($0) } ?? false
        if isProxy, headers[.forwardedProto]?.lowercased() == "http" {
            throw Problem(
                .forbidden, "HTTPS_ONLY", "请改用 https:// 开头的网址", "use the address with https://")
        }
        guard areProxied, !isProxy, !isOwn(peer) else { return }
        throw Problem(
            .forbidden, "PROXY_ONLY", "请通过本服务公布的 https 网址访问",
            "come by the https address of this service")
    }

    /// Whether the figures of the running service may be read: from where the settings say, or from
    /// this machine itself, but not through a proxy on it whose word is not believed.
    ///
    /// - Parameter address: as `address(of:from:)` found it.
    func mayReadMetrics(_ headers: HTTPFields, by address: String) -> Bool {
        guard let asking = NetworkAddress(address) else { return false }
        if metricsFrom.contains(asking) { return true }
        return asking.isLoopback && forwarded(headers).allSatisfy { isOwn($0) }
    }

    private func isOwn(_ peer: String?) -> Bool {
        peer.flatMap { NetworkAddress($0) }?.isLoopback == true
    }

    private func isTrusted(_ peer: String) -> Bool {
        NetworkAddress(peer).map { trusted.contains($0) } ?? false
    }

    private func forwarded(_ headers: HTTPFields) -> [String] {
        (headers[.forwardedFor] ?? "").split(separator: ",").map { part in
            String(part.drop { $0 == " " }.prefix { $0 != " " })
        }
    }
}
