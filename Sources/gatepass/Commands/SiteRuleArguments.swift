// What a site's gates ask for, as options of `gatepass site set`.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// Rules of a site; what is not named stays.
struct SiteRuleArguments: ParsableArguments {
    @Option(help: "车辆须报驾驶员。/ Whether a vehicle's driver has to be told: optional or asked.")
    var driver: RuleDemand?
    @Option(help: "须有有效检测或健康码。/ Whether a good test has to be on record: optional or asked.")
    var evidence: RuleDemand?
    @Option(help: "测温有效时长。/ How long a temperature counts, 12h; off: none is asked.")
    var temperature: LimitArgument?
    @Option(help: "正常体温上限（℃）。/ The highest temperature that is no fever, such as 37.3.")
    var temperatureLimit: Temperature?
    @Option(
        help: """
            限次通行证：其他门岗须在此时长内有消息，off 为不要求。/ For passes with a limit of entries: \
            how recently the other gates must have been heard, or off.
            """)
    var entriesHeard: LimitArgument?
    @Option(help: "进出状态有效时长。/ How long it is known whether somebody is inside: 16h.")
    var stateLasts: TimeDistance?
    @Option(help: "重启后时钟最多可超前。/ How far a gate's clock may be ahead after a boot: 30d.")
    var clockLeap: TimeDistance?
    @Option(help: "人员通行证最长有效期。/ The longest life of a staff pass, 90d at most.")
    var staffLifetime: TimeDistance?
    @Option(help: "车辆通行证最长有效期。/ Of a vehicle's, 31d at most.")
    var vehicleLifetime: TimeDistance?
    @Option(help: "临时通行证最长有效期。/ Of a temporary person's, 24h at most.")
    var temporaryLifetime: TimeDistance?
    @Option(help: "每班单人可改判的次数。/ Overrides a shift without a second guard.")
    var overrides: UInt16?

    func validate() throws {
        let lengths = [stateLasts, clockLeap, staffLifetime, vehicleLifetime, temporaryLifetime]
        guard lengths.allSatisfy({ $0.map(\.isPositive) ?? true }) else {
            throw ValidationError("应为正的时长。/ A length of time goes forward, such as 16h.")
        }
    }

    var change: RuleChange {
        var change = RuleChange()
        change.driver = driver
        change.evidence = evidence
        change.temperature = temperature?.limit
        change.temperatureLimitTenths = temperatureLimit.map { Int64($0.tenths) }
        change.entriesHeard = entriesHeard?.limit
        change.stateSeconds = stateLasts.map { Int64(clamping: $0.seconds) }
        change.clockLeapSeconds = clockLeap.map { Int64(clamping: $0.seconds) }
        change.overridesPerShift = overrides.map(Int64.init)
        change.lifetimes = [
            .staff: staffLifetime, .vehicle: vehicleLifetime, .temporary: temporaryLifetime,
        ].compactMapValues { $0.map { Int64(clamping: $0.seconds) } }
        return change
    }
}

extension RuleDemand: ExpressibleByArgument {}

/// `off`, or a length of time such as `12h`.
struct LimitArgument: ExpressibleByArgument {
    let limit: RuleLimit

    init?(argument: String) {
        if argument == "off" {
            limit = .off
        } else if let distance = TimeDistance(argument: argument), distance.isPositive {
            limit = .within(seconds: Int64(clamping: distance.seconds))
        } else {
            return nil
        }
    }
}

extension TimeDistance {
    /// Whether it goes forward by a second or more.
    var isPositive: Bool { way == .forward && seconds > 0 }
}
