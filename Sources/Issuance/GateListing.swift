// Gates as people look after them: where they stand, how far their journals came, what stands
// against them.
package import Registry

/// A gate in a list.
package struct ListedGate: Sendable, Encodable {
    package let gate: Gate
    /// The journal's row up to which none is missing; nil where none was ever brought.
    package let journalRow: Int64?
    /// The gate's time in its newest journal, seconds since 1970.
    package let journalAsOf: Int64?
    /// Alarms that nobody has accepted: no bundle is made for this gate.
    package let alarms: [JournalAlarmKind]

    private enum CodingKeys: String, CodingKey { case journalRow, journalAsOf, alarms }

    package func encode(to encoder: any Encoder) throws {
        try gate.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(journalRow, forKey: .journalRow)
        try container.encode(journalAsOf, forKey: .journalAsOf)
        try container.encode(alarms, forKey: .alarms)
    }
}

extension Office {
    /// All gates by number, with their journals.
    package func listedGates() throws(OfficeError) -> [ListedGate] {
        try office {
            let devices = try registry.devices().filter { $0.revokedAt == nil }
            let alarms = try registry.journalAlarms(.standing)
            return try registry.gates().map { gate in
                let device = devices.first { $0.gate == gate.number }
                let state = try device.flatMap { try registry.journalState(of: $0) }
                let standing = alarms.filter {
                    $0.gate == gate.number && $0.fingerprint == device?.fingerprint
                }
                return ListedGate(
                    gate: gate, journalRow: state?.head, journalAsOf: state?.asOfSeconds,
                    alarms: standing.map(\.kind))
            }
        }
    }
}
