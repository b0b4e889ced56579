// `gatepass serve`: the signing service over HTTP.
import ArgumentParser
import CommandSupport
import Dispatch
import Issuance
import MessageSending
import PassFormat
import PassWeb
import Synchronization

/// Serves until it is told to stop.
struct ServeCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "启动网上签发服务。/ Serves the office over HTTP until SIGTERM or Ctrl-C.",
        discussion: example(
            "gatepass serve --listen 127.0.0.1:8080",
            "gatepass serve --listen 0.0.0.0:443 --certificate site.pem --private-key site.key"))

    @Option(
        help: ArgumentHelp(
            "监听的地址和端口。/ Address and port; else 127.0.0.1:8080.", valueName: "host:port"))
    var listen: String?
    @Option(help: ArgumentHelp("PEM 证书链。/ Certificate chain, PEM.", valueName: "file"))
    var certificate: String?
    @Option(help: ArgumentHelp("PEM 私钥。/ Private key, PEM.", valueName: "file"))
    var privateKey: String?
    @Option(
        help: ArgumentHelp(
            "在前面终止 TLS 的可信代理，多项以逗号分隔。/ Trusted proxies before which TLS ends.",
            valueName: "addresses"))
    var behindProxy: String?
    @Option(
        help: ArgumentHelp("对外的网址。/ Address that people use.", valueName: "https://host"))
    var baseURL: String?
    @Option(
        help: ArgumentHelp(
            "除本机外可读 /metrics 的地址。/ Who else may read /metrics.", valueName: "addresses"))
    var metricsFrom: String?
    @Option(
        help: ArgumentHelp(
            "Templates 和 Docs 所在目录。/ Folder of Templates and Docs.", valueName: "dir"))
    var resources: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try words }

    /// What the flags say.
    private var words: ServiceWords {
        get throws {
            var words = ServiceWords()
            let flags: [(ServiceWords.Name, String, String?)] = [
                (.listen, "--listen", listen), (.certificate, "--certificate", certificate),
                (.privateKey, "--private-key", privateKey),
                (.trustedProxies, "--behind-proxy", behindProxy),
                (.baseURL, "--base-url", baseURL), (.metricsFrom, "--metrics-from", metricsFrom),
                (.resources, "--resources", resources),
            ]
            for (name, flag, text) in flags {
                guard let text, !words.take(text, as: name) else { continue }
                throw ValidationError(
                    "\(flag) 应像 \(name.example)。/ \(flag): expected one like \(name.example).")
            }
            return words
        }
    }

    func run() throws {
        try withSettings { settings in
            var serving = try settings.service(try words)
            if let fault = serving.fault { throw CommandFailure(.nothingDone, fault.text) }
            let office = try Office.open(settings.folders, setting: .own)
            do {
                serving.messageTemplates = try settings.messageTemplates(
                    resources: serving.resources)
                serving.messageProvider = try settings.messageProvider(clock: office.clock)
            } catch let fault as MessageFault {
                throw CommandFailure(.cannotWork, fault.text)
            }
            let service = SigningService(
                office: office, settings: serving, log: { Console.log($0) })
            let console = Console(flag: output.language ?? settings.language, environment: .system)
            let form = output.form
            let end = try blocking {
                try await service.run { address in
                    switch form {
                    case .json:
                        if let line = try? OfficeJSON.text(address) { console.print(line) }
                    case .people:
                        console.print(Self.greeting(address))
                    }
                }
            }
            switch end {
            case .finished:
                return try Reply(
                    ["stopped": true], BilingualText("服务已停止。", "The service has stopped."))
            case .cutShort:
                console.complain(
                    BilingualText(
                        "服务已停止，未等完成的请求；它们没有得到答复。",
                        "The service has stopped without waiting; some requests got no answer."))
                ProgramStart.endAtOnce(.partlyRefused)
            }
        }
    }

    private static func greeting(_ address: ServiceAddress) -> BilingualText {
        let start = BilingualText(
            "正在 \(address.listening) 提供服务。", "Serving at \(address.listening).")
        guard let pin = address.pin else { return start }
        return BilingualText(
            start.chinese + "\n证书公钥，供 gate enrol --pin：\(pin)",
            start.english + "\nKey of the certificate, for gate enrol --pin: \(pin)")
    }

    /// Waits for asynchronous work where there is no other.
    private func blocking(
        _ body: @escaping @Sendable () async throws -> ServiceEnd
    ) throws -> ServiceEnd {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task {
            do {
                let end = try await body()
                outcome.end.withLock { $0 = .success(end) }
            } catch { outcome.end.withLock { $0 = .failure(error) } }
            done.signal()
        }
        done.wait()
        do { return try outcome.end.withLock { try $0.get() } } catch let fault as ServiceFault {
            throw CommandFailure(.cannotWork, fault.text)
        }
    }
}

/// Guards what the work ended with.
private final class Outcome: Sendable {
    let end = Mutex<Result<ServiceEnd, any Error>>(.success(.cutShort))
}
