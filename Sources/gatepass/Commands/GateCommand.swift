// `gatepass gate add|list|set`: places where passes are checked.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Gates.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "门岗。/ Gates of a site.",
        discussion: example("gatepass gate list"),
        subcommands: [GateAdd.self, GateList.self, GateSet.self])
}

/// Adds a gate.
struct GateAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记门岗。/ Adds a gate.",
        discussion: example("gatepass gate add --site 1 --number 1 --zone 1 --name 一号门"))

    @Option(help: "所属场所。/ Site it belongs to.")
    var site: SiteNumber
    @Option(help: "门岗编号。/ Number of the gate, 1 to 65535.")
    var number: GateNumber
    @Option(help: "通往的区域。/ Zone it leads into.")
    var zone: ZoneNumber
    @Option(help: "门岗名称。/ Name of the gate.")
    var name: String
    @Option(help: "方向。/ in, out or both.")
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
        commandName: "list", abstract: "列出门岗。/ Lists gates.",
        discussion: example("gatepass gate list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.listedGates(),
                [
                    TextColumn("编号", "Number", plain: \.gate.number),
                    TextColumn("场所", "Site", plain: \.gate.site),
                    TextColumn("区域", "Zone", plain: \.gate.zone),
                    TextColumn("名称", "Name", plain: \.gate.name),
                    TextColumn("方向", "Direction", \.gate.direction.words),
                    TextColumn("记录到", "Journal row", plain: \.journalRow),
                    TextColumn("警报", "Alarm", \.alarmWords),
                ])
        }
    }
}

/// Changes a gate.
struct GateSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "修改门岗。/ Changes what is named, leaves the rest.",
        discussion: example("gatepass gate set --number 1 --direction both"))

    @Option(help: "门岗编号。/ Number of the gate.")
    var number: GateNumber
    @Option(help: "同一场所的另一区域。/ Another zone of the same site.")
    var zone: ZoneNumber?
    @Option(help: "新名称。/ New name.")
    var name: String?
    @Option(help: "方向。/ in, out or both.")
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

extension ListedGate {
    /// What stands against it, in short.
    fileprivate var alarmWords: BilingualText {
        guard !alarms.isEmpty else { return BilingualText("-", "-") }
        return BilingualText(
            alarms.map(\.words.chinese).joined(separator: "、"),
            alarms.map(\.words.english).joined(separator: ", "))
    }
}

extension JournalAlarmKind {
    /// The word for people.
    fileprivate var words: BilingualText {
        switch self {
        case .stepBack: BilingualText("倒退", "step back")
        case .fork: BilingualText("分叉", "fork")
        case .cut: BilingualText("缺失", "cut")
        case .damaged: BilingualText("损坏", "damaged")
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
