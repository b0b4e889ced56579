// What the commands share: folder, address, clocks, and how a fault ends them.
import ArgumentParser
import CommandSupport
import GateLink
import GateState
import Glibc
import PassCrypto
import PassFormat

/// `--state DIR`, which `gate` always gives.
struct FolderOption: ParsableArguments {
    @Option(name: .customLong("state"), help: "闸口目录。/ The gate's folder.")
    var path: String

    /// Opens the gate.
    ///
    /// - Throws: `LinkFault.gate`.
    func open() throws(LinkFault) -> Gate {
        do throws(GateStateError) { return try Gate(opening: path) } catch { throw .gate(error) }
    }
}

/// `--server URL --pin SHA256`.
struct ServerOptions: ParsableArguments {
    @Option(help: "签发中心的地址。/ The office: https://host[:port].")
    var server: String?
    @Option(help: "服务器公钥的 SHA-256。/ SHA-256 of the server's public key.")
    var pin: String?

    func validate() throws {
        guard (server == nil) == (pin == nil) else {
            throw ValidationError("--server 与 --pin 须一同给出。/ --server and --pin go together.")
        }
    }

    /// What was typed; nil where nothing was.
    func address() throws(LinkFault) -> OfficeAddress? {
        guard let server, let pin else { return nil }
        return try OfficeAddress(typed: server, pin: pin)
    }

    /// What was typed, else where the gate's office was found last.
    func address(of gate: Gate) throws(LinkFault) -> OfficeAddress {
        if let typed = try address() { return typed }
        do throws(GateStateError) {
            if let kept = try gate.officeAddress() { return kept }
        } catch { throw .gate(error) }
        throw .notLinked
    }

    /// For one question to the office, by the difference of clocks that was found last.
    func line(of gate: Gate) throws(LinkFault) -> OfficeLine {
        try OfficeLine(
            gate, over: HTTPSLine(address(of: gate)) { true },
            offsetSeconds: gate.linkStatus()?.offsetSeconds ?? 0, clock: .system, random: .system)
    }
}

extension LinkClock {
    /// The machine's.
    static let system = LinkClock {
        let boot = SystemClock.bootID().map {
            BootMoment(id: $0, seconds: SystemClock.bootSeconds())
        }
        return MachineTime(calendar: SystemClock.now(), boot: boot)
    }
}

extension LinkFault {
    /// The fault as the end of a command.
    var failure: CommandFailure { CommandFailure(exitCode, text) }

    private var exitCode: ExitCode {
        switch self {
        case .badAddress, .badPin: .wrongUsage
        case .notLinked, .otherKey, .redirected, .badAnswer, .journalTooLong: .nothingDone
        case .refused(let status, _, _): status < 500 ? .nothingDone : .cannotWork
        case .unreachable, .stopped: .cannotWork
        case .gate(let error): error.isOfDocuments ? .nothingDone : .cannotWork
        }
    }
}

extension GateStateError {
    /// Whether a document or a bundle is at fault, and not the gate.
    fileprivate var isOfDocuments: Bool {
        switch self {
        case .bundle, .enrolment, .alreadyEnrolled, .noRequest, .rowUnreadable: true
        default: false
        }
    }
}

/// Runs a command's work and ends it as the fault says.
func linked(_ body: () throws(LinkFault) -> Void) throws(CommandFailure) {
    do throws(LinkFault) { try body() } catch { throw error.failure }
}
