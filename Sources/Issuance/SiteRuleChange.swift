// What is to change of the rules that a site's gates apply.
// Tests: Tests/IssuanceTests/OfficeRuleTests.swift.
import PassCheck
package import PassFormat
package import Registry

/// How long something counts, or that it is not asked for.
package enum RuleLimit: Sendable, Equatable {
    case off
    case within(seconds: Int64)

    var seconds: Int64? {
        switch self {
        case .off: nil
        case .within(let seconds): seconds
        }
    }
}

/// What is to change of a site's rules; nil stays.
package struct RuleChange: Sendable {
    package var driver: RuleDemand?
    package var evidence: RuleDemand?
    package var temperature: RuleLimit?
    package var temperatureLimitTenths: Int64?
    package var entriesHeard: RuleLimit?
    package var stateSeconds: Int64?
    package var clockLeapSeconds: Int64?
    package var overridesPerShift: Int64?
    /// The longest life of a pass in seconds, by kind.
    package var lifetimes: [PassKind: Int64] = [:]

    package init() {}

    func apply(to site: inout Site) throws(OfficeError) {
        for (kind, seconds) in lifetimes { try site.limit(kind, toSeconds: seconds) }
        apply(to: &site.rules)
    }

    private func apply(to rules: inout SiteRules) {
        rules.driver = driver ?? rules.driver
        rules.evidence = evidence ?? rules.evidence
        if let temperature { rules.temperatureWithinSeconds = temperature.seconds }
        rules.temperatureLimitTenths = temperatureLimitTenths ?? rules.temperatureLimitTenths
        if let entriesHeard { rules.entriesHeardSeconds = entriesHeard.seconds }
        rules.stateSeconds = stateSeconds ?? rules.stateSeconds
        rules.clockLeapSeconds = clockLeapSeconds ?? rules.clockLeapSeconds
        rules.overridesPerShift = overridesPerShift ?? rules.overridesPerShift
    }
}

extension Site {
    /// Shortens the longest life of a kind of pass.
    ///
    /// - Throws: `OfficeError` beyond what every gate allows, which is also how long a pass that a
    ///   lost database took with it is remembered.
    fileprivate mutating func limit(_ kind: PassKind, toSeconds seconds: Int64) throws(OfficeError)
    {
        let longest = Int64(clamping: GatePolicy.standard.lifetimeSeconds(of: kind))
        guard seconds <= longest else {
            throw OfficeError(
                "有效期上限不能超过 \(longest / 86_400) 天",
                "no pass of this kind lives longer than \(longest / 86_400) d; give less")
        }
        switch kind {
        case .staff: staffLifetimeSeconds = seconds
        case .vehicle: vehicleLifetimeSeconds = seconds
        case .temporary: temporaryLifetimeSeconds = seconds
        }
    }
}
