// `gatepass pass renew`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Gives passes that end soon a new end; the old codes stop.
struct PassRenew: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "批量续发将到期的通行证，旧码失效。/ Renews passes that end soon; the old codes stop.",
        discussion: example(
            "gatepass pass renew --expiring 14d --preview",
            "gatepass pass renew --expiring 14d --org 1042",
            "gatepass pass renew --expiring 2d --kind vehicle --until +5d"))

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("多久之内到期。/ How soon they end, such as 14d.", valueName: "distance"))
    var expiring: TimeDistance
    @Option(help: "只续该单位的。/ Only this firm's.")
    var org: OrganisationNumber?
    @Option(help: "只续人员或车辆。/ Only staff or vehicle.")
    var kind: KindArgument?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "有效期至；不设则与原先等长。/ Valid until; else for as long as before.", valueName: "time"))
    var until: TimeArgument?
    @Flag(name: .customLong("preview"), help: "只列出，不续发。/ Only lists them.")
    var isPreview = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard expiring.way == .forward, expiring.seconds > 0 else {
            throw ValidationError("应为将来，例如 14d。/ --expiring is ahead, such as 14d.")
        }
    }

    func run() throws {
        try withOffice { office in
            var order = RenewalOrder(
                organisation: org, kind: PassKindFilter(kind),
                withinSeconds: Int64(clamping: expiring.seconds))
            order.untilSeconds = try until?.seconds(at: office)
            let report = try isPreview ? office.previewRenewal(order) : office.renew(order)
            var reply = try Reply(report, try text(of: report, at: office))
            reply.problems = report.refused.map { refused in
                let who = "\(refused.number)\t\(printable(refused.key))"
                return BilingualText(
                    "\(who)\t\(refused.zh)", "\(who)\t\(refused.en)")
            }
            reply.exitCode = ExitCode(report.exitCode)
            return reply
        }
    }

    private func text(of report: RenewalReport, at office: Office) throws -> BilingualText {
        let (count, refused) = (report.passes.count, report.refused.count)
        let outcome =
            report.applied
            ? BilingualText(
                "已续发 \(count) 张，\(refused) 张不续。请为门岗重制数据包并重新导出。",
                "Renewed \(count), \(refused) not. Make bundles for the gates, and export again.")
            : BilingualText(
                "将续发 \(count) 张，\(refused) 张不续；尚未续发。",
                "\(count) would be renewed, \(refused) not; nothing was changed.")
        guard count > 0 else { return outcome }
        let times = try TimeText(office)
        return outcome.followed(
            by: textTable(
                report.passes,
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("工号或车牌", "Key", plain: \.key),
                    TextColumn("原至", "Old end", plain: { times.text(of: $0.oldEnd) }),
                    TextColumn("新至", "New end", plain: { times.text(of: $0.newEnd) }),
                ]))
    }
}
