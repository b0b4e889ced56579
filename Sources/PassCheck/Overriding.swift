// What a guard may do against a verdict. Authority over it is here and nowhere else.
// Tests: Tests/PassCheckTests/OverridingTests.swift.

extension Verdict {
    /// Whether a logged-in guard may let somebody in in spite of this verdict.
    package var mayBeOverridden: Bool { isRefusal && overrideBar == nil }

    /// Whether a logged-in guard may let somebody leave in spite of this verdict.
    package var mayBeLetOut: Bool { isRefusal && leaveBar == nil }

    /// The first code that forbids an override; nil where none does.
    package var overrideBar: VerdictCode? { codes.first { $0.bar == .entering || $0.bar == .both } }

    /// The first code that forbids to let leave; nil where none does.
    package var leaveBar: VerdictCode? { codes.first { $0.bar == .leaving || $0.bar == .both } }

    private var isRefusal: Bool { outcome == .review || outcome == .deny }

    private var codes: [VerdictCode] { [code] + also }
}

/// Which ways stay shut whatever the guard says.
private enum Bar {
    case none, entering, leaving, both
}

extension VerdictCode {
    /// By section 14 of Docs/gp1.md, Overrides.
    fileprivate var bar: Bar {
        switch self {
        case .unreadable, .notOurCode, .severalCodes, .unsupportedVersion, .badEncoding, .badCBOR,
            .badStructure, .algorithmMismatch, .keyRevoked, .unknownKey, .badTag, .badClaims,
            .unsupportedClaim, .healthHold:
            .both
        case .revoked, .manifestMismatch, .liveBad: .entering
        case .notReleased: .leaving
        case .lifetimeTooLong, .notYetValid, .expired, .superseded, .wrongZone, .wrongGate,
            .wrongDirection, .outsideDayWindow, .plateMismatch, .wrongRoute, .liveRequired,
            .liveStale, .liveReplayed, .usesExhausted, .bundleExpired, .unknownPass,
            .driverUnlisted, .checkpointOrder, .tripLate, .healthNeeded, .passback, .notChecked,
            .bundleStale, .clockSuspect, .ok, .noKeys, .noBundle, .journalFailed:
            .none
        }
    }
}
