// `gatepass key` and its list: which keys there are; never a key.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Keys.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "密钥期与密钥组。/ Epochs of keys, and groups of sites.",
        discussion: example("gatepass key list"),
        subcommands: [
            KeyList.self, KeyRotate.self, KeyRevoke.self, KeySeal.self, KeyUnseal.self,
        ])
}

/// Lists epochs, or a site's key groups.
struct KeyList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "列出密钥期，不显示密钥。/ Lists epochs, never a key.",
        discussion: example("gatepass key list", "gatepass key list --site 1"))

    @Option(help: "改为列出该场所的密钥组。/ The key groups of this site instead.")
    var site: SiteNumber?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let times = try TimeText(office)
            guard let site else {
                return try Reply(
                    listing: try office.keys(),
                    [
                        TextColumn("期", "Epoch", plain: \.epoch),
                        TextColumn("状态", "State") { $0.state.rawValue.keyState },
                        TextColumn("生成时间", "Made", plain: { $0.madeAt.map(times.text) }),
                        TextColumn("作废时间", "Revoked", plain: { $0.revokedAt.map(times.text) }),
                        TextColumn("原因", "Reason", plain: \.reason),
                        TextColumn("密钥环", "Ring") {
                            $0.sealed
                                ? BilingualText("已封存", "sealed") : BilingualText("未封存", "plain")
                        },
                    ])
            }
            return try Reply(
                listing: try office.groups(of: site),
                [
                    TextColumn("组", "Group", plain: \.number),
                    TextColumn("状态", "State") { $0.state.rawValue.keyState },
                    TextColumn("生成时间", "Made", plain: { times.text(of: $0.madeAt) }),
                    TextColumn("作废时间", "Revoked") { group in
                        let time = group.revocation.map { times.text(of: $0.atSeconds) } ?? "-"
                        return BilingualText(time, time)
                    },
                    TextColumn("原因", "Reason", plain: { $0.revocation?.reason }),
                ])
        }
    }
}
