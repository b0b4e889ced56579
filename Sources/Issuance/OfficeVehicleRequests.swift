// Requests for many vehicles at once: a sheet whose rows are filed one by one, all in one
// transaction. Tests: Tests/IssuanceTests/VehicleRequestTests.swift.
import ApplicationKinds
package import Approvals
import Identifiers
package import Registry
package import RosterImport

/// A sheet of vehicles that is filed.
package struct VehicleSheetFiling: Sendable {
    /// The kind that its rows are applications of.
    package static let kind = "vehicle"
    /// How many vehicles at once.
    package static let most = 500

    let organisation: OrganisationNumber
    let site: SiteNumber
    /// What holds of every vehicle where its row says nothing: origin, destination, class of cargo.
    let common: [String: FormInput]
    package var mode = ImportOptions.Mode.apply

    package init(
        organisation: OrganisationNumber, site: SiteNumber, common: [String: FormInput]
    ) {
        self.organisation = organisation
        self.site = site
        self.common = common
    }
}

/// What became of a sheet of vehicles.
package struct VehicleSheetReport: Encodable, Sendable {
    /// A row that was not filed.
    package struct Refused: Encodable, Sendable {
        /// As the sheet counts, from 1; null for the file as a whole.
        package let row: OrNull<Int>
        let column: OrNull<String>
        package let code: String
        let zh: String
        let en: String
    }

    package let rows: Int
    /// The numbers of the applications, in the order of the rows; none where it was only looked at.
    package fileprivate(set) var filed: [Int64] = []
    /// How many rows could be filed, where it was only looked at.
    package fileprivate(set) var wouldFile = 0
    package fileprivate(set) var refused: [Refused] = []
}

extension ApplicationsOffice {
    /// Files an application for each vehicle of a sheet; a row that cannot be leaves the rest.
    ///
    /// - Parameter list: the sheet as it was uploaded.
    /// - Throws: `OfficeError` for an unknown firm or site, or more rows than go at once.
    package func fileVehicles(
        _ list: ListSource, _ filing: VehicleSheetFiling
    ) throws(OfficeError) -> VehicleSheetReport {
        let options = ImportOptions(organisation: filing.organisation, site: filing.site)
        let place = try office.listPlace(options)
        let reading = readList(list, kind: .vehicles, options: place.listOptions(nil))
        guard reading.rowCount <= VehicleSheetFiling.most else {
            throw OfficeError(
                .refused, "TOO_MANY", "一次至多 \(VehicleSheetFiling.most) 辆；请分批",
                "at most \(VehicleSheetFiling.most) vehicles at once; file them in parts")
        }
        var report = VehicleSheetReport(rows: reading.rowCount)
        report.refused = ImportReport(reading).problems.filter { $0.severity == "error" }.map {
            .init(
                row: OrNull($0.row), column: OrNull($0.column), code: $0.code,
                zh: "\($0.message.zh)；\($0.fix.zh)", en: "\($0.message.en); \($0.fix.en)")
        }
        let rows = reading.vehicles.map { ($0.row, filing.input($0, place)) }
        guard !rows.isEmpty else { return report }
        let found = report
        return try office.changing { act in
            try office.registry.changeApplications(act: act) { writer in
                var report = found
                switch filing.mode {
                case .apply: try file(rows, filing, writer, act, &report)
                case .dryRun:
                    try writer.tried { try file(rows, filing, writer, act, &report) }
                    report.wouldFile = report.filed.count
                    report.filed = []
                }
                return report
            }
        }
    }

    private func file(
        _ rows: [(row: Int, input: [String: FormInput])], _ filing: VehicleSheetFiling,
        _ writer: ApplicationWriter, _ act: Act, _ report: inout VehicleSheetReport
    ) throws {
        var together: Int64?
        for (row, input) in rows {
            do {
                let number = try writer.separately {
                    let run = try run(VehicleSheetFiling.kind, filing.site, writer, act)
                    return try run.file(
                        ApplicationFiling(
                            kind: VehicleSheetFiling.kind, organisation: filing.organisation,
                            site: filing.site, input: input), together: together)
                }
                together = together ?? number
                report.filed.append(number)
            } catch {
                let error = OfficeError(error)
                guard error.fault != .machine else { throw error }
                report.refused.append(
                    .init(
                        row: OrNull(row), column: OrNull(error.faults.first?.field ?? error.field),
                        code: error.faults.first?.code ?? error.code, zh: error.chinese,
                        en: error.english))
            }
        }
    }
}

extension VehicleSheetFiling {
    /// A row as a form; what the sheet leaves out is as the whole has it.
    fileprivate func input(_ row: VehicleRow, _ place: ListPlace) -> [String: FormInput] {
        var input = common
        input["plate"] = .text(row.plate.text)
        if let type = row.type { input["vehicle_type"] = .text(type) }
        if let cargo = row.cargo { input["cargo"] = .text(cargo) }
        if let route = row.route.flatMap({ place.routes[$0] }) {
            input["route"] = .number(route.rawValue)
        }
        if let from = row.from { input["from"] = .number(place.seconds(startOf: from)) }
        if let until = row.until { input["until"] = .number(place.seconds(endOf: until)) }
        input["drivers"] = .list(
            row.drivers.enumerated().map { driver in
                var person: [String: FormInput] = ["name": .text(driver.element.text)]
                // The sheet has one number for all: it is the first driver's.
                if driver.offset == 0 {
                    person["identity"] = (row.driverID?.text).map(FormInput.text)
                    person["telephone"] = (row.phone?.text).map(FormInput.text)
                }
                return .record(person)
            })
        return input
    }
}
