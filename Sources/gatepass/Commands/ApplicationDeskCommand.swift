// `gatepass application approve|refuse|return|take|ask|hand-on`: what desks do.
import ApplicationKinds
import Approvals
import ArgumentParser
import CommandSupport
import Issuance
import Registry

/// Approves.
struct ApplicationApprove: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "批准。/ Approves.",
        discussion: tokenHelp
            + example(
                "gatepass application approve 12 13 14 < token",
                "gatepass application approve 9 --check isolation=holds --value quota=240 < token"))

    @OptionGroup var desk: DeskArguments
    @Option(help: "附言。/ A note.")
    var note: String?
    @Option(
        help: ArgumentHelp(
            "由窗口填写的字段，可重复。/ Field that the desk fills; may be repeated.", valueName: "field=value"))
    var value: [NamedWord] = []
    @Option(
        help: ArgumentHelp(
            "清单的一点：holds 或 fails，可重复。/ Point of the checklist; may be repeated.",
            valueName: "point=holds|fails"))
    var check: [NamedWord] = []
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for point in check where PointFinding.Result(rawValue: point.word) == nil {
            throw ValidationError("--check 应如 a=holds。/ --check is like a=holds or a=fails.")
        }
    }

    func run() throws {
        try decide { applications, view, step in
            var approval = Approval()
            approval.note = note?.withoutSecrets
            approval.findings = check.compactMap { point in
                PointFinding.Result(rawValue: point.word).map {
                    PointFinding(point: point.name, result: $0)
                }
            }
            let kind = applications.kinds.kinds[view.kind]
            for given in value {
                approval.values[given.name] =
                    kind?.field(given.name)?.input(given.word)
                    ?? .text(given.word)
            }
            return .approve(step: step, approval)
        }
    }
}

extension FormField {
    /// A word of the command line as this field takes it.
    fileprivate func input(_ word: String) -> FormInput {
        switch type {
        case .number, .time: Int64(word).map(FormInput.number) ?? .text(word)
        case .yesNo: .yesNo(word == "true")
        default: .text(word)
        }
    }
}

/// Refuses.
struct ApplicationRefuse: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "不批准。/ Refuses.",
        discussion: tokenHelp + example("gatepass application refuse 12 --reason 名额已满 < token"))

    @OptionGroup var desk: DeskArguments
    @Option(help: "理由。/ Why.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try decide { _, _, step in .refuse(step: step, reason: reason) }
    }
}

/// Returns for correction.
struct ApplicationReturn: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "退回更正。/ Returns for correction.",
        discussion: tokenHelp
            + example("gatepass application return 12 --reason 请补填 --mark until=已过期 < token"))

    @OptionGroup var desk: DeskArguments
    @Option(help: "理由。/ Why.", transform: reasonArgument)
    var reason: String
    @Option(
        help: ArgumentHelp(
            "要更正的字段及其问题，可重复；不写则都可改。/ Field to be mended; may be repeated.",
            valueName: "field=text"))
    var mark: [NamedWord] = []
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let marks = Dictionary(mark.map { ($0.name, $0.word) }, uniquingKeysWith: { $1 })
        try decide { _, _, step in
            .giveBack(step: step, reason: reason, marks: marks)
        }
    }
}

/// Takes.
struct ApplicationTake: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "接办。/ Takes it, so that others at the desk leave it.",
        discussion: tokenHelp + example("gatepass application take 12 < token"))

    @OptionGroup var desk: DeskArguments
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws { try decide { _, _, step in .take(step: step) } }
}

/// Asks the applicant.
struct ApplicationAsk: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "询问申请人。/ Asks the applicant.",
        discussion: tokenHelp + example("gatepass application ask 12 --text 住在哪里？ < token"))

    @OptionGroup var desk: DeskArguments
    @Option(help: "问题。/ What is asked.")
    var text: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try decide { _, _, step in .ask(step: step, text: text.withoutSecrets) }
    }
}

/// Hands on.
struct ApplicationHandOn: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-on", abstract: "转交同窗口的人，或另一窗口。/ Hands it on.",
        discussion: tokenHelp
            + example(
                "gatepass application hand-on 12 --to-desk town < token",
                "gatepass application hand-on 12 --to-login park2 < token"))

    @OptionGroup var desk: DeskArguments
    @Option(help: "同窗口的人的登录名。/ Login name of somebody at the same desk.")
    var toLogin: String?
    @Option(help: "另一窗口。/ Another desk.")
    var toDesk: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (toLogin == nil) != (toDesk == nil) else {
            throw ValidationError(
                "请给 --to-login 或 --to-desk 之一。/ Give --to-login or --to-desk, one of them.")
        }
    }

    func run() throws {
        try decide { applications, _, step in
            if let toDesk { return .handOn(step: step, to: .desk(toDesk)) }
            let account = try applications.office.account(login: toLogin ?? "").number
            return .handOn(step: step, to: .person("account:\(account)"))
        }
    }
}
