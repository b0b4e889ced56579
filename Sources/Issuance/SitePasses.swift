// The passes of a site as its gates' bundles have them, read and sealed once for all of its gates.
// Tests: Tests/IssuanceTests/ExchangeTests.swift.
import PassIssue
import Registry
import Synchronization

/// How old the passes may be that a bundle is made of.
package enum PassesAge: Sendable {
    case newest
    /// As they were read for another gate a moment ago, unless something urgent came since.
    case shared
}

/// Guards what was read last of each site.
final class SitePasses: Sendable {
    /// One reading.
    struct Reading: Sendable {
        /// From before the passes were read.
        let facts: SiteFacts
        /// Seconds since 1970.
        let atSeconds: Int64
        let prepared: [PreparedPass]
    }

    /// While firms import and issue, facts change all the time; what is not urgent waits so long,
    /// in seconds.
    private static let sharedSeconds: Int64 = 5
    /// After this time a reading is let go, in seconds: it takes half a kilobyte for each pass.
    private static let keptSeconds: Int64 = 60

    /// One site; whoever comes while its passes are read waits for them.
    private final class Place: Sendable {
        let last = Mutex<Reading?>(nil)
    }

    private let places = Mutex<[SiteNumber: Place]>([:])

    /// The passes of a site.
    func read(_ site: SiteNumber, by office: Office, _ age: PassesAge) throws -> Reading {
        let place = places.withLock { places in
            let place = places[site] ?? Place()
            places[site] = place
            return place
        }
        return try place.last.withLock { last in
            let facts = try office.registry.facts(of: site)
            let now = office.now
            if age == .shared, let last, Self.isGood(last, facts, now) { return last }
            // So that two readings are never in memory at once.
            last = nil
            var prepared: [PreparedPass] = []
            try office.registry.forEachGatePass(of: site, at: now, .withDetails) {
                prepared.append(try PreparedPass(BundleEntry($0)))
            }
            let reading = Reading(facts: facts, atSeconds: now, prepared: prepared)
            if age == .shared { last = reading }
            return reading
        }
    }

    /// Lets readings go that no gate has come for.
    func letGo(at now: Int64) {
        for place in places.withLock({ Array($0.values) }) {
            // One that is being read is new.
            place.last.withLockIfAvailable { last in
                if let reading = last, now - reading.atSeconds >= Self.keptSeconds { last = nil }
            }
        }
    }

    private static func isGood(_ reading: Reading, _ facts: SiteFacts, _ now: Int64) -> Bool {
        let age = now - reading.atSeconds
        // A registry that was restored may count less than it did.
        guard age >= 0, reading.facts.version <= facts.version else { return false }
        if reading.facts == facts { return age < keptSeconds }
        return facts.urgent <= reading.facts.version && age < sharedSeconds
    }
}

extension Office {
    /// Frees what is kept for gates that have not come for a while.
    package func letGoOfReadings() { sitePasses.letGo(at: now) }
}
