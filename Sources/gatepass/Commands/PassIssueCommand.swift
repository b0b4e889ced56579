// `gatepass pass issue`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Issues passes to everyone of a firm who has none that is valid.
struct PassIssueCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "签发通行证。/ Issues passes to staff and vehicles without a valid one.",
        discussion: example(
            "gatepass pass issue --org 1042 --until +20d",
            "gatepass pass issue --org 1042 --kind vehicle --until 2026-04-30T18:00"))

    @Option(help: "单位。/ Firm.")
    var org: OrganisationNumber
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "有效期至。/ Valid until: +20d, ISO 8601 or seconds; else the longest allowed.",
            valueName: "time"))
    var until: TimeArgument?
    @Option(help: "只签发人员或车辆。/ Only staff or vehicle.")
    var kind: KindArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.issue(
                IssueOrder(
                    organisation: org, kind: PassKindFilter(kind), fromSeconds: nil,
                    untilSeconds: try until?.seconds(at: office)))
            var reply = try Reply(
                report,
                BilingualText(
                    "已签发 \(report.issued) 张（人员 \(report.staff)，车辆 \(report.vehicles)）；"
                        + "\(report.alreadyValid) 张原有通行证仍有效；\(report.refused.count) 个未签发。",
                    "Issued \(report.issued) (staff \(report.staff), vehicles \(report.vehicles)); "
                        + "\(report.alreadyValid) had a valid pass; "
                        + "\(report.refused.count) were refused."))
            reply.problems = report.refused.map { refused in
                BilingualText(
                    "\(printable(refused.key))\t\(refused.chinese)",
                    "\(printable(refused.key))\t\(refused.english)")
            }
            reply.exitCode = ExitCode(report.exitCode)
            return reply
        }
    }
}
