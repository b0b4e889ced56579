// What the rows of a gate's journal say. Rows are never changed: an annulment, a barrier that did
// not open, a repeat are rows of their own that name the row they are about.
// Tests: Tests/GateStateTests/JournalTests.swift.
package import PassCheck
package import PassFormat

/// What happened; the journal gives it its number and its place in the chain.
package struct JournalEvent: Sendable, Equatable {
    package var kind: JournalKind
    package var at: Timestamp
    package var gate: UInt16
    /// nil where no bundle was in force.
    package var bundleVersion: UInt64?
    /// nil for a code that is not authentic.
    package var reference: PassReference?
    /// nil for a row that is no verdict, and where the gate could not decide.
    package var outcome: Outcome?
    /// nil for a row that is no verdict.
    package var code: String?
    package var also: [String] = []
    package var direction: Direction?
    /// The row that this one is about; in a cut the first number that is missing.
    package var about: UInt64?
    /// What it adds to the entries of its pass: 1 for one admitted, -1 for one taken back.
    package var entries: Int8 = 0
    /// The step of a live code that was admitted.
    package var liveStep: UInt32?
    /// Where the holder is from now on; nil where the row does not say.
    package var place: HolderPlace?
    /// Taken at the gate, in tenths of a degree Celsius.
    package var temperatureTenths: UInt16?
    /// Whether the clock could be believed.
    package var clock: ClockTrust = .trusted
    /// The index of the badge of the guard on duty who did it.
    package var onDuty: PassIndex?
    /// The index of the badge of a second guard who confirmed it.
    package var second: PassIndex?
    /// A reason or a note in the guard's words.
    package var text: String?
    /// How often a repeated code came.
    package var count: UInt64?
    /// Another gate whose journal was heard.
    package var heardGate: UInt16?
    /// The gate's time before it was set; for a heard gate, as of when.
    package var otherTime: Timestamp?

    package init(kind: JournalKind, at: Timestamp, gate: UInt16, bundleVersion: UInt64?) {
        self.kind = kind
        self.at = at
        self.gate = gate
        self.bundleVersion = bundleVersion
    }
}

/// What a row is about; the numbers are those of the format.
package enum JournalKind: UInt64, Sendable, CaseIterable {
    /// A code that was checked.
    case check = 1
    /// Rows that the key file knows of and the journal has not.
    case cut = 2
    /// A guard let somebody in in spite of REVIEW or DENY.
    case override = 3
    /// A guard let somebody leave.
    case leave = 4
    /// A guard refused somebody in spite of ALLOW.
    case refuse = 5
    /// A guard took back what a row admitted.
    case annul = 6
    case note = 7
    /// The barrier did not open.
    case barrier = 8
    /// The same code came again, and nothing was decided anew.
    case `repeat` = 9
    case login = 10
    case logout = 11
    /// A guard set the gate's time.
    case clock = 12
    /// Another gate's journal was read in.
    case heard = 13

    /// The word of the JSON documents.
    package var name: String {
        switch self {
        case .check: "check"
        case .cut: "cut"
        case .override: "override"
        case .leave: "leave"
        case .refuse: "refuse"
        case .annul: "annul"
        case .note: "note"
        case .barrier: "barrier"
        case .repeat: "repeat"
        case .login: "login"
        case .logout: "logout"
        case .clock: "clock"
        case .heard: "heard"
        }
    }
}

/// Where the holder of a pass is with regard to the gate's zone.
package enum HolderPlace: UInt64, Sendable {
    case inside = 1
    case outside = 2
    /// What was known was taken back.
    case unknown = 3

    /// The place behind a gate that was passed.
    package init(after direction: Direction) {
        self = direction == .inward ? .inside : .outside
    }

    /// The way that led there; nil for `unknown`.
    package var direction: Direction? {
        switch self {
        case .inside: .inward
        case .outside: .outward
        case .unknown: nil
        }
    }
}
