import Identifiers
import PassFormat
// Lists of people and vehicles: read, all problems told, the difference shown or applied.
package import Registry
package import RosterImport

/// How a list is to be taken.
package struct ImportOptions: Sendable {
    /// Whether anything is written.
    package enum Mode: Sendable { case apply, dryRun }
    /// Whether the list adds to the firm or is all of it.
    package enum Scope: Sendable { case addAndChange, replaceWholeFirm }
    /// What a refused row does to the others.
    package enum Refusal: Sendable { case rowsOnly, allOrNothing }

    let organisation: OrganisationNumber
    let site: SiteNumber
    package var mode = Mode.apply
    /// nil: the first visible sheet with a header.
    package var sheet: String?
    package var scope = Scope.addAndChange
    package var confirmedLeavers: Int?
    package var refusal = Refusal.rowsOnly
    /// nil: the list is not given back.
    package var markedSheet: MarkedSheetTarget?
    /// The uploaded list that this is, where it is one.
    var job: Int64?
    /// Is told how many rows have been read, or written where they are.
    var noteRows: (@Sendable (Int) -> Void)?
    /// The application by which desks approved it; nil where none had to.
    var application: Int64?

    package init(organisation: OrganisationNumber, site: SiteNumber) {
        self.organisation = organisation
        self.site = site
    }
}

extension Office {
    /// Reads a staff list and, unless it is a dry run, applies it in one transaction.
    ///
    /// - Parameter list: the file as it was uploaded.
    /// - Throws: `OfficeError` for an unknown firm or site, and faults of the registry.
    package func importStaff(
        _ list: ListSource, _ options: ImportOptions
    ) throws(OfficeError) -> ImportReport {
        let place = try listPlace(options)
        let reading = readList(list, kind: .staff, options: place.listOptions(options))
        try giveBack(list, reading, place, options)
        let records = reading.people.lazy.map { row in
            var person = PersonRecord(name: row.name, identity: row.identity)
            person.employeeNumber = row.employeeNumber
            person.phone = row.phone
            person.department = row.department
            person.post = row.post
            person.zones = row.zone.flatMap { place.zones[$0] }.map { [$0] } ?? []
            person.address = row.address
            person.validUntilSeconds = row.validUntil.map { place.seconds(endOf: $0) }
            return person
        }
        let outline = ListOutline(
            zones: Set(reading.outline.places.compactMap { place.zones[$0] }), routes: [],
            hasDates: reading.outline.hasDates)
        return try finish(reading, options) { (target, mode, act) in
            switch mode {
            case .dryRun: (try registry.difference(records, for: target, outline: outline), nil)
            case .apply: try registry.apply(records, for: target, act: act).parts
            }
        }
    }

    /// Reads a vehicle list and, unless it is a dry run, applies it in one transaction.
    ///
    /// - Parameter list: the file as it was uploaded.
    /// - Throws: `OfficeError` for an unknown firm or site, and faults of the registry.
    package func importVehicles(
        _ list: ListSource, _ options: ImportOptions
    ) throws(OfficeError) -> ImportReport {
        let place = try listPlace(options)
        let reading = readList(list, kind: .vehicles, options: place.listOptions(options))
        try giveBack(list, reading, place, options)
        let records = reading.vehicles.lazy.map { row in
            var vehicle = VehicleRecord(plate: row.plate)
            vehicle.type = row.type
            vehicle.drivers = row.drivers.map(\.text).joined(separator: "、")
            vehicle.driverIdentity = row.driverID
            vehicle.phone = row.phone
            vehicle.cargo = row.cargo
            vehicle.route = row.route.flatMap { place.routes[$0] }
            vehicle.fromSeconds = row.from.map { place.seconds(startOf: $0) }
            vehicle.untilSeconds = row.until.map { place.seconds(endOf: $0) }
            return vehicle
        }
        let outline = ListOutline(
            zones: [], routes: Set(reading.outline.places.compactMap { place.routes[$0] }),
            hasDates: reading.outline.hasDates)
        return try finish(reading, options) { (target, mode, act) in
            switch mode {
            case .dryRun: (try registry.difference(records, for: target, outline: outline), nil)
            case .apply: try registry.apply(records, for: target, act: act).parts
            }
        }
    }

    /// The same of a staff list that lies in memory.
    package func importStaff(
        _ bytes: [UInt8], _ options: ImportOptions
    ) throws(OfficeError) -> ImportReport {
        try importStaff(ListSource(bytes), options)
    }

    /// The same of a vehicle list that lies in memory.
    package func importVehicles(
        _ bytes: [UInt8], _ options: ImportOptions
    ) throws(OfficeError) -> ImportReport {
        try importVehicles(ListSource(bytes), options)
    }

    /// The people of a firm, or of all, with numbers masked.
    package func people(
        organisation: OrganisationNumber?
    ) throws(OfficeError) -> [PersonSummary] {
        try office { try firms(organisation).flatMap { try registry.people(of: $0) } }
    }

    /// The vehicles of a firm, or of all, with numbers masked.
    package func vehicles(
        organisation: OrganisationNumber?
    ) throws(OfficeError) -> [VehicleSummary] {
        try office { try firms(organisation).flatMap { try registry.vehicles(of: $0) } }
    }

    private func firms(_ one: OrganisationNumber?) throws -> [OrganisationNumber] {
        try one.map { [$0] } ?? registry.organisations().map(\.number)
    }

    private typealias Comparison = (difference: ListDifference, batch: Int64?)

    /// Compares or applies what was read, unless something stands against it.
    private func finish(
        _ reading: ListReading, _ options: ImportOptions,
        _ compare: (ListTarget, ImportOptions.Mode, Act) throws -> Comparison
    ) throws(OfficeError) -> ImportReport {
        var report = ImportReport(reading)
        guard reading.fileProblem == nil else { return report }
        let scope: ListScope =
            switch options.scope {
            case .addAndChange: .addAndChange
            case .replaceWholeFirm:
                .wholeFirm(sparing: [], confirmedLeavers: options.confirmedLeavers)
            }
        var target = ListTarget(
            organisation: options.organisation, site: options.site, scope: scope)
        target.nowSeconds = now
        target.job = options.job
        target.noteRows = options.noteRows
        let approval = try approval(options)
        target.approval = approval.short
        report.refusal = .incomplete(
            rejected: reading.rejectedCount, options.refusal, options.scope)
        if options.mode == .apply, report.refusal == nil {
            do throws(OfficeError) {
                let done = try changing(why: approval.why) { try compare(target, .apply, $0) }
                report.note(done.difference, options, reading)
                report.batch = done.batch
                report.applied = true
                return report
            } catch {
                guard error.exitCode == 2 else { throw error }
                report.refusal = error
            }
        }
        let act = Act(who: setting.who, atSeconds: now)
        let difference = try office { try compare(target, .dryRun, act) }.difference
        report.note(difference, options, reading)
        guard options.mode == .dryRun else { return report }
        report.refusal = nil
        if options.scope == .replaceWholeFirm || !difference.reached.isEmpty {
            report.reached = difference.reached
        }
        return report
    }

    /// By what the rows count as approved, for the audit.
    private func approval(_ options: ImportOptions) throws(OfficeError) -> ListApproval {
        if let application = options.application { return .application(application) }
        return try office { try registry.desks(of: options.site).isEmpty }
            ? .noDesks(options.site) : .besideDesks(options.site)
    }
}

/// What the audit says of who approved a list.
private enum ListApproval {
    case application(Int64)
    case noDesks(SiteNumber)
    /// The site has desks, none of them for lists, or the office itself imports.
    case besideDesks(SiteNumber)

    var why: String {
        switch self {
        case .application(let number): "application \(number) was approved"
        case .noDesks(let site): "no desks at site \(site): rows count as approved"
        case .besideDesks(let site): "written without the desks of site \(site)"
        }
    }

    var short: String {
        switch self {
        case .application(let number): "application \(number)"
        case .noDesks: "none-needed (site has no desks)"
        case .besideDesks: "none (without the site's desks)"
        }
    }
}

extension OfficeError {
    /// Why a list with wrong rows is not written; nil where it is.
    static func incomplete(
        rejected: Int, _ refusal: ImportOptions.Refusal, _ scope: ImportOptions.Scope
    ) -> OfficeError? {
        guard rejected > 0 else { return nil }
        if refusal == .allOrNothing {
            var refused = OfficeError(
                "有 \(rejected) 行有误，按 --all-or-nothing 一行也未导入；请改好后再来",
                "\(rejected) rows have errors; --all-or-nothing took none, mend them")
            refused.textOverHTTP = BilingualText(
                "有 \(rejected) 行有误，按 all_or_nothing 一行也未导入；请改好后再来",
                "\(rejected) rows have errors; all_or_nothing took none, mend them")
            return refused
        }
        // A refused row's person stands in the list, but nobody can tell which person that is.
        if scope == .replaceWholeFirm {
            var refused = OfficeError(
                "有 \(rejected) 行有误，无法断定谁已离职，未导入；请改好，或去掉 --replace",
                "\(rejected) rows have errors, so nobody can say who left; mend them,"
                    + " or leave out --replace")
            refused.textOverHTTP = BilingualText(
                "有 \(rejected) 行有误，无法断定谁已离职，未导入；请改好，或改用 scope=add",
                "\(rejected) rows have errors, so nobody can say who left; mend them,"
                    + " or use scope=add")
            return refused
        }
        return nil
    }
}

extension ImportReport {
    fileprivate mutating func note(
        _ found: ListDifference, _ options: ImportOptions, _ reading: ListReading
    ) {
        difference = Difference(
            new: found.added, changed: found.changed, unchanged: found.unchanged,
            leavers: options.scope == .replaceWholeFirm ? found.leavers ?? 0 : nil)
        guard let limit = found.longestSeconds, !found.beyondLimit.isEmpty else { return }
        beyondLimit = BeyondLimit(limitS: limit, rows: reading.sheetRows(at: found.beyondLimit))
    }
}

extension ListReading {
    /// The rows in the sheet of some of the accepted ones.
    ///
    /// - Parameter places: from 0, ascending.
    fileprivate func sheetRows(at places: [Int]) -> [Int] {
        let wanted = Set(places)
        switch accepted {
        case .staff(let rows):
            return rows.enumerated().filter { wanted.contains($0.offset) }.map(\.element.row)
        case .vehicles(let rows):
            return rows.enumerated().filter { wanted.contains($0.offset) }.map(\.element.row)
        }
    }
}

extension ListOutcome {
    fileprivate var parts: (difference: ListDifference, batch: Int64?) { (difference, batch) }
}
