// What an approval brings, inside the transaction of the approval itself: people and vehicles on a
// firm's list, passes, quotas, zones. Tests: Tests/IssuanceTests.
import GRDB
import Identifiers

extension ApplicationWriter {
    /// Puts people onto a firm's list.
    ///
    /// - Returns: those of them who have no valid pass, as passes are made for.
    /// - Throws: `unknown`, `zoneOfAnotherSite`.
    package func list(
        _ people: [PersonRecord], of organisation: OrganisationNumber, at site: SiteNumber,
        by application: Int64
    ) throws(RegistryError) -> [PassCandidate] {
        try translating(registry.path) {
            var target = ListTarget(organisation: organisation, site: site, scope: .addAndChange)
            target.approval = "application \(application)"
            // Who is on the list already keeps what it says of them.
            let new = try people.filter { person in
                guard let row = try row(of: person, in: organisation) else { return true }
                return row["state"] as String != "present"
                    || row.bytes("identity_hash")
                        != registry.seal.lookUp(identity: person.identity.text)
            }
            notes += try registry.applyList(new, target, act, in: db).1
            return try people.compactMap { person in
                let row = try row(of: person, in: organisation)
                guard let row, try !hasPass("person", row["id"]) else { return nil }
                return PassCandidate(person: row)
            }
        }
    }

    /// Puts a vehicle onto a firm's list, or its new values there.
    package func list(
        _ vehicle: VehicleRecord, of organisation: OrganisationNumber, at site: SiteNumber,
        by application: Int64
    ) throws(RegistryError) -> PassCandidate {
        try translating(registry.path) {
            var target = ListTarget(organisation: organisation, site: site, scope: .addAndChange)
            target.approval = "application \(application)"
            let (_, added) = try registry.applyList([vehicle], target, act, in: db)
            notes += added
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM vehicles WHERE organisation = ? AND plate = ?",
                arguments: [organisation.rawValue, vehicle.plate.text])
            guard let row else { throw RegistryError.unknown(.vehicle, vehicle.plate.text) }
            return PassCandidate(vehicle: row)
        }
    }

    /// People who come in once and are not on the firm's list: kept beside it, as those who left
    /// it are, so that no list finds them missing and no issue in bulk finds them present.
    ///
    /// - Returns: what temporary passes are made for.
    package func visitors(
        _ people: [PersonRecord], of organisation: OrganisationNumber, at site: SiteNumber
    ) throws(RegistryError) -> [PassCandidate] {
        try translating(registry.path) {
            let batch = try Registry.makeBatch(
                ListKind.staff.rawValue, for: organisation, act: act, counts: (0, 0, 0), in: db)
            return try people.map { person in
                if let known = try row(of: person, in: organisation) {
                    return PassCandidate(visitor: known)
                }
                return PassCandidate(
                    visitor: try addVisitor(person, organisation, site, batch: batch))
            }
        }
    }

    private func addVisitor(
        _ person: PersonRecord, _ organisation: OrganisationNumber, _ site: SiteNumber,
        batch: Int64
    ) throws -> Row {
        let newest = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM people") ?? 0
        let id = newest + 1
        let seal = registry.seal
        let start: [DatabaseValue] = [
            id.databaseValue, organisation.rawValue.databaseValue, site.rawValue.databaseValue,
        ]
        let end: [DatabaseValue] = [
            blob(seal.content([site.description] + person.contentFields)), "left".databaseValue,
            batch.databaseValue,
        ]
        let values = try person.values(row: id, seal: seal)
        let places = Array(repeating: "?", count: 19).joined(separator: ", ")
        try db.execute(
            cached: "INSERT INTO people (id, \(Schema.personColumns)) VALUES (\(places))",
            arguments: StatementArguments(start + values + end))
        guard
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM people WHERE id = ?", arguments: [id])
        else { throw RegistryError.unknown(.person, "\(id)") }
        return row
    }

    private func row(
        of person: PersonRecord, in organisation: OrganisationNumber
    ) throws -> Row? {
        if let key = person.employeeNumber?.text {
            return try Row.fetchOne(
                db, cached: "SELECT * FROM people WHERE organisation = ? AND employee_no = ?",
                arguments: [organisation.rawValue, key])
        }
        return try Row.fetchOne(
            db,
            cached: """
                SELECT * FROM people WHERE organisation = ? AND identity_hash = ?
                ORDER BY state DESC, id LIMIT 1
                """,
            arguments: [
                organisation.rawValue, blob(registry.seal.lookUp(identity: person.identity.text)),
            ])
    }

    /// - Parameter column: `person` or `vehicle`.
    private func hasPass(_ column: String, _ row: Int64) throws -> Bool {
        try Int.fetchOne(
            db,
            cached: """
                SELECT 1 FROM passes p
                JOIN pass_tokens t ON t.pass = p.id AND t.sequence = p.sequence
                WHERE p.\(column) = ? AND t.status = 'active' AND t.exp > ?
                """, arguments: [row, act.atSeconds]) != nil
    }

    /// The first of a firm's list at a site who have no valid pass.
    package func withoutPass(
        of organisation: OrganisationNumber, at site: SiteNumber, first count: Int64
    ) throws(RegistryError) -> [PassCandidate] {
        try translating(registry.path) {
            let cursor = try Row.fetchCursor(
                db, sql: Registry.lacking("people", "person", order: "employee_no"),
                arguments: [organisation.rawValue, act.atSeconds])
            var found: [PassCandidate] = []
            while found.count < count, let row = try cursor.next() {
                let candidate = PassCandidate(person: row)
                if candidate.site == site { found.append(candidate) }
            }
            return found
        }
    }

    /// Issues passes in this transaction, and notes them as brought by an application.
    ///
    /// - Throws: what `body` throws, as it is.
    package func issue(
        for organisation: OrganisationNumber, by application: Int64,
        _ body: (PassWriter) throws -> Void
    ) throws {
        let before = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM passes") ?? 0
        let (_, added) = try registry.issue(for: organisation, act: act, in: db, body)
        notes += added
        // Ids go up, and nobody else writes meanwhile.
        try db.execute(
            cached: """
                INSERT INTO application_passes (application, pass)
                SELECT ?, id FROM passes WHERE id > ?
                """, arguments: [application, before])
    }

    /// A firm's quota as it stands in this transaction; nil where nothing limits its passes.
    package func quota(
        of organisation: OrganisationNumber, at site: SiteNumber
    ) throws(RegistryError) -> Int64? {
        try translating(registry.path) { try Registry.quota(of: organisation, at: site, in: db) }
    }

    /// Sets a firm's quota.
    ///
    /// - Throws: `unknown`, `quotaOutOfRange`.
    package func setQuota(
        _ limit: Int64, of organisation: OrganisationNumber, at site: SiteNumber
    ) throws(RegistryError) {
        try translating(registry.path) {
            notes.append(
                try Registry.storeQuota(limit, of: organisation, at: site, act, in: db))
        }
    }

    /// Grants a firm zones of a site, beside those it has.
    ///
    /// - Throws: `unknown(.zone)`, `zoneOfAnotherSite`.
    package func grant(
        _ zones: [ZoneNumber], to organisation: OrganisationNumber, at site: SiteNumber
    ) throws(RegistryError) {
        try translating(registry.path) {
            for number in zones {
                let zone = try Registry.known(number, in: db)
                guard zone.site == site else {
                    throw RegistryError.zoneOfAnotherSite(
                        zone: number.rawValue, itsSite: zone.site.rawValue, site: site.rawValue)
                }
                try db.execute(
                    cached: """
                        INSERT INTO organisation_zones (organisation, zone) VALUES (?, ?)
                        ON CONFLICT (organisation, zone) DO NOTHING
                        """, arguments: [organisation.rawValue, number.rawValue])
            }
            notes.append(
                AuditNote(
                    "zones.grant", subject: "organisation \(organisation)",
                    details: "zones=\(zones.map(\.description).joined(separator: ","))"))
        }
    }
}
