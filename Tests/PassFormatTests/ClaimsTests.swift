// Claims go out and come back the same, and only in their one encoding.
import PassFormat
import TestSupport
import Testing

@Suite struct `Claims of a pass` {
    @Test func `come back from their encoding the same, for ten thousand random ones`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<10_000 {
            let claims = try #require(Claims.random(using: &generator))
            let payload = claims.encoded()
            #expect(try Claims(decoding: payload.span) == claims)
        }
    }

    @Test func `are refused with any byte cut off or added`() throws {
        let payload = try #require(Claims.sample(seed: 1)).encoded()
        for count in 0..<payload.count {
            #expect(throws: ClaimsFault.badClaims) {
                try Claims(decoding: payload.span.extracting(0..<count))
            }
        }
        for byte in UInt8.min...UInt8.max {
            let longer = payload + [byte]
            #expect(throws: ClaimsFault.badClaims) { try Claims(decoding: longer.span) }
        }
    }

    @Test func `take sixteen zones and refuse none, seventeen, a zero, and one twice`() {
        #expect(NumberSet(Array(1...16))?.count == 16)
        #expect(NumberSet([]) == nil)
        #expect(NumberSet(Array(1...17)) == nil)
        #expect(NumberSet([0]) == nil)
        #expect(NumberSet([3, 3]) == nil)
        #expect(NumberSet([4, 3]) == nil)
    }

    @Test func `take a label of 36 bytes and refuse an empty one, 37 bytes and unprintable signs`()
    {
        #expect(PassLabel(String(repeating: "a", count: 36)) != nil)
        #expect(PassLabel("") == nil)
        #expect(PassLabel(String(repeating: "a", count: 37)) == nil)
        #expect(PassLabel("一二三四五六七八九十一二") != nil)
        #expect(PassLabel("一二三四五六七八九十一二三") == nil)
        for scalar in ["\u{0}", "\u{7F}", "\u{85}", "\u{AD}", "\u{200D}", "\u{2028}", "\u{2029}"] {
            #expect(PassLabel("a\(scalar)b") == nil)
        }
    }

    @Test(arguments: [
        (240, 480, 240, true), (240, 480, 479, true), (240, 480, 480, false),
        (1320, 360, 1439, true), (1320, 360, 0, true), (1320, 360, 359, true),
        (1320, 360, 360, false), (1320, 360, 1319, false),
    ])
    func `count a day window from its start up to its end, over midnight too`(
        start: UInt64, end: UInt64, minute: UInt16, isInside: Bool
    ) throws {
        let window = try #require(DayWindow(startMinute: start, endMinute: end))
        #expect(window.contains(minute: minute) == isInside)
    }
}
