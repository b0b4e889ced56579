// The rules of a site beyond its policy: what its gates ask for, and which gates there are. They
// travel in the bundle's core as a byte string of CBOR; the table is in Docs/gp1.md, section Bundle
// file. Tests: Tests/PassIssueTests/BundleTests.swift, Tests/PassCheckTests/RulesTests.swift.
package import PassFormat

/// What a gate asks for beyond what a pass says itself.
package struct GateRules: Sendable, Equatable {
    /// Whether a vehicle's driver has to be told; one that is told is always judged.
    package var driver: Demand = .optional
    /// Passback in the gate's own zone: how recently, in seconds, every other gate of the zone must
    /// have been heard for the rule to be in force; nil: not asked.
    package var passbackHeardSeconds: UInt64?
    /// Age in seconds from which it is unknown whether somebody is inside.
    package var stateLifetimeSeconds: UInt64 = 57_600
    /// Max entries: how recently, in seconds, each other gate that the pass may use must have been
    /// heard; nil: not asked.
    package var entriesHeardSeconds: UInt64?
    /// Whether a test or health code that is still good has to be on record for the pass.
    package var evidence: Demand = .optional
    /// How old, in seconds, the last temperature taken at this gate may be; nil: not asked.
    package var temperatureSeconds: UInt64?
    /// The highest temperature that is no fever, in tenths of a degree Celsius.
    package var highestTemperatureTenths: UInt16 = 373
    /// Seconds that the clock may be ahead after another boot.
    package var clockLeapSeconds: UInt64 = 30 * 86_400
    /// Overrides that one guard may give in a shift without a second guard.
    package var overridesPerShift: UInt16 = 20
    /// The other gates of the site that have a device, ascending by number.
    package var neighbours: [NeighbourGate] = []
    /// The routes that lead over gates of the site, ascending by number.
    package var routes: [RouteRule] = []

    /// The rules of a site that sets none.
    package static let standard = GateRules()

    package init() {}

    /// Whether something has to be there.
    package enum Demand: UInt8, Sendable {
        case optional = 0
        case asked = 1
    }

    /// A route by its number; nil where the bundle does not hold it.
    package func route(_ number: UInt32) -> RouteRule? { routes.first { $0.number == number } }
}

/// Another gate of the site, whose journal this one may hear.
package struct NeighbourGate: Sendable, Equatable {
    package var gate: UInt16
    package var zone: UInt16

    package init(gate: UInt16, zone: UInt16) {
        self.gate = gate
        self.zone = zone
    }
}

/// A vehicle's way: its checkpoints in order and its hours.
package struct RouteRule: Sendable, Equatable {
    package var number: UInt32
    /// Gates in the order of the way.
    package var checkpoints: [UInt16]
    /// Minutes of the site's local day; nil: all day.
    package var window: DayWindow?

    package init(number: UInt32, checkpoints: [UInt16], window: DayWindow?) {
        self.number = number
        self.checkpoints = checkpoints
        self.window = window
    }
}

extension GateRules {
    private static let fieldCount: UInt64 = 11

    /// The rules as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter()
        let numbers: [UInt64] = [
            UInt64(driver.rawValue), passbackHeardSeconds ?? 0, stateLifetimeSeconds,
            entriesHeardSeconds ?? 0, UInt64(evidence.rawValue), temperatureSeconds ?? 0,
            UInt64(highestTemperatureTenths), clockLeapSeconds, UInt64(overridesPerShift),
        ]
        writer.numberedMap(
            numbers.map { number in { $0.unsigned(number) } } + [
                {
                    $0.array(neighbours) {
                        $0.head(.array, 2)
                        $0.unsigned($1.gate)
                        $0.unsigned($1.zone)
                    }
                },
                {
                    $0.array(routes) { writer, route in
                        writer.head(.array, 4)
                        writer.unsigned(route.number)
                        writer.unsigned(route.window?.startMinute ?? 0)
                        writer.unsigned(route.window?.endMinute ?? 0)
                        writer.array(route.checkpoints) { $0.unsigned($1) }
                    }
                },
            ])
        return writer.bytes
    }

    /// - Throws: `CBORFault` where the bytes are not such a map.
    init(decoding input: Span<UInt8>) throws(CBORFault) {
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        guard try cursor.mapCount(in: input) == Self.fieldCount else { throw .unexpected }
        func asked(_ seconds: UInt64) -> UInt64? { seconds == 0 ? nil : seconds }
        try cursor.expectKey(0, in: input)
        driver = try Demand(number: cursor.unsigned(in: input))
        try cursor.expectKey(1, in: input)
        passbackHeardSeconds = asked(try cursor.unsigned(in: input))
        try cursor.expectKey(2, in: input)
        stateLifetimeSeconds = try cursor.unsigned(in: input)
        try cursor.expectKey(3, in: input)
        entriesHeardSeconds = asked(try cursor.unsigned(in: input))
        try cursor.expectKey(4, in: input)
        evidence = try Demand(number: cursor.unsigned(in: input))
        try cursor.expectKey(5, in: input)
        temperatureSeconds = asked(try cursor.unsigned(in: input))
        try cursor.expectKey(6, in: input)
        highestTemperatureTenths = try cursor.number(in: input)
        try cursor.expectKey(7, in: input)
        clockLeapSeconds = try cursor.unsigned(in: input)
        try cursor.expectKey(8, in: input)
        overridesPerShift = try cursor.number(in: input)
        try cursor.expectKey(9, in: input)
        neighbours = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            guard try cursor.arrayCount(in: input) == 2 else { throw .unexpected }
            return NeighbourGate(
                gate: try cursor.number(in: input), zone: try cursor.number(in: input))
        }
        try cursor.expectKey(10, in: input)
        routes = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try RouteRule(reading: input, &cursor)
        }
    }
}

extension GateRules.Demand {
    fileprivate init(number: UInt64) throws(CBORFault) {
        guard let small = UInt8(exactly: number), let demand = Self(rawValue: small) else {
            throw .unexpected
        }
        self = demand
    }
}

extension RouteRule {
    fileprivate init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        guard try cursor.arrayCount(in: input) == 4 else { throw .unexpected }
        number = try cursor.number(in: input)
        let start = try cursor.unsigned(in: input)
        let end = try cursor.unsigned(in: input)
        window = DayWindow(startMinute: start, endMinute: end)
        guard window != nil || (start == 0 && end == 0) else { throw .unexpected }
        checkpoints = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try cursor.number(in: input)
        }
    }
}
