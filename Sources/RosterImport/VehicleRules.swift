// What makes a row of a vehicle list stand.
import Identifiers

extension RowRules {
    /// - Returns: nil where the row has an error; the check then holds every one of them.
    mutating func vehicleRow(_ check: inout RowCheck) -> VehicleRow? {
        let plate = plate(&check)
        let drivers = check.names(.driver, missing: .driverMissing)
        let document = check.document()
        let driverID = check.identity(
            .driverIdentity, missing: nil, today: options.today, document: document)
        let type = check.text(.vehicleType)
        let phone = check.phone(.phone)
        let cargo = check.text(.cargo)
        let route = check.place(.route, known: &knownPlaces, unknown: .routeUnknown)
        let from = check.time(.from)
        let until = check.end(.until, options: options)
        if let from, let until, until.latest < from.earliest {
            check.report(.dateOrder, in: .until, value: until.text)
        }
        guard !check.hasError, let plate, let drivers else { return nil }
        return VehicleRow(
            row: check.row, plate: plate, type: type, drivers: drivers, driverID: driverID,
            phone: phone, cargo: cargo, route: route, from: from, until: until)
    }

    private mutating func plate(_ check: inout RowCheck) -> Plate? {
        guard let text = check.content(.plate, missing: .plateMissing)?.text else { return nil }
        guard let plate = try? Plate.mending(text) else {
            check.report(.plateFormat, in: .plate, value: RowCheck.shown(text))
            return nil
        }
        guard seenPlates.insert(plate.value.text).inserted else {
            check.report(.plateDuplicate, in: .plate, value: plate.value.text)
            return nil
        }
        check.report(plate.mends, in: .plate, value: RowCheck.shown(text))
        return plate.value
    }
}
