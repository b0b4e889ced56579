// `gate equipment`: what an application lets out again, ticked off at the exit.
import ArgumentParser
import CommandSupport
import GateExchange
import GateLink
import GateState
import PassCrypto
import PassFormat

/// Lists the equipment of an application, and ticks off what leaves.
struct EquipmentOnce: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "equipment",
        abstract: "列出并核销申请的带出设备。/ Lists and ticks off what an application lets out.")

    @Argument(help: "申请编号。/ The application's number.")
    var application: Int64
    @Option(help: "核销第 N 项。/ Ticks off item N.")
    var tick: [Int] = []
    @OptionGroup var folder: FolderOption
    @OptionGroup var place: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        do throws(LinkFault) {
            let gate = try folder.open()
            let request = EquipmentRequest(application: application, tick: tick)
            tell(try place.line(of: gate).equipment(request), console)
        } catch {
            guard case .unreachable = error else { throw error.failure }
            // Whether it was ticked off is known to the office alone; sent again it harms nothing.
            throw CommandFailure(
                .cannotWork,
                BilingualText(
                    error.text.chinese + "。带出设备请先记在纸上，联网后再核销",
                    error.text.english
                        + "; write on paper what leaves, and tick it off once there is"
                        + " a connection"))
        }
    }

    private func tell(_ answer: EquipmentAnswer, _ console: Console) {
        switch output.form {
        case .json:
            let items = answer.items.map { item in
                JSONText.object([
                    "number": .number(Int64(item.number)), "name": .string(item.name),
                    "count": .number(item.count), "ticked_by": JSONText(item.tickedBy),
                    "ticked_at": JSONText(item.tickedAt),
                ])
            }
            let document = JSONText.object([
                "application": .number(answer.application), "status": .string(answer.status),
                "items": .array(items), "time": .number(answer.time),
            ])
            console.print(document.line)
        case .people:
            let status = statusWords(answer.status)
            let lines = answer.items.map { item in
                let name = "\(item.number). \(steeringNothing(item.name)) × \(item.count)"
                return item.tickedAt == nil
                    ? BilingualText("  \(name)：未核销", "  \(name): not ticked off")
                    : BilingualText("  \(name)：已核销", "  \(name): ticked off")
            }
            let head = BilingualText(
                "申请 \(answer.application)：\(status.chinese)，带出设备 \(lines.count) 项。",
                "Application \(answer.application): \(status.english), items to bring out:"
                    + " \(lines.count).")
            for line in [head] + lines { console.print(line) }
        }
    }
}
