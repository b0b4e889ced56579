// How the service is to run, and what it refuses to run as.
package import Issuance
package import PassFormat
package import Registry

/// The settings of one run of the service.
package struct ServiceSettings: Sendable {
    /// Host or address and port to listen at; port 0 takes any that is free.
    package var host: String
    package var port: Int
    /// Certificate chain and private key, PEM; nil for plain HTTP.
    package var certificate: CertificateFiles?
    /// Proxies whose word about the peer is believed, and before which TLS ends.
    package var trustedProxies: [AddressRange] = []
    /// Who may read the figures of the running service, beside the machine itself.
    package var metricsFrom: [AddressRange] = []
    /// Scheme and host under which people reach the service, as `https://pass.example`; nil: as the
    /// request names it.
    package var publicAddress: String?
    /// The folder that holds `Templates` and `Docs`.
    package var resources: String
    package var messageTemplates = MessageTemplates()
    /// Who sends short messages; nil for nobody, and they wait.
    package var messageProvider: (any MessageProvider)?
    package var messageRules = MessageRules()

    /// The folder of the pages' templates.
    var templates: String { "\(resources)/Templates/web" }

    package init(host: String, port: Int, resources: String) {
        self.host = host
        self.port = port
        self.resources = resources
    }

    /// What keeps the service from running so; nil where nothing does.
    ///
    /// Passwords and codes do not cross a network in the clear.
    package var fault: ServiceFault? {
        guard certificate == nil, trustedProxies.isEmpty, !listensAtLoopback else { return nil }
        return ServiceFault(
            text: BilingualText(
                "在 \(host) 上不能用明文 HTTP 服务；请用 --certificate 和 --private-key 给出证书，"
                    + "或用 --behind-proxy 写明在前面终止 TLS 的代理地址，或只监听 127.0.0.1",
                "plain HTTP is not served at \(host); give --certificate and --private-key, or name"
                    + " the proxy that ends TLS with --behind-proxy, or listen at 127.0.0.1"))
    }

    /// Whether only programs of this machine reach it.
    var listensAtLoopback: Bool {
        host == "localhost" || NetworkAddress(host)?.isLoopback == true
    }
}

/// Why the service does not start.
package struct ServiceFault: Error, Sendable {
    package let text: BilingualText

    package init(text: BilingualText) { self.text = text }
}
