// `gate equipment`: what an application lets out again, by the program that alone speaks to the
// network.
import ArgumentParser
import CommandSupport

/// Lists the equipment of an application, and ticks off what leaves.
struct Equipment: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "equipment",
        abstract: "列出并核销申请的带出设备。/ Lists and ticks off what an application lets out.",
        discussion: """
            列出申请所列的带出设备；--tick N 核销第 N 项，可写多次，重复核销无妨。须联网，且申请已批准。
            退出码：0 已完成，2 被拒绝，3 连不上（请先记在纸上）。
            Lists what an application says is to be brought out; --tick N ticks off item N, can be
            given several times, and repeated without harm. It needs a connection, and an approved
            application. Exits 0 done, 2 refused, 3 there is no connection: write it on paper.

            例 / Example:
              gate equipment 12
              gate equipment 12 --tick 1 --tick 3
            """)

    @Argument(help: "申请编号。/ The application's number.")
    var application: Int64
    @Option(help: "核销第 N 项。/ Ticks off item N.")
    var tick: [Int] = []
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try OfficeLink.become(
            "equipment", ["\(application)"] + tick.flatMap { ["--tick", "\($0)"] },
            at: state.path(environment: .system), output)
    }
}
