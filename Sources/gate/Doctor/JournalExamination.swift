// The journal: its chain, its key, its database, its log.
import CommandSupport
import GateState
import JournalFormat
import PassFormat

/// One look at a gate's journal.
struct JournalExamination {
    let gate: Gate

    /// What was found.
    var findings: [HealthFinding] {
        guard gate.hasJournal else {
            return [
                chainSubject.finding(
                    .fault,
                    BilingualText("journal.db 不见了", "journal.db is gone"),
                    remedy: JournalFault.remedy)
            ]
        }
        do throws(GateStateError) {
            let journal = try gate.journal()
            let check = try journal.verify(acknowledged: gate.acknowledged)
            return [chain(check)] + details(of: try journal.files())
        } catch {
            return [chainSubject.finding(.fault, error.text, remedy: error.remedy)]
        }
    }

    private var chainSubject: HealthSubject { HealthSubject("journal", "通行记录", "Journal") }

    private func chain(_ check: JournalCheck) -> HealthFinding {
        guard let fault = check.fault else {
            let seen = gate.acknowledged?.number ?? 0
            return chainSubject.ok(
                "完整，\(check.rowCount) 行，签发中心已收到第 \(seen) 行",
                "whole, \(check.rowCount) rows, the issuer has seen row \(seen)")
        }
        return chainSubject.finding(.fault, fault.text, remedy: JournalFault.remedy)
    }

    private func details(of files: JournalFiles) -> [HealthFinding] {
        [key(files), database(files), log(files)]
    }

    private func key(_ files: JournalFiles) -> HealthFinding {
        let subject = HealthSubject("journal_key", "记录密钥", "Journal key")
        let rows = files.keyRowsBehind
        guard rows > 0 else { return subject.ok("没有落后于记录", "not behind the rows") }
        let found = BilingualText("落后 \(rows) 行", "\(rows) rows behind")
        guard rows <= JournalFiles.keyRowsBehindLimit else {
            return subject.finding(.fault, found, remedy: JournalFault.remedy)
        }
        return subject.finding(
            .warning, found,
            remedy: BilingualText(
                "断电后会这样，下一次核验自动补上；没有断过电就报告管理员",
                "a power cut does this and the next check makes up for it; without one, report it"))
    }

    private func database(_ files: JournalFiles) -> HealthFinding {
        let subject = HealthSubject("journal_database", "记录数据库", "Journal's database")
        guard let damage = files.damage else { return subject.ok("完好", "sound") }
        return subject.finding(
            .fault,
            BilingualText("数据库损坏：\(damage)", "the database is damaged: \(damage)"),
            remedy: JournalFault.remedy)
    }

    private func log(_ files: JournalFiles) -> HealthFinding {
        let subject = HealthSubject("journal_log", "记录日志", "Journal's log")
        let kilobytes = files.logBytes / 1_000
        guard files.logBytes > JournalFiles.longLogBytes else {
            return subject.ok("\(kilobytes) KB", "\(kilobytes) KB")
        }
        return subject.finding(
            .warning, BilingualText("长达 \(kilobytes) KB", "\(kilobytes) KB long"),
            remedy: BilingualText(
                "结束一直占用记录的程序，再核验一次码，日志会收短",
                "end the program that keeps the journal open, check one code, and it is emptied"))
    }
}
