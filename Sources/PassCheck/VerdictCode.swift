// Every code a verdict can carry, in the order of precedence of Docs/gp1.md. The order of the cases
// below is that table; nothing else ranks them. Texts are in VerdictTexts*.swift.
package import PassFormat

/// What a gate says about a code that was shown.
package enum Outcome: String, Sendable, CaseIterable {
    case deny = "DENY"
    case review = "REVIEW"
    case allow = "ALLOW"
}

/// Why.
package enum VerdictCode: String, Sendable, CaseIterable {
    case unreadable = "UNREADABLE"
    case notOurCode = "NOT_OUR_CODE"
    case severalCodes = "SEVERAL_CODES"
    case unsupportedVersion = "UNSUPPORTED_VERSION"
    case badEncoding = "BAD_ENCODING"
    case badCBOR = "BAD_CBOR"
    case badStructure = "BAD_STRUCTURE"
    case algorithmMismatch = "ALG_MISMATCH"
    case keyRevoked = "KEY_REVOKED"
    case unknownKey = "UNKNOWN_KEY"
    case badTag = "BAD_TAG"
    case badClaims = "BAD_CLAIMS"
    case unsupportedClaim = "UNSUPPORTED_CLAIM"
    case lifetimeTooLong = "LIFETIME_TOO_LONG"
    case notYetValid = "NOT_YET_VALID"
    case expired = "EXPIRED"
    case revoked = "REVOKED"
    case superseded = "SUPERSEDED"
    case manifestMismatch = "MANIFEST_MISMATCH"
    case healthHold = "HEALTH_HOLD"
    case wrongZone = "WRONG_ZONE"
    case wrongGate = "WRONG_GATE"
    case wrongDirection = "WRONG_DIRECTION"
    case outsideDayWindow = "OUTSIDE_DAY_WINDOW"
    case notReleased = "NOT_RELEASED"
    case plateMismatch = "PLATE_MISMATCH"
    case wrongRoute = "WRONG_ROUTE"
    case liveRequired = "LIVE_REQUIRED"
    case liveBad = "LIVE_BAD"
    case liveStale = "LIVE_STALE"
    case liveReplayed = "LIVE_REPLAYED"
    case usesExhausted = "USES_EXHAUSTED"
    case bundleExpired = "BUNDLE_EXPIRED"
    case unknownPass = "UNKNOWN_PASS"
    case driverUnlisted = "DRIVER_UNLISTED"
    case checkpointOrder = "CHECKPOINT_ORDER"
    case tripLate = "TRIP_LATE"
    case healthNeeded = "HEALTH_NEEDED"
    case passback = "PASSBACK"
    case notChecked = "NOT_CHECKED"
    case bundleStale = "BUNDLE_STALE"
    case clockSuspect = "CLOCK_SUSPECT"
    case ok = "OK"
    case noKeys = "NO_KEYS"
    case noBundle = "NO_BUNDLE"
    case journalFailed = "JOURNAL_FAILED"

    /// The code of a text that holds no token.
    package init(_ fault: TextFault) {
        self =
            switch fault {
            case .unreadable: .unreadable
            case .notOurCode: .notOurCode
            case .severalCodes: .severalCodes
            case .unsupportedVersion: .unsupportedVersion
            case .badEncoding: .badEncoding
            case .badCBOR: .badCBOR
            case .badStructure: .badStructure
            case .algorithmMismatch: .algorithmMismatch
            }
    }

    init(_ fault: ClaimsFault) {
        self =
            switch fault {
            case .badClaims: .badClaims
            case .unsupportedClaim: .unsupportedClaim
            }
    }

    /// What the code alone leads to; nil where the gate cannot decide.
    ///
    /// - Parameter unknown: the policy for a pass that the manifest does not list.
    package func outcome(unknown: UnknownPassPolicy) -> Outcome? {
        switch self {
        case .unreadable, .notOurCode, .severalCodes, .unsupportedVersion, .badEncoding, .badCBOR,
            .badStructure, .algorithmMismatch, .keyRevoked, .unknownKey, .badTag, .badClaims,
            .unsupportedClaim, .lifetimeTooLong, .notYetValid, .expired, .revoked, .superseded,
            .manifestMismatch, .healthHold, .wrongZone, .wrongGate, .wrongDirection,
            .outsideDayWindow, .notReleased, .plateMismatch, .wrongRoute, .liveRequired, .liveBad,
            .liveStale, .liveReplayed,
            .usesExhausted, .bundleExpired:
            .deny
        case .unknownPass: unknown == .deny ? .deny : .review
        case .driverUnlisted, .checkpointOrder, .tripLate, .healthNeeded, .passback, .notChecked,
            .bundleStale, .clockSuspect:
            .review
        case .ok: .allow
        case .noKeys, .noBundle, .journalFailed: nil
        }
    }
}

/// What becomes of a pass that the manifest does not list; never ALLOW.
package enum UnknownPassPolicy: UInt8, Sendable {
    case review = 0
    case deny = 1
}
