// `gate check --stream`: a verdict for each token on standard input, in order. Lines that wait
// together are recorded together; each verdict is printed only after the commit that holds its row.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat
import PrivateFiles

/// The stream of one run.
struct CheckStream {
    /// The most scans that share a commit.
    private static let largestGroup = 512

    let gate: Gate
    let console: Console
    let form: OutputForm

    /// Runs until the end of input.
    ///
    /// - Parameters:
    ///   - direction: for all of them; nil is the gate's own.
    ///   - plate: the plate seen, for all of them.
    /// - Throws: `ExitCode.cannotWork` at the first that could not be decided, after printing it;
    ///   `CommandFailure` where the input cannot be read to its end.
    func run(direction: Direction?, plate: String?) throws {
        var lines = LineInput()
        var group: [Scan] = []
        while let line = lines.next() {
            for part in parts(ofLine: line.span) {
                group.append(Scan(text: Array(line[part]), direction: direction, plate: plate))
            }
            if group.count >= Self.largestGroup || !lines.hasLineWaiting {
                try answer(group)
                group = []
            }
        }
        try answer(group)
        try? gate.journal().settle()
        if let number = lines.failureNumber {
            throw CommandFailure(
                .cannotWork,
                BilingualText(
                    "标准输入读取中断（\(systemText(number))），请检查扫码器的连接。",
                    "Standard input broke off (\(systemText(number))); check the scanner's line."))
        }
    }

    private func answer(_ group: [Scan]) throws {
        guard !group.isEmpty else { return }
        let started = SystemClock.monotonicMicroseconds()
        let answers = gate.check(group, at: .now())
        let elapsed = (SystemClock.monotonicMicroseconds() - started) / UInt64(group.count)
        var isDecided = true
        var printed = ""
        for answer in answers {
            let shown = ShownVerdict(answer, of: gate, .real, elapsedMicroseconds: elapsed)
            switch form {
            case .json: printed += shown.document.line + "\n"
            case .people: printed += shown.line(on: console) + "\n"
            }
            isDecided = isDecided && answer.verdict.outcome != nil
        }
        console.printWhole(printed)
        answers.first?.complain(on: console)
        guard isDecided else { throw ExitCode.cannotWork }
    }
}
