// Random situations near the edges of every rule, and what the real decision is told of them.
import PassCheck
import PassCrypto
import PassFormat
import TestSupport

/// Draws situations and puts them to the decision.
struct SituationDrawing {
    private static let base = 1_780_000_000
    private static let plates = ["沪A12345", "沪A12346", "粤BDF1234"]

    private var generator: SeededGenerator
    private let key: GroupKey
    private let live: LiveKey
    private let keyID = KeyID(epoch: 1, group: 7)

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        let root = try RootKey(RandomSource.fixed(seed: seed).secret())
        key = root.groupKey(keyID: keyID.bytes)
        live = root.liveKey(keyID: keyID.bytes)
    }

    // MARK: Drawing

    private mutating func pick<Value>(_ values: Value...) -> Value {
        values[Int(generator.next() % UInt64(values.count))]
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// A time `distance` before `now`, near the edge of the limit.
    private mutating func before(_ now: Int, near limit: Int) -> Int {
        now - max(0, limit + pick(-1, 0, 1, -limit, number(-500...500)))
    }

    mutating func next() -> Situation {
        var one = Situation()
        one.kind = pick("staff", "vehicle", "vehicle", "temporary")
        one.cap = pick(864_000, 86_400)
        one.nbf = Self.base + number(0...10_000)
        one.exp = one.nbf + pick(one.cap, one.cap, one.cap - 1, one.cap + 1, 3_600)
        one.leeway = pick(60, 0)
        one.now = pick(
            one.nbf - one.leeway - 1, one.nbf - one.leeway, one.exp + one.leeway - 1,
            one.exp + one.leeway, number(one.nbf...one.exp), number(one.nbf...one.exp),
            number(one.nbf...one.exp), number(one.nbf...one.exp))
        one.sequence = number(1...3)
        drawClaims(&one)
        drawGate(&one)
        drawRules(&one)
        drawHistory(&one)
        return one
    }

    private mutating func drawClaims(_ one: inout Situation) {
        if chance(30) { one.zones = pick([1], [1, 2], [2, 3]) }
        if chance(30) { one.gates = pick([1], [1, 2, 3], [2]) }
        if one.kind == "vehicle", chance(95) { one.label = Self.plates[0] }
        if chance(40) { one.route = number(1...4) }
        if chance(30) {
            let from = number(0...1_439)
            let to = pick(from, from - 1, 1_440, number(1...1_440))
            if to >= 1, to != from { one.window = (from, to) }
        }
        if chance(20) { one.way = pick("in", "out") }
        if chance(40) { one.mostEntries = number(1...3) }
        one.liveRequired = chance(10)
        guard chance(20) else { return }
        one.liveStep = max(0, one.now / 30 + pick(-3, -2, 0, 2, 3))
        one.isLiveRight = chance(80)
        one.hasLiveKey = chance(80)
    }

    private mutating func drawGate(_ one: inout Situation) {
        one.zone = pick(1, 1, 2)
        one.gate = pick(1, 1, 2, 3)
        one.direction = pick("in", "in", "out", "")
        if chance(90) {
            one.entry = Situation.Entry(
                sequence: chance(80) ? one.sequence : number(1...3), isSameDigest: chance(95),
                isRevoked: chance(5), isHeld: chance(5))
        }
        one.deniesUnknown = chance(50)
        one.staleAfter = 3_600
        one.factsAsOf = before(one.now, near: one.staleAfter)
        one.expires = one.now + pick(1, 0, 100, 100, 100)
        one.offsetMinutes = pick(480, 0, -210, 840)
        one.isClockSuspect = chance(10)
        if one.kind == "vehicle", chance(80) { one.plate = Self.plates[chance(90) ? 0 : 1] }
        if chance(40) { one.driver = pick("listed", "unlisted", "no list") }
    }

    private mutating func drawRules(_ one: inout Situation) {
        one.asksDriver = chance(30)
        one.passbackHeard = chance(40) ? 900 : 0
        one.stateLifetime = 57_600
        one.entriesHeard = chance(40) ? 600 : 0
        one.asksEvidence = chance(30)
        one.temperatureWithin = chance(30) ? 14_400 : 0
        one.highestTenths = pick(373, 375)
        one.neighbours = [(2, 1), (3, 2), (4, 1)].filter { $0.0 != one.gate && chance(60) }
        for route in 1...3 {
            guard chance(90) else { continue }
            let from = number(0...1_439)
            let to = number(1...1_440)
            one.routes[route] = Situation.Route(
                gates: pick([1, 2, 3], [3, 1], [2, 4], [1]), from: from,
                to: from == to || chance(50) ? from : to)
        }
        if chance(60) { one.evidenceUntil = one.now + pick(0, 1, -1, 5_000) }
        if chance(20) { one.staysUntil = one.now + pick(0, 1, -1, 5_000) }
    }

    private mutating func drawHistory(_ one: inout Situation) {
        one.entriesHere = number(0...3)
        one.entriesElsewhere = number(0...2)
        if chance(50) { one.lastStepHere = max(0, (one.liveStep ?? 9) + pick(-1, 0, 1)) }
        if chance(60) {
            one.lastMove = (pick("in", "out"), before(one.now, near: one.stateLifetime))
        }
        if chance(70) {
            one.lastSeen = (number(1...4), before(one.now, near: one.stateLifetime))
        }
        if chance(30) { one.tenths = one.highestTenths + pick(-1, 0, 1, -5) }
        if chance(50) {
            let within = one.temperatureWithin > 0 ? one.temperatureWithin : 43_200
            one.lastTemperature = (
                one.highestTenths + pick(-1, 0, 1), before(one.now, near: within)
            )
        }
        for neighbour in one.neighbours where chance(80) {
            one.heard[neighbour.gate] = before(one.now, near: pick(600, 900))
        }
    }

    // MARK: Deciding

    /// What the decision says of a situation.
    mutating func verdict(of one: Situation) -> Verdict? {
        guard let token = token(of: one), let basis = basis(of: one, token) else { return nil }
        var text = TokenWriter.text(of: token.bytes)
        if let step = one.liveStep {
            let cti = token.claims.identity.cti
            var response = live.response(
                cti: cti.span, step: UInt32(step), tokenHash: SHA256.hash(token.bytes.span))
            if !one.isLiveRight { response[0] ^= 1 }
            text = TokenWriter.liveText(token: token.bytes, step: UInt32(step), response: response)
        }
        let utf8 = Array(text.utf8)
        return decide(
            verify(utf8.span, with: basis), at: time(one.now), in: context(of: one),
            history: history(of: one), with: basis)
    }

    private mutating func token(of one: Situation) -> (bytes: [UInt8], claims: Claims)? {
        guard
            var claims = Claims.sample(
                seed: generator.next(), sequence: UInt16(one.sequence))
        else { return nil }
        claims.kind =
            one.kind == "staff" ? .staff : one.kind == "vehicle" ? .vehicle : .temporary
        claims.notBefore = time(one.nbf)
        claims.expires = time(one.exp)
        claims.zones = NumberSet(one.zones.map { UInt16($0) })
        claims.gates = NumberSet(one.gates.map { UInt16($0) })
        claims.label = PassLabel(one.label)
        claims.route = one.route == 0 ? nil : UInt32(one.route)
        claims.dayWindow = one.window.flatMap {
            DayWindow(startMinute: UInt64($0.from), endMinute: UInt64($0.to))
        }
        claims.direction = Direction(name: one.way)
        claims.maximumEntries = one.mostEntries == 0 ? nil : UInt16(one.mostEntries)
        claims.copies = one.liveRequired ? .liveRequired : .count
        let header = TokenWriter.protectedHeader(keyID)
        let payload = claims.encoded()
        let tag = MACStructure.tag(under: key, protected: header.span, payload: payload.span)
        return (TokenWriter.token(protected: header, payload: payload, tag: tag.array), claims)
    }

    private func basis(
        of one: Situation, _ token: (bytes: [UInt8], claims: Claims)
    ) -> DecisionBasis? {
        let index = PassIndex(of: token.claims.identity)
        let other = TokenDigest(bytes: [UInt8](repeating: 9, count: 16))
        let entries = one.entry.flatMap { entry in
            (entry.isSameDigest ? TokenDigest(of: token.bytes.span) : other).map { digest in
                ManifestEntry(
                    reference: PassReference(
                        index: index, sequence: UInt16(entry.sequence), digest: digest),
                    expires: token.claims.expires,
                    status: entry.isRevoked ? .revokedLost : .active,
                    flags: entry.isHeld ? ManifestEntry.healthHoldFlag : 0)
            }
        }
        var policy = GatePolicy.standard
        policy.unknownPass = one.deniesUnknown ? .deny : .review
        policy.staffLifetimeSeconds = UInt64(one.cap)
        policy.vehicleLifetimeSeconds = UInt64(one.cap)
        policy.temporaryLifetimeSeconds = UInt64(one.cap)
        policy.leewaySeconds = UInt64(one.leeway)
        policy.staleAfterSeconds = UInt64(one.staleAfter)
        policy.utcOffsetMinutes = Int64(one.offsetMinutes)
        var basis = DecisionBasis(
            keys: KeyTable(
                authority: .groupKeys([keyID: key]),
                liveKeys: one.hasLiveKey ? [keyID: live] : [:]),
            policy: policy, manifest: Manifest(entries: entries.map { [$0] } ?? []),
            bundleTimes: BundleTimes(
                factsAsOf: time(one.factsAsOf), expires: time(one.expires)))
        basis.rules = rules(of: one)
        basis.conditions = ConditionTable([
            (
                index,
                PassConditions(
                    evidenceUntil: one.evidenceUntil == 0 ? nil : time(one.evidenceUntil),
                    staysUntil: one.staysUntil == 0 ? nil : time(one.staysUntil))
            )
        ])
        return basis
    }

    private func rules(of one: Situation) -> GateRules {
        var rules = GateRules()
        rules.driver = one.asksDriver ? .asked : .optional
        rules.passbackHeardSeconds = one.passbackHeard == 0 ? nil : UInt64(one.passbackHeard)
        rules.stateLifetimeSeconds = UInt64(one.stateLifetime)
        rules.entriesHeardSeconds = one.entriesHeard == 0 ? nil : UInt64(one.entriesHeard)
        rules.evidence = one.asksEvidence ? .asked : .optional
        rules.temperatureSeconds =
            one.temperatureWithin == 0 ? nil : UInt64(one.temperatureWithin)
        rules.highestTemperatureTenths = UInt16(one.highestTenths)
        rules.neighbours = one.neighbours.map {
            NeighbourGate(gate: UInt16($0.gate), zone: UInt16($0.zone))
        }
        rules.routes = one.routes.sorted { $0.key < $1.key }.map { number, route in
            RouteRule(
                number: UInt32(number), checkpoints: route.gates.map { UInt16($0) },
                window: DayWindow(startMinute: UInt64(route.from), endMinute: UInt64(route.to)))
        }
        return rules
    }

    private func context(of one: Situation) -> GateContext {
        var seen = Observation()
        seen.plate = one.plate.isEmpty ? nil : one.plate
        seen.driver =
            switch one.driver {
            case "listed": .listed
            case "unlisted": .unlisted
            case "no list": .unknown
            default: nil
            }
        seen.temperatureTenths = one.tenths == 0 ? nil : UInt16(one.tenths)
        for (gate, at) in one.heard { seen.heard[UInt16(gate)] = time(at) }
        return GateContext(
            zone: UInt16(one.zone), gate: UInt16(one.gate),
            direction: Direction(name: one.direction), sight: .gate(seen),
            clock: one.isClockSuspect ? .suspect : .trusted)
    }

    private func history(of one: Situation) -> PassHistory {
        var history = PassHistory(
            entriesAdmitted: UInt64(one.entriesHere),
            lastLiveStep: one.lastStepHere < 0 ? nil : UInt32(one.lastStepHere))
        history.entriesElsewhere = UInt64(one.entriesElsewhere)
        history.lastMove = one.lastMove.map {
            PassMove(gate: 1, direction: $0.way == "in" ? .inward : .outward, at: time($0.at))
        }
        history.lastSeen = one.lastSeen.map {
            PassMove(gate: UInt16($0.gate), direction: .inward, at: time($0.at))
        }
        history.temperature = one.lastTemperature.map {
            TakenTemperature(tenths: UInt16($0.tenths), at: time($0.at))
        }
        return history
    }

    private func time(_ seconds: Int) -> Timestamp { Timestamp(seconds: UInt64(max(seconds, 0))) }
}
