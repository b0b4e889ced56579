// `gatepass bundle make`: what a gate needs to decide, signed, for one device.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Bundles.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "门岗数据包。/ Data bundles for gates.",
        discussion: example("gatepass bundle make --gate 1 --to gate1.bundle"),
        subcommands: [BundleMake.self])
}

/// Makes a gate's bundle.
struct BundleMake: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "制作门岗数据包。/ Makes a gate's bundle.",
        discussion: example(
            "gatepass bundle make --gate 1 --to gate1.bundle",
            "gatepass bundle make --gate 1 --to gate1.bundle --expires 14d"))

    @Option(help: "门岗。/ Gate it is for.")
    var gate: GateNumber
    @Option(help: "数据包文件。/ File for `gate load`.", completion: .file())
    var to: String
    @Option(
        help: ArgumentHelp(
            "数据包有效期。/ After this the gate decides nothing by it: 14d, ISO 8601 or seconds.",
            valueName: "time"))
    var expires: ExpiryArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let outcome = try office.makeBundle(
                gate: gate, expiresSeconds: try expires?.time.seconds(at: office))
            try office.writeFile(outcome.bytes, to: to)
            return try Reply(
                MadeBundle(
                    gate: gate, version: outcome.version, entries: outcome.entries, path: to),
                BilingualText(
                    "已为门岗 \(gate) 制作数据包 \(to)：版本 \(outcome.version)，"
                        + "\(outcome.entries) 张通行证。",
                    "Made \(to) for gate \(gate): version \(outcome.version), "
                        + "\(outcome.entries) passes."))
        }
    }
}

/// What `make` tells programs.
private struct MadeBundle: Encodable {
    let gate: GateNumber
    let version: Int64
    let entries: Int
    let path: String
}
