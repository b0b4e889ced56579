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
import PassFormat
import ServiceLifecycle
import UnixSignals

/// How a service ended that was told to stop.
package enum ServiceEnd: Sendable {
    /// All that was accepted is answered.
    case finished
    /// It was told a second time, or the time was over: what was not answered is not done.
    case cutShort
}

/// Where a service answers.
package struct ServiceAddress: Sendable, Encodable {
    /// With scheme and port.
    package let listening: String
    /// See `CertificateFacts.pin`; nil without TLS.
    package let pin: String?
}

/// The signing service over HTTP.
package struct SigningService: Sendable {
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

    /// Serves until SIGTERM or SIGINT.
    ///
    /// What was accepted before is finished first, for `ServiceLimits.stopSeconds` at most; a
    /// second signal ends it at once. SIGHUP takes a renewed certificate.
    ///
    /// - Parameter ready: called once the service answers.
    /// - Throws: `ServiceFault` where it cannot listen or cannot use its certificate.
    package func run(
        ready: @escaping @Sendable (ServiceAddress) -> Void
    ) async throws -> ServiceEnd {
        if let fault = settings.fault { throw fault }
        let certificate = try settings.certificate.map { try ServiceCertificate($0) }
        let load = WorkLoad { [office] work in try office.commitTogether(work) }
        let reception = Reception(
            office: office, load: load, entrance: Entrance(), logger: logger,
            addresses: PeerAddresses(settings), figures: ServiceFigures())
        let scheme = certificate == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let silent = Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() }
        let kinds = kinds()
        let applications = ApplicationsOffice(office, kinds: kinds)
        var application = Application(
            responder: reception.responder(
                allEndpoints(reception, settings, kinds) + [metrics(reception, certificate)]),
            server: try server(certificate),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: .maximum(ServiceLimits.connections, logger: silent)),
            services: [
                Rounds(
                    name: "lists", restSeconds: 0.25, threads: load.threads, logger: logger,
                    round: { [office] in try office.workOnLists() }),
                Rounds(
                    name: "message jobs", restSeconds: 0.25, threads: load.threads,
                    logger: logger, round: { [office] in try office.workOnMessages() }),
                Rounds(
                    name: "clocks", restSeconds: 15, threads: load.threads, logger: logger,
                    round: { [office] in
                        office.letGoOfReadings()
                        return try applications.riseOverdue() > 0
                    }),
            ],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("serving", metadata: ["scheme": "\(scheme)", "port": "\(port)"])
                ready(
                    ServiceAddress(
                        listening: "\(scheme)://\(host):\(port)", pin: certificate?.facts.pin))
            },
            logger: silent)
        if let delivery = delivery(load.threads) {
            application.addServices(MessageLoop(delivery: delivery, logger: logger))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: silent))
        note(certificate)
        let end = try await end(of: group, certificate)
        logger.info("stopped", metadata: ["end": "\(end)"])
        if end == .finished {
            await settings.messageProvider?.close()
            try await load.end()
        }
        return end
    }

    /// Runs the group and does what signals ask for.
    ///
    /// Nothing waits for what a cut-short end leaves.
    private func end(
        of group: ServiceGroup, _ certificate: ServiceCertificate?
    ) async throws -> ServiceEnd {
        let (ends, outcome) = AsyncThrowingStream<ServiceEnd, any Error>.makeStream()
        // Before the group runs, so that no signal finds nobody.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        Task(executorPreference: LoopExecutor(MultiThreadedEventLoopGroup.singleton)) {
            do {
                try await group.run()
                outcome.yield(.finished)
            } catch { outcome.finish(throwing: error) }
        }
        let obeying = Task {
            var isStopping = false
            for await signal in signals {
                if signal == .sighup {
                    renew(certificate)
                } else if isStopping {
                    outcome.yield(.cutShort)
                } else {
                    isStopping = true
                    logger.info("stopping")
                    await group.triggerGracefulShutdown()
                    Task {
                        try await Task.sleep(for: .seconds(ServiceLimits.stopSeconds))
                        outcome.yield(.cutShort)
                    }
                }
            }
        }
        defer { obeying.cancel() }
        do {
            for try await end in ends { return end }
        } catch let error as IOError {
            throw ServiceFault(
                text: BilingualText(
                    "不能在 \(settings.host):\(settings.port) 上监听（\(error)）；请换一个地址或端口，或停止占用它的程序",
                    "cannot listen at \(settings.host):\(settings.port) (\(error)); choose another"
                        + " address or port, or stop the program that has it"))
        }
        return .cutShort
    }

    private func delivery(_ threads: NIOThreadPool) -> MessageDelivery? {
        settings.messageProvider.map {
            MessageDelivery(
                office, settings.messageTemplates, through: $0, settings.messageRules,
                threads: threads)
        }
    }

    /// The kinds of applications; a file with faults is not served, and the log says why.
    private func kinds() -> KindReading {
        let kinds = readKinds(in: "\(settings.resources)/Templates")
        for fault in kinds.faults {
            logger.error("template at fault", metadata: ["why": "\(fault.english)"])
        }
        for year in kinds.missingYears(at: office.clock.nowSeconds) {
            logger.warning("calendar lacks a year", metadata: ["calendar": "\(year)"])
        }
        return kinds
    }

    private func server(_ certificate: ServiceCertificate?) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [SlowPeers(), AwaitedBodies()],
                idleTimeout: .seconds(ServiceLimits.headSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ServiceLimits.headFieldBytes,
                    maxHeaderListSize: ServiceLimits.headBytes,
                    maxHeaderFieldCount: ServiceLimits.headFields)))
        guard let certificate else { return plain }
        return try .tls(plain, tlsConfiguration: certificate.configuration)
    }
}

extension SigningService {
    /// Takes what is in the certificate's files now.
    private func renew(_ certificate: ServiceCertificate?) {
        guard let certificate else { return }
        do {
            try certificate.renew()
            note(certificate)
        } catch {
            logger.error("certificate not taken", metadata: ["why": "\(error.text.english)"])
        }
    }

    private func note(_ certificate: ServiceCertificate?) {
        guard let certificate else { return }
        let facts = certificate.facts
        let left = facts.endsAtSeconds - office.clock.nowSeconds
        logger.log(
            level: left < CertificateFiles.soonOverSeconds ? .warning : .info, "certificate",
            metadata: ["ends": "\(facts.endsAtSeconds)", "pin": "\(facts.pin)"])
    }
}
