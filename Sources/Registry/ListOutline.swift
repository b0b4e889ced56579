// What of a list must be held against its site whoever it names.
// Tests: Tests/IssuanceTests/LimitTests.swift, Tests/RegistryTests/ListTests.swift.
import GRDB

/// The zones and routes that a list names, and whether it has dates of its own.
///
/// Whoever reads the list knows them, so that a preview need not go through it for them.
package struct ListOutline: Sendable {
    private var zones: Set<ZoneNumber> = []
    private var routes: Set<RouteNumber> = []
    /// Whether a record says until when.
    private(set) var hasDates = false

    /// - Parameters:
    ///   - zones: all that records name.
    ///   - routes: all that records name.
    ///   - hasDates: whether any record has an end of its own.
    package init(zones: Set<ZoneNumber>, routes: Set<RouteNumber>, hasDates: Bool) {
        self.zones = zones
        self.routes = routes
        self.hasDates = hasDates
    }

    /// That of records; goes through all of them.
    init(of records: some Sequence<some ListedRecord>) {
        for record in records { note(record) }
    }

    /// Without records yet.
    init() {}

    mutating func note(_ record: some ListedRecord) {
        for zone in record.zones { zones.insert(zone) }
        if let route = record.route { routes.insert(route) }
        hasDates = hasDates || record.untilSeconds != nil
    }

    /// - Throws: `unknown`, and `zoneOfAnotherSite`.
    func check(for target: ListTarget, in db: Database) throws {
        for number in zones {
            let zone = try Registry.known(number, in: db)
            guard zone.site == target.site else {
                throw RegistryError.zoneOfAnotherSite(
                    zone: number.rawValue, itsSite: zone.site.rawValue, site: target.site.rawValue)
            }
        }
        for number in routes { _ = try Registry.known(number, in: db) }
    }
}
