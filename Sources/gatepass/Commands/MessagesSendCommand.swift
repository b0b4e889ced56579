// `gatepass messages send|jobs|job|cancel`: one message to everybody of a firm's list.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import PassWeb
import Registry

/// Orders a message to a firm's people or drivers, and writes it into the outbox.
struct MessagesSend: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "给单位的人员或驾驶员发短信。/ Puts a message to a firm's people into the outbox.",
        discussion: """
            服务运行时由它发送。中断后，再次运行本命令或启动服务会接着写完，不会重复。
            The running service sends them. What was cut off is finished by the service, or by \
            running any `messages send`; nobody gets it twice.

            """
                + example(
                    "gatepass messages send --org 1042 --template notice --value firm=精密仪器厂"
                        + " --value text=明日复工 --key opening"))

    @Option(help: "单位。/ The firm.")
    var org: OrganisationNumber
    @Option(help: "模板。/ Template of Templates/sms.")
    var template: String
    @Option(help: ArgumentHelp("模板中的值，可重复。/ A value; may be repeated.", valueName: "name=text"))
    var value: [NamedWord] = []
    @Option(name: .customLong("to"), help: "staff 或 drivers。/ Which list.")
    var audience = MessageAudience.staff
    @Option(help: "只发给该场所的，可重复。/ Only those of this site; may be repeated.")
    var site: [SiteNumber] = []
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("短信的语言。/ Language of the message.", valueName: "zh|en"))
    var messageLanguage = MessageLanguage.chinese
    @Flag(help: "夜间也发。/ At night too.")
    var urgent = false
    @Option(help: "同一 key 不会给同一人发两次。/ One key reaches nobody twice.")
    var key: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard Set(value.map(\.name)).count == value.count else {
            throw ValidationError("--value 的名称重复。/ --value names one thing twice.")
        }
    }

    func run() throws {
        try withSettings { settings in
            let office = try Office.open(settings.folders, setting: .own)
            let templates = try settings.messageTemplates(
                resources: try settings.service(ServiceWords()).resources)
            var draft = NoticeDraft(
                key: try key ?? office.freshMessageKey(), template: template,
                values: Dictionary(value.map { ($0.name, $0.word) }) { $1 })
            draft.language = messageLanguage
            draft.urgency = urgent ? .urgent : .usual
            let job = try office.notify(
                draft, all: audience, at: site.isEmpty ? nil : site, of: org, using: templates)
            // Earlier ones that were cut off come first.
            var bar = ProgressBar()
            while try office.workOnMessages() {
                let now = try office.messageJob(job.number)
                bar.show(now.queued + now.repeated + now.withoutPhone, of: now.recipients)
            }
            bar.clear()
            return try office.messageJob(job.number).reply()
        }
    }
}

/// Lists jobs.
struct MessagesJobs: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "列出短信任务，新的在前。/ Lists jobs of messages, newest first.",
        discussion: example("gatepass messages jobs --org 1042"))

    @Option(help: "只看该单位。/ Only this firm's.")
    var org: OrganisationNumber?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            try Reply(
                listing: try office.messageJobs(of: org, PagePlace(after: nil, limit: .max)),
                [
                    TextColumn("编号", "Number", plain: \.number),
                    TextColumn("单位", "Firm", plain: \.organisation),
                    TextColumn("模板", "Template", plain: \.template),
                    TextColumn("状态", "State", \.state.words),
                    TextColumn("名单人数", "On the list", plain: \.recipients),
                    TextColumn("已写入", "Written", plain: \.queued),
                    TextColumn("无号码", "No number", plain: \.withoutPhone),
                ])
        }
    }
}

/// Shows how far a job has come.
struct MessagesJob: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "查看短信任务的进展。/ Shows how far a job has come.",
        discussion: example("gatepass messages job 3"))

    @Argument(help: "编号。/ Its number.")
    var number: Int64
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws { try withOffice { try $0.messageJob(number).reply() } }
}

/// Calls a job back.
struct MessagesCancel: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "取消短信任务，还没发的不再发。/ Calls a job back; what was not sent is dropped.",
        discussion: example("gatepass messages cancel 3"))

    @Argument(help: "编号。/ Its number.")
    var number: Int64
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            var job = try office.cancelMessageJob(number)
            while job.state.isAtWork { job = try office.workOnMessages(of: number) }
            return try job.reply()
        }
    }
}

extension MessageJob {
    /// How far it has come.
    fileprivate func reply() throws -> Reply {
        let counts = messages ?? [:]
        let states = MessageState.allCases.filter { counts[$0.rawValue] != nil }
        func list(_ text: (BilingualText) -> String, _ separator: String) -> String {
            states.map { "\(text($0.words)) \(counts[$0.rawValue] ?? 0)" }
                .joined(separator: separator)
        }
        return try Reply(
            self,
            BilingualText(
                "短信任务 \(number)（\(template)）\(state.words.chinese)：名单 \(recipients) 人，"
                    + "写入 \(queued)，发过 \(repeated)，无号码 \(withoutPhone)。"
                    + (states.isEmpty ? "" : "\n" + list(\.chinese, "，")),
                "Job \(number) (\(template)) \(state.words.english): \(recipients) on the list,"
                    + " \(queued) written, \(repeated) had it, \(withoutPhone) without a number."
                    + (states.isEmpty ? "" : "\n" + list(\.english, ", "))))
    }
}

extension MessageAudience: ExpressibleByArgument {}

extension MessageJobState {
    /// For people.
    fileprivate var words: BilingualText {
        switch self {
        case .writing: BilingualText("写入中", "is being written")
        case .written: BilingualText("已写入", "is written")
        case .cancelling: BilingualText("取消中", "is being called back")
        case .cancelled: BilingualText("已取消", "was called back")
        }
    }
}
