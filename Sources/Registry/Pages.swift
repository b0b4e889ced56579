// Lists by pages: each begins behind the last key of the page before, so that rows that come and go
// meanwhile shift nothing, and no page costs more than its own rows.
import GRDB
import PassFormat

/// Which part of a list is wanted.
package struct PagePlace: Sendable, Equatable {
    /// The list's key of the last row that the caller has; nil for the first page.
    package let after: String?
    /// How many rows at most.
    package let limit: Int

    package init(after: String?, limit: Int) {
        self.after = after
        self.limit = limit
    }
}

/// A person with the key that the next page begins behind.
package struct ListedPerson: Sendable, Encodable {
    package let id: Int64
    package let person: PersonSummary

    package func encode(to encoder: any Encoder) throws { try person.encode(to: encoder) }
}

extension Registry {
    /// A page of a firm's people, in the order in which they came in.
    ///
    /// - Parameter page: its key is a person's row, in decimal.
    /// - Throws: `unknown(.organisation)`.
    package func people(
        of organisation: OrganisationNumber, _ page: PagePlace
    ) throws(RegistryError) -> [ListedPerson] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM people WHERE organisation = ? AND id > ? ORDER BY id LIMIT ?
                    """,
                arguments: [
                    organisation.rawValue, page.after.flatMap { Int64($0) } ?? 0, page.limit,
                ]
            ).map { ListedPerson(id: $0["id"], person: PersonSummary($0)) }
        }
    }

    /// A page of a firm's vehicles, by plate.
    ///
    /// - Parameter page: its key is a plate.
    /// - Throws: `unknown(.organisation)`.
    package func vehicles(
        of organisation: OrganisationNumber, _ page: PagePlace
    ) throws(RegistryError) -> [VehicleSummary] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM vehicles WHERE organisation = ? AND plate > ?
                    ORDER BY plate LIMIT ?
                    """,
                arguments: [organisation.rawValue, page.after ?? "", page.limit]
            ).map(VehicleSummary.init)
        }
    }
}

extension Registry {
    /// The sites at which a firm has people, vehicles, applications, lists or a quota.
    package func sites(of firm: OrganisationNumber) throws(RegistryError) -> [Int64] {
        try remembering(SitesKey(firm: firm)) { () throws(RegistryError) in
            try read { db in
                try Int64.fetchAll(
                    db,
                    cached: """
                        SELECT number FROM sites s WHERE \(Self.has("?1", at: "s.number"))
                        ORDER BY number
                        """, arguments: [firm.rawValue])
            }
        }
    }

    private struct SitesKey: Hashable { let firm: OrganisationNumber }

    /// The firms that have people, vehicles, applications, lists or a quota at a site.
    package func firms(presentAt site: Int64) throws(RegistryError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db,
                cached: """
                    SELECT number FROM organisations o WHERE \(Self.has("o.number", at: "?1"))
                    ORDER BY number
                    """, arguments: [site])
        }
    }

    /// Whether a firm has anything at a site, as SQL.
    private static func has(_ firm: String, at site: String) -> String {
        ["people", "vehicles", "applications", "list_jobs", "quotas"].map {
            "EXISTS (SELECT 1 FROM \($0) WHERE organisation = \(firm) AND site = \(site))"
        }.joined(separator: " OR ")
    }
}
