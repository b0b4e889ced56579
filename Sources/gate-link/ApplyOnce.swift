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
        var entry = try Self.typed()
        let key = try entry.key ?? hexadecimal(RandomSource.system.bytes(Self.keyBytes))
        entry.key = key
        let asked = entry
        try linked { () throws(LinkFault) in
            let gate = try folder.open()
            tell(try place.line(of: gate).file(asked), key, console)
        }
    }

    /// ID and telephone numbers never stand on the command line.
    private static func typed() throws(CommandFailure) -> EntryRequest {
        var lines = LineInput()
        let line = lines.next() ?? []
        if let entry: EntryRequest = ExchangeJSON.document(line) { return entry }
        guard let member = ExchangeJSON.fault(of: line, as: EntryRequest.self) else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "标准输入应是一行 JSON：writer、organisation、people、host、reason、from、until",
                    "expected one line of JSON on standard input: writer, organisation, people,"
                        + " host, reason, from, until"))
        }
        throw CommandFailure(
            .nothingDone,
            BilingualText(
                "标准输入的 JSON 中，\(member) 缺少或类型不对；请补上或改正",
                "in the JSON on standard input \(member) is missing or of another type; mend it"))
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
            let reason = steeringNothing(answer.reason ?? "-")
            let status = statusWords(answer.status)
            console.print(
                BilingualText(
                    "申请 \(answer.application)：\(status.chinese)，理由 \(reason)，通行证 \(passes)。"
                        + "再问进展请用 key \(key)。",
                    "Application \(answer.application): \(status.english), reason \(reason), passes"
                        + " \(passes). Ask again with the key \(key)."))
        }
    }
}
