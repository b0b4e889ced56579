// What makes a row of a staff list stand.
import Identifiers

extension RowRules {
    /// - Returns: nil where the row has an error; the check then holds every one of them.
    mutating func staffRow(_ check: inout RowCheck) -> StaffRow? {
        let name = check.name(.name, missing: .nameMissing)
        let document = check.document()
        let identity = check.identity(
            .identity, missing: .idMissing, today: options.today, document: document)
        if let identity, !seenIdentities.insert(identity) {
            check.report(.idDuplicate, in: .identity, value: identity.masked)
        }
        let employeeNumber = employeeNumber(&check)
        let phone = check.phone(.phone)
        let department = check.text(.department)
        let post = check.text(.post)
        let zone = check.place(.zone, known: &knownPlaces, unknown: .zoneUnknown)
        let address = check.text(.address)
        let validUntil = check.end(.validUntil, options: options)
        guard !check.hasError, let name, let identity else { return nil }
        return StaffRow(
            row: check.row, name: name, identity: identity, phone: phone,
            employeeNumber: employeeNumber, department: department, post: post, zone: zone,
            address: address, validUntil: validUntil)
    }

    /// Asked for only where the list has the column.
    private mutating func employeeNumber(_ check: inout RowCheck) -> EmployeeNumber? {
        guard check.header.has(.employeeNumber),
            let text = check.content(.employeeNumber, missing: .employeeNoMissing)?.text
        else { return nil }
        guard let number = try? EmployeeNumber.mending(text) else {
            check.report(.employeeNoMissing, in: .employeeNumber, value: nil)
            return nil
        }
        guard seenEmployeeNumbers.insert(number.value.text) else {
            check.report(
                .employeeNoDuplicate, in: .employeeNumber, value: RowCheck.shown(text))
            return nil
        }
        check.report(number.mends, in: .employeeNumber, value: RowCheck.shown(text))
        return number.value
    }
}

/// The texts met so far.
///
/// Short ones are kept as numbers, which is exact: none has a zero byte.
struct SeenTexts {
    private var short: Set<UInt64> = []
    private var long: Set<String> = []

    /// About what they cost.
    var keptBytes: Int { 32 * short.count + ListLimits.seenTextBytes * long.count }

    /// - Returns: false where the text has been met before.
    mutating func insert(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count <= 8, bytes.allSatisfy({ $0 != 0 }) else {
            return long.insert(text).inserted
        }
        var packed: UInt64 = 0
        for place in bytes.indices { packed = packed << 8 | UInt64(bytes[place]) }
        return short.insert(packed).inserted
    }
}

/// The ID numbers met so far, resident IDs as numbers: a hundred thousand rows feel that.
struct SeenIdentities {
    private var residents: Set<UInt64> = []
    private var documents: Set<String> = []

    /// About what they cost.
    var keptBytes: Int { 32 * residents.count + ListLimits.seenTextBytes * documents.count }

    /// - Returns: false where the number has been met before.
    mutating func insert(_ number: IdentityNumber) -> Bool {
        switch number {
        case .resident(let id): return residents.insert(id.number).inserted
        case .document(let number): return documents.insert(number.text).inserted
        }
    }
}
