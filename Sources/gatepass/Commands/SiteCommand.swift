// `gatepass site add|list|set`: closed areas with gates of their own.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Sites.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "场所。/ Sites.",
        discussion: example("gatepass site list"),
        subcommands: [SiteAdd.self, SiteList.self, SiteSet.self])
}

/// Adds a site.
struct SiteAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记场所。/ Adds a site with its first keys.",
        discussion: example("gatepass site add --number 1 --name 东区"))

    @Option(help: "场所编号。/ Number of the site, 1 to 65535.")
    var number: SiteNumber
    @Option(help: "场所名称。/ Name of the site.")
    var name: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addSite(number, name: name)
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
        commandName: "list", abstract: "列出场所。/ Lists sites.",
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
        commandName: "set", abstract: "修改场所。/ Changes what is named, leaves the rest.",
        discussion: example(
            "gatepass site set --number 1 --unknown deny --stale-after 12h",
            "gatepass site set --number 1 --driver asked --evidence asked --temperature 12h"))

    @Option(help: "场所编号。/ Number of the site.")
    var number: SiteNumber
    @Option(help: "新名称。/ New name.")
    var name: String?
    @Option(help: "数据包中没有的通行证。/ Passes that a gate's data lacks: review or deny.")
    var unknown: UnknownPolicy?
    @Option(
        help: ArgumentHelp(
            "数据过期时限。/ From this age of a gate's data on its verdicts are doubted: 12h.",
            valueName: "distance"))
    var staleAfter: TimeDistance?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "本地时间比 UTC 早的分钟数。/ How far the site's clocks are ahead of UTC.",
            valueName: "minutes"))
    var utcOffset: Int64?
    @OptionGroup(title: "规则 / Rules") var rules: SiteRuleArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let utcOffset, !(-720...840).contains(utcOffset) {
            throw ValidationError("应在 -720 到 840 之间。/ --utc-offset is -720 to 840 minutes.")
        }
        if staleAfter?.isPositive == false {
            throw ValidationError("应为正的时长。/ --stale-after goes forward, such as 12h.")
        }
    }

    func run() throws {
        try withOffice { office in
            var change = SiteChange(name: name)
            change.unknownPolicy = unknown
            change.staleAfterSeconds = staleAfter.map { Int64(clamping: $0.seconds) }
            change.utcOffsetMinutes = utcOffset
            change.rules = rules.change
            let changed = try office.changeSite(number, change)
            return try Reply(
                changed,
                BilingualText(
                    "场所 \(changed.number) \(changed.name) 已更新。",
                    "Site \(changed.number) \(changed.name) is up to date."))
        }
    }
}
