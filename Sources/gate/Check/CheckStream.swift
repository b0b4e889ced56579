// `gate check --stream`: a verdict for each token on standard input, in order. Lines that wait
// together are recorded together; each verdict is printed only after the commit that holds its row.
import ArgumentParser
import CommandSupport
import GateState
import PassCheck
import PassFormat
import PrivateFiles
import Workers

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
        // However the stream ends, what was recorded is printed to its end.
        var printing: Meanwhile<Void>?
        defer { printing?.value() }
        var next = readGroup(from: &lines)
        while let group = next?.value() {
            // While these codes are recorded, those before them are printed, and those that wait
            // behind them are read.
            next = lines.hasLineWaiting() ? readGroup(from: &lines) : nil
            let recorded = try record(group, &repeats)
            printing?.value()
            printing = Meanwhile { [form, console] in recorded.show(form, on: console) }
            guard recorded.isDecided else { throw ExitCode.cannotWork }
            next = next ?? readGroup(from: &lines)
        }
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

    /// Begins to read the codes of the lines that wait together, the first of which is waited for.
    ///
    /// - Returns: nil at the end of the input.
    private func readGroup(from lines: inout LineInput) -> Meanwhile<ReadGroup>? {
        var scans: [Scan] = []
        var isAtEnd = true
        while let line = lines.next() {
            isAtEnd = false
            for part in parts(ofLine: line.span) {
                var scan = sample
                scan.text = Array(line[part])
                scans.append(scan)
            }
            if scans.count >= Self.largestGroup || !lines.hasLineWaiting() { break }
        }
        guard !isAtEnd else { return nil }
        return Meanwhile { [scans, reader = gate.reader] in ReadGroup(scans, with: reader) }
    }

    private func record(_ ended: [RepeatedScan]) throws {
        do throws(GateStateError) { try gate.record(ended, at: .now()) } catch {
            throw error.failure
        }
    }

    private func record(
        _ group: ReadGroup, _ repeats: inout RepeatFilter
    ) throws -> RecordedGroup {
        let scans = group.scans
        guard !scans.isEmpty else { return RecordedGroup(verdicts: [], first: nil) }
        let started = SystemClock.monotonicMicroseconds()
        try record(repeats.ended(by: started))
        let sightings = scans.map { repeats.sight($0.repeatKey, at: started) }
        let fresh =
            sightings.contains(.again)
            ? zip(scans, sightings).filter { $0.1 == .new }.map(\.0) : scans
        let answers = fresh.isEmpty ? [] : gate.check(fresh, at: .now())
        for (scan, answer) in zip(fresh, answers) { repeats.judged(scan.repeatKey, answer) }
        let spent = SystemClock.monotonicMicroseconds() - started + group.spentMicroseconds
        let elapsed = spent / UInt64(scans.count)
        var next = answers.makeIterator()
        let shown = zip(scans, sightings).compactMap { scan, sighting in
            switch sighting {
            case .new:
                next.next().map {
                    ShownVerdict($0, of: gate, .real, elapsedMicroseconds: elapsed)
                }
            case .again:
                repeats.answer(to: scan.repeatKey).map {
                    ShownVerdict(
                        gate.again(scan, as: $0), of: gate, .again, elapsedMicroseconds: elapsed)
                }
            }
        }
        return RecordedGroup(verdicts: shown, first: answers.first)
    }
}

/// Scans that will be recorded together.
private struct ReadGroup: Sendable {
    let scans: [PreparedScan]
    /// What reading them took.
    let spentMicroseconds: UInt64

    init(_ scans: [Scan], with reader: ScanReader) {
        let started = SystemClock.monotonicMicroseconds()
        self.scans = scans.map(reader.read)
        spentMicroseconds = SystemClock.monotonicMicroseconds() - started
    }
}

/// Verdicts whose rows are on the disk, or that say why they are not.
private struct RecordedGroup: Sendable {
    let verdicts: [ShownVerdict]
    /// Tells what concerns all that were recorded together; nil where nothing was.
    let first: GateVerdict?

    var isDecided: Bool { verdicts.allSatisfy { $0.verdict.outcome != nil } }

    func show(_ form: OutputForm, on console: Console) {
        switch form {
        case .json:
            var json = JSONWriter()
            for verdict in verdicts { verdict.write(to: &json) }
            console.printWhole(json.bytes)
        case .people:
            console.printWhole(verdicts.map { $0.line(on: console) + "\n" }.joined())
        }
        first?.complain(on: console)
    }
}
