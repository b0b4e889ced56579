// What gates wait for: the facts of sites, looked up at most a few times in a second however many
// wait, whichever program changed them.
import Issuance
import PassFormat
import Registry
import Synchronization

/// Guards what was seen last, and when.
final class FactsNews: Sendable {
    private static let freshMilliseconds = 100

    private struct Seen {
        var watch: FactsWatch?
        var facts: [SiteNumber: SiteFacts] = [:]
        var at: ContinuousClock.Instant?
    }

    private let office: Office
    private let seen = Mutex(Seen())

    init(_ office: Office) { self.office = office }

    /// The facts of a site; nil for a site that is not there.
    func facts(of site: SiteNumber) throws -> SiteFacts? {
        try seen.withLock { seen in
            let now = ContinuousClock.now
            if let at = seen.at, now - at < .milliseconds(Self.freshMilliseconds) {
                return seen.facts[site]
            }
            let watch = try seen.watch ?? office.watchFacts()
            seen.watch = watch
            if let facts = try watch.changed() { seen.facts = facts }
            seen.at = now
            return seen.facts[site]
        }
    }
}
