// An office that serves over TLS on this machine, and a gate that is linked to it.
import Foundation
import PassCrypto
import Testing

/// `gatepass serve` with a certificate of its own; ended with the test.
final class ServedOffice {
    let office: GatepassProgram
    /// `https://127.0.0.1:port`.
    let server: String
    /// SHA-256 of the server's public key, hexadecimal, as openssl has it.
    let pin: String
    /// The same as the service tells it when it starts.
    let toldPin: String?
    private let running: Process

    init(_ office: GatepassProgram) throws {
        self.office = office
        func path(_ name: String) -> String { office.folder.appendingPathComponent(name).path }
        try Self.run(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", "/CN=office",
            "-keyout", path("server.key"), "-out", path("server.pem"))
        try Self.run(
            "/usr/bin/openssl", "pkey", "-in", path("server.key"), "-pubout", "-outform", "DER",
            "-out", path("server.spki"))
        let key = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path("server.spki"))))
        pin = SHA256.hash(key.span).array.map { String(format: "%02x", $0) }.joined()
        running = Process()
        running.executableURL = URL(fileURLWithPath: "\(BuiltProgram.folder)/gatepass")
        running.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--certificate", "server.pem", "--private-key",
            "server.key", "--json",
        ]
        running.currentDirectoryURL = office.folder
        running.environment = [
            "GATEPASS_DATA": "./d", "GATEPASS_SERVICE_RESOURCES": GatepassProgram.checkout,
        ]
        let spoken = Pipe()
        running.standardOutput = spoken
        running.standardError = FileHandle.nullDevice
        running.standardInput = FileHandle.nullDevice
        try running.run()
        var line = Data()
        while !line.contains(0x0A) {
            let more = spoken.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            line += more
        }
        let said = try JSONSerialization.jsonObject(with: line) as? [String: Any]
        server = try #require(said?["listening"] as? String)
        toldPin = said?["pin"] as? String
    }

    /// The same for whoever asks it with curl, which has to be told to take its certificate.
    var service: RunningService {
        RunningService(
            program: running, address: server, logFile: URL(fileURLWithPath: "/dev/null"))
    }

    /// Tells it to stop, and waits until it has.
    ///
    /// - Returns: the exit code.
    func stop(within seconds: Double) throws -> Int32 {
        running.terminate()
        try eventually(within: seconds) { !running.isRunning }
        return running.terminationStatus
    }

    deinit {
        running.terminate()
        running.waitUntilExit()
    }

    private static func run(_ program: String, _ arguments: String...) throws {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: program)
        run.arguments = arguments
        run.standardError = FileHandle.nullDevice
        try run.run()
        run.waitUntilExit()
        try #require(run.terminationStatus == 0, "\(program) \(arguments)")
    }
}

/// Twelve people with a pass each, and gate 1, enrolled over the network.
struct LinkedGate {
    let gate = GateRun()
    let served: ServedOffice
    var office: GatepassProgram { served.office }

    init() throws {
        let office = GatepassProgram(folder: URL(fileURLWithPath: gate.path("")))
        try `Office's way of gatepass`.issue(in: office)
        served = try ServedOffice(office)
    }

    /// Enrols the gate by a fresh code.
    func enrol() throws -> GateAnswer {
        let made = try office.must("device", "code", "--gate", "1", "--json").object()
        let code = try #require(made["code"] as? String)
        return try gate.run(
            "enrol", "--server", served.server, "--pin", served.pin, "--yes", "--json",
            input: code + "\n")
    }

    /// An exchange that must end with 0.
    @discardableResult
    func sync() throws -> [String: Any] {
        let answer = try gate.run("sync", "--json")
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.object()
    }

    func codes() throws -> [ExportedCode] {
        try office.must("pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text")
        return try ExportedCode.list(in: office.folder.appendingPathComponent("codes.csv").path)
    }

    /// What the gate says of a code.
    func verdict(on code: ExportedCode) throws -> String? {
        try gate.run("check", "--json", input: code.text + "\n").object()["code"] as? String
    }

    /// The version in force.
    func version() throws -> Int? {
        let bundle = try gate.run("status", "--json").object()["bundle"] as? [String: Any]
        return bundle?["version"] as? Int
    }
}
