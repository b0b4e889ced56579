// Zones and gates of a site. Their numbers are unique in the registry and never given twice, since
// printed passes and journals name them for years.
import GRDB

/// Which way through a gate.
package enum GateDirection: String, Sendable, Codable, CaseIterable {
    case inward = "in"
    case outward = "out"
    case both
}

/// A part of a site that passes may be limited to.
package struct Zone: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...65_535
    package static let subject = RegistrySubject.zone

    package let number: ZoneNumber
    package let site: SiteNumber
    package var name: String
    /// Passback is asked here where every gate of the zone was heard within so many seconds; nil:
    /// not asked.
    package var passbackHeardSeconds: Int64?

    package init(number: ZoneNumber, site: SiteNumber, name: String) {
        self.number = number
        self.site = site
        self.name = name
    }

    fileprivate init(_ row: Row) {
        number = ZoneNumber(stored: row["number"])
        site = SiteNumber(stored: row["site"])
        name = row["name"]
        passbackHeardSeconds = row["passback_heard_s"]
    }

    private enum CodingKeys: String, CodingKey {
        case number, site, name, passbackHeardSeconds
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(site, forKey: .site)
        try container.encode(name, forKey: .name)
        try container.encode(passbackHeardSeconds, forKey: .passbackHeardSeconds)
    }
}

/// A place where passes are checked.
package struct Gate: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...65_535
    package static let subject = RegistrySubject.gate

    package let number: GateNumber
    package let site: SiteNumber
    package var zone: ZoneNumber
    package var name: String
    package var direction: GateDirection

    package init(
        number: GateNumber, site: SiteNumber, zone: ZoneNumber, name: String,
        direction: GateDirection
    ) {
        self.number = number
        self.site = site
        self.zone = zone
        self.name = name
        self.direction = direction
    }

    fileprivate init(_ row: Row) {
        number = GateNumber(stored: row["number"])
        site = SiteNumber(stored: row["site"])
        zone = ZoneNumber(stored: row["zone"])
        name = row["name"]
        direction = GateDirection(rawValue: row["direction"]) ?? .inward
    }

    fileprivate func note(_ what: String) -> AuditNote {
        AuditNote(
            what, subject: "gate \(number)",
            details: "site=\(site) zone=\(zone) name=\(name) direction=\(direction.rawValue)")
    }
}

extension Registry {
    /// Adds a zone.
    ///
    /// - Throws: `unknown(.site)`, `badName`, `duplicateNumber`.
    package func add(_ zone: Zone, act: Act) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(zone.site, in: db)
            try Self.requireName(zone.name, of: .zone)
            try Self.requireFree(zone.number.rawValue, of: .zone, table: "zones", in: db)
            try Self.requireFreeZoneName(zone, in: db)
            try db.execute(
                cached: "INSERT INTO zones (number, site, name) VALUES (?, ?, ?)",
                arguments: [zone.number.rawValue, zone.site.rawValue, zone.name])
            let details = "site=\(zone.site) name=\(zone.name)"
            return ((), [AuditNote("zone.add", subject: "zone \(zone.number)", details: details)])
        }
    }

    /// Puts a zone's new values in place of its old ones; it stays in its site.
    ///
    /// - Throws: `unknown`, `badName`, `duplicateNumber` where the site has a zone of this name.
    package func set(_ zone: Zone, act: Act) throws(RegistryError) {
        try change(act) { db in
            let old = try Self.known(zone.number, in: db)
            guard
                old.name != zone.name || old.passbackHeardSeconds != zone.passbackHeardSeconds
            else { return ((), []) }
            try Self.requireName(zone.name, of: .zone)
            try Self.requireFreeZoneName(zone, in: db)
            try db.execute(
                cached: "UPDATE zones SET name = ?, passback_heard_s = ? WHERE number = ?",
                arguments: [zone.name, zone.passbackHeardSeconds, zone.number.rawValue])
            let passback = zone.passbackHeardSeconds.map(String.init) ?? "off"
            let details = "name=\(zone.name) passback=\(passback)"
            return ((), [AuditNote("zone.set", subject: "zone \(zone.number)", details: details)])
        }
    }

    /// All zones by number.
    package func zones() throws(RegistryError) -> [Zone] {
        try read { try Row.fetchAll($0, sql: "SELECT * FROM zones ORDER BY number").map(Zone.init) }
    }

    /// One zone.
    ///
    /// - Throws: `unknown`.
    package func zone(_ number: ZoneNumber) throws(RegistryError) -> Zone {
        try read { try Self.known(number, in: $0) }
    }

    /// Adds a gate.
    ///
    /// - Throws: `unknown`, `zoneOfAnotherSite`, `badName`, `duplicateNumber`.
    package func add(_ gate: Gate, act: Act) throws(RegistryError) {
        try change(act) { db in
            try Self.requireFree(gate.number.rawValue, of: .gate, table: "gates", in: db)
            try Self.store(gate, in: db)
            return ((), [gate.note("gate.add")])
        }
    }

    /// Puts a gate's new values in place of its old ones; it stays in its site.
    ///
    /// - Throws: `unknown`, `zoneOfAnotherSite`, `badName`.
    package func set(_ gate: Gate, act: Act) throws(RegistryError) {
        try change(act) { db in
            let old = try Self.known(gate.number, in: db)
            let changed = Gate(
                number: old.number, site: old.site, zone: gate.zone, name: gate.name,
                direction: gate.direction)
            guard old != changed else { return ((), []) }
            try Self.store(changed, in: db)
            return ((), [changed.note("gate.set")])
        }
    }

    /// All gates by number.
    package func gates() throws(RegistryError) -> [Gate] {
        try read { try Row.fetchAll($0, sql: "SELECT * FROM gates ORDER BY number").map(Gate.init) }
    }

    /// One gate.
    ///
    /// - Throws: `unknown`.
    package func gate(_ number: GateNumber) throws(RegistryError) -> Gate {
        try read { try Self.known(number, in: $0) }
    }

    static func known(_ number: GateNumber, in db: Database) throws -> Gate {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM gates WHERE number = ?", arguments: [number.rawValue])
        guard let row else { throw RegistryError.unknown(.gate, number.description) }
        return Gate(row)
    }

    static func known(_ number: ZoneNumber, in db: Database) throws -> Zone {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM zones WHERE number = ?", arguments: [number.rawValue])
        guard let row else { throw RegistryError.unknown(.zone, number.description) }
        return Zone(row)
    }

    private static func store(_ gate: Gate, in db: Database) throws {
        try requireName(gate.name, of: .gate)
        _ = try known(gate.site, in: db)
        let zone = try known(gate.zone, in: db)
        guard zone.site == gate.site else {
            throw RegistryError.zoneOfAnotherSite(
                zone: zone.number.rawValue, itsSite: zone.site.rawValue, site: gate.site.rawValue)
        }
        try db.execute(
            cached: """
                INSERT INTO gates (number, site, zone, name, direction) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET zone = excluded.zone, name = excluded.name,
                    direction = excluded.direction
                """,
            arguments: [
                gate.number.rawValue, gate.site.rawValue, gate.zone.rawValue, gate.name,
                gate.direction.rawValue,
            ])
    }

    private static func requireFreeZoneName(_ zone: Zone, in db: Database) throws {
        let other = try Int64.fetchOne(
            db, cached: "SELECT number FROM zones WHERE site = ? AND name = ? AND number <> ?",
            arguments: [zone.site.rawValue, zone.name, zone.number.rawValue])
        if let other {
            throw RegistryError.duplicateNumber(.zone, other, heldBy: zone.name)
        }
    }

    /// - Parameter table: one of this file's own names, never from outside.
    static func requireFree(
        _ number: Int64, of subject: RegistrySubject, table: String, in db: Database
    ) throws {
        let holder = try String.fetchOne(
            db, cached: "SELECT name FROM \(table) WHERE number = ?", arguments: [number])
        if let holder { throw RegistryError.duplicateNumber(subject, number, heldBy: holder) }
    }
}
