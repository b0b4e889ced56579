// Which facts a site has: a number that grows with every change that its gates' bundles are made
// of. Whoever waits for the next one asks SQLite whether anybody committed at all.
// Tests: Tests/RegistryTests/ExchangeTests.swift.
import GRDB
import Synchronization

/// The facts of a site, counted.
package struct SiteFacts: Sendable, Equatable {
    /// Grows with every change.
    package let version: Int64
    /// The number of the last change that gates must not wait for.
    package let urgent: Int64

    fileprivate init(_ row: Row) {
        version = row["version"]
        urgent = row["urgent"]
    }
}

/// The newest bundle of a gate.
package struct NewestBundle: Sendable, Equatable {
    package let version: Int64
    /// 32 bytes.
    package let hash: [UInt8]
    /// Seconds since 1970.
    package let issuedSeconds: Int64
    /// The facts of the site that it was made of.
    package let facts: Int64
    /// The device's row id.
    package let device: Int64
}

extension Registry {
    /// The facts of a site.
    ///
    /// - Throws: `unknown(.site)`.
    package func facts(of site: SiteNumber) throws(RegistryError) -> SiteFacts {
        try read { try Self.facts(of: site, in: $0) }
    }

    static func facts(of site: SiteNumber, in db: Database) throws -> SiteFacts {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM site_facts WHERE site = ?", arguments: [site.rawValue])
        guard let row else { throw RegistryError.unknown(.site, site.description) }
        return SiteFacts(row)
    }

    /// The newest bundle that was made for a gate; nil where none was.
    package func newestBundle(of gate: GateNumber) throws(RegistryError) -> NewestBundle? {
        try read { db in
            try Row.fetchOne(
                db, cached: "SELECT * FROM bundles WHERE gate = ? ORDER BY version DESC LIMIT 1",
                arguments: [gate.rawValue]
            ).map {
                NewestBundle(
                    version: $0["version"], hash: $0.bytes("hash"),
                    issuedSeconds: $0["issued_at"], facts: $0["facts"], device: $0["device"])
            }
        }
    }

    /// Begins to look out for changes by any program.
    package func watchFacts() throws(RegistryError) -> FactsWatch { try FactsWatch(path) }
}

/// A second connection that only looks; it guards what it saw last.
package final class FactsWatch: Sendable {
    private let path: String
    private let queue: DatabaseQueue
    private let seen = Mutex<Int64?>(nil)

    fileprivate init(_ path: String) throws(RegistryError) {
        self.path = path
        queue = try translating(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(Registry.busyTimeoutSeconds)
            configuration.label = "facts"
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// The facts of all sites, where anybody committed anything since the last call.
    ///
    /// - Returns: nil where nobody did, for the price of a look at shared memory.
    package func changed() throws(RegistryError) -> [SiteNumber: SiteFacts]? {
        try translating(path) {
            try queue.read { db in
                let version = try Int64.fetchOne(db, cached: "PRAGMA data_version")
                let isSame = seen.withLock { seen in
                    defer { seen = version }
                    return seen == version
                }
                guard !isSame else { return nil }
                let rows = try Row.fetchAll(db, cached: "SELECT * FROM site_facts")
                return Dictionary(
                    rows.map { (SiteNumber(stored: $0["site"]), SiteFacts($0)) },
                    uniquingKeysWith: { $1 })
            }
        }
    }
}
