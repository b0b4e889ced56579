// Lets two requests at a time work on passwords: each takes 128 MiB and a core for 0.4 s.
import HTTPTypes
import Synchronization

/// Guards how many are within, and who waits.
final class PasswordGate: Sendable {
    static let places = 2
    static let longestQueue = 32

    private struct State {
        var free = places
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Runs the body once there is a place for it.
    ///
    /// - Throws: `Problem` with the seconds to wait where too many wait already; what `body`
    ///   throws.
    func pass<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let isFull = state.withLock { $0.free == 0 && $0.waiting.count >= Self.longestQueue }
        guard !isFull else { throw Problem.manySignIn }
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
