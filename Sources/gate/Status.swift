// `gate status`: which gate this is, what it holds and how old that is.
import ArgumentParser
import CommandSupport
import GateState
import JournalFormat
import PassCheck
import PassFormat

/// Shows the gate's state.
struct Status: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "本门、数据包和记录的状态。/ The state of this gate, its data and its record.",
        discussion: """
            没有可用的数据包时退出码为 2。/ Exit 2 where no bundle is in force.

            例 / Example:
              gate status
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        let gate = try state.open(environment: .system)
        let now = SystemClock.now()
        let lastRow = try lastRow(of: gate)
        switch output.form {
        case .json: console.print(document(of: gate, lastRow, now).line)
        case .people:
            for line in lines(of: gate, lastRow, now) { console.print(line) }
        }
        if let failure = gate.bundle.failure { throw failure }
    }

    private func lastRow(of gate: Gate) throws(CommandFailure) -> JournalRow? {
        var last: JournalRow?
        do throws(GateStateError) {
            try gate.journal().forEachRow(last: 1) { (row) throws(GateStateError) in last = row }
        } catch { throw error.failure }
        return last
    }

    private func document(of gate: Gate, _ last: JournalRow?, _ now: Timestamp) -> JSONText {
        var bundle = JSONText.null
        if case .inForce(let inForce, let keys) = gate.bundle {
            let core = inForce.core
            bundle = .object([
                "version": JSONText(core.version), "issued": JSONText(core.issued.seconds),
                "facts_as_of": JSONText(core.factsAsOf.seconds),
                "data_age_s": JSONText(now.seconds(since: core.factsAsOf)),
                "expires": JSONText(core.expires.seconds),
                "expired": .truth(now >= core.expires),
                "passes": JSONText(inForce.manifest.count),
                "group_keys": JSONText(keys.groupKeys.count),
                "live_keys": JSONText(keys.liveKeys.count),
                "unknown_pass": .string(core.policy.unknownPass == .deny ? "deny" : "review"),
                "site": JSONText(core.place.site), "zone": JSONText(core.place.zone),
                "direction": JSONText(core.place.direction?.name),
                "name": .string(core.place.name),
            ])
        }
        return .object([
            "gate": JSONText(gate.identity.gate), "device": JSONText(gate.fingerprint?.text),
            "trouble": JSONText(gate.bundle.trouble?.rawValue), "bundle": bundle,
            "link": linkDocument(of: gate),
            "journal": .object([
                "rows": JSONText(last?.number ?? 0),
                "acknowledged": JSONText(gate.acknowledged?.number),
            ]),
            "at": JSONText(now.seconds),
        ])
    }

    private func linkDocument(of gate: Gate) -> JSONText {
        guard gate.isLinked, let address = (try? gate.officeAddress()) ?? nil else { return .null }
        let status = gate.linkStatus()
        return .object([
            "server": .string(address.server), "state": JSONText(status?.outcome.rawValue),
            "code": JSONText(status?.code),
            "contact_age_s": JSONText(status?.ageSeconds(at: .now())),
            "clock_offset_s": JSONText(status?.offsetSeconds),
        ])
    }

    private func lines(of gate: Gate, _ last: JournalRow?, _ now: Timestamp) -> [BilingualText] {
        let zone = gate.utcOffsetMinutes
        let device = gate.fingerprint?.text ?? "-"
        var lines = [
            BilingualText(
                "\(gate.identity.gate) 号门，设备指纹 \(device)",
                "Gate \(gate.identity.gate), device fingerprint \(device)")
        ]
        if case .inForce(let bundle, let keys) = gate.bundle {
            let core = bundle.core
            let name = printable(core.place.name)
            let age = ageText(now.seconds(since: core.factsAsOf))
            let until = core.expires.siteText(utcOffsetMinutes: zone)
            let isOver = now >= core.expires
            let way = core.place.direction
            lines += [
                BilingualText(
                    "位置：\(name)，区域 \(core.place.zone)，方向\(way.chineseText)",
                    "Place: \(name), zone \(core.place.zone), direction \(way?.name ?? "both")"),
                BilingualText(
                    "数据包 \(core.version)：\(bundle.manifest.count) 张通行证，数据 \(age.chinese)，"
                        + "有效至 \(until)\(isOver ? "（已过期）" : "")",
                    "Bundle \(core.version): \(bundle.manifest.count) passes, data \(age.english), "
                        + "good until \(until)\(isOver ? " (over)" : "")"),
                BilingualText(
                    "密钥：\(keys.groupKeys.count) 组，动态码 \(keys.liveKeys.count) 组",
                    "Keys: \(keys.groupKeys.count) groups, \(keys.liveKeys.count) for live codes"),
            ]
        }
        let seen = gate.acknowledged?.number ?? 0
        lines.append(
            BilingualText(
                "记录：\(last?.number ?? 0) 行，签发中心已收到第 \(seen) 行",
                "Record: \(last?.number ?? 0) rows, the issuer has seen row \(seen)"))
        lines.append(
            BilingualText(
                "时间：\(now.siteText(utcOffsetMinutes: zone))",
                "Time: \(now.siteText(utcOffsetMinutes: zone))"))
        return lines
    }
}

extension Direction? {
    fileprivate var chineseText: String {
        switch self {
        case .inward: "进"
        case .outward: "出"
        case nil: "进出"
        }
    }
}

extension BundleState {
    /// Why no bundle is in force, as the end of a command; nil where one is.
    fileprivate var failure: CommandFailure? {
        refusal.map { CommandFailure(.nothingDone, $0) }
    }

    /// Why no bundle is in force; nil where one is.
    var refusal: BilingualText? {
        switch self {
        case .inForce: nil
        case .none:
            BilingualText(
                "还没有数据包；请运行 `gate load 文件`。", "There is no bundle yet; run `gate load FILE`.")
        case .refused(let fault): BilingualText(fault.chinese, fault.english)
        case .sealed:
            BilingualText(BundleFault.sealBroken.chinese, BundleFault.sealBroken.english)
        }
    }
}
