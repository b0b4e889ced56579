// What `roster template` and `vehicle template` share: the options, and the answer.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry
import RosterImport

/// The options of a template.
struct ListTemplateArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("要写的工作簿。/ Workbook to write.", valueName: "file.xlsx"),
        completion: .file(extensions: ["xlsx"]))
    var to: String
    @Option(help: "下拉表列出该场所的区域和线路。/ Offers this site's zones and routes.")
    var site: SiteNumber?

    func validate() throws {
        try requireWorkbookName(to, option: "--to")
    }
}

/// Refuses what spreadsheet programs would not open.
func requireWorkbookName(_ path: String, option: String) throws {
    guard path.lowercased().hasSuffix(".xlsx") else {
        throw ValidationError(
            "\(option) 应以 .xlsx 结尾。/ \(option) names an .xlsx file, found \(path).")
    }
}

/// What a template command tells programs.
private struct WrittenTemplate: Encodable {
    let path: String
}

extension OfficeCommand {
    /// Writes a template; a data folder is needed only where a site is named.
    func writeTemplate(_ kind: RosterImport.ListKind, _ template: ListTemplateArguments) throws {
        try withSettings { settings in
            let choices = try template.site.map {
                try Office.open(settings.folders, setting: .own).templateChoices(of: $0)
            }
            try settings.folders.writeTemplate(
                kind, to: template.to, offering: choices ?? TemplateChoices(),
                madeAtSeconds: Int64(clamping: SystemClock.now().seconds))
            return try Reply(
                WrittenTemplate(path: template.to),
                BilingualText(
                    "已写出空表 \(template.to)，填法见第二张工作表。",
                    "Wrote the empty list \(template.to); its second sheet says how to fill it in.")
            )
        }
    }
}
