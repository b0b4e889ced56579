// What a gate shows of a pass, and what a guard may type for it, from the registry's values.
// Tests: Tests/IssuanceTests/OfficeGateTests.swift.
import Identifiers
import PassCheck
import PassFormat
import PassIssue
import Registry

extension BundleEntry.Display {
    /// The guard sees a masked name; the whole one stays in the office.
    init(_ details: GatePassDetails) {
        let number = try? PassNumber(parsing: details.numberDigits)
        let name = details.name.flatMap { try? PersonName(parsing: $0) }
        // Cut, not refused: one firm's long texts must not keep a gate from its revocations.
        var record = DisplayRecord(
            number: number?.text ?? details.numberDigits, name: name?.masked.cut(),
            firm: details.organisationName.cut(), department: details.department?.cut(),
            plate: details.plate)
        record.list(driversOf: details)
        var typed: [TypedValue] = [.passNumber(details.numberDigits)]
        if let plate = details.plate { typed.append(.plate(plate)) }
        if let employee = details.employeeNumber {
            typed.append(
                .employee(
                    organisation: UInt32(clamping: details.organisation.rawValue),
                    number: employee))
        }
        self.init(token: details.token, record: record, typed: typed)
    }
}

extension String {
    /// Bytes of UTF-8 that one text of a guard's screen may have.
    ///
    /// Four of them, a number and a plate fit the largest size class of `DisplayRecord`.
    fileprivate static var screenBytes: Int { 216 }

    /// The text, or its beginning and a mark that something is left out; never half a character.
    fileprivate func cut() -> String {
        guard utf8.count > Self.screenBytes else { return self }
        let mark = "…"
        var kept = ""
        var bytes = mark.utf8.count
        for scalar in unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= Self.screenBytes else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + mark
    }
}

extension DisplayRecord {
    /// Drivers whose hashes go into a record.
    ///
    /// A cell of a list holds fewer, and so many fit beside the longest name of a firm.
    private static let mostDrivers = 80

    /// Lists a vehicle's drivers: by hash to judge a name that is told, and masked for the screen
    /// as far as they fit.
    fileprivate mutating func list(driversOf details: GatePassDetails) {
        guard let text = details.drivers, let names = try? PersonName.mendingList(text).value,
            let identity = PassIdentity(id: details.passID, sequence: 1)
        else { return }
        driverHashes = names.prefix(Self.mostDrivers).map {
            Self.hash(ofDriver: $0.text, of: identity)
        }
        for name in names {
            drivers.append(name.masked.cut())
            guard padded != nil else {
                drivers.removeLast()
                return
            }
        }
    }
}
