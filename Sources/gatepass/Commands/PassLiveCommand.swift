// `gatepass pass live`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// Prints a pass's live code of this moment.
struct PassLive: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "动态码，约一分钟有效。/ A pass's live code, good for about a minute.",
        discussion: example("gatepass pass live --number 310117-0000-0042-5"))

    @Option(help: "通行证编号。/ Pass number.")
    var number: String
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("哪一时刻，不设为现在。/ For this time; else now.", valueName: "time"))
    var at: TimeArgument?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let text = try office.liveCode(
                number: number, atSeconds: try at?.seconds(at: office))
            return try Reply(LiveCode(text: text), BilingualText(text, text))
        }
    }
}

/// What the command tells programs.
private struct LiveCode: Encodable {
    let text: String
}
