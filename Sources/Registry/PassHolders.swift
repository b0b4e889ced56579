import GRDB
// Who is to have a pass: present, and without a valid one; and what a reissue starts from.
package import Identifiers
package import PassFormat

/// A person or vehicle that a pass can be made for.
package struct PassCandidate: Sendable, Equatable {
    package let holder: PassHolder
    package let kind: PassKind
    package let site: SiteNumber
    /// Employee number or plate; nil for a person without a number.
    package let key: String?
    /// A person's name, nil for a vehicle.
    package let name: String?
    package let zones: [ZoneNumber]
    package let route: RouteNumber?
    /// The holder's own dates, seconds since 1970.
    package let fromSeconds: Int64?
    package let untilSeconds: Int64?
    /// The application that brought a vehicle's newest pass, where it was looked for: desks decided
    /// on what it may do, so that none is made without them.
    package private(set) var application: Int64?

    init(person row: Row) {
        holder = .person(RowID(row["id"]))
        kind = .staff
        site = SiteNumber(stored: row["site"])
        key = row["employee_no"]
        name = row["name"]
        zones = (row["zones"] as String).split(separator: ",").compactMap { Int64($0) }
            .map(ZoneNumber.init(stored:))
        route = nil
        fromSeconds = nil
        untilSeconds = row["valid_until"]
    }

    /// Somebody who comes in once, whom no list dates or limits to zones.
    init(visitor row: Row) {
        holder = .person(RowID(row["id"]))
        kind = .temporary
        site = SiteNumber(stored: row["site"])
        key = row["employee_no"]
        name = row["name"]
        zones = []
        route = nil
        fromSeconds = nil
        untilSeconds = nil
    }

    init(vehicle row: Row) {
        holder = .vehicle(RowID(row["id"]))
        kind = .vehicle
        site = SiteNumber(stored: row["site"])
        key = row["plate"]
        name = nil
        zones = []
        route = (row["route"] as Int64?).map(RouteNumber.init(stored:))
        fromSeconds = row["valid_from"]
        untilSeconds = row["valid_until"]
    }

    /// - Parameter row: with `application` beside the vehicle's columns.
    fileprivate init(vehicleToIssueFor row: Row) {
        self.init(vehicle: row)
        application = row["application"]
    }
}

/// What another issue of a pass starts from.
package struct ReissueBasis: Sendable {
    /// As the lists have it now; another vehicle's where the plate changes.
    package var candidate: PassCandidate
    package let organisation: OrganisationNumber
    package let terms: PassTerms
    /// 10 bytes; a secret of the holder.
    package let passID: [UInt8]
    /// Nil where every sequence has been used.
    package let nextSequence: UInt16?
    /// When the issue in force ends, seconds since 1970.
    package let expiresSeconds: Int64
    let row: Int64
    let sequence: UInt16
}

struct OpenPass {
    let row: Int64
    let sequence: UInt16
    let nextSequence: Int
    let fields: Row
}

extension Registry {
    /// Calls `body` for each present person or vehicle of a firm without a pass that is active and
    /// not expired, staff by employee number, vehicles by plate.
    ///
    /// - Parameters:
    ///   - kind: staff or vehicle; nobody is listed as temporary.
    ///   - seconds: now.
    ///   - body: asks the registry nothing; what it writes meanwhile is not read.
    /// - Throws: `unknown(.organisation)`; what `body` throws, as it is.
    package func forEachWithoutPass(
        _ kind: PassKind, of organisation: OrganisationNumber, at seconds: Int64,
        _ body: (PassCandidate) throws -> Void
    ) throws {
        let query: String
        switch kind {
        case .staff: query = Self.lacking("people", "person", order: "employee_no")
        case .vehicle:
            query = Self.lacking("vehicles", "vehicle", order: "plate", Self.newestApplication)
        case .temporary: return
        }
        try walk { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchCursor(
                db, sql: query, arguments: [organisation.rawValue, seconds])
        } reading: { row in
            kind == .vehicle
                ? PassCandidate(vehicleToIssueFor: row) : PassCandidate(person: row)
        } _: {
            try body($0)
        }
    }

    /// How many people or vehicles of a firm are present.
    package func countPresent(
        _ kind: ListKind, of organisation: OrganisationNumber
    ) throws(RegistryError) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                cached: """
                    SELECT COUNT(*) FROM \(kind.table)
                    WHERE organisation = ? AND state = 'present'
                    """, arguments: [organisation.rawValue]) ?? 0
        }
    }

    /// Whether somebody with this employee number, or a vehicle with this plate, is on a firm's
    /// list now.
    package func isPresent(
        _ kind: ListKind, _ key: String, of organisation: OrganisationNumber
    ) throws(RegistryError) -> Bool {
        try read { db in
            try Int.fetchOne(
                db,
                cached: """
                    SELECT 1 FROM \(kind.table)
                    WHERE organisation = ? AND \(kind.key) = ? AND state = 'present'
                    """, arguments: [organisation.rawValue, key]) != nil
        }
    }

    /// What a reissue of this pass starts from.
    ///
    /// - Throws: `unknown(.pass)`, `passClosed`, `sealedUnderAnotherKey`.
    package func passForReissue(_ number: PassNumber) throws(RegistryError) -> ReissueBasis {
        try read { db in
            let pass = try Self.openPass(number, in: db)
            guard let basis = try reissueBasis(pass.fields, in: db) else {
                throw RegistryError.unknown(.pass, number.text)
            }
            guard basis.nextSequence != nil else {
                throw RegistryError.passClosed(number: number.text)
            }
            return basis
        }
    }

    /// - Parameter pass: columns of `passes`, and the end of the issue in force.
    func reissueBasis(_ pass: Row, in db: Database) throws -> ReissueBasis? {
        guard let candidate = try Self.candidate(ofPass: pass, in: db) else { return nil }
        let row: Int64 = pass["id"]
        return ReissueBasis(
            candidate: candidate, organisation: OrganisationNumber(stored: pass["organisation"]),
            terms: PassTerms(pass),
            passID: try seal.open(pass.bytes("pass_id_sealed"), column: .passID, row: row),
            nextSequence: UInt16(exactly: pass["next_sequence"] as Int),
            expiresSeconds: pass["exp"], row: row, sequence: pass["sequence"])
    }

    /// The holder of a pass, as the lists have it now.
    ///
    /// - Parameter pass: columns of `passes`.
    static func candidate(ofPass pass: Row, in db: Database) throws -> PassCandidate? {
        if let person = pass["person"] as Int64? {
            let isVisitor = pass["kind"] as UInt8 == PassKind.temporary.rawValue
            return try Row.fetchOne(
                db, cached: "SELECT * FROM people WHERE id = ?", arguments: [person]
            ).map { isVisitor ? PassCandidate(visitor: $0) : PassCandidate(person: $0) }
        }
        return try Row.fetchOne(
            db, cached: "SELECT * FROM vehicles WHERE id = ?",
            arguments: [pass["vehicle"] as Int64?]
        ).map(PassCandidate.init(vehicle:))
    }

    static func openPass(_ number: PassNumber, in db: Database) throws -> OpenPass {
        let row = try Row.fetchOne(
            db,
            cached: """
                SELECT p.*, t.status, t.exp FROM passes p
                JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                WHERE p.number = ?
                """, arguments: [number.digits])
        guard let row else { throw RegistryError.unknown(.pass, number.text) }
        guard row["status"] as String == "active" else {
            throw RegistryError.passClosed(number: number.text)
        }
        return OpenPass(
            row: row["id"], sequence: row["sequence"], nextSequence: row["next_sequence"],
            fields: row)
    }

    static func lacking(
        _ table: String, _ column: String, order: String, _ more: String = ""
    ) -> String {
        """
        SELECT h.*\(more) FROM \(table) h
        WHERE h.organisation = ? AND h.state = 'present' AND \(lackingPass(column))
        ORDER BY h.\(order), h.id
        """
    }

    /// A column beside the vehicle `h`.
    private static let newestApplication = """
        , (SELECT application FROM application_passes
            WHERE pass = (SELECT MAX(id) FROM passes WHERE vehicle = h.id)) AS application
        """

    /// The condition that `h` has no valid pass; it takes the moment.
    static func lackingPass(_ column: String) -> String {
        """
        NOT EXISTS (
            SELECT 1 FROM passes p
            JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
            WHERE p.\(column) = h.id AND t.status = 'active' AND t.exp > ?)
        """
    }

    /// One person or vehicle of a firm's list; nil where they have a valid pass.
    ///
    /// - Throws: `unknown` where nobody of this key is present.
    static func candidate(
        _ kind: PassKind, _ key: String, of organisation: OrganisationNumber, at seconds: Int64,
        in db: Database
    ) throws -> PassCandidate? {
        let list: ListKind = kind == .vehicle ? .vehicles : .staff
        let columns =
            list == .vehicles
            ? "plate, route, valid_from" + newestApplication : "employee_no, name, zones"
        let found = try Row.first(
            db,
            cached: """
                SELECT id, site, valid_until, \(columns),
                    \(lackingPass(list.subjectColumn)) AS lacks
                FROM \(list.table) h
                WHERE h.organisation = ? AND h.\(list.key) = ? AND h.state = 'present'
                """, arguments: [seconds, organisation.rawValue, key]
        ) { row -> PassCandidate? in
            guard row["lacks"] as Bool else { return nil }
            return list == .vehicles
                ? PassCandidate(vehicleToIssueFor: row) : PassCandidate(person: row)
        }
        guard let found else {
            throw RegistryError.unknown(list == .staff ? .person : .vehicle, key)
        }
        return found
    }
}
