// Figures that are kept as things change (SchemaFigures.swift), by firm and site, so that they can
// be narrowed to whoever asks. Tests: Tests/RegistryTests/FigureTests.swift.
import GRDB
package import PassFormat

/// How many of a firm's people or vehicles are on a list.
package struct ListedCount: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let kind: ListKind
    package let listed: Int
}

/// In which state a pass is at a time.
package enum PassFigureState: String, Sendable, Codable, CaseIterable {
    case valid, waiting, expired, revoked
}

/// How many passes a firm has of a kind and in a state.
package struct PassCount: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let kind: PassKind
    package let state: PassFigureState
    package let passes: Int
}

/// How many are inside a zone.
package struct InsideCount: Sendable, Equatable {
    package let site: SiteNumber
    package let zone: ZoneNumber
    /// Nil for a pass that the registry does not know.
    package let organisation: OrganisationNumber?
    package let kind: PassKind?
    package let inside: Int

    init(_ row: Row) {
        site = SiteNumber(stored: row["site"])
        zone = ZoneNumber(stored: row["zone"])
        organisation = (row["organisation"] as Int64?).map(OrganisationNumber.init(stored:))
        kind = (row["kind"] as UInt8?).flatMap(PassKind.init)
        inside = row["inside"]
    }
}

extension Registry {
    /// How many are on each firm's lists, none left out that has any.
    package func listedCounts() throws(RegistryError) -> [ListedCount] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM listed_figures WHERE listed <> 0
                    ORDER BY organisation, site, kind
                    """
            ).map { row in
                ListedCount(
                    organisation: OrganisationNumber(stored: row["organisation"]),
                    site: SiteNumber(stored: row["site"]),
                    kind: row["kind"] == 1 ? .staff : .vehicles, listed: row["listed"])
            }
        }
    }

    /// How many passes each firm has, by kind and by state at a time.
    ///
    /// - Parameter now: seconds since 1970.
    package func passCounts(at now: Int64) throws(RegistryError) -> [PassCount] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT organisation, site, kind,
                        CASE WHEN status = 'revoked' THEN 'revoked' WHEN exp <= ?1 THEN 'expired'
                            WHEN nbf > ?1 THEN 'waiting' ELSE 'valid' END AS state,
                        SUM(passes) AS passes
                    FROM pass_figures GROUP BY 1, 2, 3, 4 HAVING SUM(passes) <> 0
                    ORDER BY 1, 2, 3, 4
                    """, arguments: [now])
            var counts: [PassCount] = []
            while let row = try rows.next() {
                guard let kind = PassKind(rawValue: row["kind"]),
                    let state = PassFigureState(rawValue: row["state"])
                else { continue }
                counts.append(
                    PassCount(
                        organisation: OrganisationNumber(stored: row["organisation"]),
                        site: SiteNumber(stored: row["site"]), kind: kind, state: state,
                        passes: row["passes"]))
            }
            return counts
        }
    }
}

/// What waits for a desk of one firm's applications.
package struct QueueCount: Sendable, Equatable {
    package let site: SiteNumber
    package let desk: String
    package let organisation: OrganisationNumber
    package let waiting: Int
    /// Of those, whose clock has run out.
    package let pastClock: Int
    /// Seconds since 1970.
    package let oldestDueAt: Int64
}

/// How many staff passes a firm may have at a site.
package struct QuotaCount: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let passes: Int
}

extension Registry {
    /// What waits for each desk.
    ///
    /// - Parameter now: seconds since 1970.
    package func queueCounts(at now: Int64) throws(RegistryError) -> [QueueCount] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT s.site, s.desk, a.organisation, COUNT(*) AS waiting,
                        SUM(CASE WHEN s.due_at <= ? THEN 1 ELSE 0 END) AS past,
                        MIN(s.due_at) AS oldest
                    FROM application_steps s JOIN applications a ON a.number = s.application
                    GROUP BY s.site, s.desk, a.organisation
                    ORDER BY s.site, s.desk, a.organisation
                    """, arguments: [now]
            ).map { row in
                QueueCount(
                    site: SiteNumber(stored: row["site"]), desk: row["desk"],
                    organisation: OrganisationNumber(stored: row["organisation"]),
                    waiting: row["waiting"], pastClock: row["past"], oldestDueAt: row["oldest"])
            }
        }
    }

    /// All quotas that stand.
    package func quotaCounts() throws(RegistryError) -> [QuotaCount] {
        try read { db in
            try Row.fetchAll(db, cached: "SELECT * FROM quotas ORDER BY organisation, site").map {
                QuotaCount(
                    organisation: OrganisationNumber(stored: $0["organisation"]),
                    site: SiteNumber(stored: $0["site"]), passes: $0["staff_passes"])
            }
        }
    }
}

/// What firms are grouped by.
package struct FirmGroup: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let level: OrganisationLevel?
    package let tags: [String]
}

extension Registry {
    /// Every firm's level and tags, by number.
    package func firmGroups() throws(RegistryError) -> [FirmGroup] {
        try read { db in
            var tags: [Int64: [String]] = [:]
            let pairs = try Row.fetchCursor(
                db, sql: "SELECT organisation, tag FROM organisation_tags ORDER BY 1, 2")
            while let row = try pairs.next() {
                tags[row["organisation"], default: []].append(row["tag"])
            }
            return try Row.fetchAll(
                db, cached: "SELECT number, level FROM organisations ORDER BY number"
            ).map { row in
                FirmGroup(
                    organisation: OrganisationNumber(stored: row["number"]),
                    level: (row["level"] as String?).flatMap(OrganisationLevel.init),
                    tags: tags[row["number"]] ?? [])
            }
        }
    }
}
