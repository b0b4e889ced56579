// How a command names one holder: by pass number, by firm and employee number, or by plate.
import ArgumentParser
import Identifiers
import Issuance
import PassFormat
import Registry

/// One person.
struct PersonArguments: ParsableArguments {
    @Option(
        help: "本人通行证的编号。/ Number of a pass of this person.", transform: PassNumber.init(parsing:))
    var number: PassNumber?
    @Option(
        help: "工号，须同时给出 --org。/ Employee number; needs --org.",
        transform: EmployeeNumber.init(parsing:))
    var employee: EmployeeNumber?
    @Option(help: "单位。/ Firm of the employee number.")
    var org: OrganisationNumber?

    /// - Throws: `ValidationError` where none or several are named.
    func name() throws -> HolderName {
        switch (number, employee, org) {
        case (let number?, nil, nil): return .pass(number)
        case (nil, let employee?, let org?): return .employee(employee, org)
        default:
            throw ValidationError(
                "请只选其一。/ Name one person: --employee with --org, or --number.")
        }
    }
}

/// One person or vehicle.
struct HolderArguments: ParsableArguments {
    @OptionGroup var person: PersonArguments
    @Option(help: "车牌号。/ A vehicle.", transform: Plate.init(parsing:))
    var plate: Plate?

    /// - Throws: `ValidationError` where none or several are named.
    func name() throws -> HolderName {
        guard let plate else { return try person.name() }
        guard person.number == nil, person.employee == nil, person.org == nil else {
            throw ValidationError(
                "请只选其一。/ Name one: --employee with --org, --number, or --plate.")
        }
        return .plate(plate)
    }
}
