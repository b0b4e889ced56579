// `gatepass roster import|undo|template|list`: staff.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry
import RosterImport

/// Staff lists.
struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "人员名单。/ Staff lists.",
        discussion: example("gatepass roster list --org 1042"),
        subcommands: [
            RosterImportCommand.self, RosterUndo.self, RosterTemplate.self,
            RosterList.self,
        ])
}

/// Takes in a staff list.
struct RosterImportCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "导入人员名单。/ Checks a staff list, tells every problem, takes in the rest.",
        discussion: ListImportArguments.markedSheetHelp
            + example(
                "gatepass roster import staff.xlsx --org 1042 --site 1 --dry-run",
                "gatepass roster import staff.xlsx --org 1042 --site 1 --errors-to mend.xlsx"))

    @OptionGroup var list: ListImportArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try list.reply(to: try office.importStaff(try list.source(), list.options))
        }
    }
}

/// Writes an empty staff list.
struct RosterTemplate: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "写出空的人员名单，供填写。/ Writes an empty staff list to fill in.",
        discussion: example("gatepass roster template --to staff.xlsx --site 1"))

    @OptionGroup var template: ListTemplateArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws { try writeTemplate(.staff, template) }
}

/// Undoes an import of a staff list.
struct RosterUndo: OfficeCommand {
    static let configuration = ListUndoArguments.configuration(of: "roster")

    @OptionGroup var undone: ListUndoArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { try undone.reply($0, .staff) }
    }
}

/// Lists staff, numbers masked.
struct RosterList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出人员，号码隐去。/ Lists staff, numbers masked.",
        discussion: example("gatepass roster list --org 1042 --json"))

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
                    batches: try office.batches(.staff, organisation: org), at: office)
            }
            return try Reply(
                listing: try office.people(organisation: org),
                [
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("工号", "Employee no.", plain: \.employeeNumber),
                    TextColumn("姓名", "Name", plain: \.name),
                    TextColumn("证件号", "ID number", plain: \.identityMasked),
                    TextColumn("手机号", "Telephone", plain: \.phoneMasked),
                    TextColumn("部门", "Department", plain: \.department),
                    TextColumn("状态", "State", \.state.presence),
                ])
        }
    }
}
