// `gatepass device code|enrol|list|revoke`: the machines at the gates.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Devices.
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "门岗设备。/ Devices at gates.",
        discussion: example("gatepass device list"),
        subcommands: [DeviceCode.self, DeviceEnrol.self, DeviceList.self, DeviceRevoke.self])
}

/// Makes a code with which a device enrols itself over the network.
struct DeviceCode: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: "为门岗做一次性登记码。/ Makes a one-time code for `gate enrol --server`.",
        discussion: """
            15 分钟内有效，只用一次；再做一个，前一个即作废。
            Good for 15 minutes and one device; another code ends the one before.

            \(example("gatepass device code --gate 1"))
            """)

    @Option(help: "所在门岗。/ Gate that the device is to serve.")
    var gate: GateNumber
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let made = try office.makeEnrolmentCode(for: gate)
            let until = try TimeText(office).text(of: made.expires)
            return try Reply(
                made,
                BilingualText(
                    "\(made.code)\n门岗 \(gate) 的登记码，用到 \(until)；"
                        + "在门岗运行 gate enrol --server，从标准输入给出。",
                    "\(made.code)\nThe code of gate \(gate), good until \(until); give it to gate"
                        + " enrol --server on standard input."))
        }
    }
}

/// Lets a device serve a gate.
struct DeviceEnrol: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "登记门岗设备。/ Lets a device serve a gate; prints both fingerprints.",
        discussion: example(
            "gatepass device enrol --gate 1 --request device.json --to enrolment.json"))

    /// A request is some hundred bytes.
    private static let largestRequestBytes = 64 * 1024

    @Option(help: "所在门岗。/ Gate it serves.")
    var gate: GateNumber
    @Option(help: "设备申请文件。/ File from `gate enrol --request`.", completion: .file())
    var request: String
    @Option(help: "答复文件。/ Answer for `gate enrol --accept`.", completion: .file())
    var to: String
    @Option(
        help: ArgumentHelp(
            "设备显示的指纹，不符则拒绝。/ Fingerprint shown at the gate; refuses any other.",
            valueName: "text"))
    var fingerprint: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let outcome = try office.enrolDevice(
                gate: gate,
                request: try readWholeFile(request, limitBytes: Self.largestRequestBytes),
                expectedFingerprint: fingerprint)
            try office.writeFile(outcome.answer, to: to)
            return try Reply(
                EnrolledDevice(
                    gate: gate, deviceFingerprint: outcome.deviceFingerprint,
                    enrolmentFingerprint: outcome.enrolmentFingerprint, path: to),
                BilingualText(
                    "门岗 \(gate) 的设备指纹：\(outcome.deviceFingerprint)\n"
                        + "登记指纹：\(outcome.enrolmentFingerprint)\n"
                        + "答复在 \(to)；请与门岗屏幕上的指纹逐字核对。",
                    "Device of gate \(gate): \(outcome.deviceFingerprint)\n"
                        + "Enrolment: \(outcome.enrolmentFingerprint)\n"
                        + "The answer is in \(to); compare both with what the gate shows."))
        }
    }
}

/// What `enrol` tells programs.
private struct EnrolledDevice: Encodable {
    let gate: GateNumber
    let deviceFingerprint: String
    let enrolmentFingerprint: String
    let path: String
}

/// Lists devices.
struct DeviceList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出设备。/ Lists devices.",
        discussion: example("gatepass device list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            return try Reply(
                listing: try office.devices(),
                [
                    TextColumn("门岗", "Gate", plain: \.gate),
                    TextColumn("设备指纹", "Device fingerprint", plain: \.fingerprint),
                    TextColumn("登记指纹", "Enrolment fingerprint", plain: { $0.enrolment }),
                    TextColumn("登记时间", "Enrolled", plain: { times.text(of: $0.enrolledAt) }),
                    TextColumn(
                        "撤销时间", "Revoked", plain: { $0.revokedAt.map(times.text(of:)) }),
                ])
        }
    }
}

/// Makes no more bundles for a gate's device.
struct DeviceRevoke: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "撤销门岗设备。/ Ends a gate's device; it has no bundles any more.",
        discussion: example("gatepass device revoke --gate 1 --reason stolen"))

    @Option(help: "所在门岗。/ Gate whose device it is.")
    var gate: GateNumber
    @Option(help: "原因，记入审计。/ Why, for the audit record.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try office.revokeDevice(gate: gate, why: reason)
            return try Reply(
                RevokedDevice(gate: gate),
                BilingualText(
                    "门岗 \(gate) 的设备已撤销。", "The device of gate \(gate) is revoked."))
        }
    }
}

/// What `revoke` tells programs.
private struct RevokedDevice: Encodable {
    let gate: GateNumber
}
