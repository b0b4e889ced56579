// `gatepass pass link`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Makes the link by which a holder sees the pass on a phone.
struct PassLink: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "持证人链接，旧链接随即失效。/ The holder's link; the one before ends.",
        discussion: example(
            "gatepass pass link --number 310117-0000-0042-5 --base-url https://pass.example",
            "gatepass pass link --number 310117-0000-0042-5 --end"))

    @Option(help: "通行证编号。/ Pass number.")
    var number: String
    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "服务对外的网址，不设则只给路径。/ The service's public address; else the path alone.",
            valueName: "url"))
    var address: String?
    @Flag(help: "停用链接。/ Ends the link instead.")
    var end = false
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            guard !end else {
                try office.endHolderLink(number: number)
                return try Reply(
                    HolderLinkAnswer(url: nil), BilingualText("链接已停用。", "The link has ended."))
            }
            let secret = try office.makeHolderLink(number: number)
            let url = "\(address ?? "")/p#\(secret)"
            return try Reply(HolderLinkAnswer(url: url), BilingualText(url, url))
        }
    }
}

/// What the command tells programs.
private struct HolderLinkAnswer: Encodable {
    let url: String?
}
