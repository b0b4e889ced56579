// Lets few requests at a time do what takes memory and a core for long: a password takes 128 MiB
// for 0.4 s, a gate's bundle the more the more passes its site has. The others wait without a
// thread, so that whatever is short goes past them.
import HTTPTypes
import Synchronization

/// Guards how many are within, and who waits.
final class NarrowGate: Sendable {
    private static let places = 2

    private struct State {
        var free = places
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let longestQueue: Int
    private let refusal: Problem

    /// - Parameters:
    ///   - longestQueue: how many may wait.
    ///   - refusal: what the next one is told.
    init(longestQueue: Int, refusal: Problem) {
        self.longestQueue = longestQueue
        self.refusal = refusal
    }

    static func forPasswords() -> NarrowGate {
        NarrowGate(longestQueue: ServiceLimits.waitingPasswords, refusal: .manySignIn)
    }

    static func forBundles() -> NarrowGate {
        NarrowGate(longestQueue: ServiceLimits.waitingBundles, refusal: .busy)
    }

    /// Runs the body once there is a place for it.
    ///
    /// - Throws: the refusal, where too many wait already; what `body` throws.
    func pass<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let isFull = state.withLock { $0.free == 0 && $0.waiting.count >= longestQueue }
        guard !isFull else { throw refusal }
        await withCheckedContinuation { (next: CheckedContinuation<Void, Never>) in
            let goesIn = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(next)
                return false
            }
            if goesIn { next.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}

extension Problem {
    fileprivate static let manySignIn: Problem = {
        var problem = Problem(
            .tooManyRequests, "TOO_MANY_AT_ONCE", "同时登录的人过多；请稍后重试",
            "too many are signing in at once; try again shortly")
        problem.retryAfterSeconds = 10
        return problem
    }()
}
