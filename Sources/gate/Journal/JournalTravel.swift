// `gate journal export` and `gate journal import`: the record by hand, to the office and to other
// gates.
import ArgumentParser
import CommandSupport
import GateState
import JournalFormat
import PassCheck
import PassFormat
import PrivateFiles

/// Writes the journal as a file.
struct JournalExport: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "导出记录，交给签发中心或其他门岗。/ Writes the record for the office or another gate.",
        discussion: """
            文件由本机设备签名；本机的记录一行不少。
            The file is signed by this device; the record itself stays whole.

            例 / Example:
              gate journal export gate1.journal
              gate journal export gate1.journal --new
              gate journal export gate1.journal --from 1200
            """)

    @Argument(help: "目标文件。/ The file to write.", completion: .file())
    var file: String
    @Flag(
        help: "只导出签发中心尚未确认的行。/ Only rows that the office has not acknowledged.")
    var new = false
    @Option(help: "从第 N 行起。/ From row N on.")
    var from: UInt64?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !new || from == nil else {
            throw ValidationError("--new 与 --from 只能给一个。/ Give --new or --from, not both.")
        }
        guard (from ?? 1) > 0 else {
            throw ValidationError("--from 至少为 1。/ --from is at least 1.")
        }
    }

    func run() throws {
        let console = output.console(environment: .system)
        guard !stands(file, in: state.path(environment: .system)) else {
            throw CommandFailure(
                .nothingDone,
                BilingualText(
                    "\(file) 在闸口自己的目录里，不能存放导出文件；请另给路径",
                    "\(file) lies in the gate's own folder; give the export another path"))
        }
        let gate = try state.open(environment: .system)
        let rows: ExportedRows = from.map { .from($0) } ?? (new ? .unacknowledged : .all)
        let head: JournalFileHead
        do throws(GateStateError) {
            head = try gate.exportJournal(rows, to: file, at: .now())
        } catch { throw error.failure }
        switch output.form {
        case .json:
            let document = JSONText.object([
                "gate": JSONText(head.gate), "device": JSONText(gate.fingerprint?.text),
                "first": JSONText(head.firstRow), "last": JSONText(head.lastRow),
                "rows": JSONText(head.rowCount), "as_of": JSONText(head.asOf.seconds),
                "bundle": JSONText(head.bundleVersion), "path": .string(file),
            ])
            console.print(document.line)
        case .people:
            let (count, last) = (head.rowCount, head.lastRow)
            console.print(
                BilingualText(
                    "已导出 \(count) 行（到第 \(last) 行）：\(file)",
                    "Exported \(count) rows, up to row \(last): \(file)"))
        }
    }
}

/// Takes in another gate's journal.
struct JournalImport: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "读入同一场所另一门岗的记录。/ Takes in the record of another gate of the site.",
        discussion: """
            只信该门自己的放行；据此最多得出“待核”。
            Only about that gate's own scans; what it says leads to REVIEW at most.

            例 / Example:
              gate journal import gate2.journal
            """)

    @Argument(help: "另一门岗导出的文件。/ File that the other gate exported.", completion: .file())
    var file: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let heard: HeardJournal
        do throws(GateStateError) { heard = try gate.hear(file, at: .now()) } catch {
            throw error.failure
        }
        switch output.form {
        case .json:
            let document = JSONText.object([
                "gate": JSONText(heard.gate), "new": JSONText(heard.newRows),
                "last": JSONText(heard.lastRow), "as_of": JSONText(heard.asOf.seconds),
            ])
            console.print(document.line)
        case .people:
            let until = heard.asOf.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
            console.print(
                BilingualText(
                    "\(heard.gate) 号门：新增 \(heard.newRows) 行，到第 \(heard.lastRow) 行，截至 \(until)。",
                    "Gate \(heard.gate): \(heard.newRows) new rows, up to row \(heard.lastRow), "
                        + "as of \(until)."))
        }
    }
}
