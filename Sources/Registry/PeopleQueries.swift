import GRDB
// People and vehicles as screens show them: with masked numbers. Reading a whole number is a use
// case of its own, and the audit keeps it.
package import Identifiers

/// A person of a firm.
package struct PersonSummary: Sendable, Equatable, Encodable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let employeeNumber: String?
    package let name: String
    package let identityMasked: String
    package let phoneMasked: String?
    package let department: String?
    package let post: String?
    package let zones: [Int64]
    package let validUntil: Int64?
    /// `present` or `left`.
    package let state: String

    init(_ row: Row) {
        organisation = OrganisationNumber(stored: row["organisation"])
        site = SiteNumber(stored: row["site"])
        employeeNumber = row["employee_no"]
        name = row["name"]
        identityMasked = row["identity_masked"]
        phoneMasked = row["phone_masked"]
        department = row["department"]
        post = row["post"]
        zones = (row["zones"] as String).split(separator: ",").compactMap { Int64($0) }
        validUntil = row["valid_until"]
        state = row["state"]
    }
}

/// A vehicle of a firm.
package struct VehicleSummary: Sendable, Equatable, Encodable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let plate: String
    package let type: String?
    package let drivers: String?
    package let identityMasked: String?
    package let phoneMasked: String?
    package let cargo: String?
    package let route: Int64?
    package let validFrom: Int64?
    package let validUntil: Int64?
    /// `present` or `left`.
    package let state: String

    init(_ row: Row) {
        organisation = OrganisationNumber(stored: row["organisation"])
        site = SiteNumber(stored: row["site"])
        plate = row["plate"]
        type = row["type"]
        drivers = row["drivers"]
        identityMasked = row["identity_masked"]
        phoneMasked = row["phone_masked"]
        cargo = row["cargo"]
        route = row["route"]
        validFrom = row["valid_from"]
        validUntil = row["valid_until"]
        state = row["state"]
    }
}

/// A person's numbers, whole.
package struct WholeNumbers: Sendable, Equatable {
    package let identity: String
    package let phone: String?
}

extension Registry {
    /// A firm's people, by employee number.
    ///
    /// - Throws: `unknown(.organisation)`.
    package func people(
        of organisation: OrganisationNumber
    ) throws(RegistryError) -> [PersonSummary] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db, cached: "SELECT * FROM people WHERE organisation = ? ORDER BY employee_no, id",
                arguments: [organisation.rawValue]
            ).map(PersonSummary.init)
        }
    }

    /// A firm's vehicles, by plate.
    ///
    /// - Throws: `unknown(.organisation)`.
    package func vehicles(
        of organisation: OrganisationNumber
    ) throws(RegistryError) -> [VehicleSummary] {
        try read { db in
            _ = try Self.known(organisation, in: db)
            return try Row.fetchAll(
                db, cached: "SELECT * FROM vehicles WHERE organisation = ? ORDER BY plate",
                arguments: [organisation.rawValue]
            ).map(VehicleSummary.init)
        }
    }

    /// Everyone with this ID number, in whichever firm; found by the keyed hash.
    package func people(
        identity: IdentityNumber
    ) throws(RegistryError) -> [PersonSummary] {
        try read { db in
            try Row.fetchAll(
                db, cached: "SELECT * FROM people WHERE identity_hash = ? ORDER BY id",
                arguments: [blob(seal.lookUp(identity: identity.text))]
            ).map(PersonSummary.init)
        }
    }

    /// Opens a person's ID and telephone numbers; the audit keeps who did and why, before they are
    /// given out.
    ///
    /// - Throws: `unknown`, `sealedUnderAnotherKey`.
    package func wholeNumbers(
        ofEmployee key: String, in organisation: OrganisationNumber, act: Act
    ) throws(RegistryError) -> WholeNumbers {
        try change(act) { db in
            _ = try Self.known(organisation, in: db)
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM people WHERE organisation = ? AND employee_no = ?",
                arguments: [organisation.rawValue, key])
            guard let row else { throw RegistryError.unknown(.person, key) }
            let id: Int64 = row["id"]
            let identity = try seal.open(
                row.bytes("identity_sealed"), column: .personIdentity, row: id)
            let phone = try row.optionalBytes("phone_sealed").map {
                try seal.open($0, column: .personPhone, row: id)
            }
            let numbers = WholeNumbers(
                identity: String(decoding: identity, as: UTF8.self),
                phone: phone.map { String(decoding: $0, as: UTF8.self) })
            return (numbers, [AuditNote("person.read-whole", subject: "person \(id)")])
        }
    }
}
