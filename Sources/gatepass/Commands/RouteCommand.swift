// `gatepass route add|list|set`: ordered checkpoints with a window of the day.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Routes.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "车辆线路。/ Routes of vehicles.",
        discussion: example("gatepass route list"),
        subcommands: [RouteAdd.self, RouteList.self, RouteSet.self])
}

/// Adds a route.
struct RouteAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记线路。/ Adds a route.",
        discussion: example(
            "gatepass route add --number 3 --name 港区专线 --checkpoints 1,2 --window 06:00-22:00"))

    @Option(help: "线路编号。/ Number of the route, 1 to 4294967295.")
    var number: RouteNumber
    @Option(help: "线路名称，与名单一致。/ Name of the route, as lists say it.")
    var name: String
    @Option(help: "依次经过的门岗。/ Gates in the order of the way.")
    var checkpoints: CheckpointList
    @Option(help: "时段，不设为全天。/ Hours of the day; else all day.")
    var window: DayWindow?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addRoute(
                Route(
                    number: number, name: name, checkpoints: checkpoints.gates,
                    startMinute: window.map { Int64($0.startMinute) },
                    endMinute: window.map { Int64($0.endMinute) }))
            return try Reply(
                added,
                BilingualText(
                    "已登记线路 \(added.number) \(added.name)。",
                    "Added route \(added.number) \(added.name)."))
        }
    }
}

/// Lists routes.
struct RouteList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出线路。/ Lists routes.",
        discussion: example("gatepass route list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.routes(),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("名称", "Name", plain: \.name),
                    TextColumn("检查点", "Checkpoints", plain: \.gateNumbers),
                    TextColumn("时段", "Window", plain: \.hours),
                ])
        }
    }
}

/// Changes a route.
struct RouteSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "修改线路。/ Changes what is named, leaves the rest.",
        discussion: example("gatepass route set --number 3 --window 00:00-24:00"))

    @Option(help: "线路编号。/ Number of the route.")
    var number: RouteNumber
    @Option(help: "新名称。/ New name.")
    var name: String?
    @Option(help: "依次经过的门岗。/ Gates in the order of the way.")
    var checkpoints: CheckpointList?
    @Option(help: "时段。/ Hours of the day.")
    var window: DayWindow?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let changed = try office.changeRoute(
                number,
                RouteChange(
                    name: name, checkpoints: checkpoints?.gates, window: window))
            return try Reply(
                changed,
                BilingualText(
                    "线路 \(changed.number) \(changed.name) 已更新。",
                    "Route \(changed.number) \(changed.name) is up to date."))
        }
    }
}

extension Route {
    fileprivate var gateNumbers: String? {
        checkpoints.map(\.description).joined(separator: ",")
    }

    /// `06:00-22:00`; nil: all day.
    fileprivate var hours: String? {
        guard let startMinute, let endMinute else { return nil }
        return hoursOfDay(startMinute, endMinute)
    }
}
