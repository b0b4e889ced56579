// `gatepass key revoke`: keys that got into other hands.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Revokes an epoch, or groups of a site.
struct KeyRevoke: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "作废密钥及其下的全部通行证。/ Revokes keys, with every pass sealed under them.",
        discussion: "当前的期或组会先换新再作废。/ A current epoch or group is rotated first.\n\n"
            + example(
                "gatepass key revoke --epoch 1 --preview",
                "gatepass key revoke --epoch 1 --reason leaked",
                "gatepass key revoke --site 1 --reason \"gate stolen\"",
                "gatepass key revoke --site 1 --group 3 --reason \"gate stolen\""))

    @Option(help: "这一期。/ This epoch.")
    var epoch: UInt8?
    @Option(help: "该场所所有旧密钥组。/ All earlier groups of this site.")
    var site: SiteNumber?
    @Option(help: "只此一组，与 --site 同用。/ Only this group; with --site.")
    var group: GroupNumber?
    @Option(help: "原因。/ Why, in your own words.", transform: reasonArgument)
    var reason: String?
    @Flag(name: .customLong("preview"), help: "只列出，不作废。/ Only lists them.")
    var isPreview = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try reach()
        if reason == nil && !isPreview {
            throw ValidationError("请用 --reason 写明原因。/ Give --reason, such as leaked.")
        }
    }

    private func reach() throws -> KeyReach {
        switch (epoch, site, group) {
        case (let epoch?, nil, nil): return .epoch(epoch)
        case (nil, let site?, let group): return .groups(site, group)
        default:
            throw ValidationError(
                "请给出 --epoch，或 --site（可加 --group）。/ Give --epoch, or --site with or without"
                    + " --group.")
        }
    }

    func run() throws {
        try withOffice { office in
            guard !isPreview else { return try preview(office) }
            let report = try office.revoke(try reach(), reason: reason ?? "")
            guard !report.epochs.isEmpty || !report.groups.isEmpty else {
                return try Reply(
                    report,
                    BilingualText("早已作废，无须改动。", "Revoked before; nothing was changed."))
            }
            let rotated = rotation(report)
            let keys = names(epochs: report.epochs, groups: report.groups)
            return try Reply(
                report,
                BilingualText(
                    "\(rotated.chinese)已作废\(keys.chinese)，其下 \(report.passes) 张通行证随之作废。"
                        + "请立即为各门岗重制并装入数据包，再用 gatepass pass issue 补发。",
                    "\(rotated.english)Revoked \(keys.english), and with it \(report.passes)"
                        + " passes. Make and load new bundles at once; `gatepass pass issue` gives"
                        + " the holders new passes."))
        }
    }

    private func preview(_ office: Office) throws -> Reply {
        let preview = try office.previewRevocation(of: try reach())
        return try Reply(
            preview,
            BilingualText(
                "将作废 \(preview.wouldRevoke) 张\(preview.rotatesFirst ? "，并先换新密钥" : "")；尚未作废。",
                "\(preview.wouldRevoke) passes would stop"
                    + (preview.rotatesFirst ? ", after a rotation" : "")
                    + "; nothing was changed."
            ).followed(byReach: preview.passes))
    }

    private func rotation(_ report: KeyRevocationReport) -> BilingualText {
        if let epoch = report.newEpoch {
            return BilingualText(
                "先启用了第 \(epoch) 期密钥（密钥环已有变动，请重新备份）。",
                "Epoch \(epoch) was made current first (the key ring has changed: copy it again). ")
        }
        guard let group = report.newGroup else { return BilingualText("", "") }
        return BilingualText(
            "先启用了密钥组 \(group)。", "Group \(group) was made current first. ")
    }

    private func names(epochs: [UInt8], groups: [GroupNumber]) -> BilingualText {
        if let epoch = epochs.first {
            return BilingualText("第 \(epoch) 期密钥", "epoch \(epoch)")
        }
        let list = groups.map(\.description)
        return BilingualText(
            "密钥组 \(list.joined(separator: "、"))", "group \(list.joined(separator: ", "))")
    }
}
