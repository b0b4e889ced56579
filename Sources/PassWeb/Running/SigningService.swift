// The running service: settings in, a server that answers until it is told to stop.
import ApplicationKinds
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Issuance
import Logging
import MessageSending
import NIOCore
import NIOPosix
import NIOSSL
package import PassFormat
package import Registry

/// How the service is to run.
package struct ServiceSettings: Sendable {
    /// Host or address and port to listen at; port 0 takes any that is free.
    package var host: String
    package var port: Int
    /// Certificate chain and private key, PEM; nil for plain HTTP behind a proxy.
    package var certificatePath: String?
    package var privateKeyPath: String?
    /// Addresses of proxies whose word about the peer is believed.
    package var trustedProxies: Set<String> = []
    /// The folder that holds `Templates` and `Docs`.
    package var resources: String
    package var messageTemplates = MessageTemplates()
    /// Who sends short messages; nil for nobody, and they wait.
    package var messageProvider: (any MessageProvider)?
    package var messageRules = MessageRules()

    /// Scheme and host under which people reach the service, as `https://pass.example`; nil: as the
    /// request names it.
    package var publicAddress: String?
    /// The folder of the pages' templates.
    var templates: String { "\(resources)/Templates/web" }

    package init(host: String, port: Int, resources: String) {
        self.host = host
        self.port = port
        self.resources = resources
    }
}

/// Why the service does not start.
package struct ServiceFault: Error, Sendable {
    package let text: BilingualText
}

/// The signing service over HTTP.
package struct SigningService: Sendable {
    /// Threads for work that blocks: more than cores, since most of them wait for the disk.
    static let workThreads = 16

    let office: Office
    let settings: ServiceSettings
    let logger: Logger

    /// - Parameter log: takes a line of the log, without its end.
    package init(
        office: Office, settings: ServiceSettings, log: @escaping @Sendable (String) -> Void
    ) {
        self.office = office
        self.settings = settings
        logger = Logger(label: "gatepass") { _ in LineLog(clock: office.clock, write: log) }
    }

    /// Serves until SIGTERM or SIGINT; what was accepted before is finished first.
    ///
    /// - Parameter ready: called with the address once the service answers.
    /// - Throws: `ServiceFault` where it cannot listen or cannot use its certificate.
    package func run(ready: @escaping @Sendable (String) -> Void) async throws {
        let threads = NIOThreadPool(numberOfThreads: Self.workThreads)
        threads.start()
        let reception = Reception(
            office: office, threads: threads, entrance: Entrance(),
            logger: logger, addresses: PeerAddresses(trusted: settings.trustedProxies))
        let scheme = settings.certificatePath == nil ? "http" : "https"
        let host = settings.host
        let applications = applications()
        var application = Application(
            responder: reception.responder(allEndpoints(reception, settings)),
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil),
            services: [
                Rounds(
                    name: "lists", restSeconds: 0.25, threads: threads, logger: logger,
                    round: { [office] in try office.workOnLists() }),
                Rounds(
                    name: "clocks", restSeconds: 15, threads: threads, logger: logger,
                    round: { try applications.riseOverdue() > 0 }),
            ],
            onServerRunning: { channel in
                ready("\(scheme)://\(host):\(channel.localAddress?.port ?? 0)")
            },
            logger: Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() })
        if let delivery = delivery(threads) {
            application.addServices(MessageLoop(delivery: delivery, logger: logger))
        }
        do {
            try await application.runService()
        } catch let error as IOError {
            throw ServiceFault(
                text: BilingualText(
                    "不能在 \(settings.host):\(settings.port) 上监听（\(error)）；请换一个地址或端口，或停止占用它的程序",
                    "cannot listen at \(settings.host):\(settings.port) (\(error)); choose another"
                        + " address or port, or stop the program that has it"))
        }
        try await threads.shutdownGracefully()
    }

    private func delivery(_ threads: NIOThreadPool) -> MessageDelivery? {
        settings.messageProvider.map {
            MessageDelivery(
                office, settings.messageTemplates, through: $0, settings.messageRules,
                threads: threads)
        }
    }

    /// The kinds of applications; a file with faults is not served, and the log says why.
    private func applications() -> ApplicationsOffice {
        let kinds = readKinds(in: "\(settings.resources)/Templates")
        for fault in kinds.faults {
            logger.error("kind not served", metadata: ["why": "\(fault.english)"])
        }
        return ApplicationsOffice(office, kinds: kinds)
    }

    private func server() throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: .seconds(60)))
        guard let certificate = settings.certificatePath, let key = settings.privateKeyPath else {
            return plain
        }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: tls)
        } catch {
            throw ServiceFault(
                text: BilingualText(
                    "证书 \(certificate) 或私钥 \(key) 不能使用（\(error)）；应为 PEM 格式且互相匹配",
                    "certificate \(certificate) or private key \(key) cannot be used (\(error));"
                        + " both are PEM and belong together"))
        }
    }
}
