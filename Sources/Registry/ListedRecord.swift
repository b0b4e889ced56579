// What a list's row becomes: a person or a vehicle of a firm, in the form in which the tables hold
// both. The difference and its application are in ListImport.swift.
import GRDB
package import Identifiers
import PassFormat

/// A row of a staff list, parsed.
package struct PersonRecord: Sendable, Equatable {
    /// What the firm knows its people by; nil where the list has no such column.
    package var employeeNumber: EmployeeNumber?
    package var name: PersonName
    package var identity: IdentityNumber
    package var phone: MobileNumber?
    package var department: String?
    package var post: String?
    /// Zones of the import's site, ascending; none: the whole site.
    package var zones: [ZoneNumber] = []
    package var address: String?
    /// Until when the person is wanted here, seconds since 1970.
    package var validUntilSeconds: Int64?

    package init(name: PersonName, identity: IdentityNumber) {
        self.name = name
        self.identity = identity
    }
}

/// A row of a vehicle list, parsed.
package struct VehicleRecord: Sendable, Equatable {
    package var plate: Plate
    package var type: String?
    /// Names of the drivers, separated by 、.
    package var drivers: String?
    package var driverIdentity: IdentityNumber?
    package var phone: MobileNumber?
    package var cargo: String?
    package var route: RouteNumber?
    /// Seconds since 1970.
    package var fromSeconds: Int64?
    /// Seconds since 1970.
    package var untilSeconds: Int64?

    package init(plate: Plate) { self.plate = plate }
}

/// Which list a batch came from.
package enum ListKind: String, Sendable, Encodable, CaseIterable {
    case staff, vehicles

    var table: String { self == .staff ? "people" : "vehicles" }
    var key: String { self == .staff ? "employee_no" : "plate" }
    var subjectColumn: String { self == .staff ? "person" : "vehicle" }
    var columns: String { self == .staff ? Schema.personColumns : Schema.vehicleColumns }
    /// A person's name, in a query over the table as `h`.
    var name: String { self == .staff ? "h.name" : "NULL" }
    var action: String { self == .staff ? "roster.import" : "vehicle.import" }
    var undoing: String { self == .staff ? "roster.undo" : "vehicle.undo" }
    var passKind: PassKind { self == .staff ? .staff : .vehicle }
}

/// What the import needs of a record, whichever its kind.
protocol ListedRecord: Sendable {
    static var kind: ListKind { get }
    /// What the firm knows it by: employee number or plate.
    var key: String? { get }
    /// The canonical ID number that stands in where there is no key.
    var identityText: String? { get }
    /// A person's name; nil for a vehicle.
    var holderName: String? { get }
    /// Every field, in a fixed order, for the content hash.
    var contentFields: [String?] { get }
    /// The holder's own dates, seconds since 1970.
    var fromSeconds: Int64? { get }
    var untilSeconds: Int64? { get }
    /// Zones that must belong to the import's site.
    var zones: [ZoneNumber] { get }
    var route: RouteNumber? { get }
    /// Values of the columns between `site` and `content_hash`.
    func values(row: Int64, seal: RegistrySeal) throws -> [DatabaseValue]
}

/// What an import does to a row of the table.
enum RowChange {
    case add(Int64)
    case update(Int64)

    var row: Int64 {
        switch self {
        case .add(let row), .update(let row): row
        }
    }
}

/// A record on its way into the table.
struct ChangedRecord<Record: ListedRecord>: Sendable {
    let record: Record
    let content: KeyedHash
    let change: RowChange

    /// All of either table.
    private static var columns: Int { 19 }

    /// Made where nothing but the record, the row and the key is asked, so that it can be done
    /// beside the writing.
    func sealed(
        by seal: RegistrySeal, for target: ListTarget, batch: Int64
    ) throws -> SealedRow {
        var values: [DatabaseValue] = []
        values.reserveCapacity(Self.columns)
        if case .add(let row) = change { values.append(row.databaseValue) }
        values.append(target.organisation.rawValue.databaseValue)
        values.append(target.site.rawValue.databaseValue)
        values += try record.values(row: change.row, seal: seal)
        values.append(blob(content.bytes))
        values.append("present".databaseValue)
        values.append(batch.databaseValue)
        if case .update(let row) = change { values.append(row.databaseValue) }
        return SealedRow(change: change, arguments: StatementArguments(RowValues(values)))
    }
}

/// The values of a row as the statement of its change takes them.
struct SealedRow: Sendable {
    let change: RowChange
    let arguments: StatementArguments
}

extension ListedRecord {
    /// Whether the holder's own date lies beyond a pass that begins now or with these dates.
    func lasts(longerThan seconds: Int64, at now: Int64) -> Bool {
        untilSeconds.map { $0 - max(fromSeconds ?? now, now) > seconds } ?? false
    }
}

extension PersonRecord: ListedRecord {
    static var kind: ListKind { .staff }
    var key: String? { employeeNumber?.text }
    var identityText: String? { identity.text }
    var holderName: String? { name.text }
    var fromSeconds: Int64? { nil }
    var untilSeconds: Int64? { validUntilSeconds }
    var route: RouteNumber? { nil }

    var contentFields: [String?] {
        [
            key, name.text, identity.text, phone?.text, department, post, zoneText, address,
            validUntilSeconds.map(String.init),
        ]
    }

    var zoneText: String { zones.map(\.description).joined(separator: ",") }

    func values(row: Int64, seal: RegistrySeal) throws -> [DatabaseValue] {
        let identityText = identity.text
        let phoneSealed = try phone.map {
            try seal.seal(Array($0.text.utf8), column: .personPhone, row: row)
        }
        return [
            key.databaseValue, name.text.databaseValue,
            blob(try seal.seal(Array(identityText.utf8), column: .personIdentity, row: row)),
            blob(seal.lookUp(identity: identityText)), Masking.middle(identityText).databaseValue,
            blob(phoneSealed), blob(phone.map { seal.lookUp(phone: $0.text) }),
            (phone?.masked).databaseValue, department.databaseValue, post.databaseValue,
            zoneText.databaseValue, address.databaseValue, validUntilSeconds.databaseValue,
        ]
    }
}

extension VehicleRecord: ListedRecord {
    static var kind: ListKind { .vehicles }
    var key: String? { plate.text }
    var identityText: String? { nil }
    var holderName: String? { nil }
    var zones: [ZoneNumber] { [] }

    var contentFields: [String?] {
        [
            plate.text, type, drivers, driverIdentity?.text, phone?.text, cargo,
            route?.description, fromSeconds.map(String.init), untilSeconds.map(String.init),
        ]
    }

    func values(row: Int64, seal: RegistrySeal) throws -> [DatabaseValue] {
        let identitySealed = try driverIdentity.map {
            try seal.seal(Array($0.text.utf8), column: .driverIdentity, row: row)
        }
        let phoneSealed = try phone.map {
            try seal.seal(Array($0.text.utf8), column: .driverPhone, row: row)
        }
        return [
            plate.text.databaseValue, type.databaseValue, drivers.databaseValue,
            blob(identitySealed), blob(driverIdentity.map { seal.lookUp(identity: $0.text) }),
            (driverIdentity?.masked).databaseValue, blob(phoneSealed),
            blob(phone.map { seal.lookUp(phone: $0.text) }), (phone?.masked).databaseValue,
            cargo.databaseValue, (route?.rawValue).databaseValue, fromSeconds.databaseValue,
            untilSeconds.databaseValue,
        ]
    }
}

extension Optional where Wrapped: DatabaseValueConvertible {
    fileprivate var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}
