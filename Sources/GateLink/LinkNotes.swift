// How a link stands after an exchange, for whoever looks at the gate.
package import GateState

extension LinkStatus {
    /// After an exchange that came about.
    package mutating func note(
        _ report: SyncReport, offsetSeconds: Int64, at machine: MachineTime
    ) {
        outcome = report.stopped == nil ? .connected : .stopped
        code = nil
        self.offsetSeconds = offsetSeconds
        touch(at: machine)
    }

    /// After one that did not.
    package mutating func note(_ fault: LinkFault, offsetSeconds: Int64) {
        outcome = fault.outcome
        code = fault.code
        self.offsetSeconds = offsetSeconds
    }
}
