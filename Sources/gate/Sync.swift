// `gate sync`: data to and from the office, by the program that alone speaks to the network.
import ArgumentParser
import CommandSupport

/// Exchanges data with the office once.
struct Sync: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "与签发中心交换数据：送记录，取数据包。/ Sends the record to the office, takes its bundle.",
        discussion: """
            地址在登记时已存；--server 与 --pin 可另设。退出码：0 完成，1 有行被拒，2 被拒绝或服务器公钥不符，
            3 连不上。
            The address was kept at enrolment; --server and --pin set another. Exits 0 done, 1 some
            rows were refused, 2 the office refuses or has another key, 3 there is no connection.

            例 / Example:
              gate sync
              gate sync --json
            """)

    @Option(
        help: ArgumentHelp("签发中心的地址。/ The office: https://host[:port].", valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp(
            "服务器公钥的 SHA-256。/ SHA-256 of the server's public key.", valueName: "sha256"))
    var pin: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (server == nil) == (pin == nil) else {
            throw ValidationError("--server 与 --pin 须一同给出。/ --server and --pin go together.")
        }
    }

    func run() throws {
        var place: [String] = []
        if let server, let pin { place = ["--server", server, "--pin", pin] }
        try OfficeLink.become("sync", place, at: state.path(environment: .system), output)
    }
}
