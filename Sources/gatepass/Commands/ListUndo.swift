// What `roster undo` and `vehicle undo` share, and the batches that `list --batches` shows.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// The options of an undoing.
struct ListUndoArguments: ParsableArguments {
    @Argument(help: "导入时告知的批次。/ Batch that the import told; list --batches shows them.")
    var batch: Int64
    @Flag(name: .customLong("dry-run"), help: "只预览，不写入。/ Shows what would change.")
    var isDryRun = false

    /// What help says of the command.
    ///
    /// - Parameter list: the command above it.
    static func configuration(of list: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: "undo",
            abstract: "撤回一次导入。/ Brings back what an import changed, unless something newer did.",
            discussion: "已作废的通行证不会恢复。/ Withdrawn passes stay withdrawn.\n\n"
                + example("gatepass \(list) undo 12 --dry-run", "gatepass \(list) undo 12"))
    }

    /// Undoes it, or shows what that would be.
    func reply(_ office: Office, _ kind: ListKind) throws -> Reply {
        try Reply(try office.undo(batch: batch, of: kind, isDryRun ? .dryRun : .apply))
    }
}

extension Reply {
    /// The answer to an undoing.
    fileprivate init(_ report: UndoReport) throws {
        let passes = report.revoked ?? report.wouldRevoke ?? 0
        let left = report.kept.count
        let outcome =
            if report.applied {
                BilingualText(
                    "请为门岗重制数据包；归还者须用 gatepass pass issue 另发。",
                    "Make new bundles for the gates; gatepass pass issue serves who is back."
                )
            } else {
                BilingualText("未作改动。", "Nothing was changed.")
            }
        let lines = BilingualText(
            "批次 \(report.batch)：恢复 \(report.restored)，移出 \(report.removed)，"
                + "归还 \(report.returned)，未能恢复 \(left)；作废通行证 \(passes) 张，"
                + "解除门卫 \(report.guardsEnded) 名。\(outcome.chinese)",
            "Batch \(report.batch): \(report.restored) restored, \(report.removed) taken out, "
                + "\(report.returned) back, \(left) left as they are; \(passes) passes withdrawn, "
                + "\(report.guardsEnded) guards ended. \(outcome.english)")
        try self.init(report, lines.followed(byReach: report.passes ?? []))
        problems = report.kept.map { kept in
            let who = [kept.key, kept.name].map { printable($0 ?? "-") }.joined(separator: "\t")
            return BilingualText("\(who)\t\(kept.reason.zh)", "\(who)\t\(kept.reason.en)")
        }
        exitCode = ExitCode(report.exitCode)
    }
}

extension Reply {
    /// The imports of one kind.
    init(batches: [BatchSummary], at office: Office) throws {
        let times = try TimeText(office)
        try self.init(
            listing: batches,
            [
                TextColumn("批次", "Batch", plain: \.number),
                TextColumn("单位", "Firm", plain: \.organisation),
                TextColumn("时间", "Time", plain: { times.text(of: $0.at) }),
                TextColumn("经手", "By", plain: \.who),
                TextColumn("新增", "New", plain: \.added),
                TextColumn("变更", "Changed", plain: \.changed),
                TextColumn("离开", "Left", plain: \.left),
                TextColumn("撤回于", "Undone", plain: { $0.undoneAt.map(times.text(of:)) }),
            ])
    }
}
