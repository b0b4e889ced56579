// `gate journal` with `list` and `verify`: the gate's own record.
import ArgumentParser
import CommandSupport
import GateState
import JournalFormat
import PassCheck
import PassFormat

/// The journal's commands.
struct JournalCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "本机的通行记录。/ This gate's own record.",
        discussion: """
            例 / Example:
              gate journal list --last 20
              gate journal verify
              gate journal export gate1.journal
              gate journal import gate2.journal
            """,
        subcommands: [
            JournalList.self, JournalVerify.self, JournalExport.self, JournalImport.self,
        ])
}

/// Lists rows.
struct JournalList: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出记录，旧的在前。/ Lists rows, the oldest first.",
        discussion: """
            例 / Example:
              gate journal list --last 20
              gate journal list --json
            """)

    @Option(help: "只列最新的 N 行。/ Only the newest N rows.")
    var last: Int?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (last ?? 1) > 0 else {
            throw ValidationError("--last 至少为 1。/ --last is at least 1.")
        }
    }

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let form = output.form
        let zone = gate.utcOffsetMinutes
        do throws(GateStateError) {
            try gate.journal().forEachRow(last: last) { (row) throws(GateStateError) in
                switch form {
                case .json: console.print(row.document.line)
                case .people: console.print(row.line(utcOffsetMinutes: zone))
                }
            }
        } catch { throw error.failure }
    }
}

/// Verifies the whole journal.
struct JournalVerify: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "核对记录是否完整。/ Checks that the record is whole.",
        discussion: """
            有缺失或改动时退出码为 2。/ Exit 2 where rows are gone or changed.

            例 / Example:
              gate journal verify
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let check: JournalCheck
        do throws(GateStateError) {
            check = try gate.journal().verify(acknowledged: gate.acknowledged)
        } catch { throw error.failure }
        switch output.form {
        case .json:
            let fault = check.fault.map { fault in
                JSONText.object([
                    "n": JSONText(fault.number), "kind": .string(fault.kind.rawValue),
                ])
            }
            let document = JSONText.object([
                "ok": .truth(check.fault == nil), "rows": JSONText(check.rowCount),
                "last": JSONText(check.lastNumber), "head": .string(hexadecimal(check.head)),
                "fault": fault ?? .null,
            ])
            console.print(document.line)
        case .people:
            let (rows, last) = (check.rowCount, check.lastNumber)
            if check.fault == nil {
                console.print(
                    BilingualText(
                        "记录完整：\(rows) 行，最后为第 \(last) 行。",
                        "The record is whole: \(rows) rows, the last is \(last)."))
            }
        }
        guard let fault = check.fault else { return }
        let wrong = fault.text
        throw CommandFailure(
            .nothingDone,
            BilingualText(
                "通行记录有问题：\(wrong.chinese)。\(JournalFault.remedy.chinese)。",
                "The record is not whole: \(wrong.english). \(JournalFault.remedy.english)."))
    }
}

extension JournalFault {
    /// What to do about any of them.
    static let remedy = BilingualText(
        "请保留闸口目录原样，报告管理员", "Keep the gate's folder as it is and report it")
}

extension JournalRow {
    /// The row as JSON; it names a pass by index, sequence and digest only.
    fileprivate var document: JSONText {
        .object([
            "n": JSONText(number),
            "at": JSONText(event.at.seconds),
            "kind": .string(event.kind.name),
            "index": JSONText(event.reference?.index.hex),
            "seq": JSONText(event.reference?.sequence),
            "digest": JSONText(event.reference?.digest.hex),
            "verdict": JSONText(event.outcome?.rawValue),
            "code": JSONText(event.code),
            "also": .array(event.also.map(JSONText.string)),
            "direction": JSONText(event.direction?.name),
            "gate": JSONText(event.gate),
            "about": JSONText(event.about),
            "text": JSONText(event.text),
            "count": JSONText(event.count),
            "guard": JSONText(event.onDuty?.hex),
            "other_gate": JSONText(event.heardGate),
            "other_at": JSONText(event.otherTime?.seconds),
        ])
    }

    /// The row on one line.
    fileprivate func line(utcOffsetMinutes: Int64) -> String {
        let pass = event.reference.map { "\($0.index.hex)/\($0.sequence)" }
        let parts: [String?] = [
            String(number), event.at.siteText(utcOffsetMinutes: utcOffsetMinutes),
            event.kind.name, event.outcome?.rawValue, event.code, event.direction?.name, pass,
            event.also.isEmpty ? nil : event.also.joined(separator: ","),
            event.about.map { "→ \($0)" } ?? event.heardGate.map { "← \($0)" },
            event.text.map(printable),
        ]
        return parts.map { $0 ?? "-" }.joined(separator: "  ")
    }
}
