// The decision a second time, from the table of Docs/gp1.md, section 14, and written the other
// way round: a row for each code and outcome, a predicate over plain numbers and strings. Slow,
// and shares nothing with the decision but the values that go in.
import PassCheck

/// Everything that a decision on an authentic pass can depend on, as plain values.
struct Situation {
    struct Entry {
        var sequence: Int
        var isSameDigest: Bool
        var isRevoked: Bool
        var isHeld: Bool
    }

    struct Route {
        var gates: [Int]
        var from: Int
        var to: Int
    }

    var now = 0
    // The pass.
    var kind = "staff"
    var nbf = 0
    var exp = 0
    var sequence = 1
    var zones: [Int] = []
    var gates: [Int] = []
    var label = ""
    var route = 0
    var window: (from: Int, to: Int)?
    var way = ""
    var mostEntries = 0
    var liveRequired = false
    // What was shown.
    var liveStep: Int?
    var isLiveRight = true
    var hasLiveKey = true
    // The gate and its data.
    var zone = 1
    var gate = 1
    var direction = ""
    var entry: Entry?
    var deniesUnknown = false
    var cap = 0
    var leeway = 60
    var staleAfter = 0
    var offsetMinutes = 0
    var factsAsOf = 0
    var expires = 0
    var isClockSuspect = false
    // Its rules.
    var asksDriver = false
    var passbackHeard = 0
    var stateLifetime = 0
    var entriesHeard = 0
    var asksEvidence = false
    var temperatureWithin = 0
    var highestTenths = 373
    var neighbours: [(gate: Int, zone: Int)] = []
    var routes: [Int: Route] = [:]
    var evidenceUntil = 0
    var staysUntil = 0
    // What is seen and known.
    var plate = ""
    var driver = ""
    var tenths = 0
    var heard: [Int: Int] = [:]
    var entriesHere = 0
    var entriesElsewhere = 0
    var lastStepHere = -1
    var lastMove: (way: String, at: Int)?
    var lastSeen: (gate: Int, at: Int)?
    var lastTemperature: (tenths: Int, at: Int)?
}

/// One row of the table: a code, what it comes to, and when it applies.
private struct Row: Sendable {
    let code: String
    let comesTo: String
    let applies: @Sendable (Situation) -> Bool

    init(_ code: String, _ comesTo: String, _ applies: @escaping @Sendable (Situation) -> Bool) {
        self.code = code
        self.comesTo = comesTo
        self.applies = applies
    }
}

enum SlowModel {
    /// - Returns: outcome, code and the others, in order.
    static func verdict(of situation: Situation) -> (String, String, [String]) {
        let applying = table.filter { $0.applies(situation) }
        for outcome in ["DENY", "REVIEW"] {
            guard let first = applying.first(where: { $0.comesTo == outcome }) else {
                continue
            }
            return (outcome, first.code, applying.map(\.code).filter { $0 != first.code })
        }
        return ("ALLOW", "OK", [])
    }

    private static let table: [Row] = [
        Row("LIFETIME_TOO_LONG", "DENY") { $0.exp - $0.nbf > $0.cap },
        Row("NOT_YET_VALID", "DENY") { $0.now + $0.leeway < $0.nbf },
        Row("EXPIRED", "DENY") { $0.now >= $0.exp + $0.leeway },
        Row("REVOKED", "DENY") { $0.entry?.isRevoked == true },
        Row("SUPERSEDED", "DENY") { stands($0) && $0.sequence < ($0.entry?.sequence ?? 0) },
        Row("MANIFEST_MISMATCH", "DENY") {
            stands($0) && $0.sequence == $0.entry?.sequence && $0.entry?.isSameDigest == false
        },
        Row("HEALTH_HOLD", "DENY") { isHeld($0) || hasFever($0) },
        Row("WRONG_ZONE", "DENY") { !$0.zones.isEmpty && !$0.zones.contains($0.zone) },
        Row("WRONG_GATE", "DENY") { !$0.gates.isEmpty && !$0.gates.contains($0.gate) },
        Row("WRONG_DIRECTION", "DENY") {
            $0.way != "" && $0.direction != "" && $0.way != $0.direction
        },
        Row("OUTSIDE_DAY_WINDOW", "DENY") { situation in
            situation.window.map { !isMet(minute(situation), from: $0.from, to: $0.to) } ?? false
        },
        Row("NOT_RELEASED", "DENY") { $0.direction == "out" && $0.now < $0.staysUntil },
        Row("PLATE_MISMATCH", "DENY") {
            $0.kind == "vehicle" && $0.plate != "" && $0.label != "" && $0.plate != $0.label
        },
        Row("WRONG_ROUTE", "DENY") { situation in
            knownRoute(situation).map { !$0.gates.contains(situation.gate) } ?? false
        },
        Row("LIVE_REQUIRED", "DENY") { $0.liveRequired && $0.liveStep == nil },
        Row("LIVE_BAD", "DENY") { isLiveJudged($0) && !$0.isLiveRight },
        Row("LIVE_STALE", "DENY") { isLiveOld($0) && !$0.isClockSuspect },
        Row("LIVE_REPLAYED", "DENY") { situation in
            isLiveJudged(situation) && situation.isLiveRight
                && (situation.liveStep ?? 0) <= situation.lastStepHere
        },
        Row("USES_EXHAUSTED", "DENY") {
            isCounted($0) && $0.entriesHere >= $0.mostEntries
        },
        Row("USES_EXHAUSTED", "REVIEW") {
            isCounted($0) && $0.entriesHere < $0.mostEntries
                && $0.entriesHere + $0.entriesElsewhere >= $0.mostEntries
        },
        Row("BUNDLE_EXPIRED", "DENY") { $0.now >= $0.expires },
        Row("UNKNOWN_PASS", "DENY") { $0.deniesUnknown && isUnknown($0) },
        Row("UNKNOWN_PASS", "REVIEW") { !$0.deniesUnknown && isUnknown($0) },
        Row("DRIVER_UNLISTED", "REVIEW") { $0.kind == "vehicle" && $0.driver == "unlisted" },
        Row("CHECKPOINT_ORDER", "REVIEW") { situation in
            guard let route = knownRoute(situation), let last = situation.lastSeen,
                situation.now - last.at <= situation.stateLifetime,
                let was = route.gates.firstIndex(of: last.gate),
                let here = route.gates.firstIndex(of: situation.gate)
            else { return false }
            let allowed = [was, was + 1] + (last.gate == route.gates.last ? [0] : [])
            return !allowed.contains(here)
        },
        Row("TRIP_LATE", "REVIEW") { situation in
            guard let route = knownRoute(situation), route.gates.contains(situation.gate),
                route.from != route.to
            else { return false }
            return !isMet(minute(situation), from: route.from, to: route.to)
        },
        Row("HEALTH_NEEDED", "REVIEW") { situation in
            situation.asksEvidence && situation.now >= situation.evidenceUntil
                || situation.temperatureWithin > 0 && reading(situation) == nil
        },
        Row("PASSBACK", "REVIEW") { situation in
            guard situation.passbackHeard > 0, let last = situation.lastMove,
                situation.now - last.at <= situation.stateLifetime
            else { return false }
            let zone = situation.neighbours.filter { $0.zone == situation.zone }.map(\.gate)
            return last.way == situation.direction
                && zone.allSatisfy { isHeard($0, situation, within: situation.passbackHeard) }
        },
        Row("NOT_CHECKED", "REVIEW") { isSomethingUnchecked($0) },
        Row("BUNDLE_STALE", "REVIEW") { $0.now - $0.factsAsOf > $0.staleAfter },
        Row("CLOCK_SUSPECT", "REVIEW") { $0.isClockSuspect },
    ]

    private static func isSomethingUnchecked(_ situation: Situation) -> Bool {
        if situation.kind == "vehicle" {
            if situation.plate == "" || situation.label == "" { return true }
            if situation.driver == "no list" { return true }
            if situation.driver == "", situation.asksDriver { return true }
        }
        if situation.direction == "" {
            if situation.way != "" || situation.mostEntries > 0 { return true }
            if situation.passbackHeard > 0 || situation.now < situation.staysUntil { return true }
        }
        if situation.liveStep != nil, !situation.hasLiveKey { return true }
        if isLiveOld(situation), situation.isClockSuspect { return true }
        if situation.route != 0, knownRoute(situation) == nil { return true }
        if situation.mostEntries > 0, situation.entriesHeard > 0, situation.direction != "out" {
            let open = situation.neighbours.filter { neighbour in
                (situation.gates.isEmpty || situation.gates.contains(neighbour.gate))
                    && (situation.zones.isEmpty || situation.zones.contains(neighbour.zone))
            }
            let limit = situation.entriesHeard
            return !open.allSatisfy { isHeard($0.gate, situation, within: limit) }
        }
        return false
    }

    /// An entry that was not withdrawn.
    private static func isCounted(_ situation: Situation) -> Bool {
        situation.mostEntries > 0 && situation.direction != "out"
    }

    private static func isUnknown(_ situation: Situation) -> Bool {
        guard let entry = situation.entry else { return true }
        return stands(situation) && situation.sequence > entry.sequence
    }

    private static func stands(_ situation: Situation) -> Bool {
        situation.entry?.isRevoked == false
    }

    private static func isHeld(_ situation: Situation) -> Bool {
        situation.entry?.isHeld ?? false
    }

    private static func reading(_ situation: Situation) -> Int? {
        if situation.tenths > 0 { return situation.tenths }
        let within = situation.temperatureWithin > 0 ? situation.temperatureWithin : 12 * 3_600
        guard let last = situation.lastTemperature, situation.now - last.at <= within else {
            return nil
        }
        return last.tenths
    }

    private static func hasFever(_ situation: Situation) -> Bool {
        (reading(situation) ?? 0) > situation.highestTenths
    }

    private static func isLiveJudged(_ situation: Situation) -> Bool {
        situation.liveStep != nil && situation.hasLiveKey
    }

    private static func isLiveOld(_ situation: Situation) -> Bool {
        guard let step = situation.liveStep, situation.hasLiveKey, situation.isLiveRight else {
            return false
        }
        return abs(situation.now / 30 - step) > 2
    }

    private static func knownRoute(_ situation: Situation) -> Situation.Route? {
        situation.route == 0 ? nil : situation.routes[situation.route]
    }

    private static func isHeard(_ gate: Int, _ situation: Situation, within limit: Int) -> Bool {
        situation.heard[gate].map { situation.now - $0 <= limit } ?? false
    }

    /// Whether walking from minute to minute through a window meets the minute.
    private static func isMet(_ minute: Int, from: Int, to: Int) -> Bool {
        var next = from
        repeat {
            if next % 1_440 == minute { return true }
            next += 1
        } while next % 1_440 != to % 1_440
        return false
    }

    private static func minute(_ situation: Situation) -> Int {
        ((situation.now / 60 + situation.offsetMinutes) % 1_440 + 1_440) % 1_440
    }
}
