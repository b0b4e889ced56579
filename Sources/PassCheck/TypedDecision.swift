// The decision where a code cannot be read and a number, plate or employee number is typed instead.
// Pure and total like `decide`; only what the manifest says of a pass can be judged, so it never
// comes to ALLOW. Tests: Tests/PassCheckTests/VerdictTextsTypedTests.swift.
package import PassFormat

/// Decides on a typed value.
///
/// A person may have several passes behind one employee number. The one that stands best counts,
/// and of equal ones that which is valid longest: an old pass that was withdrawn says nothing about
/// the new one. A hold counts wherever it stands, since it is about the person.
///
/// - Parameters:
///   - entries: what the manifest has behind the value, by `GateBundle.entries(of:under:)`.
///   - now: the gate's time.
///   - clock: whether that time can be believed.
///   - basis: rules and times of the bundle in force.
package func decideTyped(
    _ entries: [ManifestEntry], at now: Timestamp, clock: ClockTrust, with basis: DecisionBasis
) -> Verdict {
    let unknown = basis.policy.unknownPass
    var common = VerdictFindings()
    if clock == .suspect { common.insert(.clockSuspect) }
    if let times = basis.bundleTimes {
        if now >= times.expires { common.insert(.bundleExpired) }
        if now.seconds(since: times.factsAsOf) > basis.policy.staleAfterSeconds {
            common.insert(.bundleStale)
        }
    }
    let isHeld = entries.contains { $0.isHeld }
    if isHeld { common.insert(.healthHold) }
    let leeway = basis.policy.leewaySeconds
    func isOver(_ entry: ManifestEntry) -> Bool { now >= entry.expires.advanced(bySeconds: leeway) }
    func standing(_ entry: ManifestEntry) -> (Int, Timestamp) {
        (entry.status != .active ? 0 : isOver(entry) ? 1 : 2, entry.expires)
    }
    guard let best = entries.max(by: { standing($0) < standing($1) }) else {
        common.insert(.unknownPass)
        return Verdict(common, unknown: unknown, reference: nil, claims: nil)
    }
    var findings = common
    findings.insert(.notChecked)
    if best.status != .active { findings.insert(.revoked) }
    if isOver(best) { findings.insert(.expired) }
    return Verdict(findings, unknown: unknown, reference: best.reference, claims: nil)
}
