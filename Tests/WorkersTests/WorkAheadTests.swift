// Batches on other threads: the order of what comes back, how much lies about, and what stops them.
import Synchronization
import Testing
import Workers

@Suite struct `Work on other cores` {
    private struct Stop: Error, Equatable { let item: Int }

    @Test(arguments: [1, 2, 3, 9])
    func `gives back what came of each batch in the order of the items, because rows have one`(
        cores: Int
    ) throws {
        for count in [0, 1, 6, 7, 8, 100] {
            var taken: [Int] = []
            var line = WorkAhead<Int, [Int]>(batchItems: 7, cores: cores) { batch in
                // Later batches have less to do and are done first.
                for _ in 0..<(1000 / ((batch.first ?? 0) + 1)) { _ = batch.reduce(0, +) }
                return batch.map { $0 * 2 }
            }
            for item in 0..<count { try line.add(item) { taken += $0 } }
            try line.finish { taken += $0 }
            #expect(taken == (0..<count).map { $0 * 2 })
        }
    }

    @Test func `leaves at most a batch for each core, because memory must not grow with a list`()
        throws
    {
        let begun = Mutex(0)
        var taken = 0
        var most = 0
        var line = WorkAhead<Int, Int>(batchItems: 10, cores: 3) { batch in
            begun.withLock { $0 += 1 }
            return batch.count
        }
        for item in 0..<1000 {
            try line.add(item) { _ in
                most = max(most, begun.withLock { $0 } - taken)
                taken += 1
            }
        }
        try line.finish { _ in taken += 1 }
        #expect(taken == 100)
        #expect((1...3).contains(most))
    }

    @Test func `hands on what a batch threw and takes nothing after it, because rows go in order`()
    {
        var taken: [Int] = []
        #expect(throws: Stop(item: 20)) {
            try workAhead(through: 0..<100, batchItems: 10) { batch in
                if batch.contains(20) { throw Stop(item: 20) }
                return batch.count
            } take: {
                taken.append($0)
            }
        }
        #expect(taken == [10, 10])
    }

    @Test func `stops where the caller stops, because what it throws is meant for its own caller`()
    {
        var taken = 0
        #expect(throws: Stop(item: 1)) {
            try workAhead(through: 0..<100, batchItems: 10) {
                $0.count
            } take: { _ in
                taken += 1
                if taken == 2 { throw Stop(item: 1) }
            }
        }
        #expect(taken == 2)
    }
}
