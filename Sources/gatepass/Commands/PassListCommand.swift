// `gatepass pass list` and `gatepass pass show`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Lists passes.
struct PassList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出通行证。/ Lists passes.",
        discussion: example("gatepass pass list --org 1042 --state valid --json"))

    @Option(help: "只看该单位。/ Only this firm.")
    var org: OrganisationNumber?
    @Option(help: "只看人员或车辆。/ Only staff or vehicle.")
    var kind: KindArgument?
    @Option(help: "只看该状态。/ Only valid, expired, superseded or revoked.")
    var state: PassState?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            var filter = PassFilter()
            filter.organisation = org
            filter.kind = kind?.passKind
            filter.state = state
            return try Reply(
                listing: try office.passes(filter), try PassSummary.columns(at: office))
        }
    }
}

/// Shows every issue of one pass.
struct PassShow: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "查看通行证及历次签发。/ Shows a pass and its history.",
        discussion: example("gatepass pass show --number 310117-0000-0042-5"))

    @Option(help: "通行证编号。/ Pass number.")
    var number: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let detail = try office.pass(number: number)
            return try Reply(
                detail, textTable(detail.history, try PassSummary.columns(at: office)))
        }
    }
}

extension PassSummary {
    /// What people see of a pass.
    fileprivate static func columns(at office: Office) throws -> [TextColumn<PassSummary>] {
        let times = try TimeText(office)
        return [
            TextColumn("编号", "Number", plain: \.number),
            TextColumn("序", "Seq", plain: \.sequence),
            TextColumn("单位", "Firm", plain: \.organisation),
            TextColumn("工号或车牌", "Key", plain: \.key),
            TextColumn("姓名", "Name", plain: \.name),
            TextColumn("状态", "State", \.state.words),
            TextColumn("有效期至", "Valid until", plain: { times.text(of: $0.exp) }),
            TextColumn("限制", "Limits", \.limits),
            TextColumn("原因", "Reason", plain: \.reason),
        ]
    }
}

extension PassSummary {
    /// What the pass is limited to; a dash for nothing.
    fileprivate var limits: BilingualText {
        var words: [BilingualText] = []
        if !gates.isEmpty {
            let list = gates.map(\.description).joined(separator: ",")
            words.append(BilingualText("门岗 \(list)", "gates \(list)"))
        }
        if let direction {
            words.append(
                BilingualText(direction == "in" ? "只准进" : "只准出", "only \(direction)"))
        }
        if let startMinute, let endMinute {
            let hours = hoursOfDay(Int64(startMinute), Int64(endMinute))
            words.append(BilingualText(hours, hours))
        }
        if let maxEntries {
            words.append(BilingualText("限 \(maxEntries) 次", "\(maxEntries) entries"))
        }
        if liveRequired { words.append(BilingualText("须动态码", "live code")) }
        guard !words.isEmpty else { return BilingualText("-", "-") }
        return BilingualText(
            words.map(\.chinese).joined(separator: "，"),
            words.map(\.english).joined(separator: ", "))
    }
}

extension PassState {
    /// The word for people.
    fileprivate var words: BilingualText {
        switch self {
        case .valid: BilingualText("有效", "valid")
        case .expired: BilingualText("已过期", "expired")
        case .superseded: BilingualText("已换发", "superseded")
        case .revoked: BilingualText("已作废", "revoked")
        }
    }
}

extension KindArgument {
    /// The kind in a pass's claims.
    fileprivate var passKind: PassKind {
        switch self {
        case .staff: .staff
        case .vehicle: .vehicle
        }
    }
}
