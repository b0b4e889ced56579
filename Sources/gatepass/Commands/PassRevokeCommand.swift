// `gatepass pass revoke`.
import ArgumentParser
import CommandSupport
import Identifiers
import Issuance
import PassFormat
import Registry

/// Withdraws passes: one, or all that have something in common.
struct PassRevoke: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Withdraws passes; gates learn it from their next bundle. / 作废通行证。",
        discussion: example(
            "gatepass pass revoke --number 310117-0000-0042-5 --reason lost",
            "gatepass pass revoke --employee E00042 --org 1042 --reason left",
            "gatepass pass revoke --org 1042 --before -2h --preview"))

    @OptionGroup var reached: ReachArguments
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only passes issued before; with --org, --batch or --epoch. / 只作废此前签发的。",
            valueName: "time"))
    var before: TimeArgument?
    @Option(help: "lost, stolen, left or your own words. / 原因：遗失、离开等。")
    var reason: String?
    @Flag(name: .customLong("preview"), help: "Only counts. / 只计数，不作废。")
    var isPreview = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let reach = try reached.reach()
        if before != nil && !reach.isWide {
            throw ValidationError(
                "--before goes with --org, --batch or --epoch. / 须与这些选项同用。")
        }
        if reason == nil && !isPreview {
            throw ValidationError("Give --reason, such as lost. / 请用 --reason 写明原因。")
        }
    }

    func run() throws {
        try withOffice { office in
            let order = RevocationOrder(
                reach: try reached.reach(), beforeSeconds: try before?.seconds(at: office),
                reason: reason ?? "preview")
            guard !isPreview else {
                let count = try office.previewRevocation(order)
                return try Reply(
                    RevocationPreview(wouldRevoke: count),
                    BilingualText(
                        "将作废 \(count) 张；尚未作废。",
                        "\(count) would be revoked; nothing was changed."))
            }
            let report = try office.revoke(order)
            return try Reply(
                report,
                BilingualText(
                    "已作废 \(report.revoked) 张；请为门岗重制并装入数据包。",
                    "Revoked \(report.revoked); make and load new bundles for the gates."))
        }
    }
}

/// How many a revocation would reach.
private struct RevocationPreview: Encodable {
    let wouldRevoke: Int
}

/// Exactly one of the things that passes can have in common.
struct ReachArguments: ParsableArguments {
    @Option(help: "One pass by its number. / 通行证编号。", transform: PassNumber.init(parsing:))
    var number: PassNumber?
    @Option(help: "One person by employee number; needs --org. / 工号，须同时给出 --org。")
    var employee: String?
    @Option(help: "One vehicle. / 车牌号。", transform: Plate.init(parsing:))
    var plate: Plate?
    @Option(help: "A whole firm. / 整个单位。")
    var org: OrganisationNumber?
    @Option(help: "What one import or issue made. / 一个批次。")
    var batch: Int64?
    @Option(help: "Everything under one epoch's keys. / 一期密钥下的全部。")
    var epoch: UInt8?

    /// - Throws: `ValidationError` where none or several are named.
    func reach() throws -> RevocationReach {
        switch (number, employee, plate, org, batch, epoch) {
        case (let number?, nil, nil, nil, nil, nil): return .number(number)
        case (nil, let employee?, nil, let org?, nil, nil): return .employee(employee, org)
        case (nil, nil, let plate?, nil, nil, nil): return .plate(plate)
        case (nil, nil, nil, let org?, nil, nil): return .organisation(org)
        case (nil, nil, nil, nil, let batch?, nil): return .batch(batch)
        case (nil, nil, nil, nil, nil, let epoch?): return .epoch(epoch)
        default:
            throw ValidationError(
                "Name one of --number, --employee with --org, --plate, --org, --batch, --epoch. "
                    + "/ 请只选其一。")
        }
    }
}

extension RevocationReach {
    /// Whether it reaches passes of several holders.
    fileprivate var isWide: Bool {
        switch self {
        case .organisation, .batch, .epoch: true
        case .number, .employee, .plate: false
        }
    }
}
