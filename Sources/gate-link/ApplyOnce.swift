// `gate apply`: an application for temporary entry, sent to the office from the gate.
import ArgumentParser
import CommandSupport
import GateExchange
import GateLink
import GateState
import PassCrypto
import PassFormat

/// Sends one application, or asks how it stands.
struct ApplyOnce: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "为到场者提交临时进入申请。/ Applies for temporary entry of somebody at the gate.")

    private static let keyBytes = 16

    @OptionGroup var folder: FolderOption
    @OptionGroup var place: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        guard var entry = Self.typed() else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "标准输入应是一行 JSON：writer、organisation、people、host、reason、from、until",
                    "expected one line of JSON on standard input: writer, organisation, people,"
                        + " host, reason, from, until"))
        }
        let key = try entry.key ?? hexadecimal(RandomSource.system.bytes(Self.keyBytes))
        entry.key = key
        let asked = entry
        try linked { () throws(LinkFault) in
            let gate = try folder.open()
            let offset = gate.linkStatus()?.offsetSeconds ?? 0
            let line = try OfficeLine(
                gate, over: HTTPSLine(try place.address(of: gate)) { true },
                offsetSeconds: offset, clock: .system, random: .system)
            tell(try line.file(asked), key, console)
        }
    }

    /// ID and telephone numbers never stand on the command line.
    private static func typed() -> EntryRequest? {
        var lines = LineInput()
        return lines.next().flatMap { ExchangeJSON.document($0) }
    }

    private func tell(_ answer: EntryAnswer, _ key: String, _ console: Console) {
        switch output.form {
        case .json:
            let document = JSONText.object([
                "application": .number(answer.application), "status": .string(answer.status),
                "reason": JSONText(answer.reason), "due_at": JSONText(answer.dueAt),
                "passes": .array(answer.passes.map(JSONText.string)), "time": .number(answer.time),
                "key": .string(key),
            ])
            console.print(document.line)
        case .people:
            let passes = answer.passes.isEmpty ? "-" : answer.passes.joined(separator: ", ")
            // Nothing in it may steer a terminal.
            let reason = String(
                String.UnicodeScalarView(
                    (answer.reason ?? "-").unicodeScalars.filter {
                        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
                    }))
            let status = answer.statusWords
            console.print(
                BilingualText(
                    "申请 \(answer.application)：\(status.chinese)，理由 \(reason)，通行证 \(passes)。"
                        + "再问进展请用 key \(key)。",
                    "Application \(answer.application): \(status.english), reason \(reason), passes"
                        + " \(passes). Ask again with the key \(key)."))
        }
    }
}

extension EntryAnswer {
    /// How it stands, as the guard reads it; nothing else that an office may say is shown.
    fileprivate var statusWords: BilingualText {
        switch status {
        case "open": BilingualText("等待审批", "waits for a decision")
        case "returned": BilingualText("已退回更正", "returned for correction")
        case "approved": BilingualText("已批准", "approved")
        case "refused": BilingualText("已拒绝", "refused")
        case "withdrawn": BilingualText("已撤回", "withdrawn")
        case "cancelled": BilingualText("已取消", "cancelled")
        default: BilingualText("状态不明，请更新本机程序", "in a state that this program does not know")
        }
    }
}
