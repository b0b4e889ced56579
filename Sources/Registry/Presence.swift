// Where each pass was last seen: the newest passage that stands, by the gates' journals. Rows come
// late and out of order, and later ones take earlier ones back, so that a pass is looked at anew
// whenever a row of it comes in. Tests: Tests/RegistryTests/FigureTests.swift.
import GRDB

extension Registry {
    /// Looks anew at passes whose rows came in.
    static func updatePresence(of indexes: Set<[UInt8]>, in db: Database) throws {
        let forget = try db.cachedStatement(sql: "DELETE FROM presence WHERE pass_index = ?")
        let find = try db.cachedStatement(
            sql: """
                INSERT INTO presence (pass_index, gate, direction, at, organisation, kind)
                SELECT r.pass_index, d.gate, r.direction, r.at, p.organisation, p.kind
                FROM journal_rows r JOIN devices d ON d.id = r.device
                LEFT JOIN passes p ON p.pass_index = r.pass_index
                WHERE r.pass_index = ? AND \(Schema.standingPassage)
                ORDER BY r.at DESC, d.gate DESC, r.n DESC LIMIT 1
                """)
        for index in indexes {
            try forget.execute(arguments: [blob(index)])
            try find.execute(arguments: [blob(index)])
        }
    }

    /// Who is inside now: their last passage was inward, and no longer ago than their site
    /// remembers.
    ///
    /// - Parameter now: seconds since 1970.
    package func inside(at now: Int64) throws(RegistryError) -> [InsideCount] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT g.site, g.zone, r.organisation, r.kind, COUNT(*) AS inside
                    FROM presence r JOIN gates g ON g.number = r.gate
                    JOIN sites s ON s.number = g.site
                    WHERE r.direction = 'in' AND r.at > ? - s.state_s
                    GROUP BY g.site, g.zone, r.organisation, r.kind
                    ORDER BY g.site, g.zone, r.organisation, r.kind
                    """, arguments: [now]
            ).map(InsideCount.init)
        }
    }
}
