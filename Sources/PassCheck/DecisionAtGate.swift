// The part of the decision that needs a gate: plate, driver, route, entries, passback, closed loop
// and health. What other gates reported comes to REVIEW at most.
// Tests: Tests/PassCheckTests/RulesTests.swift.
import PassFormat

extension Judgement {
    private var rules: GateRules { basis.rules }
    private var direction: Direction? { context.direction }

    mutating func judge(_ observation: Observation) {
        let conditions = basis.conditions?.conditions(of: reference.index) ?? .none
        judgeVehicle(observation)
        if let route = claims.route { judgeRoute(route) }
        judgeEntries(observation)
        judgePassback(observation)
        judgeStay(conditions)
        judgeHealth(conditions, observation)
        if direction == nil, claims.direction != nil { findings.insert(.notChecked) }
    }

    private mutating func judgeVehicle(_ observation: Observation) {
        guard claims.kind == .vehicle else { return }
        if let plate = observation.plate, let label = claims.label {
            if plate != label.text { findings.insert(.plateMismatch) }
        } else {
            findings.insert(.notChecked)
        }
        switch observation.driver {
        case .listed: break
        case .unlisted: findings.insert(.driverUnlisted)
        case .unknown: findings.insert(.notChecked)
        case nil: if rules.driver == .asked { findings.insert(.notChecked) }
        }
    }

    private mutating func judgeRoute(_ number: UInt32) {
        guard let route = rules.route(number) else {
            findings.insert(.notChecked)
            return
        }
        guard let here = route.checkpoints.firstIndex(of: context.gate) else {
            findings.insert(.wrongRoute)
            return
        }
        let minute = basis.policy.localMinute(at: now)
        if let window = route.window, !window.contains(minute: minute) {
            findings.insert(.tripLate)
        }
        // A checkpoint may be passed again, and behind the last one the next trip begins.
        guard let last = history.lastSeen, isRecent(last.at),
            let before = route.checkpoints.firstIndex(of: last.gate)
        else { return }
        let isNextTrip = before == route.checkpoints.count - 1 && here == 0
        if here != before, here != before + 1, !isNextTrip { findings.insert(.checkpointOrder) }
    }

    private mutating func judgeEntries(_ observation: Observation) {
        guard let limit = claims.maximumEntries else { return }
        if direction == nil { findings.insert(.notChecked) }
        guard direction != .outward else { return }
        let (all, overflow) = history.entriesAdmitted.addingReportingOverflow(
            history.entriesElsewhere)
        if history.entriesAdmitted >= UInt64(limit) {
            findings.insert(.usesExhausted)
        } else if overflow || all >= UInt64(limit) {
            findings.insertHearsay(.usesExhausted)
        }
        guard let limitSeconds = rules.entriesHeardSeconds else { return }
        let open = rules.neighbours.filter { mayUse($0) }
        if !areHeard(open, within: limitSeconds, observation) { findings.insert(.notChecked) }
    }

    private mutating func judgePassback(_ observation: Observation) {
        guard let limitSeconds = rules.passbackHeardSeconds else { return }
        guard let direction else {
            findings.insert(.notChecked)
            return
        }
        let others = rules.neighbours.filter { $0.zone == context.zone }
        guard areHeard(others, within: limitSeconds, observation), let last = history.lastMove,
            isRecent(last.at), last.direction == direction
        else { return }
        findings.insert(.passback)
    }

    private mutating func judgeStay(_ conditions: PassConditions) {
        guard let until = conditions.staysUntil, now < until else { return }
        switch direction {
        case .outward: findings.insert(.notReleased)
        case .inward: break
        case nil: findings.insert(.notChecked)
        }
    }

    /// How long a fever measured here counts where the site asks for no temperature: 12 h.
    private static let feverSeconds: UInt64 = 43_200

    private mutating func judgeHealth(
        _ conditions: PassConditions, _ observation: Observation
    ) {
        if rules.evidence == .asked {
            let until = conditions.evidenceUntil ?? Timestamp(seconds: 0)
            if now >= until { findings.insert(.healthNeeded) }
        }
        var tenths = observation.temperatureTenths
        let countsSeconds = rules.temperatureSeconds ?? Self.feverSeconds
        if tenths == nil, let before = history.temperature,
            now.seconds(since: before.at) <= countsSeconds
        {
            tenths = before.tenths
        }
        if let tenths {
            if tenths > rules.highestTemperatureTenths { findings.insert(.healthHold) }
        } else if rules.temperatureSeconds != nil {
            findings.insert(.healthNeeded)
        }
    }

    private func mayUse(_ neighbour: NeighbourGate) -> Bool {
        (claims.gates?.contains(neighbour.gate) ?? true)
            && (claims.zones?.contains(neighbour.zone) ?? true)
    }

    private func areHeard(
        _ gates: [NeighbourGate], within limitSeconds: UInt64, _ observation: Observation
    ) -> Bool {
        gates.allSatisfy { neighbour in
            guard let at = observation.heard[neighbour.gate] else { return false }
            return now.seconds(since: at) <= limitSeconds
        }
    }

    private func isRecent(_ time: Timestamp) -> Bool {
        now.seconds(since: time) <= rules.stateLifetimeSeconds
    }
}
