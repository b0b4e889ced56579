// `gate explain`: every step of the decision with what went into it. Writes no row, admits nobody.
import ArgumentParser
import CommandSupport
import GateState
import Identifiers
import PassCheck
import PassFormat

/// Explains a verdict.
struct Explain: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "逐步说明判定依据，不记录。/ Every step of the decision; nothing is recorded.",
        discussion: """
            签名没有核实的内容标为「未核实」。/ What no signature stands behind is marked unverified.

            例 / Example:
              gate explain < code.txt
              gate explain --at +2d --direction out < code.txt
            """)

    @Option(help: "in 进，out 出；默认按本门。/ in or out; else the gate's own.")
    var direction: Direction?

    @Option(help: "看到的车牌。/ The plate seen.")
    var plate: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("按此时间判定。/ Decides for this time.", valueName: "time"))
    var at: TimeArgument?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        var lines = LineInput()
        let scan = Scan(
            text: lines.next() ?? [], direction: direction,
            plate: plate.map { (try? Plate(parsing: $0))?.text ?? $0 })
        let explanation: Explanation
        do throws(GateStateError) {
            let reading = try gate.reading(of: .now())
            let time = at?.resolved(now: reading.now, utcOffsetMinutes: gate.utcOffsetMinutes)
            explanation = try Explanation(
                of: scan, at: gate, now: time ?? reading.now,
                clock: time == nil ? reading.trust : .trusted)
        } catch { throw error.failure }
        switch output.form {
        case .json: console.print(explanation.document.line)
        case .people: console.printWhole(explanation.screen(on: console))
        }
    }
}
