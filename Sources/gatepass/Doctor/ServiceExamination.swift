// How the service over HTTP would start: its settings, its certificate, the certificate's key.
import CommandSupport
import FoundationEssentials
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
            return [
                subject.ok(
                    "明文 HTTP，监听 \(address)，只供本机或可信代理",
                    "plain HTTP at \(address), for this machine or a trusted proxy")
            ]
        }
        let place = subject.ok("TLS，监听 \(address)", "TLS at \(address)")
        return [place, certificate(files), pin(files), key(files)].compactMap(\.self)
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
