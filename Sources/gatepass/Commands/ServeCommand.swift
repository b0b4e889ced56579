// `gatepass serve`: the signing service over HTTP.
import ArgumentParser
import CommandSupport
import Dispatch
import FoundationEssentials
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
    var listen: ListenAddress?
    @Option(help: ArgumentHelp("PEM 证书链。/ Certificate chain, PEM.", valueName: "file"))
    var certificate: String?
    @Option(help: ArgumentHelp("PEM 私钥。/ Private key, PEM.", valueName: "file"))
    var privateKey: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (certificate == nil) == (privateKey == nil) else {
            throw ValidationError(
                "证书与私钥须一同给出。/ --certificate and --private-key go together.")
        }
    }

    func run() throws {
        try withSettings { settings in
            let office = try Office.open(settings.folders, setting: .own)
            var serving = settings.service(self)
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
            try blocking {
                try await service.run { address in
                    switch form {
                    case .json: console.print("{\"listening\":\"\(address)\"}")
                    case .people:
                        console.print(
                            BilingualText("正在 \(address) 提供服务。", "Serving at \(address)."))
                    }
                }
            }
            return try Reply(
                ["stopped": true], BilingualText("服务已停止。", "The service has stopped."))
        }
    }

    /// Waits for asynchronous work where there is no other.
    private func blocking(_ body: @escaping @Sendable () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task {
            do { try await body() } catch { outcome.fault.withLock { $0 = error } }
            done.signal()
        }
        done.wait()
        guard let fault = outcome.fault.withLock({ $0 }) else { return }
        if let fault = fault as? ServiceFault { throw CommandFailure(.cannotWork, fault.text) }
        throw fault
    }
}

/// Guards what the work ended with; nil where it ended well.
private final class Outcome: Sendable {
    let fault = Mutex<(any Error)?>(nil)
}

extension Settings {
    fileprivate func service(_ flags: ServeCommand) -> ServiceSettings {
        let listen = flags.listen ?? ListenAddress(host: "127.0.0.1", port: 8080)
        var service = ServiceSettings(
            host: listen.host, port: listen.port, resources: Self.resources)
        service.certificatePath = flags.certificate
        service.privateKeyPath = flags.privateKey
        return service
    }

    /// The folder with `Templates` and `Docs`: a checkout's, beside the one of the programs.
    private static var resources: String {
        let folder = ProgramStart.folder ?? "."
        let near = ["\(folder)/..", "\(folder)/../..", "\(folder)/../../..", "/usr/share/gatepass"]
        return near.first { FileManager.default.fileExists(atPath: "\($0)/Templates") } ?? "."
    }
}

/// Where to listen.
struct ListenAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = UInt16(argument[argument.index(after: colon)...])
        else { return nil }
        let host = argument[..<colon].filter { !"[]".contains($0) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: Int(port))
    }
}
