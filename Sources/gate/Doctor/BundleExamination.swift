// The bundle in force: whole, fresh, and for how much longer.
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// One look at a gate's bundle.
struct BundleExamination {
    /// From here on somebody should fetch the next one.
    static let soonOverSeconds: UInt64 = 2 * 86_400

    let gate: Gate
    /// The system's time.
    let clock: Timestamp

    /// What was found.
    var findings: [HealthFinding] {
        guard case .inForce(let bundle, _) = gate.bundle else { return [state] }
        return [state, proof, age(of: bundle.core), expiry(of: bundle.core)]
    }

    private var state: HealthFinding {
        let subject = HealthSubject("bundle", "数据包", "Bundle")
        if case .inForce(let bundle, let keys) = gate.bundle {
            let (version, count) = (bundle.core.version, bundle.manifest.count)
            let groups = keys.groupKeys.count
            return subject.ok(
                "版本 \(version)，\(count) 张通行证，\(groups) 组密钥",
                "version \(version), \(count) passes, \(groups) group keys")
        }
        let found = gate.bundle.refusal ?? BilingualText("数据包可用", "the bundle is in force")
        return subject.finding(.fault, found, remedy: Self.loadRemedy)
    }

    /// The signature and every section again: this finds a disk that forgets, too.
    private var proof: HealthFinding {
        let subject = HealthSubject("bundle_proof", "数据包完整性", "Bundle's proof")
        do throws(GateStateError) {
            guard let fault = try gate.bundleFault() else {
                return subject.ok("签名和每一部分都对", "signature and every section are right")
            }
            return subject.finding(
                .fault, BilingualText(fault.chinese, fault.english), remedy: Self.loadRemedy)
        } catch { return subject.finding(.fault, error.text, remedy: error.remedy) }
    }

    private func age(of core: BundleCore) -> HealthFinding {
        let subject = HealthSubject("data_age", "数据新旧", "Data age")
        let age = clock.seconds(since: core.factsAsOf)
        let text = ageText(age)
        let limit = core.policy.staleAfterSeconds / 3_600
        let found = BilingualText(
            "\(text.chinese)，上限 \(limit) 小时", "\(text.english), at most \(limit) h")
        guard age > core.policy.staleAfterSeconds else {
            return subject.ok(found.chinese, found.english)
        }
        return subject.finding(.fault, found, remedy: Self.loadRemedy)
    }

    private func expiry(of core: BundleCore) -> HealthFinding {
        let subject = HealthSubject("bundle_expiry", "数据包有效期", "Bundle's expiry")
        let until = core.expires.siteText(utcOffsetMinutes: gate.utcOffsetMinutes)
        let isOver = clock >= core.expires
        guard isOver || core.expires.seconds(since: clock) < Self.soonOverSeconds else {
            return subject.ok("有效至 \(until)", "good until \(until)")
        }
        return subject.finding(
            isOver ? .fault : .warning,
            isOver
                ? BilingualText("已在 \(until) 过期", "over since \(until)")
                : BilingualText("\(until) 就要过期", "over soon, at \(until)"),
            remedy: Self.loadRemedy)
    }

    private static let loadRemedy = BilingualText(
        "向签发中心要新的数据包（gatepass bundle make），再 `gate load 文件`",
        "ask the issuer for a new bundle (gatepass bundle make), then `gate load FILE`")
}
