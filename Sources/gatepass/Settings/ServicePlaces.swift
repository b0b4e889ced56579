// The settings of the service put together: flags before variables before gatepass.toml.
import ArgumentParser
import CommandSupport
import FoundationEssentials
import PassFormat
import PassWeb

extension Settings {
    private static let defaultListen = ListenAddress(host: "127.0.0.1", port: 8080)

    /// How the service is to run.
    ///
    /// - Parameter flags: what the command line said.
    /// - Throws: `CommandFailure` where certificate or private key stands alone.
    func service(_ flags: ServiceWords) throws(CommandFailure) -> ServiceSettings {
        let listen =
            word(.listen, flags).flatMap(ListenAddress.init(argument:)) ?? Self.defaultListen
        var service = ServiceSettings(
            host: listen.host, port: listen.port,
            resources: word(.resources, flags) ?? Self.resources)
        switch (word(.certificate, flags), word(.privateKey, flags)) {
        case (let certificate?, let key?):
            service.certificate = CertificateFiles(
                certificatePath: certificate, privateKeyPath: key)
        case (nil, nil): break
        default:
            throw CommandFailure(
                .wrongUsage,
                BilingualText(
                    "证书与私钥须一同给出：certificate 和 private_key。",
                    "certificate and private_key go together; give both."))
        }
        service.trustedProxies = word(.trustedProxies, flags).flatMap(ServiceWords.ranges) ?? []
        service.metricsFrom = word(.metricsFrom, flags).flatMap(ServiceWords.ranges) ?? []
        service.publicAddress = word(.baseURL, flags)
        return service
    }

    /// Paths of the file start at the data folder, others at the working directory.
    private func word(_ name: ServiceWords.Name, _ flags: ServiceWords) -> String? {
        if let given = flags[name] ?? service.variables[name] { return given }
        switch name {
        case .certificate, .privateKey, .resources:
            return service.file[name].map { Self.place($0, in: dataFolder) }
        case .listen, .trustedProxies, .baseURL, .metricsFrom: return service.file[name]
        }
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
