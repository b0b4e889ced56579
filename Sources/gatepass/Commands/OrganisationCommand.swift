// `gatepass org add|list|set`: firms.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Firms.
struct OrganisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org", abstract: "Firms. / 单位。",
        discussion: example("gatepass org list"),
        subcommands: [OrganisationAdd.self, OrganisationList.self, OrganisationSet.self])
}

/// Adds a firm.
struct OrganisationAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a firm. / 登记单位。",
        discussion: example(
            "gatepass org add --number 1042 --name 精密仪器厂 --level district --tag 规上"))

    @Option(help: "Number of the firm, 1 to 4294967295. / 单位编号。")
    var number: OrganisationNumber
    @Option(help: "Name of the firm. / 单位名称。")
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
        commandName: "list", abstract: "Lists firms. / 列出单位。",
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
        commandName: "set", abstract: "Changes what is named, leaves the rest. / 修改单位。",
        discussion: example("gatepass org set --number 1042 --labels masked"))

    @Option(help: "Number of the firm. / 单位编号。")
    var number: OrganisationNumber
    @Option(help: "New name. / 新名称。")
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
    @Option(help: "Unified social credit code, 18 characters. / 统一社会信用代码。")
    var code: String?
    @Option(help: "Whitelist: city, district or town. / 白名单级别。")
    var level: OrganisationLevel?
    @Option(help: "A tag, such as 规上; give it again for more. / 标签，可重复。")
    var tag: [String] = []
    @Option(help: "Masked names on staff passes: none or masked. / 通行证上标注姓名。")
    var labels: LabelPolicy?
}
