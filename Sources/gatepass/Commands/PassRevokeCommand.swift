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
        abstract: "作废通行证。/ Withdraws passes; gates learn it from their next bundle.",
        discussion: example(
            "gatepass pass revoke --number 310117-0000-0042-5 --reason lost",
            "gatepass pass revoke --employee E00042 --org 1042 --reason left",
            "gatepass pass revoke --org 1042 --before -2h --preview"))

    @OptionGroup var reached: ReachArguments
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "只作废此前签发的。/ Only passes issued before; with --org, --batch or --epoch.",
            valueName: "time"))
    var before: TimeArgument?
    @Option(help: "原因：遗失、离开等。/ lost, stolen, left or your own words.", transform: reasonArgument)
    var reason: String?
    @Flag(name: .customLong("preview"), help: "只列出，不作废。/ Only lists them.")
    var isPreview = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let reach = try reached.reach()
        if before != nil && !reach.isWide {
            throw ValidationError(
                "须与这些选项同用。/ --before goes with --org, --batch or --epoch.")
        }
        if reason == nil && !isPreview {
            throw ValidationError("请用 --reason 写明原因。/ Give --reason, such as lost.")
        }
    }

    func run() throws {
        try withOffice { office in
            let order = RevocationOrder(
                reach: try reached.reach(), beforeSeconds: try before?.seconds(at: office),
                reason: reason ?? "preview")
            guard !isPreview else {
                let preview = try office.previewRevocation(order)
                return try Reply(
                    preview,
                    BilingualText(
                        "将作废 \(preview.wouldRevoke) 张；尚未作废。",
                        "\(preview.wouldRevoke) would be revoked; nothing was changed."
                    ).followed(byReach: preview.passes))
            }
            let report = try office.revoke(order)
            return try Reply(
                report,
                report.revoked == 0
                    ? BilingualText(
                        "没有可作废的：都已作废或过期。", "Nothing to revoke: all are withdrawn or over.")
                    : BilingualText(
                        "已作废 \(report.revoked) 张；请为门岗重制并装入数据包。",
                        "Revoked \(report.revoked); make and load new bundles for the gates."))
        }
    }
}

/// Exactly one of the things that passes can have in common.
struct ReachArguments: ParsableArguments {
    @Option(help: "通行证编号。/ One pass by its number.", transform: PassNumber.init(parsing:))
    var number: PassNumber?
    @Option(help: "工号，须同时给出 --org。/ One person by employee number; needs --org.")
    var employee: String?
    @Option(help: "车牌号。/ One vehicle.", transform: Plate.init(parsing:))
    var plate: Plate?
    @Option(help: "整个单位。/ A whole firm.")
    var org: OrganisationNumber?
    @Option(help: "一个批次。/ What one import or issue made.")
    var batch: Int64?
    @Option(help: "一期密钥下的全部。/ Everything under one epoch's keys.")
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
                "请只选其一。/ Name one of --number, --employee with --org, --plate, --org, --batch, "
                    + "--epoch.")
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
