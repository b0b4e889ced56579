// What `roster import` and `vehicle import` share: the options, and the answer.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry
import RosterImport

/// The options of an import.
struct ListImportArguments: ParsableArguments {
    @Argument(
        help: "名单文件。/ List: .xlsx, .csv or .txt.",
        completion: .file(extensions: ["xlsx", "csv", "txt"]))
    var file: String
    @Option(help: "所属单位。/ Firm whose list it is.")
    var org: OrganisationNumber
    @Option(help: "前往的场所。/ Site they go to.")
    var site: SiteNumber
    @Flag(name: .customLong("dry-run"), help: "只核对，不写入。/ Shows what would change.")
    var isDryRun = false
    @Option(help: "工作表名。/ Sheet of the workbook; else the first with a list.")
    var sheet: String?
    @Flag(
        name: .customLong("replace"),
        help: "名单为全员，缺者视为离开。/ The list is the whole firm: who is not in it leaves.")
    var isWholeFirm = false
    @Option(
        help: ArgumentHelp(
            "确认离开人数。/ How many leavers you expect, where they are over 10 %.",
            valueName: "count"))
    var confirmLeavers: Int?
    @Flag(
        name: .customLong("all-or-nothing"),
        help: "有一行不合格则全部不写入。/ One rejected row rejects the list.")
    var isAllOrNothing = false

    @Option(
        help: ArgumentHelp(
            "把名单标注后写到此工作簿。/ Gives the list back with its bad cells marked.",
            valueName: "out.xlsx"),
        completion: .file(extensions: ["xlsx"]))
    var errorsTo: String?

    /// What `--errors-to` does, at the foot of the help.
    static let markedSheetHelp = """
        --errors-to 写出的工作簿含名单中的个人信息，仅本人可读；格式、公式、其他工作表不保留。
        / --errors-to writes the list's personal data, readable by you only; red cells are to be \
        mended, each says how; import it again then. Formats, formulas, other sheets are left out.

        """

    func validate() throws {
        if let errorsTo { try requireWorkbookName(errorsTo, option: "--errors-to") }
        if confirmLeavers != nil && !isWholeFirm {
            throw ValidationError("须与 --replace 同用。/ --confirm-leavers needs --replace.")
        }
    }

    /// The same for the use case.
    var options: ImportOptions {
        var options = ImportOptions(organisation: org, site: site)
        options.mode = isDryRun ? .dryRun : .apply
        options.sheet = sheet
        options.scope = isWholeFirm ? .replaceWholeFirm : .addAndChange
        options.confirmedLeavers = confirmLeavers
        options.refusal = isAllOrNothing ? .allOrNothing : .rowsOnly
        options.markedSheet = errorsTo.map { .file($0, listPath: file) }
        return options
    }

    /// The answer; a file that was refused whole is not given back, and the person is told so.
    func reply(to report: ImportReport) throws -> Reply {
        guard let errorsTo, report.isRefusedWhole else {
            return try Reply(report, markedSheet: errorsTo)
        }
        var reply = try Reply(report, markedSheet: nil)
        let told = BilingualText(
            "没有写出 \(errorsTo)：文件整体未能读取，没有可标注的内容。",
            "\(errorsTo) was not written: the file was refused whole, nothing to mark.")
        reply.problems = report.problems.map(\.line) + [told]
        return reply
    }

    /// The list, open; it is read in pieces.
    func source() throws(FileError) -> ListSource {
        let opened = try openPlainFile(file)
        return ListSource(takingOver: opened.descriptor, count: opened.bytes)
    }
}

extension Reply {
    /// The answer to an import.
    ///
    /// - Parameter markedSheet: where the list was given back, if so.
    init(_ report: ImportReport, markedSheet: String?) throws {
        let leavers = report.difference.leavers
        let leaving = BilingualText(
            leavers.map { "，离开 \($0)" } ?? "", leavers.map { ", \($0) leave" } ?? "")
        let applied = report.applied ? report.batch : nil
        let outcome = BilingualText(
            applied.map { "已写入，批次 \($0)。" } ?? (report.applied ? "无须改动。" : "未写入。"),
            applied.map { "Written as batch \($0)." }
                ?? (report.applied ? "Nothing had to change." : "Nothing was written."))
        let sheets = report.file.sheetNote
        let clean =
            report.problems.isEmpty
            ? BilingualText("没有问题。", "No problems. ") : BilingualText("", "")
        let note = BilingualText(
            markedSheet.map { "\n\(clean.chinese)标注表：\($0)（含个人信息，请妥善保管，用后删除）。" } ?? "",
            markedSheet.map {
                "\n\(clean.english)The marked sheet is \($0). It holds personal data: "
                    + "delete it after use."
            } ?? "")
        let passes = try report.reached.map { try OfficeJSON.text($0) }
        self.init(
            writing: { report.writeDocument(passes: passes, $0) },
            BilingualText(
                (sheets?.chinese ?? "")
                    + "共 \(report.rows) 行：合格 \(report.accepted)，不合格 \(report.rejected)。"
                    + "新增 \(report.difference.new)，变更 \(report.difference.changed)，"
                    + "不变 \(report.difference.unchanged)\(leaving.chinese)。\(outcome.chinese)"
                    + note.chinese,
                (sheets?.english ?? "")
                    + "\(report.rows) rows: \(report.accepted) accepted, "
                    + "\(report.rejected) rejected. "
                    + "\(report.difference.new) new, \(report.difference.changed) changed, "
                    + "\(report.difference.unchanged) unchanged\(leaving.english). "
                    + outcome.english + note.english
            ).followed(by: report.beyondLimit?.words).followed(byReach: report.reached ?? []))
        problems = report.problems.lazy.map(\.line)
        refusal = report.refusal.map { BilingualText($0.chinese, $0.english) }
        exitCode = ExitCode(report.exitCode)
    }
}

extension ImportReport.BeyondLimit {
    /// That these dates are kept, and that passes end before them; the first rows by number.
    fileprivate var words: BilingualText {
        let days = limitS / 86_400
        let shown = rows.prefix(10).map(String.init)
        let more = rows.count - shown.count
        return BilingualText(
            "注意：\(rows.count) 行的截止日期晚于本场所上限（\(days) 天），通行证将先到期，届时可用 "
                + "gatepass pass renew 续发：第 \(shown.joined(separator: "、")) 行"
                + (more > 0 ? "等（另有 \(more) 行）。" : "。"),
            "Note: \(rows.count) rows have a date beyond the \(days) d that a pass may last at this"
                + " site; their passes end sooner and can be renewed by gatepass pass renew: rows "
                + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more." : "."))
    }
}

extension ImportReport.File {
    /// Which of several sheets was read, and why; nil where there was no choice.
    fileprivate var sheetNote: BilingualText? {
        guard !candidates.isEmpty else { return nil }
        let others = candidates.filter { $0.state != .taken }.prefix(10).map { other in
            let word = other.state.words
            let name = printable(other.sheet)
            return BilingualText("“\(name)”\(word.chinese)", "\"\(name)\" \(word.english)")
        }
        let rest = BilingualText(
            others.map(\.chinese).joined(separator: "，"),
            others.map(\.english).joined(separator: ", "))
        guard let taken = candidates.first(where: { $0.state == .taken }) else {
            return BilingualText("工作表：\(rest.chinese)。\n", "Sheets: \(rest.english).\n")
        }
        let isAsked = candidates.contains { $0.state == .unread }
        let why =
            isAsked
            ? BilingualText("由 --sheet 指定", "named by --sheet")
            : BilingualText("第一张有表头又有内容的", "the first one with a header and rows")
        let name = printable(taken.sheet)
        return BilingualText(
            "读取工作表“\(name)”(\(why.chinese))；\(rest.chinese)。另选请用 --sheet。\n",
            "Read sheet \"\(name)\" (\(why.english)); \(rest.english). "
                + "Choose another with --sheet.\n")
    }
}

extension ListSheet.Standing {
    /// What was found of a sheet, after its name.
    fileprivate var words: BilingualText {
        switch self {
        case .taken: BilingualText("已读取", "was read")
        case .candidate: BilingualText("也有名单", "holds a list as well")
        case .noHeader: BilingualText("没有表头", "has no header")
        case .noRows: BilingualText("只有表头", "has only a header")
        case .headerDuplicate: BilingualText("表头重复", "has two columns of one meaning")
        case .hidden: BilingualText("已隐藏", "is hidden")
        case .noCells: BilingualText("不是表格", "has no cells")
        case .unread: BilingualText("未读", "was not read")
        }
    }
}

extension ImportReport.Problem {
    /// Row, column, code, value, what is wrong, how to mend it; on one line.
    fileprivate var line: BilingualText {
        let place = [row.map { "\($0)" } ?? "-", column ?? "-", code, value ?? "-"]
            .map(printable).joined(separator: "\t")
        return BilingualText(
            "\(place)\t\(message.zh)\t\(fix.zh)", "\(place)\t\(message.en)\t\(fix.en)")
    }
}
