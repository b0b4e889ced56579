// The rules and conditions that go into a bundle, from the registry's values.
// Tests: Tests/IssuanceTests/OfficeRuleTests.swift.
import PassCheck
import PassFormat
import Registry

extension GateRules {
    /// - Parameters:
    ///   - site: what its gates ask for.
    ///   - passbackHeardSeconds: of the gate's zone; nil: not asked.
    init(_ site: SiteRules, passbackHeardSeconds: Int64?) {
        self.init()
        driver = Demand(site.driver)
        evidence = Demand(site.evidence)
        self.passbackHeardSeconds = passbackHeardSeconds.map(UInt64.init(clamping:))
        stateLifetimeSeconds = UInt64(clamping: site.stateSeconds)
        entriesHeardSeconds = site.entriesHeardSeconds.map(UInt64.init(clamping:))
        temperatureSeconds = site.temperatureWithinSeconds.map(UInt64.init(clamping:))
        highestTemperatureTenths = UInt16(clamping: site.temperatureLimitTenths)
        clockLeapSeconds = UInt64(clamping: site.clockLeapSeconds)
        overridesPerShift = UInt16(clamping: site.overridesPerShift)
    }
}

extension GateRules.Demand {
    fileprivate init(_ demand: RuleDemand) {
        self =
            switch demand {
            case .optional: .optional
            case .asked: .asked
            }
    }
}

extension NeighbourGate {
    init(_ gate: Gate) {
        self.init(
            gate: UInt16(clamping: gate.number.rawValue), zone: UInt16(clamping: gate.zone.rawValue)
        )
    }
}

extension RouteRule {
    init(_ route: Route) {
        var window: DayWindow?
        if let start = route.startMinute, let end = route.endMinute {
            window = DayWindow(
                startMinute: UInt64(clamping: start), endMinute: UInt64(clamping: end))
        }
        self.init(
            number: UInt32(clamping: route.number.rawValue),
            checkpoints: route.checkpoints.map { UInt16(clamping: $0.rawValue) }, window: window)
    }
}

extension PassConditions {
    init(_ pass: GatePass) {
        func time(_ seconds: Int64?) -> Timestamp? {
            seconds.map { Timestamp(seconds: UInt64(clamping: $0)) }
        }
        self.init(
            evidenceUntil: time(pass.evidenceUntilSeconds),
            staysUntil: time(pass.staysUntilSeconds))
    }
}
