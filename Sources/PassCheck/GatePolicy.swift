// The rules of a site that its gates apply; they travel in the bundle.
package import PassFormat

/// What a gate may admit by itself and for how long its data counts.
package struct GatePolicy: Sendable, Equatable {
    package var unknownPass: UnknownPassPolicy
    /// Longest distance from nbf to exp, in seconds, by kind.
    package var staffLifetimeSeconds: UInt64
    package var vehicleLifetimeSeconds: UInt64
    package var temporaryLifetimeSeconds: UInt64
    /// Age of the facts, in seconds, from which a verdict is REVIEW.
    package var staleAfterSeconds: UInt64
    /// The site's distance from UTC, in minutes.
    package var utcOffsetMinutes: Int64
    /// Clock difference that is forgiven at both ends of a pass, in seconds.
    package var leewaySeconds: UInt64

    /// The rules of a site that sets none: 90 d, 31 d and 24 h; 24 h; UTC+8; 60 s.
    package static let standard = GatePolicy(
        unknownPass: .review, staffLifetimeSeconds: 7_776_000, vehicleLifetimeSeconds: 2_678_400,
        temporaryLifetimeSeconds: 86_400, staleAfterSeconds: 86_400, utcOffsetMinutes: 480,
        leewaySeconds: 60)

    /// The cap on exp − nbf for a kind, in seconds.
    package func lifetimeSeconds(of kind: PassKind) -> UInt64 {
        switch kind {
        case .staff: staffLifetimeSeconds
        case .vehicle: vehicleLifetimeSeconds
        case .temporary: temporaryLifetimeSeconds
        }
    }

    /// The minute of the site's local day, 0–1439.
    package func localMinute(at now: Timestamp) -> UInt16 {
        let minutes = Int64(truncatingIfNeeded: now.seconds / 60 % 1440)
        let offset = utcOffsetMinutes % 1440
        return UInt16((minutes + offset + 1440) % 1440)
    }
}
