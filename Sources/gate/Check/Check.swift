// The words of `gate check`. Tests: Tests/CommandTests/GateCheckTests.swift.
import ArgumentParser
import CommandSupport
import GateState
import Identifiers
import PassCheck
import PassFormat

/// Checks codes.
struct Check: SpokenCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "核验一个通行码。/ Checks one pass code.",
        discussion: """
            退出码 / Exit code: 0 ALLOW, 1 DENY, 2 REVIEW, 3 无法判定 cannot decide, 64 用法 usage.

            例 / Example:
              gate check < code.txt                      从标准输入读一行 / one line from stdin
              gate check --plate 沪A12345 --driver 王小明 < code.txt
              gate check --image photo.jpg
              gate check --no-code --number 310117-0000-0042-5
              gate check --stream --json < scanner.txt
            """)

    @Argument(
        help: ArgumentHelp(
            "码的文字；别人能看到命令行，故通常从标准输入给。/ The code's text; others can see "
                + "arguments, so standard input is the normal way.", valueName: "text"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "从 PNG 或 JPEG 图片中读码。/ Reads the code from a PNG or JPEG picture.",
            valueName: "file"))
    var image: String?

    @Flag(help: "逐行核验到输入结束。/ Checks line by line until the end of input.")
    var stream = false

    @Option(help: "in 进，out 出；默认按本门。/ in or out; else the gate's own.")
    var direction: Direction?

    @Option(help: "看到的车牌；与 --no-code 合用时按车牌查。/ The plate seen; with --no-code looked up.")
    var plate: String?

    @Option(help: "驾驶员姓名。/ The driver's name.")
    var driver: String?

    @Option(help: ArgumentHelp("刚量的体温，如 36.5。/ The temperature just taken.", valueName: "°C"))
    var temperature: Temperature?

    @Flag(help: "码读不出，改用编号、车牌或工号。/ The code cannot be read: look up what is typed.")
    var noCode = false

    @Option(help: "通行证编号。/ The pass number.")
    var number: String?

    @Option(help: "工号，与 --org 合用。/ The employee number, with --org.")
    var employee: String?

    @Option(help: "单位编号。/ The firm's number.")
    var org: UInt32?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "按此时间模拟，不记录，不放行。/ Simulates at this time; records and admits nothing.",
            valueName: "time"))
    var at: TimeArgument?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let typed = [number, employee, noCode ? plate : nil].compactMap(\.self)
        if noCode {
            guard typed.count == 1, text == nil, !stream else {
                throw ValidationError(
                    "--no-code 须与 --number、--plate、--employee 之一合用。/ --no-code takes exactly "
                        + "one of --number, --plate and --employee.")
            }
        } else if !typed.isEmpty {
            throw ValidationError(
                "--number 和 --employee 须与 --no-code 合用。/ --number and --employee go with --no-code."
            )
        }
        guard (employee == nil) == (org == nil) else {
            throw ValidationError("--employee 与 --org 须一起给。/ --employee and --org go together.")
        }
        guard !stream || (text == nil && at == nil) else {
            throw ValidationError(
                "--stream 不与文字或 --at 合用。/ --stream takes neither a text nor --at.")
        }
        guard image == nil || (text == nil && !stream && !noCode) else {
            throw ValidationError(
                "--image 不与文字、--stream、--no-code 合用。/ --image takes neither a text nor --stream "
                    + "nor --no-code.")
        }
        _ = try typedValue()
    }

    func run() throws {
        var request = CheckRequest(
            folder: state.path(environment: .system), form: output.form,
            language: output.language)
        request.text = text
        request.image = image
        request.stream = stream
        request.typed = try typedValue()
        request.at = at
        request.sample = sample
        try request.run()
    }

    /// What is seen beside the code.
    private var sample: Scan {
        // One that is no plate is another than the pass's all the same.
        let seenPlate = plate.map { (try? Plate(parsing: $0))?.text ?? $0 }
        var scan = Scan(text: [], direction: direction, plate: seenPlate)
        scan.driver = driver.map { (try? PersonName(parsing: $0))?.text ?? $0 }
        scan.temperatureTenths = temperature?.tenths
        return scan
    }

    private func typedValue() throws -> TypedValue? {
        guard noCode else { return nil }
        do throws(IdentifierError) {
            if let number { return .passNumber(try PassNumber(parsing: number).digits) }
            if let plate { return .plate(try Plate(parsing: plate).text) }
            guard let employee, let org else { return nil }
            return .employee(
                organisation: org, number: try EmployeeNumber(parsing: employee).text)
        } catch { throw ValidationError("\(error.chinese) / \(error.english)") }
    }
}
