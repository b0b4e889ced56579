// `gatepass key rotate`: new keys for the passes that are issued from now on.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Makes a new epoch, or a new group of a site.
struct KeyRotate: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "换新密钥，旧证照常有效。/ New keys for new passes; old passes verify on.",
        discussion: example("gatepass key rotate", "gatepass key rotate --site 1"))

    @Option(help: "只换该场所的密钥组。/ A new group of this site instead of an epoch.")
    var site: SiteNumber?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            guard let site else {
                let epoch = try office.rotateEpoch()
                return try Reply(
                    Rotated(epoch: epoch, site: nil, group: nil),
                    BilingualText(
                        "第 \(epoch) 期密钥已启用，此后签发的证都用它，旧证照常有效。"
                            + "\(Self.next.chinese)密钥环已有变动，请重新备份。",
                        "Epoch \(epoch) is current: passes issued from now on are of it, earlier"
                            + " ones verify on. \(Self.next.english) The key ring has changed: copy"
                            + " it again."))
            }
            let group = try office.rotateGroup(of: site)
            return try Reply(
                Rotated(epoch: nil, site: site, group: group),
                BilingualText(
                    "场所 \(site) 的密钥组 \(group) 已启用，此后签发的证都用它，旧证照常有效。"
                        + Self.next.chinese,
                    "Group \(group) of site \(site) is current: passes issued from now on are of"
                        + " it, earlier ones verify on. \(Self.next.english)"))
        }
    }

    private static let next = BilingualText(
        "新证在门岗装入新数据包后才被认出，请为各门岗重制数据包。",
        "Gates know the new passes from their next bundle: make one for each.")
}

/// What was made.
private struct Rotated: Encodable {
    let epoch: UInt8?
    let site: SiteNumber?
    let group: GroupNumber?

    private enum CodingKeys: String, CodingKey {
        case epoch, site, group
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(site, forKey: .site)
        try container.encode(group, forKey: .group)
    }
}
