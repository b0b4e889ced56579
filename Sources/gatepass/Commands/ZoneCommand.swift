// `gatepass zone add|list|set`: parts of a site.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Zones.
struct ZoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zone", abstract: "场所内的区域。/ Zones of a site.",
        discussion: example("gatepass zone list"),
        subcommands: [ZoneAdd.self, ZoneList.self, ZoneSet.self])
}

/// Adds a zone.
struct ZoneAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记区域。/ Adds a zone.",
        discussion: example("gatepass zone add --site 1 --number 1 --name 厂区"))

    @Option(help: "所在场所。/ Site it is in.")
    var site: SiteNumber
    @Option(help: "区域编号。/ Number of the zone, 1 to 65535.")
    var number: ZoneNumber
    @Option(help: "区域名称，与名单一致。/ Name of the zone, as lists say it.")
    var name: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addZone(Zone(number: number, site: site, name: name))
            return try Reply(
                added,
                BilingualText(
                    "已登记区域 \(added.number) \(added.name)。",
                    "Added zone \(added.number) \(added.name)."))
        }
    }
}

/// Lists zones.
struct ZoneList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出区域。/ Lists zones.",
        discussion: example("gatepass zone list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.zones(),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("场所", "Site", plain: \.site),
                    TextColumn("名称", "Name", plain: \.name),
                ])
        }
    }
}

/// Changes a zone.
struct ZoneSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "修改区域。/ Changes what is named; a zone stays in its site.",
        discussion: example(
            "gatepass zone set --number 1 --name 一厂区",
            "gatepass zone set --number 1 --passback 10m"))

    @Option(help: "区域编号。/ Number of the zone.")
    var number: ZoneNumber
    @Option(help: "新名称。/ New name.")
    var name: String?
    @Option(
        help: """
            防重复进出：本区域所有门岗须在此时长内有消息，off 为不检查。/ Whoever is inside does not \
            enter again: asked while all gates of the zone were heard so recently; or off.
            """)
    var passback: LimitArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let changed = try office.changeZone(
                number, name: name, passback: passback?.limit)
            return try Reply(
                changed,
                BilingualText(
                    "区域 \(changed.number) \(changed.name) 已更新。",
                    "Zone \(changed.number) \(changed.name) is up to date."))
        }
    }
}
