// One run of `gate check`: a verdict for what was scanned or typed, or a stream of them.
// Tests: Tests/CommandTests/GateCheckTests.swift.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// What a guard or a lane's program asks `gate check` for.
struct CheckRequest {
    /// The gate's folder.
    let folder: String
    let form: OutputForm
    /// nil for that of the environment.
    let language: Language?
    /// The code's text, where it came as an argument.
    var text: String?
    /// The path of a picture of the code.
    var image: String?
    /// Checks each line of standard input.
    var stream = false
    /// What stands in for a code that cannot be read.
    var typed: TypedValue?
    /// The time to simulate.
    var at: TimeArgument?
    /// What is seen beside the code; its text stays empty.
    var sample = Scan(text: [], direction: nil, plate: nil)

    /// Checks and prints; a single check ends the program with the verdict's `ExitCode`.
    ///
    /// - Throws: `CommandFailure` where nothing could be decided.
    func run() throws {
        let started = SystemClock.monotonicMicroseconds()
        let gate: Gate
        do throws(GateStateError) {
            gate = try Gate(opening: folder)
        } catch {
            ShownVerdict(
                without: error.code, at: SystemClock.now(),
                elapsedMicroseconds: SystemClock.monotonicMicroseconds() - started
            ).show(form, on: console)
            throw CommandFailure(.cannotWork, error.text)
        }
        if stream {
            try CheckStream(gate: gate, console: console, form: form, sample: sample).run()
            return
        }
        let (answer, kind) = try answer(of: gate)
        let elapsed = SystemClock.monotonicMicroseconds() - started
        ShownVerdict(answer, of: gate, kind, elapsedMicroseconds: elapsed).show(form, on: console)
        answer.complain(on: console)
        // The log beside the journal is kept short where the guard does not wait for it.
        try? gate.journal().settle()
        // The system closes faster than each part by itself, and the next in the lane waits.
        withExtendedLifetime(gate) {
            ProgramStart.endAtOnce(answer.verdict.outcome.exitCode)
        }
    }

    private var console: Console { Console(flag: language, environment: .system) }

    private func answer(of gate: Gate) throws -> (GateVerdict, ShownVerdict.Kind) {
        // A person may take long to scan, so the clock is read after the code.
        var scan = sample
        scan.text = typed == nil ? try shownText() : []
        let now = MachineTime.now()
        let time = at?.resolved(now: now.calendar, utcOffsetMinutes: gate.utcOffsetMinutes)
        do throws(GateStateError) {
            if let typed {
                let direction = scan.direction
                guard let time else {
                    return (gate.check(typed: typed, direction: direction, at: now), .real)
                }
                return (gate.rehearse(typed: typed, direction: direction, at: time), .simulated)
            }
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
            console.complain(BilingualText("请扫码，按回车结束：", "Scan a code, Enter ends it:"))
        }
        var lines = LineInput()
        return lines.next() ?? []
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
