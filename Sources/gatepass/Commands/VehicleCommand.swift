// `gatepass vehicle import|undo|template|list`: vehicles.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry
import RosterImport

/// Vehicle lists.
struct VehicleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vehicle", abstract: "车辆名单。/ Vehicle lists.",
        discussion: example("gatepass vehicle list --org 1042"),
        subcommands: [
            VehicleImportCommand.self, VehicleUndo.self, VehicleTemplate.self,
            VehicleList.self,
        ])
}

/// Takes in a list of vehicles.
struct VehicleImportCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "导入车辆名单。/ Checks a vehicle list, tells every problem, takes in the rest.",
        discussion: ListImportArguments.markedSheetHelp
            + example(
                "gatepass vehicle import trucks.csv --org 1042 --site 1",
                "gatepass vehicle import trucks.csv --org 1042 --site 1 --errors-to mend.xlsx"))

    @OptionGroup var list: ListImportArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try list.reply(to: try office.importVehicles(try list.source(), list.options))
        }
    }
}

/// Writes an empty vehicle list.
struct VehicleTemplate: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "写出空的车辆名单，供填写。/ Writes an empty vehicle list to fill in.",
        discussion: example("gatepass vehicle template --to trucks.xlsx --site 1"))

    @OptionGroup var template: ListTemplateArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws { try writeTemplate(.vehicles, template) }
}

/// Undoes an import of a vehicle list.
struct VehicleUndo: OfficeCommand {
    static let configuration = ListUndoArguments.configuration(of: "vehicle")

    @OptionGroup var undone: ListUndoArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { try undone.reply($0, .vehicles) }
    }
}

/// Lists vehicles, drivers' numbers masked.
struct VehicleList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出车辆，号码隐去。/ Lists vehicles, numbers masked.",
        discussion: example("gatepass vehicle list --org 1042 --json"))

    @Option(help: "只看该单位。/ Only this firm.")
    var org: OrganisationNumber?
    @Flag(name: .customLong("batches"), help: "改列历次导入。/ Lists the imports instead.")
    var listsBatches = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            guard !listsBatches else {
                return try Reply(
                    batches: try office.batches(.vehicles, organisation: org), at: office)
            }
            return try Reply(
                listing: try office.vehicles(organisation: org),
                [
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("车牌号", "Plate", plain: \.plate),
                    TextColumn("车型", "Type", plain: \.type),
                    TextColumn("驾驶员", "Driver", plain: \.drivers),
                    TextColumn("手机号", "Telephone", plain: \.phoneMasked),
                    TextColumn("货物", "Cargo", plain: \.cargo),
                    TextColumn("线路", "Route", plain: \.route),
                    TextColumn("状态", "State", \.state.presence),
                ])
        }
    }
}
