// How a person or a vehicle is named on the command line, and which row that is.
import GRDB
package import Identifiers

/// A holder by what people have in hand.
package enum HolderName: Sendable, Equatable {
    /// Any pass of the holder, also one that is withdrawn.
    case pass(PassNumber)
    case employee(EmployeeNumber, OrganisationNumber)
    case plate(Plate)
}

extension Registry {
    /// The person of this name.
    ///
    /// - Returns: nil where it names a vehicle.
    /// - Throws: `unknown`.
    static func person(_ name: HolderName, in db: Database) throws -> Int64? {
        switch name {
        case .plate: return nil
        case .pass(let number):
            let row = try Row.fetchOne(
                db, cached: "SELECT person FROM passes WHERE number = ?", arguments: [number.digits]
            )
            guard let row else { throw RegistryError.unknown(.pass, number.text) }
            return row["person"]
        case .employee(let number, let organisation):
            _ = try known(organisation, in: db)
            let person = try Int64.fetchOne(
                db, cached: "SELECT id FROM people WHERE organisation = ? AND employee_no = ?",
                arguments: [organisation.rawValue, number.text])
            guard let person else { throw RegistryError.unknown(.person, number.text) }
            return person
        }
    }

    /// The plate of the vehicle of this name.
    ///
    /// - Returns: nil where it names a person.
    /// - Throws: `unknown`.
    static func plate(_ name: HolderName, in db: Database) throws -> String? {
        switch name {
        case .employee: return nil
        case .pass(let number):
            return try String.fetchOne(
                db,
                cached: """
                    SELECT v.plate FROM passes p JOIN vehicles v ON v.id = p.vehicle
                    WHERE p.number = ?
                    """, arguments: [number.digits])
        case .plate(let plate):
            let found = try String.fetchOne(
                db, cached: "SELECT plate FROM vehicles WHERE plate = ?", arguments: [plate.text])
            guard let found else { throw RegistryError.unknown(.vehicle, plate.text) }
            return found
        }
    }
}
