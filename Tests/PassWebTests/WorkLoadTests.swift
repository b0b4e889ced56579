// More work than there are threads, and more than may wait for them.
import Dispatch
import HTTPTypes
import Synchronization
import Testing

@testable import PassWeb

@Suite struct `Work that blocks` {
    @Test func `is refused with a time to come again once too much of it waits`() async throws {
        let load = WorkLoad(together: settled)
        let gate = DispatchSemaphore(value: 0)
        let started = Started()
        let all = ServiceLimits.workThreads + ServiceLimits.waitingRequests
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...all {
                group.addTask {
                    try await load.run {
                        started.count.add(1, ordering: .relaxed)
                        gate.wait()
                    }
                }
                // Until all threads are busy each piece of work is begun before the next comes.
                if number <= ServiceLimits.workThreads {
                    while started.count.load(ordering: .relaxed) < number { await Task.yield() }
                }
            }
            while load.waiting < ServiceLimits.waitingRequests { await Task.yield() }
            let refusal = await #expect(throws: Problem.self) { try await load.run {} }
            #expect(refusal?.code == "BUSY" && refusal?.status == .serviceUnavailable)
            #expect(refusal?.retryAfterSeconds == ServiceLimits.retrySeconds)
            // A change that is kept would be lost to whoever asked for it.
            #expect(
                try await load.change {
                    3
                } finish: {
                    $0 + 4
                } == 7)
            for _ in 0..<all { gate.signal() }
            try await group.waitForAll()
        }
        #expect(load.waiting == 0)
        try await load.run {}
        try await load.end()
    }

    @Test func `does not keep readings waiting, which have threads of their own`() async throws {
        let load = WorkLoad(together: settled)
        let gate = DispatchSemaphore(value: 0)
        let started = Started()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...ServiceLimits.workThreads {
                group.addTask {
                    try await load.run {
                        started.count.add(1, ordering: .relaxed)
                        gate.wait()
                    }
                }
            }
            while started.count.load(ordering: .relaxed) < ServiceLimits.workThreads {
                await Task.yield()
            }
            #expect(try await load.run(in: .readings) { 7 } == 7)
            for _ in 1...ServiceLimits.workThreads { gate.signal() }
            try await group.waitForAll()
        }
        try await load.end()
    }
}

/// Counts work that has begun.
private final class Started: Sendable {
    let count = Atomic<Int>(0)
}
