// `gatepass org add|list|set`: firms.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Firms.
struct OrganisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org", abstract: "单位。/ Firms.",
        discussion: example("gatepass org list"),
        subcommands: [OrganisationAdd.self, OrganisationList.self, OrganisationSet.self])
}

/// Adds a firm.
struct OrganisationAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "登记单位。/ Adds a firm.",
        discussion: example(
            "gatepass org add --number 1042 --name 精密仪器厂 --level district --tag 规上"))

    @Option(help: "单位编号。/ Number of the firm, 1 to 4294967295.")
    var number: OrganisationNumber
    @Option(help: "单位名称。/ Name of the firm.")
    var name: String
    @OptionGroup var details: OrganisationDetails
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let added = try office.addOrganisation(
                OrganisationDraft(
                    number: number, name: name, code: details.code, level: details.level,
                    tags: details.tag, labels: details.labels ?? .none))
            return try Reply(
                added,
                BilingualText(
                    "已登记单位 \(added.number) \(added.name)。",
                    "Added firm \(added.number) \(added.name)."))
        }
    }
}

/// Lists firms.
struct OrganisationList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出单位。/ Lists firms.",
        discussion: example("gatepass org list --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.organisations(),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("名称", "Name", plain: \.name),
                    TextColumn("信用代码", "Credit code", plain: \.code),
                    TextColumn("级别", "Level", plain: { $0.level?.rawValue }),
                    TextColumn("标签", "Tags", plain: { $0.tags.joined(separator: ",") }),
                    TextColumn("姓名标注", "Labels", plain: { $0.labels.rawValue }),
                ])
        }
    }
}

/// Changes a firm.
struct OrganisationSet: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "修改单位。/ Changes what is named, leaves the rest.",
        discussion: example("gatepass org set --number 1042 --labels masked"))

    @Option(help: "单位编号。/ Number of the firm.")
    var number: OrganisationNumber
    @Option(help: "新名称。/ New name.")
    var name: String?
    @OptionGroup var details: OrganisationDetails
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let tags = details.tag
            let changed = try office.changeOrganisation(
                number,
                OrganisationChange(
                    name: name, code: details.code, level: details.level,
                    tags: tags.isEmpty ? nil : tags, labels: details.labels))
            return try Reply(
                changed,
                BilingualText(
                    "单位 \(changed.number) \(changed.name) 已更新。",
                    "Firm \(changed.number) \(changed.name) is up to date."))
        }
    }
}

/// What `add` and `set` share.
struct OrganisationDetails: ParsableArguments {
    @Option(help: "统一社会信用代码。/ Unified social credit code, 18 characters.")
    var code: String?
    @Option(help: "白名单级别。/ Whitelist: city, district or town.")
    var level: OrganisationLevel?
    @Option(help: "标签，可重复。/ A tag, such as 规上; give it again for more.")
    var tag: [String] = []
    @Option(help: "通行证上标注姓名。/ Masked names on staff passes: none or masked.")
    var labels: LabelPolicy?
}
