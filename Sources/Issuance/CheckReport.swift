// A verdict of the office as JSON, with the keys that a gate's has.
import PassCheck
import PassFormat
import Registry

/// What a gate would say; nothing was recorded.
package struct CheckReport: Sendable {
    private let verdict: Verdict
    private let display: DisplayRecord?
    private let gate: GateNumber
    private let direction: Direction?
    private let at: Int64

    init(
        _ verdict: Verdict, _ display: DisplayRecord?, gate: GateNumber, direction: Direction?,
        at seconds: Int64
    ) {
        self.verdict = verdict
        self.display = display
        self.gate = gate
        self.direction = direction
        at = seconds
    }

    /// The report as an object of JSON.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.pair("verdict", verdict.outcome?.rawValue)
            $0.pair("code", verdict.code.rawValue)
            $0.pair("also", verdict.also.map(\.rawValue))
            $0.pair("title", verdict.title)
            $0.pair("reason", verdict.reason)
            $0.pair("action", verdict.action)
            verdict.writePass(to: &$0)
            display.write(to: &$0)
            $0.pair("data_age_s", 0)
            $0.pair("bundle", .null)
            $0.pair("gate", JSONText(gate.rawValue))
            $0.pair("direction", direction?.name)
            $0.pair("at", JSONText(at))
            $0.pair("simulated", .truth(true))
        }
        return json.bytes
    }
}
