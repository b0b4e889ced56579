// `gate check`: one verdict for what was scanned or typed, or a stream of them.
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
        let started = SystemClock.monotonicMicroseconds()
        let console = output.console(environment: .system)
        let gate: Gate
        do throws(GateStateError) {
            gate = try Gate(opening: state.path(environment: .system))
        } catch {
            ShownVerdict(
                without: error.code, at: SystemClock.now(),
                elapsedMicroseconds: SystemClock.monotonicMicroseconds() - started
            ).show(output.form, on: console)
            throw CommandFailure(.cannotWork, error.text)
        }
        if stream {
            let sample = scan(of: [])
            try CheckStream(gate: gate, console: console, form: output.form, sample: sample).run()
            return
        }
        let (answer, kind) = try answer(of: gate)
        let elapsed = SystemClock.monotonicMicroseconds() - started
        ShownVerdict(answer, of: gate, kind, elapsedMicroseconds: elapsed)
            .show(output.form, on: console)
        answer.complain(on: console)
        // The log beside the journal is kept short where the guard does not wait for it.
        try? gate.journal().settle()
        throw answer.verdict.outcome.exitCode
    }

    private func answer(of gate: Gate) throws -> (GateVerdict, ShownVerdict.Kind) {
        // A person may take long to scan, so the clock is read after the code.
        let shown = noCode ? [] : try shownText()
        let now = MachineTime.now()
        let time = at?.resolved(
            now: now.calendar, utcOffsetMinutes: gate.utcOffsetMinutes)
        do throws(GateStateError) {
            if let typed = try? typedValue() {
                guard let time else {
                    return (gate.check(typed: typed, direction: direction, at: now), .real)
                }
                return (gate.rehearse(typed: typed, direction: direction, at: time), .simulated)
            }
            let scan = scan(of: shown)
            guard let time else { return (gate.check(scan, at: now), .real) }
            return (try gate.rehearse(scan, at: time), .simulated)
        } catch { throw error.failure }
    }

    /// The argument, what is in the picture, or one line of standard input; no line at all is an
    /// empty one.
    private func shownText() throws(CommandFailure) -> [UInt8] {
        if let text { return Array(text.utf8) }
        if let image { return try PictureScan(path: image).text() }
        if Console.isInputTyped {
            output.console(environment: .system).complain(
                BilingualText("请扫码，按回车结束：", "Scan a code, Enter ends it:"))
        }
        var lines = LineInput()
        return lines.next() ?? []
    }

    private func scan(of text: [UInt8]) -> Scan {
        var scan = Scan(text: text, direction: direction, plate: seenPlate)
        scan.driver = driver.map { (try? PersonName(parsing: $0))?.text ?? $0 }
        scan.temperatureTenths = temperature?.tenths
        return scan
    }

    /// The plate in canonical form; one that is no plate is another than the pass's all the same.
    private var seenPlate: String? {
        plate.map { (try? Plate(parsing: $0))?.text ?? $0 }
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

extension GateStateError {
    /// The code that stands in for a verdict where the gate's folder does not open.
    fileprivate var code: VerdictCode {
        switch self {
        case .noFolder, .notEnrolled, .noRequest, .alreadyEnrolled, .enrolment, .bundle: .noBundle
        case .damaged, .crypto, .files: .noKeys
        case .journalFailed, .journalBusy, .rowUnreadable, .journalFile, .notHeard:
            .journalFailed
        }
    }
}

extension Outcome? {
    /// The exit code of `gate check`.
    var exitCode: ExitCode {
        switch self {
        case .allow: .success
        case .deny: ExitCode(1)
        case .review: ExitCode(2)
        case nil: .cannotWork
        }
    }
}
