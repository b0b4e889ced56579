// The way of every deed of a desk: in the name of the account whose API token comes on standard
// input, to one application or several.
import Approvals
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Terminal

/// What a desk does something to.
struct DeskArguments: ParsableArguments {
    @Argument(help: "申请编号，可多个。/ Numbers of applications.")
    var numbers: [Int64]
    @Option(help: "步骤；只有一个待办时可不写。/ Step; may be left out where one waits.")
    var step: Int?
}

/// A deed of a desk.
protocol DeskCommand: OfficeCommand {
    /// The command's `@OptionGroup`.
    var desk: DeskArguments { get }
}

/// What became of one application.
private struct DeskLine: Encodable {
    let application: Int64
    /// The application's state; nil where nothing was done.
    let status: ApplicationStatus?
    let code: String?
    let text: BilingualText?

    var isDone: Bool { status != nil }

    init(_ application: Int64, done status: ApplicationStatus) {
        self.application = application
        self.status = status
        (code, text) = (nil, nil)
    }

    init(_ application: Int64, _ code: String, _ text: BilingualText) {
        self.application = application
        status = nil
        self.code = code
        self.text = text
    }

    private enum CodingKeys: String, CodingKey { case application, done, status, code, zh, en }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(application, forKey: .application)
        try container.encode(isDone, forKey: .done)
        try container.encode(status, forKey: .status)
        try container.encode(code, forKey: .code)
        try container.encode(text?.chinese, forKey: .zh)
        try container.encode(text?.english, forKey: .en)
    }
}

/// Which step is meant is not clear.
private struct StepFault: Error {
    let text: BilingualText
}

extension DeskCommand {
    static var tokenHelp: String {
        """
        审批人的接口令牌从标准输入读入，不写在命令行上（`gatepass user token`，范围 applications）。
        The reviewer's API token is read from standard input, never from the command line.


        """
    }

    /// Does it to each application; one that cannot be leaves the others.
    func decide(
        _ action: (ApplicationsOffice, ApplicationView, Int) throws -> ApplicationAction
    ) throws {
        try withApplications { applications in
            let caller = try applications.office.caller(token: readToken())
            var lines: [DeskLine] = []
            for number in desk.numbers {
                do {
                    let view = try applications.application(number)
                    let deed = try action(applications, view, try step(of: view))
                    let done = try applications.perform(deed, on: number, by: caller)
                    lines.append(DeskLine(number, done: done.status))
                } catch let fault as StepFault {
                    lines.append(DeskLine(number, "STEP_NEEDED", fault.text))
                } catch let error as OfficeError where error.fault != .machine {
                    let text = BilingualText(error.chinese, error.english)
                    lines.append(DeskLine(number, error.code, text))
                }
            }
            return try reply(lines)
        }
    }

    private func reply(_ lines: [DeskLine]) throws -> Reply {
        let done = lines.compactMap { line in
            line.status.map { status in
                BilingualText(
                    "申请 \(line.application)：\(status.words.chinese)",
                    "Application \(line.application): \(status.words.english)")
            }
        }
        var reply = try Reply(
            lines: lines,
            done.isEmpty
                ? BilingualText("什么也没有做。", "Nothing was done.")
                : done.joined())
        reply.problems = lines.compactMap { line in
            line.text.map {
                BilingualText(
                    "申请 \(line.application)：\($0.chinese)",
                    "application \(line.application): \($0.english)")
            }
        }
        if done.count < lines.count {
            reply.exitCode = done.isEmpty ? .nothingDone : .partlyRefused
        }
        return reply
    }

    private func step(of view: ApplicationView) throws -> Int {
        if let step = desk.step { return step }
        let open = view.steps.filter(\.isOpen)
        guard open.count == 1, let step = open.first else {
            let words = open.map { "\($0.step) (\($0.inCharge))" }.joined(separator: ", ")
            throw StepFault(
                text: open.isEmpty
                    ? BilingualText("没有待办的步骤", "no step waits")
                    : BilingualText(
                        "有几个待办的步骤：\(words)；请用 --step 指明",
                        "several steps wait: \(words); name one with --step"))
        }
        return step.step
    }

    /// A line of standard input, not shown where it is typed.
    private func readToken() throws -> String {
        var lines = LineInput()
        if Console.isInputTyped {
            output.console(environment: .system).complain(
                BilingualText("请输入接口令牌，按回车：", "Type the API token, then Enter:"))
        }
        let line = HiddenInput.whileHidden { lines.next() ?? [] }
        return String(decoding: line, as: UTF8.self)
    }
}
