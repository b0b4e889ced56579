// `gatepass pass issue`.
import ArgumentParser
import CommandSupport
import Identifiers
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
            "gatepass pass issue --org 1042 --kind vehicle --until 2026-04-30T18:00",
            "gatepass pass issue --org 1042 --employee E00042 --hours 08:00-18:00 --max-entries 3"))

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
    @Option(
        help: "只签发给该工号。/ Only this employee number.", transform: EmployeeNumber.init(parsing:))
    var employee: EmployeeNumber?
    @Option(help: "只签发给该车。/ Only this vehicle.", transform: Plate.init(parsing:))
    var plate: Plate?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("生效时间，不设为即时。/ Valid from; else from now.", valueName: "time"))
    var from: TimeArgument?
    @OptionGroup(title: "限制 / Limits") var limits: TermArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let named = [kind != nil, employee != nil, plate != nil].count { $0 }
        guard named <= 1 else {
            throw ValidationError(
                "请只选其一。/ Name one of --kind, --employee, --plate at most.")
        }
    }

    func run() throws {
        try withOffice { office in
            var order = IssueOrder(
                organisation: org, kind: whose, fromSeconds: try from?.seconds(at: office),
                untilSeconds: try until?.seconds(at: office))
            order.terms = limits.terms
            order.key = employee?.text ?? plate?.text
            let report = try office.issue(order)
            var reply = try Reply(
                report,
                BilingualText(
                    "已签发 \(report.issued) 张（人员 \(report.staff)，车辆 \(report.vehicles)）；"
                        + "\(report.alreadyValid) 张原有通行证仍有效；\(report.refused.count) 个未签发。",
                    "Issued \(report.issued) (staff \(report.staff), vehicles \(report.vehicles)); "
                        + "\(report.alreadyValid) had a valid pass; "
                        + "\(report.refused.count) were refused."
                ).followed(by: report.capped.isEmpty ? nil : try cappedText(report, at: office)))
            reply.problems = report.refused.map { refused in
                BilingualText(
                    "\(printable(refused.key))\t\(refused.zh)",
                    "\(printable(refused.key))\t\(refused.en)")
            }
            reply.exitCode = ExitCode(report.exitCode)
            return reply
        }
    }

    /// Whose pass ends before the date in the list, the first of them by key.
    private func cappedText(_ report: IssueReport, at office: Office) throws -> BilingualText {
        let times = try TimeText(office)
        let shown = report.capped.prefix(10).map { capped in
            "\(printable(capped.key))\t\(times.text(of: capped.wanted))"
                + "\t\(times.text(of: capped.until))"
        }
        let more = report.capped.count - shown.count
        return BilingualText(
            "注意：\(report.capped.count) 张按本场所上限签发，早于名单日期（名单日期，实际止于）：",
            "Note: \(report.capped.count) end at the site's limit, before the list's date"
                + " (list's date, end):"
        ).followed(
            by: BilingualText(
                shown.joined(separator: "\n") + (more > 0 ? "\n另有 \(more) 张。" : ""),
                shown.joined(separator: "\n") + (more > 0 ? "\nand \(more) more." : "")))
    }

    private var whose: PassKindFilter {
        if employee != nil { return .staff }
        return plate == nil ? PassKindFilter(kind) : .vehicles
    }
}
