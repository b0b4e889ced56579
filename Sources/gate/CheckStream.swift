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
    /// What every scan of the stream has besides its text.
    let sample: Scan

    /// Runs until the end of input.
    ///
    /// - Throws: `ExitCode.cannotWork` at the first that could not be decided, after printing it;
    ///   `CommandFailure` where the input cannot be read to its end.
    func run() throws {
        var lines = LineInput()
        var repeats = RepeatFilter()
        var group: [Scan] = []
        while let line = lines.next() {
            for part in parts(ofLine: line.span) {
                var scan = sample
                scan.text = Array(line[part])
                group.append(scan)
            }
            if group.count >= Self.largestGroup || !lines.hasLineWaiting {
                try answer(group, &repeats)
                group = []
            }
        }
        try answer(group, &repeats)
        try record(repeats.ended(by: nil))
        try? gate.journal().settle()
        if let number = lines.failureNumber {
            throw CommandFailure(
                .cannotWork,
                BilingualText(
                    "标准输入读取中断（\(systemText(number))），请检查扫码器的连接。",
                    "Standard input broke off (\(systemText(number))); check the scanner's line."))
        }
    }

    private func record(_ ended: [RepeatedScan]) throws {
        do throws(GateStateError) { try gate.record(ended, at: .now()) } catch {
            throw error.failure
        }
    }

    private func answer(_ group: [Scan], _ repeats: inout RepeatFilter) throws {
        guard !group.isEmpty else { return }
        let started = SystemClock.monotonicMicroseconds()
        try record(repeats.ended(by: started))
        let version = gate.core?.version
        let sightings = group.map { repeats.sight($0, bundleVersion: version, at: started) }
        let fresh = zip(group, sightings).filter { $0.1 == .new }.map(\.0)
        let answers = fresh.isEmpty ? [] : gate.check(fresh, at: .now())
        for (scan, answer) in zip(fresh, answers) {
            repeats.judged(scan, answer, bundleVersion: version)
        }
        let elapsed = (SystemClock.monotonicMicroseconds() - started) / UInt64(group.count)
        var isDecided = true
        var printed = ""
        var next = answers.makeIterator()
        for (scan, sighting) in zip(group, sightings) {
            let kind: ShownVerdict.Kind = sighting == .new ? .real : .again
            let answer =
                sighting == .new
                ? next.next() : repeats.answer(to: scan, bundleVersion: version)
            guard let answer else { continue }
            let shown = ShownVerdict(answer, of: gate, kind, elapsedMicroseconds: elapsed)
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
