// `gate apply`: an application for somebody at the gate, by the program that alone speaks to the
// network.
import ArgumentParser
import CommandSupport

/// Applies for temporary entry.
struct Apply: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "为到场者提交临时进入申请，或查询进展。/ Applies for temporary entry from the gate.",
        discussion: """
            申请从标准输入读入，一行 JSON；答复给出 key，带上它再发一次即查询进展，不会重复提交。门岗须已联网登记。
            退出码：0 已收到，2 被拒绝，3 连不上。
            The application is one line of JSON on standard input. The answer has a key: sent again
            with it, it is asked how it stands and nothing is filed twice. Exits 0 taken, 2 refused,
            3 there is no connection.

            例 / Example:
              echo '{"writer":"guard","organisation":1042,"people":[{"name":"王五","identity":"…",
                "telephone":"…"}],"host":"赵六","reason":"抢修","from":1780000000,
                "until":1780007200}' | gate apply
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try OfficeLink.become("apply", [], at: state.path(environment: .system), output)
    }
}
