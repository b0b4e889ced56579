// What a decision is told beside the code: what the guard sees, and what this gate and the others
// of the site recorded of the pass before.
package import PassFormat

/// What is seen beside the code.
package enum Sight: Sendable, Equatable {
    /// A gate.
    case gate(Observation)
    /// A conformance run, in which the rows of sight and history do not apply.
    case conformance
}

/// Whether the clock can be believed.
package enum ClockTrust: Sendable, Equatable {
    case trusted
    case suspect
}

/// What the guard told.
package struct Observation: Sendable, Equatable {
    /// The plate as seen, in canonical form.
    package var plate: String?
    /// Whether the driver told is one of the pass's; nil where none was told.
    package var driver: DriverMatch?
    /// Taken just now, in tenths of a degree Celsius.
    package var temperatureTenths: UInt16?
    /// When each other gate was last heard.
    package var heard: AssociationList<UInt16, Timestamp>

    package init(
        plate: String? = nil, driver: DriverMatch? = nil, temperatureTenths: UInt16? = nil,
        heard: AssociationList<UInt16, Timestamp> = [:]
    ) {
        self.plate = plate
        self.driver = driver
        self.temperatureTenths = temperatureTenths
        self.heard = heard
    }
}

/// A driver's name against the pass's list.
package enum DriverMatch: Sendable, Equatable {
    case listed
    case unlisted
    /// The gate has no list for this pass.
    case unknown
}

/// What the journals of this gate and, where heard, of the others know of a pass, over all its
/// sequences.
package struct PassHistory: Sendable, Equatable {
    /// Inward entries admitted here, by ALLOW or by override, and not annulled.
    package var entriesAdmitted: UInt64
    /// The step of the last live code admitted here.
    package var lastLiveStep: UInt32?
    /// Entries that other gates reported.
    package var entriesElsewhere: UInt64 = 0
    /// The last move over the border of this gate's zone, here or at another gate of it.
    package var lastMove: PassMove?
    /// The last time it was let through anywhere.
    package var lastSeen: PassMove?
    /// The last temperature taken here.
    package var temperature: TakenTemperature?

    package init(entriesAdmitted: UInt64, lastLiveStep: UInt32?) {
        self.entriesAdmitted = entriesAdmitted
        self.lastLiveStep = lastLiveStep
    }

    /// A pass never seen.
    package static let none = PassHistory(entriesAdmitted: 0, lastLiveStep: nil)
}

/// One passage that was let through.
package struct PassMove: Sendable, Equatable {
    package var gate: UInt16
    package var direction: Direction
    package var at: Timestamp

    package init(gate: UInt16, direction: Direction, at: Timestamp) {
        self.gate = gate
        self.direction = direction
        self.at = at
    }
}

/// A temperature in tenths of a degree Celsius.
package struct TakenTemperature: Sendable, Equatable {
    package var tenths: UInt16
    package var at: Timestamp

    package init(tenths: UInt16, at: Timestamp) {
        self.tenths = tenths
        self.at = at
    }
}
