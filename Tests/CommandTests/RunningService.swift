// `gatepass serve` as a process of its own, asked with curl as anybody would.
import Foundation
import Glibc
import TestSupport
import Testing

/// A service that answers.
struct RunningService {
    let program: Process
    /// As it told it, such as `http://127.0.0.1:40123`.
    let address: String
    /// Where its standard error goes.
    let logFile: URL

    var port: String { String(address.split(separator: ":").last ?? "") }

    /// The log's lines.
    func log() throws -> [[String: Any]] {
        try String(contentsOf: logFile, encoding: .utf8).split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                "no JSON: \(line)")
        }
    }

    /// Waits until the log has an event.
    func wait(
        forEvent event: String, count: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try eventually(sourceLocation) {
            try log().count { $0["event"] as? String == event } >= count
        }
    }

    /// What curl says of an address; status and body with `-i` and the like.
    func curl(_ path: String, _ arguments: [String] = []) throws -> String {
        try InstalledProgram("curl", aptPackage: "curl").output(
            ["--silent", "--show-error", "--max-time", "30"] + arguments + [address + path])
    }

    /// The status alone.
    func status(_ path: String, _ arguments: [String] = []) throws -> String {
        try curl(path, ["--output", "/dev/null", "--write-out", "%{http_code}"] + arguments)
    }

    /// Waits until it has ended.
    ///
    /// - Returns: the exit code.
    func end(within seconds: Double) throws -> Int32 {
        try eventually(within: seconds) { !program.isRunning }
        return program.terminationStatus
    }
}

/// Asks again and again until something holds.
func eventually(
    within seconds: Double = 30, _ sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () throws -> Bool
) throws {
    let limit = Date(timeIntervalSinceNow: seconds)
    while try !holds() {
        try #require(Date() < limit, "not within \(seconds) s", sourceLocation: sourceLocation)
        Thread.sleep(forTimeInterval: 0.02)
    }
}

extension GatepassProgram {
    /// Wherever the programs were built, their templates are those of this checkout.
    static let checkout = vectors.deletingLastPathComponent().deletingLastPathComponent().path

    /// The same for commands that read the templates.
    var withTemplates: GatepassProgram {
        var program = self
        program.variables["GATEPASS_SERVICE_RESOURCES"] = Self.checkout
        return program
    }

    /// Starts the service for the time of a test's body.
    ///
    /// - Parameters:
    ///   - listen: where it listens; any free port.
    ///   - arguments: further flags.
    func serving(
        listen: String = "127.0.0.1:0", _ arguments: [String] = [],
        _ body: (RunningService) throws -> Void
    ) throws {
        let told = folder.appendingPathComponent("serve-\(UUID().uuidString).out")
        let logFile = folder.appendingPathComponent("serve-\(UUID().uuidString).log")
        for file in [told, logFile] { try Data().write(to: file) }
        let server = Process()
        let built = URL(fileURLWithPath: BuiltProgram.folder).appendingPathComponent("gatepass")
        let words = runner + [built.path, "serve", "--json", "--listen", listen] + arguments
        server.executableURL = URL(fileURLWithPath: words[0])
        server.arguments = Array(words.dropFirst())
        server.currentDirectoryURL = folder
        server.environment = [
            "GATEPASS_DATA": "./d", "GATEPASS_SERVICE_RESOURCES": GatepassProgram.checkout,
        ]
        .merging(variables) { _, given in given }
        server.standardInput = FileHandle.nullDevice
        server.standardOutput = try FileHandle(forWritingTo: told)
        server.standardError = try FileHandle(forWritingTo: logFile)
        try server.run()
        defer {
            if server.isRunning { Glibc.kill(server.processIdentifier, SIGKILL) }
            server.waitUntilExit()
        }
        var address = ""
        try eventually {
            let complaint = try String(contentsOf: logFile, encoding: .utf8)
            try #require(server.isRunning, "the service ended: \(complaint)")
            let line = try String(contentsOf: told, encoding: .utf8)
            guard line.hasSuffix("\n") else { return false }
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            address = try #require((object as? [String: String])?["listening"])
            return true
        }
        try body(RunningService(program: server, address: address, logFile: logFile))
    }

    /// Makes a certificate with openssl, signed by itself, for localhost and 127.0.0.1.
    ///
    /// - Parameters:
    ///   - name: of the files, `name.pem` and `name.key`.
    ///   - days: how long it holds.
    func makeCertificate(_ name: String, days: Int = 90) throws {
        let path = { (kind: String) in folder.appendingPathComponent("\(name).\(kind)").path }
        let openssl = try InstalledProgram("openssl", aptPackage: "openssl")
        _ = try openssl.output([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", path("key"), "-out", path("csr"),
        ])
        _ = try openssl.output([
            "x509", "-req", "-in", path("csr"), "-signkey", path("key"), "-days", "\(days)",
            "-copy_extensions", "copyall", "-out", path("pem"),
        ])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: path("key"))
    }
}
