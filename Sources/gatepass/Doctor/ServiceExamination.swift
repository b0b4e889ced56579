// How the service over HTTP would start: its settings, its certificate, the certificate's key, the
// kinds of applications, the texts of its messages.
import ApplicationKinds
import CommandSupport
import FoundationEssentials
import Issuance
import PassFormat
import PassWeb

/// One look at what `gatepass serve` would be started with.
struct ServiceExamination {
    private static let secondsADay: Int64 = 86_400
    /// What others than owner and group must not do with a key, and the group must not change.
    private static let tooOpen = 0o037

    let settings: Settings
    /// The system's time, seconds since 1970.
    let now: Int64

    /// What was found.
    var findings: [HealthFinding] {
        let subject = HealthSubject("service", "网上服务", "Service")
        let service: ServiceSettings
        do throws(CommandFailure) { service = try settings.service(ServiceWords()) } catch {
            return [subject.finding(.fault, error.text, remedy: Self.settingRemedy)]
        }
        if let fault = service.fault {
            return [subject.finding(.fault, fault.text, remedy: Self.settingRemedy)]
        }
        let address = "\(service.host):\(service.port)"
        guard let files = service.certificate else {
            let place = subject.ok(
                "明文 HTTP，监听 \(address)，只供本机或可信代理",
                "plain HTTP at \(address), for this machine or a trusted proxy")
            return [place] + kinds(service) + [messages(service)].compactMap(\.self)
        }
        let place = subject.ok("TLS，监听 \(address)", "TLS at \(address)")
        return
            [place, certificate(files), pin(files), key(files)].compactMap(\.self)
            + kinds(service) + [messages(service)].compactMap(\.self)
    }

    private static let settingRemedy = BilingualText(
        "改正 \(SettingsFile.name) 的 [service] 或 GATEPASS_SERVICE_ 变量",
        "mend [service] in \(SettingsFile.name) or the GATEPASS_SERVICE_ variables")

    private func certificate(_ files: CertificateFiles) -> HealthFinding {
        let subject = HealthSubject("certificate", "证书", "Certificate")
        let remedy = BilingualText(
            "换上新证书，再 systemctl reload gatepass 或发 SIGHUP",
            "put a new one in its place, then systemctl reload gatepass or send SIGHUP")
        do throws(ServiceFault) {
            let left = try files.facts().endsAtSeconds - now
            let days = left / Self.secondsADay
            if left <= 0 {
                return subject.finding(
                    .fault, BilingualText("证书已经过期", "the certificate has ended"), remedy: remedy)
            }
            let found = BilingualText("还有 \(days) 天到期", "it ends in \(days) days")
            guard left < CertificateFiles.soonOverSeconds else {
                return subject.ok(
                    "与私钥是一对，" + found.chinese, "it belongs to its key; " + found.english)
            }
            return subject.finding(.warning, found, remedy: remedy)
        } catch {
            return subject.finding(.fault, error.text, remedy: Self.settingRemedy)
        }
    }

    /// Nil where the certificate cannot be used, which another finding says.
    private func pin(_ files: CertificateFiles) -> HealthFinding? {
        let subject = HealthSubject("certificate_pin", "证书公钥", "Certificate's public key")
        return (try? files.facts().pin).map {
            subject.ok("门岗登记用 --pin \($0)", "gates enrol with --pin \($0)")
        }
    }

    private func kinds(_ service: ServiceSettings) -> [HealthFinding] {
        let kinds = readKinds(in: "\(service.resources)/Templates")
        return [self.kinds(kinds), calendars(kinds)].compactMap(\.self)
    }

    /// Nil where no year is missing, or no calendar is there, which another finding says.
    private func calendars(_ kinds: KindReading) -> HealthFinding? {
        let missing = kinds.missingYears(at: now)
        guard !missing.isEmpty else { return nil }
        let years = missing.joined(separator: ", ")
        return HealthSubject("calendars", "工作日历", "Calendars").finding(
            .warning,
            BilingualText(
                "缺少 \(years) 的节假日和调休，时限按平日计算",
                "the holidays and make-up days of \(years) are missing, so clocks count as in"
                    + " ordinary weeks"),
            remedy: BilingualText(
                "年度安排公布后，照 Templates/calendars 里往年的文件添加，再重启服务",
                "once that year's days are published, add a file after those of other years in"
                    + " Templates/calendars, and restart the service"))
    }

    private func kinds(_ kinds: KindReading) -> HealthFinding {
        let subject = HealthSubject("application_kinds", "申请种类", "Kinds of applications")
        guard !kinds.faults.isEmpty else {
            let count = kinds.kinds.count
            return subject.ok("\(count) 种可提交", "\(count) can be filed")
        }
        return subject.finding(
            .warning, kinds.faultText,
            remedy: BilingualText(
                "改正这些文件，或在 [service] 的 resources 指明 Templates 所在目录",
                "mend these files, or name the folder that holds Templates by resources in"
                    + " [service]"))
    }

    /// Nil where the texts are those that come with the program.
    private func messages(_ service: ServiceSettings) -> HealthFinding? {
        guard let folder = settings.ownMessageTemplates else { return nil }
        let subject = HealthSubject("message_templates", "短信模板", "Message templates")
        let remedy = BilingualText(
            "照 Templates/sms 在 \(folder) 中补全或改正",
            "add or mend them in \(folder) after Templates/sms")
        do throws(OfficeError) {
            let unfit = try settings.messageTemplates(resources: service.resources).unfit
            guard !unfit.isEmpty else { return subject.ok("齐全", "complete") }
            let list = unfit.joined(separator: ", ")
            return subject.finding(
                .warning,
                BilingualText(
                    "缺少模板或所用名称没有值，这些短信发不出：\(list)",
                    "missing, or with names that have no values, so these are not sent: \(list)"),
                remedy: remedy)
        } catch {
            return subject.finding(
                .fault, BilingualText(error.chinese, error.english), remedy: remedy)
        }
    }

    private func key(_ files: CertificateFiles) -> HealthFinding {
        let subject = HealthSubject("certificate_key", "证书私钥", "Key of the certificate")
        let path = files.privateKeyPath
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = facts?[.posixPermissions] as? Int else {
            return subject.finding(
                .fault, BilingualText("读不到 \(path)", "cannot look at \(path)"),
                remedy: Self.settingRemedy)
        }
        let octal = String(mode & 0o777, radix: 8)
        guard mode & Self.tooOpen != 0 else {
            return subject.ok("\(path) 的权限是 \(octal)", "\(path) has mode \(octal)")
        }
        return subject.finding(
            .fault,
            BilingualText(
                "\(path) 的权限是 \(octal)，别人也能读写", "\(path) has mode \(octal): others reach it"),
            remedy: BilingualText("`chmod 0640 \(path)`", "`chmod 0640 \(path)`"))
    }
}
