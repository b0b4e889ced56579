// The registry: its file, its audit, its copies, and what the gates were given.
import CommandSupport
import Issuance
import PassFormat
import Registry

/// One look at an open office.
struct RegistryExamination {
    static let subject = HealthSubject("registry", "数据库", "Registry")
    /// From here on a bundle should be made anew.
    private static let soonOverSeconds: Int64 = 3 * 86_400
    /// From here on a copy is too old to lose what came after it.
    private static let oldBackupSeconds: Int64 = 7 * 86_400
    /// What two clocks may differ by, in seconds.
    private static let clockToleranceSeconds: Int64 = 600

    let office: Office
    /// The system's time, seconds since 1970.
    let now: Int64

    /// What was found.
    var findings: [HealthFinding] {
        do throws(OfficeError) {
            let health = try office.registryHealth()
            return [file(health), audit, journals, papers, backup(health), try clock(health)]
                + (try gates())
        } catch {
            return [Self.subject.finding(.fault, error.text, remedy: Self.restoreRemedy)]
        }
    }

    private static let restoreRemedy = BilingualText(
        "保留数据目录，再 `gatepass restore 备份文件`",
        "keep the data folder, then `gatepass restore FILE` of a backup")

    private func file(_ health: RegistryHealth) -> HealthFinding {
        guard let damage = health.damage else {
            return Self.subject.ok("完好，结构 \(health.schema)", "sound, schema \(health.schema)")
        }
        return Self.subject.finding(
            .fault,
            BilingualText("数据库损坏：\(damage)", "the database is damaged: \(damage)"),
            remedy: Self.restoreRemedy)
    }

    private var audit: HealthFinding {
        let subject = HealthSubject("audit", "审计记录", "Audit")
        do throws(OfficeError) {
            let report = try office.verifyAudit()
            guard let fault = report.fault else {
                return subject.ok("完整，\(report.rows) 行", "whole, \(report.rows) rows")
            }
            return subject.finding(
                .fault, BilingualText(fault.chinese, fault.english), remedy: Self.restoreRemedy)
        } catch {
            return subject.finding(
                .fault, error.text,
                remedy: BilingualText(
                    "从密钥环的备份拷回 audit.head", "copy audit.head back from the key ring's copy"))
        }
    }

    /// The rows that gates brought, and what was found wrong with them on the way.
    private var journals: HealthFinding {
        let subject = HealthSubject("journals", "门岗带回的记录", "Gates' journals")
        do throws(OfficeError) {
            let reports = try office.checkJournals()
            if let broken = reports.first(where: { !$0.isWhole }) {
                let what = broken.fault?.text
                return subject.finding(
                    .fault,
                    BilingualText(
                        "\(broken.gate) 号门的记录：\(what?.zh ?? "-")",
                        "of gate \(broken.gate): \(what?.en ?? "-")"),
                    remedy: BilingualText(
                        "`gatepass journal verify` 看全部；再请该门 `gate journal export` 送来比对，或"
                            + Self.restoreRemedy.chinese,
                        "`gatepass journal verify` shows all; compare with `gate journal export` of"
                            + " that gate, or " + Self.restoreRemedy.english))
            }
            if let alarm = try office.journalAlarms(.standing).first {
                return subject.finding(
                    .fault,
                    BilingualText(
                        "\(alarm.gate) 号门的记录有警报，不再为它制作数据包",
                        "an alarm stands against gate \(alarm.gate): it gets no bundle"),
                    remedy: BilingualText(
                        "`gatepass conflicts` 看原因，查明后 `gatepass journal accept --gate "
                            + "\(alarm.gate)`",
                        "`gatepass conflicts` says why; once looked into, `gatepass journal accept"
                            + " --gate \(alarm.gate)`"))
            }
            let rows = reports.reduce(0) { $0 + $1.rows }
            return subject.ok(
                "\(reports.count) 份，\(rows) 行，都完整", "\(reports.count), \(rows) rows, all whole")
        } catch {
            return subject.finding(.fault, error.text, remedy: Self.restoreRemedy)
        }
    }

    /// The files of applications' papers.
    private var papers: HealthFinding {
        let subject = HealthSubject("papers", "申请附件", "Papers of applications")
        do throws(OfficeError) {
            let (count, faults) = try office.checkPapers()
            guard let first = faults.first else {
                return subject.ok("\(count) 份，都完好", "\(count), all whole")
            }
            let (chinese, english) =
                first.what == .missing ? ("不见了", "is gone") : ("已被改动", "was changed")
            return subject.finding(
                .fault,
                BilingualText(
                    "\(faults.count) 份有误，首份 \(first.sha256)（单位 \(first.organisation)）\(chinese)",
                    "\(faults.count) at fault; the first, \(first.sha256) of organisation"
                        + " \(first.organisation), \(english)"),
                remedy: BilingualText(
                    "把备份用 `gatepass restore` 恢复到另一目录，从其 attachments 拷回；或请单位重新上传同一文件",
                    "`gatepass restore` a backup into another folder and copy the file from its"
                        + " attachments; or let the firm give in the same file again"))
        } catch {
            return subject.finding(.fault, error.text, remedy: Self.restoreRemedy)
        }
    }

    private func backup(_ health: RegistryHealth) -> HealthFinding {
        let subject = HealthSubject("backup", "备份", "Backup")
        let remedy = BilingualText(
            "`gatepass backup 文件`，存到别的机器；密钥环另存一份",
            "`gatepass backup FILE`, kept on another machine, and the key ring apart from it")
        guard let made = health.backupAt else {
            return subject.finding(
                .warning, BilingualText("还没有备份过", "there is no backup yet"), remedy: remedy)
        }
        let days = max(0, now - made) / 86_400
        let found = BilingualText("上次在 \(days) 天前", "the last one is \(days) days old")
        guard now - made > Self.oldBackupSeconds else {
            return subject.ok(found.chinese, found.english)
        }
        return subject.finding(.warning, found, remedy: remedy)
    }

    private func clock(_ health: RegistryHealth) throws(OfficeError) -> HealthFinding {
        let subject = HealthSubject("clock", "时间", "Clock")
        let times = try TimeText(office)
        let shown = times.text(of: now)
        guard let newest = health.newestAuditAt, newest - now > Self.clockToleranceSeconds else {
            return subject.ok(shown, shown)
        }
        let mark = times.text(of: newest)
        return subject.finding(
            .fault,
            BilingualText(
                "系统时间 \(shown) 比最新审计记录 \(mark) 早",
                "the clock says \(shown), before the newest audit row of \(mark)"),
            remedy: BilingualText(
                "校准系统时间再签发；时间错了，通行证和数据包的有效期都会错",
                "set the clock before you issue: passes and bundles would be dated wrongly"))
    }

    private func gates() throws(OfficeError) -> [HealthFinding] {
        try office.provisions().map(finding)
    }

    private func finding(of gate: GateProvision) -> HealthFinding {
        let subject = HealthSubject("gate", "\(gate.gate) 号门", "Gate \(gate.gate)")
        let make = "`gatepass bundle make --gate \(gate.gate) --to \(gate.gate).bundle`"
        let makeRemedy = BilingualText(
            "\(make)，在该门 `gate load`", "\(make), and `gate load` there")
        guard gate.hasDevice else {
            return subject.finding(
                .warning, BilingualText("没有登记设备", "no device is enrolled"),
                remedy: BilingualText(
                    "在该门 `gate enrol --request 文件`，再 `gatepass device enrol --gate \(gate.gate)`",
                    "`gate enrol --request FILE` there, then `gatepass device enrol --gate "
                        + "\(gate.gate)`"))
        }
        guard let bundle = gate.bundle else {
            return subject.finding(
                .warning, BilingualText("还没有为现用设备做过数据包", "no bundle was made for its device yet"),
                remedy: makeRemedy)
        }
        let hours = max(0, now - bundle.issuedAt) / 3_600
        let left = bundle.expires - now
        guard left > 0 else {
            return subject.finding(
                .fault,
                BilingualText(
                    "最新的数据包已过期 \(-left / 3_600) 小时",
                    "its newest bundle is over since \(-left / 3_600) h"),
                remedy: makeRemedy)
        }
        let found = BilingualText(
            "数据包 \(hours) 小时前做的，还有效 \(left / 3_600) 小时",
            "bundle \(hours) h old, good for \(left / 3_600) h more")
        let isDue = left < Self.soonOverSeconds || now - bundle.issuedAt > gate.staleAfterSeconds
        guard isDue else { return subject.ok(found.chinese, found.english) }
        return subject.finding(.warning, found, remedy: makeRemedy)
    }
}
