// Desks of a site, and who sits there: their reviewers, others who were given a seat, and those who
// stand in for one of them. Tests: Tests/IssuanceTests/DeskTests.swift.
import GRDB

/// A desk of a site.
package struct Desk: Sendable, Equatable, Encodable {
    package let site: SiteNumber
    /// As the kinds of applications call it.
    package let id: String
    package let name: String

    package init(site: SiteNumber, id: String, name: String) {
        self.site = site
        self.id = id
        self.name = name
    }
}

/// Somebody's seat at a desk.
package struct SeatRow: Sendable, Equatable, Encodable {
    package let site: SiteNumber
    package let desk: String
    /// The account.
    package let who: String
    /// In whose place; nil for the desk's own people.
    package var standingInFor: String?
    /// Seconds since 1970.
    package var fromSeconds: Int64
    /// Seconds since 1970, exclusive; nil: until it is taken away.
    package var untilSeconds: Int64?

    package init(
        site: SiteNumber, desk: String, who: String, fromSeconds: Int64,
        untilSeconds: Int64? = nil
    ) {
        self.site = site
        self.desk = desk
        self.who = who
        self.fromSeconds = fromSeconds
        self.untilSeconds = untilSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case site, desk, who, standingInFor, from, until
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(site, forKey: .site)
        try container.encode(desk, forKey: .desk)
        try container.encode(who, forKey: .who)
        try container.encode(standingInFor, forKey: .standingInFor)
        try container.encode(fromSeconds, forKey: .from)
        try container.encode(untilSeconds, forKey: .until)
    }

    fileprivate init(_ row: Row) {
        site = SiteNumber(stored: row["site"])
        desk = row["desk"]
        who = row["who"]
        let other: String = row["standing_in_for"]
        standingInFor = other.isEmpty ? nil : other
        fromSeconds = row["from_at"]
        untilSeconds = row["until_at"]
    }
}

extension Registry {
    /// Adds a desk, or gives one another name.
    ///
    /// - Throws: `unknown(.site)`, `badName`.
    package func store(_ desk: Desk, act: Act) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(desk.site, in: db)
            try Self.requireName(desk.name, of: .desk)
            try Self.requireName(desk.id, of: .desk)
            try db.execute(
                cached: """
                    INSERT INTO desks (site, id, name) VALUES (?, ?, ?)
                    ON CONFLICT (site, id) DO UPDATE SET name = excluded.name
                    """, arguments: [desk.site.rawValue, desk.id, desk.name])
            let note = AuditNote(
                "desk.set", subject: "site \(desk.site)", details: "desk=\(desk.id)")
            return ((), [note])
        }
    }

    /// All desks of a site, by id.
    package func desks(of site: SiteNumber) throws(RegistryError) -> [Desk] {
        try read { db in
            _ = try Self.known(site, in: db)
            return try Row.fetchAll(
                db, cached: "SELECT * FROM desks WHERE site = ? ORDER BY id",
                arguments: [site.rawValue]
            ).map { Desk(site: site, id: $0["id"], name: $0["name"]) }
        }
    }

    /// Gives somebody a seat, or another time for it.
    ///
    /// - Throws: `unknown(.desk)`.
    package func store(_ seat: SeatRow, act: Act) throws(RegistryError) {
        try change(act) { db in
            try Self.requireDesk(seat.desk, at: seat.site, in: db)
            try db.execute(
                cached: """
                    INSERT INTO desk_seats (site, desk, who, standing_in_for, from_at, until_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (site, desk, who, standing_in_for) DO UPDATE SET
                        from_at = excluded.from_at, until_at = excluded.until_at
                    """,
                arguments: [
                    seat.site.rawValue, seat.desk, seat.who, seat.standingInFor ?? "",
                    seat.fromSeconds, seat.untilSeconds,
                ])
            return ((), [seat.note("desk.seat")])
        }
    }

    /// Takes a seat away.
    ///
    /// - Throws: `unknown(.desk)` where there is none.
    package func remove(_ seat: SeatRow, act: Act) throws(RegistryError) {
        try change(act) { db in
            try db.execute(
                cached: """
                    DELETE FROM desk_seats
                    WHERE site = ? AND desk = ? AND who = ? AND standing_in_for = ?
                    """,
                arguments: [
                    seat.site.rawValue, seat.desk, seat.who, seat.standingInFor ?? "",
                ])
            guard db.changesCount > 0 else { throw RegistryError.unknown(.desk, seat.desk) }
            return ((), [seat.note("desk.unseat")])
        }
    }

    /// Every seat of a site, of all times.
    package func seats(of site: SiteNumber) throws(RegistryError) -> [SeatRow] {
        try read { try Self.seats(of: site, in: $0) }
    }

    /// Whoever is a reviewer of a desk sits there too.
    static func seats(of site: SiteNumber, in db: Database) throws -> [SeatRow] {
        try Row.fetchAll(
            db,
            cached: """
                SELECT site, desk, who, standing_in_for, from_at, until_at FROM desk_seats
                WHERE site = :site
                UNION ALL
                SELECT g.site, g.desk, 'account:' || g.account, '', g.made_at, NULL
                FROM account_grants g JOIN accounts a ON a.number = g.account
                WHERE g.role = 'reviewer' AND g.site = :site AND a.state = 'active'
                ORDER BY 2, 3, 4
                """, arguments: ["site": site.rawValue]
        ).map(SeatRow.init)
    }

    static func requireDesk(_ id: String, at site: SiteNumber, in db: Database) throws {
        let found = try Int.fetchOne(
            db, cached: "SELECT 1 FROM desks WHERE site = ? AND id = ?",
            arguments: [site.rawValue, id])
        guard found != nil else { throw RegistryError.unknown(.desk, id) }
    }
}

extension SeatRow {
    fileprivate func note(_ what: String) -> AuditNote {
        AuditNote(
            what, subject: "site \(site)",
            details: "desk=\(desk) who=\(who) standing_in_for=\(standingInFor ?? "-")"
                + " from=\(fromSeconds) until=\(untilSeconds.map(String.init) ?? "-")")
    }
}
