// `gatepass gate add|list|set`: places where passes are checked.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Gates.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Gates of a site. / 门岗。",
        discussion: example("gatepass gate list"),
        subcommands: [GateAdd.self, GateList.self, GateSet.self])
}

/// Adds a gate.
struct GateAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a gate. / 登记门岗。",
        discussion: example("gatepass gate add --site 1 --number 1 --zone 1 --name 一号门"))

    @Option(help: "Site it belongs to. / 所属场所。")
    var site: SiteNumber
    @Option(help: "Number of the gate, 1 to 65535. / 门岗编号。")
    var number: GateNumber
    @Option(help: "Zone it leads into. / 通往的区域。")
    var zone: ZoneNumber
    @Option(help: "Name of the gate. / 门岗名称。")
    var name: String
    @Option(help: "in, out or both. / 方向。")
    var direction = GateDirection.inward
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addGate(
                Gate(number: number, site: site, zone: zone, name: name, direction: direction))
            return try Reply(
                added,
                BilingualText(
                    "已登记门岗 \(added.number) \(added.name)。",
                    "Added gate \(added.number) \(added.name)."))
        }
    }
}

/// Lists gates.
struct GateList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists gates. / 列出门岗。",
        discussion: example("gatepass gate list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.gates(),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("场所", "Site", plain: \.site),
                    TextColumn("区域", "Zone", plain: \.zone),
                    TextColumn("名称", "Name", plain: \.name),
                    TextColumn("方向", "Direction", \.direction.words),
                ])
        }
    }
}

/// Changes a gate.
struct GateSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Changes what is named, leaves the rest. / 修改门岗。",
        discussion: example("gatepass gate set --number 1 --direction both"))

    @Option(help: "Number of the gate. / 门岗编号。")
    var number: GateNumber
    @Option(help: "Another zone of the same site. / 同一场所的另一区域。")
    var zone: ZoneNumber?
    @Option(help: "New name. / 新名称。")
    var name: String?
    @Option(help: "in, out or both. / 方向。")
    var direction: GateDirection?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let changed = try office.changeGate(
                number, GateChange(zone: zone, name: name, direction: direction))
            return try Reply(
                changed,
                BilingualText(
                    "门岗 \(changed.number) \(changed.name) 已更新；请为它重制并装入门岗数据包。",
                    "Gate \(changed.number) \(changed.name) is up to date; "
                        + "make and load a new bundle for it."))
        }
    }
}

extension GateDirection {
    /// The word for people.
    fileprivate var words: BilingualText {
        switch self {
        case .inward: BilingualText("进", "in")
        case .outward: BilingualText("出", "out")
        case .both: BilingualText("进出", "both")
        }
    }
}
