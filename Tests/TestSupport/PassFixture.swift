// Invented passes for tests: any claims, sealed under keys that no real ring has.
package import PassFormat

extension Claims {
    /// A staff pass from 1,780,000,000 on, with nothing optional; its id is the seed's bytes.
    package static func sample(seed: UInt64, sequence: UInt16 = 1) -> Claims? {
        var generator = SeededGenerator(seed: seed)
        let id = (0..<PassIdentity.idBytes).map { _ in
            UInt8(truncatingIfNeeded: generator.next())
        }
        return PassIdentity(id: id, sequence: sequence).map {
            Claims(
                identity: $0, kind: .staff, notBefore: Timestamp(seconds: 1_780_000_000),
                expires: Timestamp(seconds: 1_780_864_000))
        }
    }

    /// Claims of every shape that the format allows, in fair shares.
    package static func random(using generator: inout SeededGenerator) -> Claims? {
        let sequence = UInt16.random(in: 1...UInt16.max, using: &generator)
        guard var claims = sample(seed: generator.next(), sequence: sequence) else { return nil }
        let latest = Timestamp.latest.seconds
        let from = UInt64.random(in: 0..<latest, using: &generator)
        claims.notBefore = Timestamp(seconds: from)
        claims.expires = Timestamp(seconds: UInt64.random(in: from + 1...latest, using: &generator))
        claims.kind = PassKind.allCases.randomElement(using: &generator) ?? .staff
        func maybe<Value>(_ value: Value?) -> Value? {
            Bool.random(using: &generator) ? value : nil
        }
        claims.zones = maybe(numberSet(using: &generator))
        claims.gates = maybe(numberSet(using: &generator))
        claims.organisation = maybe(UInt32.random(in: 1...UInt32.max, using: &generator))
        claims.label = maybe(
            ["张*三", "沪A12345", "a", "新能源 粤BDF1234", "𠮷*", "12345678901234567890123456789012345"]
                .randomElement(using: &generator).flatMap(PassLabel.init(_:)))
        claims.route = maybe(UInt32.random(in: 1...UInt32.max, using: &generator))
        claims.dayWindow = maybe(
            DayWindow(
                startMinute: UInt64.random(in: 0...1439, using: &generator),
                endMinute: UInt64.random(in: 1...1440, using: &generator)))
        claims.direction = maybe(Direction.allCases.randomElement(using: &generator))
        claims.maximumEntries = maybe(UInt16.random(in: 1...UInt16.max, using: &generator))
        claims.copies = Bool.random(using: &generator) ? .count : .liveRequired
        return claims
    }

    private static func numberSet(using generator: inout SeededGenerator) -> NumberSet? {
        let count = Int.random(in: 1...NumberSet.capacity, using: &generator)
        let numbers = (0..<count).map { _ in UInt16.random(in: 1...UInt16.max, using: &generator) }
        return NumberSet(Array(Set(numbers)).sorted())
    }
}
