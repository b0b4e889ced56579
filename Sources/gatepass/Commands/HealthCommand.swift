// `gatepass health hold|release|evidence|stay|list`: what keeps somebody from passing.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Health.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "健康与闭环管理。/ Holds, tests and closed loops; gates learn no reasons.",
        discussion: example("gatepass health list"),
        subcommands: [
            HealthHold.self, HealthRelease.self, HealthEvidence.self, HealthStay.self,
            HealthList.self,
        ])
}

/// Holds a person or vehicle.
struct HealthHold: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "暂停通行。/ Nobody of this name passes until released, not even by override.",
        discussion: example(
            "gatepass health hold --employee E00042 --org 1042 --reason contact"))

    @OptionGroup var holder: HolderArguments
    @Option(help: "原因，只记入审计。/ Why, for the audit record alone.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try holder.name() }
    func run() throws {
        try withOffice { try conditionReply($0, .hold, of: holder.name(), why: reason) }
    }
}

/// Ends a hold.
struct HealthRelease: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "恢复通行。/ Ends a hold.",
        discussion: example(
            "gatepass health release --employee E00042 --org 1042 --reason cleared"))

    @OptionGroup var holder: HolderArguments
    @Option(help: "原因，只记入审计。/ Why, for the audit record alone.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try holder.name() }
    func run() throws {
        try withOffice { try conditionReply($0, .release, of: holder.name(), why: reason) }
    }
}

/// Records a test or health code.
struct HealthEvidence: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "登记检测或健康码。/ A test or health code and until when it is good.",
        discussion: example(
            "gatepass health evidence --employee E00042 --org 1042 --until +48h",
            "gatepass health evidence --plate 沪A12345 --none"))

    @OptionGroup var holder: HolderArguments
    @OptionGroup var end: EndArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try holder.name()
        try end.check()
    }
    func run() throws {
        try withOffice { office in
            let change = ConditionChange.evidence(untilSeconds: try end.seconds(at: office))
            return try conditionReply(office, change, of: holder.name(), why: end.reason)
        }
    }
}

/// Records a stay in a closed loop.
struct HealthStay: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "stay",
        abstract: "闭环管理。/ Somebody who does not leave the closed loop before a date.",
        discussion: example(
            "gatepass health stay --employee E00042 --org 1042 --until 2026-04-30T18:00",
            "gatepass health stay --employee E00042 --org 1042 --none"))

    @OptionGroup var person: PersonArguments
    @OptionGroup var end: EndArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try person.name()
        try end.check()
    }
    func run() throws {
        try withOffice { office in
            let change = ConditionChange.stay(untilSeconds: try end.seconds(at: office))
            return try conditionReply(office, change, of: person.name(), why: end.reason)
        }
    }
}

/// Lists everyone of whom something is said.
struct HealthList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出。/ Lists holds, tests and stays.",
        discussion: example("gatepass health list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            return try Reply(
                listing: try office.conditions(),
                [
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("工号或车牌", "Key", plain: \.key),
                    TextColumn("姓名", "Name", plain: \.name),
                    TextColumn("暂停自", "Held", plain: { $0.heldAt.map(times.text(of:)) }),
                    TextColumn(
                        "检测有效至", "Test until", plain: { $0.evidenceUntil.map(times.text(of:)) }),
                    TextColumn(
                        "闭环至", "Stays until", plain: { $0.staysUntil.map(times.text(of:)) }),
                ])
        }
    }
}

/// Until when something counts, or that it counts no more.
struct EndArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("至。/ Until: +48h, ISO 8601 or seconds.", valueName: "time"))
    var until: TimeArgument?
    @Flag(name: .customLong("none"), help: "取消。/ Takes back what was said.")
    var isNone = false
    @Option(help: "原因，只记入审计。/ Why, for the audit record alone.")
    var reason = ""

    /// - Throws: `ValidationError` where neither or both are given.
    func check() throws {
        guard (until == nil) == isNone else {
            throw ValidationError("请给出 --until 或 --none。/ Give --until or --none.")
        }
    }

    /// The second; nil where nothing is to count.
    func seconds(at office: Office) throws -> Int64? { try until?.seconds(at: office) }
}

/// What these commands tell programs.
private struct ChangedCondition: Encodable {
    let changed: Bool
}

private func conditionReply(
    _ office: Office, _ change: ConditionChange, of name: HolderName, why: String
) throws -> Reply {
    switch try office.set(change, of: name, why: why.withoutSecrets) {
    case .changed:
        try Reply(
            ChangedCondition(changed: true),
            BilingualText(
                "已登记；请为门岗重制并装入数据包。", "Recorded; make and load new bundles for the gates."))
    case .unchanged:
        try Reply(
            ChangedCondition(changed: false),
            BilingualText("原已如此，未作改动。", "It was so already; nothing was changed."))
    }
}
