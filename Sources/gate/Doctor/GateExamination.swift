// The gate's folder looked at from all sides, for `gate doctor`. Each part is looked at by itself,
// so that one fault does not hide the next.
import CommandSupport
import GateState
import JournalFormat
import PassCheck
import PassFormat
import PrivateFiles

/// One look at a gate's folder.
struct GateExamination {
    /// The gate's folder.
    let path: String
    /// What the machine's clocks say.
    let machine: MachineTime

    /// Everything that was found, in the order in which it is mended.
    var findings: [HealthFinding] {
        guard MachineHealth.has(path: path) else { return [enrolment(of: nil)] }
        var findings = [HealthSubject.files.finding(ofFolder: path)]
        if let room = DiskRoom(of: path) { findings.append(room.finding) }
        findings.append(
            DiskSpeed.finding(in: path, microseconds: SystemClock.monotonicMicroseconds))
        let gate = try? Gate(opening: path)
        findings.append(enrolment(of: gate))
        guard let gate else { return findings }
        return findings + BundleExamination(gate: gate, clock: machine.calendar).findings
            + JournalExamination(gate: gate).findings
            + [time(of: gate), zone(of: gate)].compactMap(\.self)
    }

    private func enrolment(of gate: Gate?) -> HealthFinding {
        let subject = HealthSubject("enrolment", "登记", "Enrolment")
        let waits = Enrolling.hasOpenRequest(at: path)
        if let gate {
            let (number, device) = (gate.identity.gate, gate.fingerprint?.text ?? "-")
            guard waits else {
                return subject.ok(
                    "\(number) 号门，设备 \(device)", "gate \(number), device \(device)")
            }
            return subject.finding(
                .warning,
                BilingualText(
                    "\(number) 号门；另有一份登记申请还没有答复",
                    "gate \(number); another request waits for its answer"),
                remedy: BilingualText(
                    "收到答复就 `gate enrol --accept 文件 --replace`；不换设备就不用管它",
                    "`gate enrol --accept FILE --replace` with its answer; else leave it"))
        }
        do throws(GateStateError) {
            _ = try Gate(opening: path)
            return subject.ok("已登记", "enrolled")
        } catch {
            return subject.finding(
                MachineHealth.has(path: path) ? .fault : .nothingThere, error.text,
                remedy: waits
                    ? BilingualText(
                        "申请已提出：拿到答复后 `gate enrol --accept 文件`",
                        "a request is open: `gate enrol --accept FILE` with its answer")
                    : error.remedy)
        }
    }

    /// Nil where the journal does not open, which is told already; opening one that is gone would
    /// make an empty one.
    private func time(of gate: Gate) -> HealthFinding? {
        guard gate.hasJournal, let reading = try? gate.reading(of: machine) else { return nil }
        let subject = HealthSubject("clock", "时间", "Clock")
        let zone = gate.utcOffsetMinutes
        let shown = machine.calendar.siteText(utcOffsetMinutes: zone)
        let expected = reading.now.siteText(utcOffsetMinutes: zone)
        let found: BilingualText
        switch reading.doubt {
        case nil: return subject.ok(shown, shown)
        case .behind(let seconds):
            found = BilingualText(
                "系统时间 \(shown) 比应有的 \(expected) 慢 \(seconds) 秒，不可信，只能人工核验",
                "the clock says \(shown), \(seconds) s behind \(expected): not believed, check by"
                    + " hand"
            )
        case .ahead(let seconds):
            found = BilingualText(
                "系统时间 \(shown) 比应有的 \(expected) 快 \(seconds) 秒，不可信，只能人工核验",
                "the clock says \(shown), \(seconds) s ahead of \(expected): not believed, all by"
                    + " hand")
        }
        return subject.finding(
            .fault, found,
            remedy: BilingualText(
                "对着手表校准系统时间（sudo date -s），或 `gate clock accept --time 时间`；"
                    + "系统时间本来就对，则 `gate clock accept`",
                "set the machine's clock by a watch (sudo date -s), or `gate clock accept --time "
                    + "TIME`; where the machine is right, `gate clock accept`"))
    }

    private func zone(of gate: Gate) -> HealthFinding {
        let subject = HealthSubject("time_zone", "时区", "Time zone")
        let (site, machine) = (gate.utcOffsetMinutes, SystemClock.zoneMinutes(at: machine.calendar))
        let found = BilingualText(
            "本场所 \(zoneText(site))，系统 \(zoneText(machine))",
            "site \(zoneText(site)), machine \(zoneText(machine))")
        guard site != machine else { return subject.ok(found.chinese, found.english) }
        return subject.finding(
            .warning, found,
            remedy: BilingualText(
                "判定和记录按本场所时区，不受影响；要让系统时钟显示一致：sudo timedatectl set-timezone Asia/Shanghai",
                "verdicts and records go by the site's; to make the machine show the same:"
                    + " sudo timedatectl set-timezone Asia/Shanghai"))
    }
}

/// A distance from UTC, such as `UTC+08:00`.
private func zoneText(_ minutes: Int64) -> String {
    func digits(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let distance = minutes.magnitude
    return "UTC\(minutes < 0 ? "-" : "+")\(digits(distance / 60)):\(digits(distance % 60))"
}

extension GateStateError {
    /// What to do first; the error's own text says more.
    var remedy: BilingualText {
        switch self {
        case .files(let error): BilingualText(error.chineseRemedy, error.remedy)
        case .noFolder, .notEnrolled, .damaged, .alreadyEnrolled, .noRequest, .enrolment, .crypto:
            BilingualText(
                "`gate enrol --request 文件`，再 `gate enrol --accept 文件`",
                "`gate enrol --request FILE`, then `gate enrol --accept FILE`")
        case .bundle: BilingualText("`gate load 文件`", "`gate load FILE`")
        case .journalFailed, .rowUnreadable: JournalFault.remedy
        case .journalFile, .notHeard:
            BilingualText(
                "`gate journal export` 重做一份", "make the file anew with `gate journal export`")
        case .journalBusy: BilingualText("结束占用它的程序", "end the program that holds it")
        }
    }
}
