// `gatepass journal import|accept|verify` and `gatepass conflicts`: what gates bring.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Gates' journals.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "门岗带回的通行记录。/ Journals that gates bring.",
        discussion: example("gatepass journal import gate1.journal"),
        subcommands: [JournalImportCommand.self, JournalVerifyCommand.self, JournalAccept.self])
}

/// Takes a gate's journal in.
struct JournalImportCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "收下门岗的通行记录，逐行确认或拒绝。/ Takes a gate's journal in, row by row.",
        discussion: """
            同一文件可重复收，不会改变什么；有行被拒绝或有警报时退出码为 1。
            The same file again changes nothing; exit 1 where rows were refused or an alarm stands.

            """ + example("gatepass journal import gate1.journal --json"))

    @Argument(help: "`gate journal export` 写出的文件。/ File from `gate journal export`.")
    var file: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let report = try office.importJournal(file)
            let (gate, accepted, repeated) = (report.gate, report.accepted, report.repeated)
            let row = report.acknowledged.row
            var reply = try Reply(
                report,
                BilingualText(
                    "门岗 \(gate)：收下 \(accepted) 行，重复 \(repeated) 行，拒绝 \(report.refused) 行；"
                        + "已确认到第 \(row) 行。",
                    "Gate \(gate): \(accepted) rows taken, \(repeated) known already, "
                        + "\(report.refused) refused; acknowledged up to row \(row)."))
            reply.problems = try problems(of: report, TimeText(office))
            if report.refused > 0 || !report.alarms.isEmpty { reply.exitCode = .partlyRefused }
            if report.refused > 0, accepted + repeated == 0 { reply.exitCode = .nothingDone }
            return reply
        }
    }

    private func problems(of report: JournalImportReport, _ times: TimeText) -> [BilingualText] {
        var found: [BilingualText] = []
        for item in report.items {
            guard case .refused(let refusal) = item.result else { continue }
            let rows = item.first == item.last ? "\(item.first)" : "\(item.first)–\(item.last)"
            found.append(
                BilingualText(
                    "第 \(rows) 行被拒绝：\(refusal.text.chinese)",
                    "row \(rows) refused: \(refusal.text.english)"))
        }
        if let next = report.missingFrom {
            found.append(
                BilingualText(
                    "第 \(next) 行起还有没收到的；请在门岗 `gate journal export FILE --from \(next)`",
                    "rows from \(next) on are still missing; at the gate "
                        + "`gate journal export FILE --from \(next)`"))
        }
        return found + report.alarms.map(\.text)
            + report.conflicts.map { $0.text(times) }
    }
}

/// Checks journals.
struct JournalVerifyCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "核对一个记录文件，或本处保存的全部记录。/ Checks a journal's file, or all that is kept.",
        discussion: """
            有改动、缺失、调换或截断时退出码为 2，并说明在第几行。
            Exit 2 where rows were changed, removed, reordered or cut off, and says where.

            """ + example("gatepass journal verify gate1.journal", "gatepass journal verify"))

    private static let notWhole = BilingualText("记录不完整。", "The record is not whole.")

    @Argument(help: "`gate journal export` 写出的文件；不给则核对本处的。/ A file; else what is kept.")
    var file: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let reports: [JournalCheckReport]
            if let file {
                reports = [try office.checkJournal(file: file)]
            } else {
                reports = try office.checkJournals()
            }
            let whole = reports.filter(\.isWhole)
            var reply = try Reply(
                lines: reports,
                reports.isEmpty
                    ? BilingualText("还没有收到任何记录。", "No journal was brought yet.")
                    : whole.isEmpty ? Self.notWhole : whole.map(\.text).joined())
            reply.problems = reports.filter { !$0.isWhole }.map(\.text)
            if whole.count < reports.count { reply.exitCode = .nothingDone }
            return reply
        }
    }
}

/// Lets bundles go out to a gate again.
struct JournalAccept: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "查明后解除一个门岗的警报。/ Ends the alarms of a gate, once somebody looked into them.",
        discussion: example("gatepass journal accept --gate 1 --reason 更换硬盘"))

    @Option(help: "门岗编号。/ Number of the gate.")
    var gate: GateNumber
    @Option(help: "查明的原因，记入审计。/ What was found, for the audit record.", transform: reasonArgument)
    var reason: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let count = try office.acceptJournalAlarms(gate: gate, why: reason)
            return try Reply(
                AcceptedAlarms(gate: gate, accepted: count),
                BilingualText(
                    "门岗 \(gate)：已解除 \(count) 个警报。", "Gate \(gate): \(count) alarms accepted."))
        }
    }
}

/// What `accept` tells programs.
private struct AcceptedAlarms: Encodable {
    let gate: GateNumber
    let accepted: Int
}

/// Lists what gates and office know that does not go together.
struct ConflictsCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "列出门岗记录与本处数据的矛盾，以及记录的警报。/ Lists conflicts and alarms.",
        discussion: example("gatepass conflicts", "gatepass conflicts --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let conflicts = try office.conflicts()
            let alarms = try office.journalAlarms(.standing)
            let times = try TimeText(office)
            let rows =
                alarms.map { ConflictLine.alarm($0) } + conflicts.map { ConflictLine.conflict($0) }
            return try Reply(
                lines: rows,
                rows.isEmpty
                    ? BilingualText("没有矛盾。", "There are no conflicts.")
                    : rows.map { $0.text(times) }.joined())
        }
    }
}

/// One line of the list.
private enum ConflictLine: Encodable {
    case alarm(JournalAlarmRecord)
    case conflict(PassConflict)

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .alarm(let alarm): try AlarmLine(alarm: alarm).encode(to: encoder)
        case .conflict(let conflict): try conflict.encode(to: encoder)
        }
    }

    func text(_ times: TimeText) -> BilingualText {
        switch self {
        case .alarm(let alarm): alarm.text
        case .conflict(let conflict): conflict.text(times)
        }
    }
}

/// An alarm with the word that tells it from a conflict.
private struct AlarmLine: Encodable {
    let kind = "JOURNAL_ALARM"
    let alarm: JournalAlarmRecord
}

extension JournalAlarmRecord {
    /// The alarm in one sentence.
    var text: BilingualText {
        let what = kind.text(first...max(first, last))
        return BilingualText(
            "警报，门岗 \(gate)：\(what.chinese)", "Alarm, gate \(gate): \(what.english)")
    }
}

extension PassConflict {
    /// The conflict with the facts of both sides, a line each.
    func text(_ times: TimeText) -> BilingualText {
        let pass = number ?? index
        let facts = gates.map { fact in
            let (at, code) = (times.text(of: fact.at), fact.code ?? "-")
            return BilingualText(
                "  门岗 \(fact.gate) 第 \(fact.n) 行，\(at)，序号 \(fact.seq)，\(code)",
                "  gate \(fact.gate) row \(fact.n), \(at), sequence \(fact.seq), \(code)")
        }
        return ([title(pass, times)] + facts).joined()
    }

    private func title(_ pass: String, _ times: TimeText) -> BilingualText {
        switch kind {
        case .afterRevocation:
            let at = office.revokedAt.map(times.text(of:)) ?? "-"
            let why = printable(office.reason ?? "-")
            return BilingualText(
                "\(pass)：作废（\(at)，\(why)）之后仍被放行",
                "\(pass): let in after it was revoked (\(at), \(why))")
        case .twoPlaces:
            return BilingualText("\(pass)：同时在两处", "\(pass): in two places at once")
        case .tooManyEntries:
            let (limit, count) = (office.maxEntries ?? 0, office.entries ?? 0)
            return BilingualText(
                "\(pass)：限 \(limit) 次，实际进入 \(count) 次",
                "\(pass): let in \(count) times, \(limit) allowed")
        }
    }
}

extension JournalCheckReport {
    /// What was found, in one sentence.
    fileprivate var text: BilingualText {
        if let fault {
            return BilingualText(
                "门岗 \(gate) 的记录有问题：\(fault.text.zh)",
                "The journal of gate \(gate) is not whole: \(fault.text.en)")
        }
        if signed == false {
            return BilingualText(
                "门岗 \(gate) 的文件签名不对，但各行无误；请重新拷贝",
                "The signature on gate \(gate)'s file is wrong, though its rows are right; "
                    + "copy it anew"
            )
        }
        return BilingualText(
            "门岗 \(gate) 的记录完整：\(rows) 行。", "The journal of gate \(gate) is whole: \(rows) rows.")
    }
}
