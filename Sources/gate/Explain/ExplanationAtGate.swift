// The steps of an explanation about what only a gate knows: vehicle and route, entries and moves,
// health.
import CommandSupport
import PassCheck
import PassFormat

extension Explanation.Step {
    static func vehicle(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        let seen = facts.observation
        let route = facts.pass?.claims.route.flatMap { facts.basis.rules.route($0) }
        return Self(
            name: BilingualText("车辆与线路", "vehicle and route"),
            inputs: [
                ("plate_seen", JSONText(seen.plate)),
                ("driver_listed", seen.driver.map { .truth($0 == .listed) } ?? .null),
                ("driver_asked", .truth(facts.basis.rules.driver == .asked)),
                (
                    "route_checkpoints",
                    route.map { .array($0.checkpoints.map { JSONText($0) }) } ?? .null
                ),
                ("last_seen_gate", JSONText(facts.history.lastSeen?.gate)),
                ("last_seen_at", JSONText(facts.history.lastSeen?.at.seconds)),
            ],
            codes: verdict?.codes(among: [
                .plateMismatch, .wrongRoute, .driverUnlisted, .checkpointOrder, .tripLate,
            ]))
    }

    static func entries(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        let rules = facts.basis.rules
        let heard = facts.observation.heard.pairs.sorted { $0.key < $1.key }
        return Self(
            name: BilingualText("次数与进出", "entries and moves"),
            inputs: [
                ("entries_admitted", JSONText(facts.history.entriesAdmitted)),
                ("entries_elsewhere", JSONText(facts.history.entriesElsewhere)),
                ("last_move", JSONText(facts.history.lastMove?.direction.name)),
                ("last_move_at", JSONText(facts.history.lastMove?.at.seconds)),
                ("passback_heard_s", JSONText(rules.passbackHeardSeconds)),
                ("entries_heard_s", JSONText(rules.entriesHeardSeconds)),
                (
                    "heard",
                    .pairs(heard.map { (String($0.key), JSONText($0.value.seconds)) })
                ),
            ],
            codes: verdict?.codes(among: [.usesExhausted, .passback, .notChecked]))
    }

    static func health(_ facts: Explanation.Facts, _ verdict: Verdict?) -> Self {
        let rules = facts.basis.rules
        let conditions = facts.pass.flatMap { pass in
            facts.basis.conditions?.conditions(of: pass.reference.index)
        }
        return Self(
            name: BilingualText("健康与闭环", "health and closed loop"),
            inputs: [
                ("evidence_asked", .truth(rules.evidence == .asked)),
                ("evidence_until", JSONText(conditions?.evidenceUntil?.seconds)),
                ("temperature_within_s", JSONText(rules.temperatureSeconds)),
                ("highest_temperature_tenths", JSONText(rules.highestTemperatureTenths)),
                ("temperature_now_tenths", JSONText(facts.observation.temperatureTenths)),
                ("temperature_last_tenths", JSONText(facts.history.temperature?.tenths)),
                ("temperature_last_at", JSONText(facts.history.temperature?.at.seconds)),
                ("stays_until", JSONText(conditions?.staysUntil?.seconds)),
            ],
            codes: verdict?.codes(among: [.healthNeeded, .notReleased]))
    }
}
