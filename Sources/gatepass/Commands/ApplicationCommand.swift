// `gatepass application list|show`: what firms apply for; decided by the commands beside this.
import ApplicationKinds
import Approvals
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import PassWeb
import Registry

/// Applications.
struct ApplicationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "申请与审批。/ Applications and what desks decide on them.",
        discussion: example(
            "gatepass application list --site 1 --desk park", "gatepass application show 12"),
        subcommands: [
            ApplicationList.self, ApplicationShow.self, ApplicationApprove.self,
            ApplicationRefuse.self, ApplicationReturn.self, ApplicationTake.self,
            ApplicationAsk.self, ApplicationHandOn.self,
        ])
}

extension KindReading {
    /// Every fault on a line of its own.
    var faultText: BilingualText {
        BilingualText(
            faults.map(\.chinese).joined(separator: "\n"),
            faults.map(\.english).joined(separator: "\n"))
    }
}

extension OfficeCommand {
    /// Opens the office with its kinds of applications, runs the command, prints its answer.
    ///
    /// - Throws: an exit code, after what went wrong was told on standard error.
    func withApplications(_ answer: (ApplicationsOffice) throws -> Reply) throws {
        try withSettings { settings in
            let resources = try settings.service(ServiceWords()).resources
            let kinds = readKinds(in: "\(resources)/Templates")
            guard !kinds.kinds.isEmpty else {
                throw CommandFailure(.cannotWork, kinds.faultText)
            }
            let office = try Office.open(settings.folders, setting: .own)
            return try answer(ApplicationsOffice(office, kinds: kinds))
        }
    }
}

extension ApplicationStatus: ExpressibleByArgument {}

/// Lists applications, or what waits for a desk.
struct ApplicationList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出申请，或窗口的待办。/ Lists applications, or what waits for a desk.",
        discussion: example(
            "gatepass application list --org 1042 --status open",
            "gatepass application list --site 1 --desk park --json"))

    @Option(help: "单位编号。/ Number of the firm.")
    var org: OrganisationNumber?
    @Option(help: "场所编号。/ Number of the site.")
    var site: SiteNumber?
    @Option(help: "窗口的待办，与 --site 同用。/ What waits for this desk, with --site.")
    var desk: String?
    @Option(help: "状态。/ State.")
    var status: ApplicationStatus?
    @Option(help: "申请种类，如 vehicle。/ Kind, such as vehicle.")
    var kind: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard desk == nil || (site != nil && org == nil && status == nil && kind == nil) else {
            throw ValidationError("--desk 只与 --site 同用。/ --desk goes with --site alone.")
        }
    }

    func run() throws {
        try withApplications { applications in
            let times = try TimeText(applications.office)
            if let desk, let site {
                let place = QueuePlace(after: nil, limit: .max)
                return try Reply(
                    listing: try applications.queue(of: desk, at: site, place),
                    [
                        TextColumn("申请", "Application", plain: \.application),
                        TextColumn("步骤", "Step", plain: \.step),
                        TextColumn("种类", "Kind", plain: \.kind),
                        TextColumn("单位", "Firm", plain: \.organisation),
                        TextColumn("时限", "Due", plain: { times.text(of: $0.dueAt) }),
                        TextColumn("超时", "Overdue") {
                            $0.overdue ? BilingualText("是", "yes") : BilingualText("否", "no")
                        },
                        TextColumn("接办", "Taken by", plain: { $0.takenBy.value }),
                    ])
            }
            var filter = ApplicationFilter(limit: .max)
            (filter.organisation, filter.site, filter.kind) = (org, site, kind)
            filter.status = status?.rawValue
            return try Reply(
                listing: try applications.applications(filter),
                [
                    TextColumn("申请", "Application", plain: \.number),
                    TextColumn("种类", "Kind", plain: \.kind),
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("场所", "Site", plain: \.site),
                    TextColumn("状态", "State", \.status.words),
                    TextColumn("窗口", "Desk", plain: \.openDesks),
                    TextColumn(
                        "时限", "Due", plain: { $0.dueAt.value.map { times.text(of: $0) } }),
                ])
        }
    }
}

extension ApplicationView {
    /// The desks that it waits for.
    fileprivate var openDesks: String? {
        let desks = steps.filter(\.isOpen).map(\.inCharge)
        return desks.isEmpty ? nil : desks.joined(separator: ",")
    }
}

/// Shows one application.
struct ApplicationShow: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "查看一份申请，号码已遮盖。/ Shows an application, numbers masked.",
        discussion: example("gatepass application show 12"))

    @Argument(help: "申请编号。/ Number of the application.")
    var number: Int64
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withApplications { applications in
            let view = try applications.application(number)
            let times = try TimeText(applications.office)
            let head = BilingualText(
                "申请 \(view.number)（\(view.kind)），单位 \(view.organisation)，场所 \(view.site)："
                    + view.status.words.chinese,
                "Application \(view.number) (\(view.kind)), firm \(view.organisation), site"
                    + " \(view.site): \(view.status.words.english)")
            let values = try view.values.sorted { $0.key < $1.key }.map {
                let line = "  \($0.key): \(printable(try OfficeJSON.text($0.value)))"
                return BilingualText(line, line)
            }
            let steps = view.steps.map { step in
                let state =
                    step.decision.value?.words
                    ?? (step.isOpen ? BilingualText("待办", "waits") : BilingualText("-", "-"))
                let due = times.text(of: step.dueAt)
                return BilingualText(
                    "  步骤 \(step.step) \(step.inCharge)：\(state.chinese)，时限 \(due)",
                    "  Step \(step.step) \(step.inCharge): \(state.english), due \(due)")
            }
            return try Reply(view, ([head] + values + steps).joined())
        }
    }
}
