// A verdict with all that is printed beside it, for a person or as JSON.
import CommandSupport
import GateState
import PassCheck
import PassFormat

/// What a check ends with.
struct ShownVerdict {
    /// Whether it counts.
    enum Kind {
        case real
        /// The time was given: nothing is recorded and nobody admitted.
        case simulated
        /// The same code again within moments: nothing was decided.
        case again
    }

    let verdict: Verdict
    let display: DisplayRecord?
    let at: Timestamp
    let direction: Direction?
    let bundleVersion: UInt64?
    let dataAgeSeconds: UInt64?
    /// nil where the folder belongs to no gate.
    let gate: UInt16?
    let kind: Kind
    /// The site's distance from UTC.
    let utcOffsetMinutes: Int64
    /// What the verdict took, its record included.
    let elapsedMicroseconds: UInt64

    /// What a gate decided.
    init(_ answer: GateVerdict, of gate: Gate, _ kind: Kind, elapsedMicroseconds: UInt64) {
        verdict = answer.verdict
        display = answer.display
        at = answer.at
        direction = answer.direction
        bundleVersion = answer.bundleVersion
        dataAgeSeconds = answer.dataAgeSeconds
        self.gate = gate.identity.gate
        self.kind = kind
        utcOffsetMinutes = gate.utcOffsetMinutes
        self.elapsedMicroseconds = elapsedMicroseconds
    }

    /// What stands in for a verdict where there is no gate to decide.
    init(without code: VerdictCode, at time: Timestamp, elapsedMicroseconds: UInt64) {
        verdict = Verdict(alone: code)
        display = nil
        at = time
        direction = nil
        bundleVersion = nil
        dataAgeSeconds = nil
        gate = nil
        kind = .real
        utcOffsetMinutes = GatePolicy.standard.utcOffsetMinutes
        self.elapsedMicroseconds = elapsedMicroseconds
    }

    /// Writes it to standard output in one go.
    func show(_ form: OutputForm, on console: Console) {
        switch form {
        case .json:
            var json = JSONWriter()
            write(to: &json)
            console.printWhole(json.bytes)
        case .people: console.printWhole(screen(on: console))
        }
    }
}

extension GateVerdict {
    /// Tells what a person has to know beside the verdict: an alarm, the journal fails.
    func complain(on console: Console) {
        if let alarm { console.complain(alarm.text) }
        if let failure { console.complain(failure.text) }
    }

    /// The same for a screen; the verdict itself says that the journal fails.
    var alarmText: BilingualText? { alarm?.text ?? failure?.text }
}

extension JournalAlarm {
    fileprivate var text: BilingualText {
        let found = [missing.map(Self.text), keyFile.map(Self.text)].compactMap(\.self)
        return BilingualText(
            found.map(\.chinese).joined(), found.map(\.english).joined(separator: " "))
    }

    private static func text(_ missing: ClosedRange<UInt64>) -> BilingualText {
        let (first, last) = (missing.lowerBound, missing.upperBound)
        return BilingualText(
            "警报：通行记录缺少第 \(first) 至 \(last) 行，请立即报告管理员。",
            "Alarm: rows \(first) to \(last) of the journal are gone; report it at once.")
    }

    private static func text(_ keyFile: GateStateError) -> BilingualText {
        let cause = keyFile.text
        return BilingualText(
            "警报：已记录，但记录密钥未能更新，若有人删去记录将无法发现（\(cause.chinese)）；请立即报告管理员。",
            "Alarm: it was recorded, but the journal's key was not stepped forward, so rows that"
                + " are taken away may go unnoticed (\(cause.english)); report it at once.")
    }
}

extension Gate {
    /// The site's distance from UTC; that of China where no bundle says so.
    var utcOffsetMinutes: Int64 {
        basis?.policy.utcOffsetMinutes ?? GatePolicy.standard.utcOffsetMinutes
    }
}
