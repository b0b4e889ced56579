// How often an address may ask for what anybody may ask for.
import HTTPTypes
import Synchronization

/// Counts of the minute that runs; guards the counts.
final class Pace: Sendable {
    /// What is counted.
    enum Deed: Hashable, Sendable {
        /// A holder's link. A factory's thousands come by one address.
        case opened
        /// A link that opened nothing.
        case missed
        /// A session or API token that is nobody's. None can be guessed: whoever goes on trying is
        /// told to stop, and whoever has a good one at the same address is let in all the same.
        case strange

        var limit: Int {
            switch self {
            case .opened: 6_000
            case .missed: 20
            case .strange: 6_000
            }
        }
    }

    private struct Key: Hashable {
        let deed: Deed
        let address: String
    }

    private struct Minute {
        var number: Int64 = 0
        var counts: [Key: Int] = [:]

        mutating func begin(_ current: Int64) {
            guard current != number else { return }
            number = current
            counts = [:]
        }

        mutating func add(to key: Key) -> Int {
            let count = (counts[key] ?? 0) + 1
            counts[key] = count
            return count
        }
    }

    private static let seconds: Int64 = 60
    private let minute = Mutex(Minute())

    /// Counts one.
    ///
    /// - Throws: `Problem` with 429 where there were too many in this minute.
    func count(_ deed: Deed, from address: String, at now: Int64) throws(Problem) {
        let count = minute.withLock { minute in
            minute.begin(now / Self.seconds)
            return minute.add(to: Key(deed: deed, address: address))
        }
        guard count > deed.limit else { return }
        var problem = Problem(
            .tooManyRequests, "TOO_MANY", "此网络地址请求过于频繁；请稍候再试",
            "too many requests from this address; try again shortly")
        problem.retryAfterSeconds = Int(Self.seconds - now % Self.seconds)
        throw problem
    }
}
