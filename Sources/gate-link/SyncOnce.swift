// `gate sync`: one exchange with the office, and what came of it.
import ArgumentParser
import CommandSupport
import GateLink
import GateState
import PassCheck
import PassCrypto
import PassFormat

/// Makes one exchange.
struct SyncOnce: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "与签发中心交换一次数据。/ Exchanges data with the office once.")

    /// From this difference on, in seconds, the gate doubts its clock.
    private static let worrisomeSeconds: UInt64 = 600

    @OptionGroup var folder: FolderOption
    @OptionGroup var place: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console(environment: .system)
        var ending = ExitCode.success
        try linked { () throws(LinkFault) in
            let gate = try folder.open()
            let address = try place.address(of: gate)
            var status = gate.linkStatus() ?? LinkStatus(outcome: .unreachable)
            let line = try OfficeLine(
                gate, over: HTTPSLine(address) { true }, offsetSeconds: status.offsetSeconds,
                clock: .system, random: .system)
            do throws(LinkFault) {
                let report = try GateSync(gate, over: line, clock: .system).run()
                status.note(
                    report, offsetSeconds: line.offsetSeconds, at: LinkClock.system.now)
                // Where the office is counts from when it was found there.
                if let typed = try place.address() {
                    try keep(typed, at: gate)
                }
                try? gate.keep(status)
                tell(report, of: gate, at: address, console, line.offsetSeconds)
                ending = report.ending
            } catch {
                status.note(error, offsetSeconds: line.offsetSeconds)
                // What was tried out says nothing of the link that there is.
                if place.server == nil { try? gate.keep(status) }
                throw error
            }
        }
        guard ending == .success else { throw ending }
    }

    private func keep(_ address: OfficeAddress, at gate: Gate) throws(LinkFault) {
        do throws(GateStateError) { try gate.keep(address) } catch { throw .gate(error) }
    }

    private func tell(
        _ report: SyncReport, of gate: Gate, at address: OfficeAddress, _ console: Console,
        _ offsetSeconds: Int64
    ) {
        let bundle = gate.versionInForce?.number
        switch output.form {
        case .json:
            let document = JSONText.object([
                "gate": JSONText(gate.identity.gate), "server": .string(address.server),
                "clock_offset_s": JSONText(offsetSeconds),
                "rows_sent": JSONText(report.rowsSent), "accepted": JSONText(report.accepted),
                "repeated": JSONText(report.repeated), "refused": JSONText(report.refused),
                "acknowledged": JSONText(report.acknowledged), "bundle": JSONText(bundle),
                "loaded": JSONText(report.loaded?.rawValue),
                "stopped": report.stopped.map(JSONText.init) ?? .null,
            ])
            console.print(document.line)
        case .people:
            for line in lines(report, bundle, offsetSeconds) { console.print(line) }
        }
        if let stopped = report.stopped, output.form == .people { console.complain(stopped) }
    }

    private func lines(
        _ report: SyncReport, _ bundle: UInt64?, _ offsetSeconds: Int64
    ) -> [BilingualText] {
        var lines: [BilingualText] = []
        if report.rowsSent > 0 {
            lines.append(
                BilingualText(
                    "已送记录 \(report.rowsSent) 行：收下 \(report.accepted)，"
                        + "重复 \(report.repeated)，拒绝 \(report.refused)。",
                    "Sent \(report.rowsSent) rows: \(report.accepted) taken, "
                        + "\(report.repeated) repeated, \(report.refused) refused."))
        }
        lines.append(
            BilingualText(
                "签发中心已收到第 \(report.acknowledged) 行。",
                "The office has the record up to row \(report.acknowledged)."))
        let version = bundle.map { "\($0)" } ?? "-"
        switch report.loaded {
        case .whole:
            lines.append(
                BilingualText("已装载数据包 \(version)。", "Loaded bundle \(version)."))
        case .delta:
            lines.append(
                BilingualText("已按增量更新到数据包 \(version)。", "Brought up to bundle \(version)."))
        case nil where report.stopped == nil:
            lines.append(
                BilingualText("数据包 \(version) 已是最新。", "Bundle \(version) is the newest."))
        case nil: break
        }
        if offsetSeconds.magnitude > Self.worrisomeSeconds {
            lines.append(
                BilingualText(
                    "本机时间与签发中心相差 \(-offsetSeconds) 秒；请校正，或 gate clock accept。",
                    "This machine's clock is \(-offsetSeconds) s off the office's; set it, or"
                        + " gate clock accept."))
        }
        return lines
    }
}

extension SyncReport {
    fileprivate var ending: ExitCode {
        if stopped != nil { return .nothingDone }
        return refused > 0 ? .partlyRefused : .success
    }
}
