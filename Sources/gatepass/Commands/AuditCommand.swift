// `gatepass audit verify|export`: the record of who did what.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// The audit record.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "审计记录。/ The record of who did what.",
        discussion: example("gatepass audit verify"),
        subcommands: [AuditVerify.self, AuditExportCommand.self])
}

/// Checks that nothing in the record was changed, taken out or cut off.
struct AuditVerify: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "核验记录完整。/ Checks that the record is whole.",
        discussion: example("gatepass audit verify --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let verdict = try office.verifyAudit()
            guard let fault = verdict.fault else {
                return try Reply(
                    verdict,
                    BilingualText(
                        "审计记录完整，共 \(verdict.rows) 行。",
                        "The audit record is whole: \(verdict.rows) rows."))
            }
            var reply = try Reply(
                verdict,
                BilingualText("审计记录不完整。", "The audit record is not whole."))
            reply.problems = [BilingualText(fault.chinese, fault.english)]
            reply.exitCode = .nothingDone
            return reply
        }
    }
}

/// Writes the record to a file.
struct AuditExportCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出审计记录。/ Writes the record as JSON Lines.",
        discussion: example("gatepass audit export --to audit.jsonl"))

    @Option(help: "目标文件。/ File, a JSON object a line.", completion: .file())
    var to: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.exportAudit(to: to)
            return try Reply(
                report,
                BilingualText(
                    "已导出 \(report.rows) 行到 \(to)。", "Exported \(report.rows) rows to \(to)."))
        }
    }
}
