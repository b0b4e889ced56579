// How long a wall counts.
import Testing

@testable import WatchScreen

@Suite struct `A wall in time` {
    private let start: UInt64 = 5_000

    @Test func `that is red stays for a second, however soon the next code is read`() {
        let red = WallTiming(.refuse, at: start)
        let second = WallTiming.leastMilliseconds
        for tone in [Tone.admit, .review, .same] {
            #expect(!red.givesWay(to: tone, at: start + second - 1))
            #expect(red.givesWay(to: tone, at: start + second))
        }
        #expect(red.givesWay(to: .refuse, at: start))
        #expect(red.givesWay(to: .undecided, at: start))
    }

    @Test func `that is green gives way at once, and is taken down after half a minute`() {
        let green = WallTiming(.admit, at: start)
        #expect(green.givesWay(to: .review, at: start))
        #expect(green.givesWay(to: .admit, at: start))
        #expect(!green.isOver(at: start + WallTiming.longestMilliseconds - 1))
        #expect(green.isOver(at: start + WallTiming.longestMilliseconds))
    }

    @Test func `that waits for the guard is never taken down, and says how old it is`() {
        for tone in [Tone.review, .refuse, .undecided] {
            let wall = WallTiming(tone, at: start)
            #expect(!wall.isOver(at: start + 86_400_000))
            #expect(wall.shownSeconds(at: start + WallTiming.agedMilliseconds - 1) == nil)
            #expect(wall.shownSeconds(at: start + WallTiming.agedMilliseconds) == 10)
        }
    }

    @Test func `does not trap where time seems to go back`() {
        #expect(WallTiming(.refuse, at: start).shownSeconds(at: 0) == nil)
    }
}
