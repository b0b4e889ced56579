// Work beside the caller's thread: done once, waited for as often as asked.
import Dispatch
import Testing
import Workers

@Suite struct `Work meanwhile` {
    @Test func `is done once, beside what follows, and its value told as often as asked`() {
        let (asked, began) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let work = Meanwhile {
            began.signal()
            asked.wait()
            return 7
        }
        began.wait()
        asked.signal()
        #expect(work.value() == 7)
        #expect(work.value() == 7)
    }
}
