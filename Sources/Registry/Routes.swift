// Routes: the checkpoints a vehicle passes, in order, and the hours it may do so.
import GRDB

/// An ordered list of checkpoints with a window of the day.
package struct Route: Numbered, Equatable, Encodable {
    package static let numbers: ClosedRange<Int64> = 1...4_294_967_295
    package static let subject = RegistrySubject.route

    package let number: RouteNumber
    package var name: String
    /// Gates in the order of the way.
    package var checkpoints: [GateNumber]
    /// Minutes of the local day, 0–1439; nil with `endMinute`: all day.
    package var startMinute: Int64?
    /// Minutes of the local day, 1–1440, exclusive.
    package var endMinute: Int64?

    package init(
        number: RouteNumber, name: String, checkpoints: [GateNumber], startMinute: Int64? = nil,
        endMinute: Int64? = nil
    ) {
        self.number = number
        self.name = name
        self.checkpoints = checkpoints
        self.startMinute = startMinute
        self.endMinute = endMinute
    }

    fileprivate init(_ row: Row, checkpoints: [Int64]) {
        number = RouteNumber(stored: row["number"])
        name = row["name"]
        startMinute = row["start_minute"]
        endMinute = row["end_minute"]
        self.checkpoints = checkpoints.map(GateNumber.init(stored:))
    }

    fileprivate func note(_ what: String) -> AuditNote {
        let gates = checkpoints.map(\.description).joined(separator: ",")
        let window = startMinute.map { "\($0)-\(endMinute ?? 0)" } ?? "-"
        return AuditNote(
            what, subject: "route \(number)",
            details: "name=\(name) checkpoints=\(gates) window=\(window)")
    }
}

extension Registry {
    /// Adds a route.
    ///
    /// - Throws: `duplicateNumber`, `unknown(.gate)`, `badName`.
    package func add(_ route: Route, act: Act) throws(RegistryError) {
        try change(act) { db in
            try Self.requireFree(route.number.rawValue, of: .route, table: "routes", in: db)
            try Self.store(route, in: db)
            return ((), [route.note("route.add")])
        }
    }

    /// Puts a route's new values in place of its old ones.
    ///
    /// - Throws: `unknown`, `badName`.
    package func set(_ route: Route, act: Act) throws(RegistryError) {
        try change(act) { db in
            guard try Self.known(route.number, in: db) != route else { return ((), []) }
            try Self.store(route, in: db)
            return ((), [route.note("route.set")])
        }
    }

    /// All routes by number.
    package func routes() throws(RegistryError) -> [Route] {
        try read { db in
            try Row.fetchAll(db, cached: "SELECT * FROM routes ORDER BY number").map {
                Route($0, checkpoints: try Self.checkpoints($0["number"], in: db))
            }
        }
    }

    /// Routes that lead over gates of a site, and those that its vehicles are on: a gate that is
    /// not on a route can say so only where it knows the route.
    ///
    /// - Throws: faults of the file.
    package func routes(of site: SiteNumber) throws(RegistryError) -> [Route] {
        try read { db in
            try Int64.fetchAll(
                db,
                cached: """
                    SELECT c.route FROM route_checkpoints c JOIN gates g ON g.number = c.gate
                    WHERE g.site = ?
                    UNION SELECT route FROM vehicles WHERE site = ? AND route IS NOT NULL
                    ORDER BY 1
                    """, arguments: [site.rawValue, site.rawValue]
            ).map { try Self.known(RouteNumber(stored: $0), in: db) }
        }
    }

    /// One route.
    ///
    /// - Throws: `unknown`.
    package func route(_ number: RouteNumber) throws(RegistryError) -> Route {
        try read { try Self.known(number, in: $0) }
    }

    static func known(_ number: RouteNumber, in db: Database) throws -> Route {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM routes WHERE number = ?", arguments: [number.rawValue])
        guard let row else { throw RegistryError.unknown(.route, number.description) }
        return Route(row, checkpoints: try checkpoints(number.rawValue, in: db))
    }

    private static func checkpoints(_ route: Int64, in db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db, cached: "SELECT gate FROM route_checkpoints WHERE route = ? ORDER BY place",
            arguments: [route])
    }

    private static func store(_ route: Route, in db: Database) throws {
        try requireName(route.name, of: .route)
        let number = route.number.rawValue
        let other = try Int64.fetchOne(
            db, cached: "SELECT number FROM routes WHERE name = ? AND number <> ?",
            arguments: [route.name, number])
        if let other { throw RegistryError.duplicateNumber(.route, other, heldBy: route.name) }
        for gate in route.checkpoints { _ = try known(gate, in: db) }
        try db.execute(
            cached: """
                INSERT INTO routes (number, name, start_minute, end_minute) VALUES (?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET name = excluded.name,
                    start_minute = excluded.start_minute, end_minute = excluded.end_minute
                """, arguments: [number, route.name, route.startMinute, route.endMinute])
        try db.execute(cached: "DELETE FROM route_checkpoints WHERE route = ?", arguments: [number])
        for (place, gate) in route.checkpoints.enumerated() {
            try db.execute(
                cached: "INSERT INTO route_checkpoints (route, place, gate) VALUES (?, ?, ?)",
                arguments: [number, place, gate.rawValue])
        }
    }
}
