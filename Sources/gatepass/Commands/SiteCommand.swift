// `gatepass site add|list|set`: closed areas with gates of their own.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Sites.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Sites. / 场所。",
        discussion: example("gatepass site list"),
        subcommands: [SiteAdd.self, SiteList.self, SiteSet.self])
}

/// Adds a site.
struct SiteAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a site with its first keys. / 登记场所。",
        discussion: example("gatepass site add --number 1 --name 东区"))

    @Option(help: "Number of the site, 1 to 65535. / 场所编号。")
    var number: SiteNumber
    @Option(help: "Name of the site. / 场所名称。")
    var name: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addSite(SiteDraft(number: number, name: name))
            return try Reply(
                added,
                BilingualText(
                    "已登记场所 \(added.number) \(added.name)。",
                    "Added site \(added.number) \(added.name)."))
        }
    }
}

/// Lists sites.
struct SiteList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists sites. / 列出场所。",
        discussion: example("gatepass site list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.sites(),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("名称", "Name", plain: \.name),
                    TextColumn("未知通行证", "Unknown passes", plain: \.unknownPolicy.rawValue),
                ])
        }
    }
}

/// Changes a site.
struct SiteSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Changes what is named, leaves the rest. / 修改场所。",
        discussion: example("gatepass site set --number 1 --name 东区一期"))

    @Option(help: "Number of the site. / 场所编号。")
    var number: SiteNumber
    @Option(help: "New name. / 新名称。")
    var name: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let changed = try office.changeSite(number, SiteChange(name: name))
            return try Reply(
                changed,
                BilingualText(
                    "场所 \(changed.number) \(changed.name) 已更新。",
                    "Site \(changed.number) \(changed.name) is up to date."))
        }
    }
}
