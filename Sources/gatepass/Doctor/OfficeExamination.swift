// The office looked at from all sides, for `gatepass doctor`. Each part is looked at by itself, so
// that one fault does not hide the next.
import CommandSupport
import Issuance
import PassFormat
import Registry

/// One look at an office.
struct OfficeExamination {
    private let settings: Settings
    private let settingsFinding: HealthFinding
    /// The system's time, seconds since 1970.
    private let now: Int64

    /// Reads the settings; where they do not hold, the rest is looked at without them.
    init(_ flags: DataOptions, languageFlag: Language?) {
        let subject = HealthSubject("settings", "设置", "Settings")
        now = Int64(clamping: SystemClock.now().seconds)
        let bare = Settings(flags, languageFlag: languageFlag, without: .system)
        let file = Settings.place(SettingsFile.name, in: bare.dataFolder)
        let remedy = BilingualText("改正或删去 \(file) 里的那几行", "mend or remove those lines of \(file)")
        do {
            settings = try Settings(flags, languageFlag: languageFlag, environment: .system)
            settingsFinding = subject.ok(
                "数据目录 \(settings.dataFolder)，密钥环 \(settings.keysPath)",
                "data folder \(settings.dataFolder), key ring \(settings.keysPath)")
        } catch let error as CommandFailure {
            settings = bare
            settingsFinding = subject.finding(.fault, error.text, remedy: remedy)
        } catch {
            settings = bare
            let text = (error as? FileError)?.text ?? BilingualText("\(error)", "\(error)")
            settingsFinding = subject.finding(.fault, text, remedy: remedy)
        }
    }

    /// The language that the settings ask for.
    var language: Language? { settings.language }

    /// Everything that was found, in the order in which it is mended.
    var findings: [HealthFinding] {
        let data = settings.dataFolder
        var findings = [settingsFinding]
        // Without both there is no office yet, and one sentence says so.
        guard MachineHealth.has(path: data) || MachineHealth.has(path: settings.keysPath) else {
            return findings + registry(openOffice(), ring: nil)
        }
        if MachineHealth.has(path: data) {
            findings.append(HealthSubject.files.finding(ofFolder: data) { isOwn($0) })
        }
        if MachineHealth.has(path: settings.keysPath) {
            findings.append(HealthSubject.keyFiles.finding(ofFolder: settings.keysPath))
        }
        let opened = openOffice()
        let ring = keyRing(opened)
        findings += [ring, keySeal, revocations].compactMap(\.self)
        if let room = DiskRoom(of: data) {
            findings += [
                room.finding,
                DiskSpeed.finding(in: data, microseconds: SystemClock.monotonicMicroseconds),
            ]
        }
        return findings + registry(opened, ring: ring.state)
            + ServiceExamination(settings: settings, now: now).findings
            + [
                MachineHealth.clockSynchronisation, MachineHealth.memory, drawing,
                MachineHealth.chineseFonts(environment: .system),
            ]
    }

    /// Whether a file of the data folder is the office's; people keep lists there too.
    private func isOwn(_ name: String) -> Bool {
        name.hasPrefix(Registry.fileName) || name == SettingsFile.name
            || name == Settings.defaultKeysPath
    }

    private typealias Opened = Result<Office, OfficeError>

    private func openOffice() -> Opened {
        do throws(OfficeError) {
            return .success(try Office.open(settings.folders, setting: .own))
        } catch { return .failure(error) }
    }

    /// The ring, and what the registry knows of its epochs; the ring alone where that does not say.
    private func keyRing(_ opened: Opened) -> HealthFinding {
        let subject = HealthSubject("key_ring", "密钥环", "Key ring")
        do throws(OfficeError) {
            guard case .success(let office) = opened, let keys = try? office.keys() else {
                let epochs = try Office.epochs(of: settings.folders)
                return subject.ok("\(epochs.count) 个密钥期", "\(epochs.count) epochs")
            }
            return Self.finding(of: keys, subject, restoring: restoring)
        } catch {
            let opening = BilingualText(
                "说明口令所在，再运行一次；口令真的丢失了才 \(restoring.chinese)",
                "say where the passphrase is and run this again; only where it is lost: "
                    + restoring.english)
            let isSealed = (try? Office.hasSealedKeys(settings.folders)) == true
            return subject.finding(
                .fault, error.text, remedy: isSealed ? opening : restoring)
        }
    }

    private var restoring: BilingualText {
        BilingualText(
            "用密钥环的备份恢复 \(settings.keysPath)；没有备份则全部通行证须重发",
            "restore \(settings.keysPath) from its copy; without one every pass must be"
                + " issued anew")
    }

    private static func finding(
        of keys: [KeySummary], _ subject: HealthSubject, restoring: BilingualText
    ) -> HealthFinding {
        if let epoch = keys.first(where: { $0.state == .missing })?.epoch {
            let revoke = "`gatepass key revoke --epoch \(epoch) --reason lost`"
            return subject.finding(
                .fault,
                BilingualText(
                    "缺少第 \(epoch) 期密钥，不能签发，也不能制作数据包",
                    "epoch \(epoch) is missing: no pass and no bundle is made"),
                remedy: BilingualText(
                    "放回密钥环最新的备份；确已遗失时 \(revoke)，其通行证须重发",
                    "put the ring's newest copy back; if it is lost for good, \(revoke) and issue"
                        + " its passes anew"))
        }
        guard let current = keys.first(where: { $0.state == .current })?.epoch else {
            return subject.finding(
                .fault,
                BilingualText("现用的密钥期已作废，不能签发", "the epoch in use is revoked: no pass is made"),
                remedy: BilingualText("`gatepass key rotate`", "`gatepass key rotate`"))
        }
        return subject.ok(
            "\(keys.count) 个密钥期，现用第 \(current) 期", "\(keys.count) epochs, \(current) in use")
    }

    /// Nil where the folder does not open, which is told already.
    private var keySeal: HealthFinding? {
        guard let isSealed = try? Office.hasSealedKeys(settings.folders) else { return nil }
        let subject = HealthSubject("key_seal", "密钥封存", "Seal of the keys")
        guard !isSealed else {
            return subject.ok("密钥环已用口令封存", "the key ring is sealed under a passphrase")
        }
        return subject.finding(
            .warning,
            BilingualText(
                "密钥环没有封存，谁拿到这块磁盘或它的备份就能签发",
                "the key ring is not sealed: whoever has this disk or a copy of it can issue"),
            remedy: BilingualText(
                "`gatepass key seal --passphrase-file 文件`，口令文件放在别处，或用 --systemd-credential",
                "`gatepass key seal --passphrase-file FILE` with the file kept elsewhere, or"
                    + " --systemd-credential"))
    }

    private var revocations: HealthFinding {
        let subject = HealthSubject("revocations", "作废记录", "Revocations")
        switch Office.revocations(of: settings.folders) {
        case .complete(_, let count):
            return subject.ok("revocations.log 可读，\(count) 条", "revocations.log has \(count)")
        case .unclear(let count):
            return subject.finding(
                .warning,
                BilingualText(
                    "revocations.log 有 \(count) 条，但没有写明从何时起完整",
                    "revocations.log has \(count), but not since when it is complete"),
                remedy: BilingualText(
                    "从备份恢复数据后，请逐一核对此前作废的通行证",
                    "after a restore, look through the passes that were revoked before"))
        case .missing:
            return subject.finding(
                .fault,
                BilingualText(
                    "revocations.log 不见了或读不出", "revocations.log is missing or unreadable"),
                remedy: BilingualText(
                    "从密钥环的备份拷回这个文件；没有它，恢复备份后已作废的通行证会重新有效",
                    "copy it back from the key ring's copy; without it, passes that were revoked"
                        + " count again after a restore"))
        }
    }

    /// - Parameter ring: how the key ring stands; nil without an office.
    private func registry(_ opened: Opened, ring: HealthState?) -> [HealthFinding] {
        switch opened {
        case .success(let office):
            return RegistryExamination(office: office, now: now).findings
        case .failure(let error):
            let state: HealthState
            let remedy: BilingualText
            if !MachineHealth.has(path: settings.dataFolder) {
                state = .nothingThere
                remedy = BilingualText(
                    "`gatepass init`，或用 --data 指明数据目录",
                    "`gatepass init`, or name the folder with --data")
            } else if ring != .ok {
                state = .fault
                remedy = BilingualText(
                    "先修好密钥环，再运行一次", "mend the key ring first, then run this again")
            } else {
                state = .fault
                remedy = BilingualText(
                    "`gatepass restore 备份文件`", "`gatepass restore FILE` of a backup")
            }
            return [RegistryExamination.subject.finding(state, error.text, remedy: remedy)]
        }
    }

    private var drawing: HealthFinding {
        let subject = HealthSubject("drawing", "二维码", "Drawing of codes")
        do throws(OfficeError) {
            try Office.proveDrawing(of: ScannerTest.text)
            return subject.ok("画出的码能读回原文", "a drawn code reads back")
        } catch {
            return subject.finding(
                .fault, error.text,
                remedy: BilingualText(
                    "重新安装 libqrencode 和 libzxing，再报告此事",
                    "install libqrencode and libzxing again, and report it"))
        }
    }
}

extension OfficeError {
    /// Both texts.
    var text: BilingualText { BilingualText(chinese, english) }
}
