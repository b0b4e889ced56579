// Reading a payload's claims, after its tag was found right or, at a gate without keys, to find its
// entry in the manifest.

extension Claims {
    private enum Key {
        static let expires = CBORHead(kind: .unsigned, argument: 4)
        static let notBefore = CBORHead(kind: .unsigned, argument: 5)
        static let identity = CBORHead(kind: .unsigned, argument: 7)
        /// −65537.
        static let pass = CBORHead(kind: .negative, argument: 65536)
    }

    /// Keys of the pass map up to this one must be understood.
    private static let lastCriticalKey: UInt64 = 23

    /// Decodes a payload.
    ///
    /// - Throws: `ClaimsFault.badClaims`, which comes first, or `.unsupportedClaim`.
    package init(decoding payload: Span<UInt8>) throws(ClaimsFault) {
        let unknown: UnknownClaims
        do throws(CBORFault) {
            try CBORCursor.check(payload, tags: .refused)
            (self, unknown) = try Self.read(payload)
        } catch { throw .badClaims }
        guard unknown == .none else { throw .unsupportedClaim }
    }

    private enum UnknownClaims { case none, critical }

    private static func read(
        _ payload: Span<UInt8>
    ) throws(CBORFault) -> (Claims, UnknownClaims) {
        var cursor = CBORCursor()
        guard try cursor.mapCount(in: payload) == 4,
            try cursor.head(in: payload) == Key.expires
        else { throw .unexpected }
        let expires = Timestamp(seconds: try cursor.unsigned(in: payload))
        guard try cursor.head(in: payload) == Key.notBefore else { throw .unexpected }
        let notBefore = Timestamp(seconds: try cursor.unsigned(in: payload))
        guard notBefore < expires, expires <= .latest,
            try cursor.head(in: payload) == Key.identity
        else { throw .unexpected }
        let place = try cursor.byteString(in: payload)
        guard place.count == PassIdentity.ctiBytes else { throw .unexpected }
        var cti = InlineArray<12, UInt8>(repeating: 0)
        for index in 0..<PassIdentity.ctiBytes { cti[index] = payload[place.lowerBound + index] }
        guard let identity = PassIdentity(cti: cti),
            try cursor.head(in: payload) == Key.pass
        else { throw .unexpected }
        var claims = Claims(
            identity: identity, kind: .staff, notBefore: notBefore, expires: expires)
        let unknown = try claims.readPassMap(payload, &cursor)
        return (claims, unknown)
    }

    private mutating func readPassMap(
        _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> UnknownClaims {
        var remaining = try cursor.mapCount(in: payload)
        var unknown = UnknownClaims.none
        var isFirst = true
        while remaining > 0 {
            let key = try cursor.unsigned(in: payload)
            // Keys ascend, so the kind is there exactly where it comes first.
            guard isFirst == (key == 0) else { throw .unexpected }
            isFirst = false
            if try readClaim(key, payload, &cursor) == .critical { unknown = .critical }
            remaining &-= 1
        }
        guard !isFirst else { throw .unexpected }
        return unknown
    }

    private mutating func readClaim(
        _ key: UInt64, _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> UnknownClaims {
        switch key {
        case 0:
            let number = try cursor.unsigned(in: payload)
            guard let known = UInt8(exactly: number).flatMap(PassKind.init(rawValue:)) else {
                return .critical
            }
            kind = known
        case 1: zones = try Self.numberSet(payload, &cursor)
        case 2: gates = try Self.numberSet(payload, &cursor)
        case 3: organisation = try Self.positive(payload, &cursor)
        case 4: label = try Self.label(payload, &cursor)
        case 5: route = try Self.positive(payload, &cursor)
        case 6: dayWindow = try Self.window(payload, &cursor)
        case 7:
            let number = try cursor.unsigned(in: payload)
            guard let known = UInt8(exactly: number).flatMap(Direction.init(rawValue:)) else {
                throw .unexpected
            }
            direction = known
        case 8: maximumEntries = try Self.positive(payload, &cursor)
        case 9:
            guard try cursor.head(in: payload) == CBORHead(kind: .simple, argument: 21) else {
                throw .unexpected
            }
            copies = .liveRequired
        default:
            try cursor.skipItem(in: payload, tags: .refused, depth: 2)
            return key <= Self.lastCriticalKey ? .critical : .none
        }
        return .none
    }

    private static func positive<Number: FixedWidthInteger>(
        _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> Number {
        guard let number = Number(exactly: try cursor.unsigned(in: payload)), number > 0 else {
            throw .unexpected
        }
        return number
    }

    private static func numberSet(
        _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> NumberSet {
        let count = try cursor.arrayCount(in: payload)
        guard (1...UInt64(NumberSet.capacity)).contains(count) else { throw .unexpected }
        var set = NumberSet()
        for _ in 0..<count {
            let number: UInt16 = try positive(payload, &cursor)
            guard set.append(number) else { throw .unexpected }
        }
        return set
    }

    private static func label(
        _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> PassLabel {
        let head = try cursor.head(in: payload)
        guard head.kind == .text else { throw .unexpected }
        let place = try cursor.content(of: head, in: payload)
        guard let label = PassLabel(utf8: payload.extracting(place)) else { throw .unexpected }
        return label
    }

    private static func window(
        _ payload: Span<UInt8>, _ cursor: inout CBORCursor
    ) throws(CBORFault) -> DayWindow {
        guard try cursor.arrayCount(in: payload) == 2 else { throw .unexpected }
        let start = try cursor.unsigned(in: payload)
        let end = try cursor.unsigned(in: payload)
        guard let window = DayWindow(startMinute: start, endMinute: end) else {
            throw .unexpected
        }
        return window
    }
}
