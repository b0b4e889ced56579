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
            "gatepass bundle make --gate 1 --to gate1.bundle --expires 14d",
            "gatepass bundle make --gate 1 --to gate1.delta --delta-from 1780000000"))

    @Option(help: "门岗。/ Gate it is for.")
    var gate: GateNumber
    @Option(help: "数据包文件。/ File for `gate load`.", completion: .file())
    var to: String
    @Option(
        help: ArgumentHelp(
            "数据包有效期。/ After this the gate decides nothing by it: 14d, ISO 8601 or seconds.",
            valueName: "time"))
    var expires: ExpiryArgument?
    @Option(
        help: ArgumentHelp(
            "只写自该版本以来的变动；门岗须正用该版本。/ Only what changed since this version, which the "
                + "gate must have in force; `gate status` shows it.",
            valueName: "version"))
    var deltaFrom: Int64?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let outcome = try office.makeBundle(
                gate: gate, expiresSeconds: try expires?.time.seconds(at: office),
                deltaFrom: deltaFrom)
            try office.writeFile(outcome.bytes, to: to)
            return try Reply(MadeBundle(gate: gate, outcome, path: to), text(of: outcome))
        }
    }

    private func text(of made: BundleOutcome) -> BilingualText {
        guard let delta = made.delta else {
            return BilingualText(
                "已为门岗 \(gate) 制作数据包 \(to)：版本 \(made.version)，\(made.entries) 张通行证。",
                "Made \(to) for gate \(gate): version \(made.version), \(made.entries) passes.")
        }
        return BilingualText(
            "已为门岗 \(gate) 制作增量包 \(to)：由版本 \(delta.base) 到 \(made.version)，"
                + "新增或变动 \(delta.changed) 张，移除 \(delta.removed) 张，共 \(made.entries) 张通行证。"
                + "只能在版本 \(delta.base) 之上装载。",
            "Made \(to) for gate \(gate): from version \(delta.base) to \(made.version), "
                + "\(made.entries) passes, of them \(delta.changed) new or changed; "
                + "\(delta.removed) gone. It loads on version \(delta.base) alone.")
    }
}

/// What `make` tells programs.
private struct MadeBundle: Encodable {
    let gate: GateNumber
    let version: Int64
    let entries: Int
    let path: String
    /// The version that the file builds on; null for a whole bundle, like the two below.
    let deltaFrom: Int64?
    let changed: Int?
    let removed: Int?

    init(gate: GateNumber, _ made: BundleOutcome, path: String) {
        self.gate = gate
        version = made.version
        entries = made.entries
        self.path = path
        deltaFrom = made.delta?.base
        changed = made.delta?.changed
        removed = made.delta?.removed
    }

    private enum CodingKeys: String, CodingKey {
        case gate, version, entries, path, deltaFrom, changed, removed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(gate, forKey: .gate)
        try container.encode(version, forKey: .version)
        try container.encode(entries, forKey: .entries)
        try container.encode(path, forKey: .path)
        try container.encode(deltaFrom, forKey: .deltaFrom)
        try container.encode(changed, forKey: .changed)
        try container.encode(removed, forKey: .removed)
    }
}
