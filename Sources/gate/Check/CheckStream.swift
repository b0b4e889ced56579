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
        let keys = group.map { RepeatKey($0, bundleVersion: version) }
        let sightings = keys.map { repeats.sight($0, at: started) }
        let fresh = group.indices.filter { sightings[$0] == .new }
        let answers = fresh.isEmpty ? [] : gate.check(fresh.map { group[$0] }, at: .now())
        for (position, answer) in zip(fresh, answers) { repeats.judged(keys[position], answer) }
        let elapsed = (SystemClock.monotonicMicroseconds() - started) / UInt64(group.count)
        var isDecided = true
        var shown: [ShownVerdict] = []
        var next = answers.makeIterator()
        for (key, sighting) in zip(keys, sightings) {
            let kind: ShownVerdict.Kind = sighting == .new ? .real : .again
            let answer = sighting == .new ? next.next() : repeats.answer(to: key)
            guard let answer else { continue }
            shown.append(ShownVerdict(answer, of: gate, kind, elapsedMicroseconds: elapsed))
            isDecided = isDecided && answer.verdict.outcome != nil
        }
        console.printWhole(lines(of: shown))
        answers.first?.complain(on: console)
        guard isDecided else { throw ExitCode.cannotWork }
    }

    private func lines(of verdicts: [ShownVerdict]) -> [UInt8] {
        switch form {
        case .json:
            var json = JSONWriter()
            for verdict in verdicts { verdict.write(to: &json) }
            return json.bytes
        case .people:
            return Array(verdicts.map { $0.line(on: console) + "\n" }.joined().utf8)
        }
    }
}
