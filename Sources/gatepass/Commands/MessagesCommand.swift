// `gatepass messages list|show|jobs|job|send|cancel|receipt`: short messages, without the service.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Short messages.
struct MessagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "短信。/ Short messages.",
        discussion: example("gatepass messages list --state failed"),
        subcommands: [
            MessagesList.self, MessagesShow.self, MessagesJobs.self, MessagesJob.self,
            MessagesSend.self, MessagesCancel.self, MessagesReceipt.self,
        ])
}

/// Lists messages, numbers masked.
struct MessagesList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出短信，号码隐去。/ Lists messages, numbers masked.",
        discussion: example(
            "gatepass messages list --org 1042 --state failed", "gatepass messages list --job 3"))

    @Option(help: "只看该单位。/ Only this firm's.")
    var org: OrganisationNumber?
    @Option(help: "只看该任务。/ Only those of this job.")
    var job: Int64?
    @Option(help: ArgumentHelp("只看该状态。/ Only in this state.", valueName: "state"))
    var state: MessageState?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            if let job { _ = try office.messageJob(job) }
            var filter = MessageFilter()
            (filter.organisation, filter.state, filter.job) = (org, state, job)
            return try Reply(
                listing: try office.messages(filter, PagePlace(after: nil, limit: .max)),
                [
                    TextColumn("编号", "Number", plain: \.id),
                    TextColumn("号码", "Telephone", plain: \.phoneMasked),
                    TextColumn("模板", "Template", plain: \.template),
                    TextColumn("状态", "State", \.state.words),
                    TextColumn("次数", "Attempts", plain: \.attempts),
                    TextColumn("下次", "Next", plain: { $0.nextAt.map { times.text(of: $0) } }),
                    TextColumn("原因", "Reason", plain: \.fault),
                    TextColumn("任务", "Job", plain: \.job),
                ])
        }
    }
}

/// Shows the way of one message.
struct MessagesShow: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "查看一条短信。/ Shows the way of one message.",
        discussion: example("gatepass messages show 17"))

    @Argument(help: "编号。/ Its number.")
    var number: Int64
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let message = try office.message(number)
            let times = try TimeText(office)
            func line(_ chinese: String, _ english: String, _ seconds: Int64?) -> BilingualText? {
                seconds.map { times.text(of: $0) }.map {
                    BilingualText("\n\(chinese) \($0)", "\n\(english) \($0)")
                }
            }
            let fault = message.fault.map { BilingualText("（\($0)）", " (\($0))") }
            let parts = [
                BilingualText(
                    "短信 \(message.id) 给 \(message.phoneMasked)，模板 \(message.template)："
                        + message.state.words.chinese,
                    "Message \(message.id) to \(message.phoneMasked), template"
                        + " \(message.template): " + message.state.words.english),
                fault, line("写入", "written", message.madeAt),
                line("下次发送", "next attempt", message.nextAt),
                line("了结", "settled", message.settledAt),
                line("回执", "receipt", message.receivedAt),
            ].compactMap { $0 }
            return try Reply(
                message,
                BilingualText(
                    parts.map(\.chinese).joined(), parts.map(\.english).joined()))
        }
    }
}

/// Takes down what a provider says of a message.
struct MessagesReceipt: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "记下服务商的回执。/ Takes down what a provider says of a message.",
        discussion: example(
            "gatepass messages receipt --id 7f3a --state delivered",
            "gatepass messages receipt --key organisation:1042:k/people/7 --state failed"
                + " --reason UNKNOWN_NUMBER"))

    /// What became of a message.
    enum Fate: String, ExpressibleByArgument, CaseIterable { case delivered, failed }

    @Option(help: "服务商的编号。/ The provider's id.")
    var id: String?
    @Option(help: "发送时的 Idempotency-Key。/ The key that it was sent under.")
    var key: String?
    @Option(help: "delivered 或 failed。/ What became of it.")
    var state: Fate
    @Option(help: "未送达的原因代码。/ A code for why not.")
    var reason: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (id == nil) != (key == nil) else {
            throw ValidationError("--id 与 --key 须给其一。/ Give --id or --key, one of them.")
        }
        let isCode = reason.map {
            (1...40).contains($0.utf8.count)
                && $0.utf8.allSatisfy {
                    (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                }
        }
        guard isCode != false else {
            throw ValidationError(
                "--reason 应为 1 到 40 个大写字母、数字或 _。/ --reason has 1 to 40 of A-Z, 0-9 and _.")
        }
    }

    func run() throws {
        try withOffice { office in
            let name = id.map(MessageReceipt.Name.providerID) ?? .key(key ?? "")
            let report = try office.takeReceipts([
                MessageReceipt(name: name, hasArrived: state == .delivered, why: reason)
            ])
            var reply = try Reply(
                report,
                report.taken > 0
                    ? BilingualText("已记下。", "Noted.")
                    : BilingualText("先前已知，未改动。", "Known before; nothing was changed."))
            if report.unknown > 0 {
                reply.refusal = BilingualText(
                    "没有这条短信；请核对 --id 或 --key", "there is no such message; check --id or --key")
                reply.exitCode = .nothingDone
            }
            return reply
        }
    }
}

extension MessageState: ExpressibleByArgument {
    /// For people.
    var words: BilingualText {
        switch self {
        case .waiting: BilingualText("等待", "waiting")
        case .sending: BilingualText("发送中", "sending")
        case .sent: BilingualText("已发", "sent")
        case .delivered: BilingualText("已送达", "delivered")
        case .failed: BilingualText("失败", "failed")
        case .dropped: BilingualText("放弃", "dropped")
        }
    }
}
