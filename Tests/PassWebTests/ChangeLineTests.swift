// Short changes that wait for one thread and share a commit.
import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import PassWeb

@Suite struct `Short changes` {
    private struct Refused: Error {}

    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    /// Runs them while the thread is held up, so that all of them are done together.
    private func run<Value: Sendable>(
        _ count: Int, in line: ChangeLine, heldBy gate: DispatchSemaphore,
        _ body: @escaping @Sendable (Int) throws -> Value
    ) async throws -> [Result<Value, any Error>] {
        try await withThrowingTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
            let began = Began()
            let first = Task {
                try await line.run(on: loop) {
                    began.isTrue.store(true, ordering: .relaxed)
                    gate.wait()
                }
            }
            while !began.isTrue.load(ordering: .relaxed) { await Task.yield() }
            for place in 0..<count {
                group.addTask { [loop] in
                    do {
                        return (place, .success(try await line.run(on: loop) { try body(place) }))
                    } catch { return (place, .failure(error)) }
                }
            }
            while line.waiting < count { await Task.yield() }
            gate.signal()
            try await first.value
            var found: [Int: Result<Value, any Error>] = [:]
            for try await (place, result) in group { found[place] = result }
            return (0..<count).compactMap { found[$0] }
        }
    }

    @Test func `are done many at a time, and each has its own answer`() async throws {
        let groups = Mutex<[Int]>([])
        let counted = Atomic<Int>(0)
        let line = ChangeLine { work in
            work()
            groups.withLock { $0.append(counted.exchange(0, ordering: .relaxed)) }
            return {}
        }
        let outcomes = try await run(200, in: line, heldBy: DispatchSemaphore(value: 0)) { place in
            counted.add(1, ordering: .relaxed)
            if place % 3 == 0 { throw Refused() }
            return place
        }
        for (place, outcome) in outcomes.enumerated() {
            #expect((try? outcome.get()) == (place % 3 == 0 ? nil : place))
        }
        // The one that held the thread up, then as many as go together, then the rest.
        #expect(groups.withLock { $0 } == [0, ChangeLine.mostTogether, 200 - 128])
        try await line.end()
    }

    @Test func `are told nothing before all is kept, and all of them where it is not`() async throws
    {
        let isKept = Atomic<Bool>(false)
        let line = ChangeLine { work in
            work()
            if isKept.load(ordering: .relaxed) { throw Refused() }
            isKept.store(true, ordering: .relaxed)
            return {}
        }
        let outcomes = try await run(5, in: line, heldBy: DispatchSemaphore(value: 0)) { $0 }
        for outcome in outcomes {
            #expect(throws: Refused.self) { try outcome.get() }
        }
        try await line.end()
    }

    @Test func `are told nothing before all is settled, while the next are done already`()
        async throws
    {
        let held = DispatchSemaphore(value: 0)
        let isSettling = Atomic<Int>(0)
        let isTold = Atomic<Bool>(false)
        let line = ChangeLine { work in
            work()
            return {
                guard isSettling.add(1, ordering: .relaxed).newValue == 1 else { throw Refused() }
                held.wait()
            }
        }
        let first = Task { [loop] in
            try await line.run(on: loop) {}
            isTold.store(true, ordering: .relaxed)
        }
        while isSettling.load(ordering: .relaxed) == 0 { await Task.yield() }
        let isDone = Began()
        let second = Task { [loop] in
            try await line.run(on: loop) { isDone.isTrue.store(true, ordering: .relaxed) }
        }
        while !isDone.isTrue.load(ordering: .relaxed) { await Task.yield() }
        let isToldEarly = isTold.load(ordering: .relaxed)
        #expect(!isToldEarly)
        held.signal()
        try await first.value
        await #expect(throws: Refused.self) { try await second.value }
        try await line.end()
    }

    @Test func `have their answers made while the disk is waited for, and told after that`()
        async throws
    {
        let isMade = DispatchSemaphore(value: 0)
        let line = ChangeLine { work in
            work()
            // Would wait for ever where answers are made later.
            return { isMade.wait() }
        }
        let answer = try await line.run(on: loop) {
            3
        } finish: { [loop] value in
            isMade.signal()
            return loop.makeSucceededFuture(value + 4)
        }
        #expect(answer == 7)
        await #expect(throws: Refused.self) {
            try await line.run(on: loop) {
            } finish: { [loop] _ in
                isMade.signal()
                return loop.makeFailedFuture(Refused()) as EventLoopFuture<Int>
            }
        }
        try await line.end()
    }

    @Test func `are refused with a time to come again once too many wait`() async throws {
        let line = ChangeLine(settled)
        let gate = DispatchSemaphore(value: 0)
        let began = Began()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [loop] in
                try await line.run(on: loop) {
                    began.isTrue.store(true, ordering: .relaxed)
                    gate.wait()
                }
            }
            while !began.isTrue.load(ordering: .relaxed) { await Task.yield() }
            for _ in 0..<ServiceLimits.waitingRequests {
                group.addTask { [loop] in try await line.run(on: loop) {} }
            }
            while line.waiting < ServiceLimits.waitingRequests { await Task.yield() }
            let refusal = await #expect(throws: Problem.self) {
                try await line.run(on: loop) {}
            }
            #expect(refusal?.code == "BUSY")
            gate.signal()
            try await group.waitForAll()
        }
        try await line.end()
    }
}

private final class Began: Sendable {
    let isTrue = Atomic<Bool>(false)
}

extension ChangeLine {
    /// Does a change after which nothing is left to make of the answer.
    fileprivate func run<Value: Sendable>(
        on loop: any EventLoop, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await run(on: loop, body) { loop.makeSucceededFuture($0) }
    }
}
