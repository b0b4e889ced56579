// How rows and problems are written as bytes. Values that were checked when the list was read are
// not checked again.
import Identifiers

extension StaffRow: PackedRow {
    package func write(to record: inout RecordWriter) {
        record.put(UInt64(row))
        record.put(name.text)
        record.put(identity)
        record.put(phone?.text)
        record.put(employeeNumber?.text)
        record.put(word: department)
        record.put(word: post)
        record.put(word: zone)
        record.put(address)
        record.put(validUntil)
    }

    package init(from record: inout RecordReader) {
        row = Int(record.number())
        name = PersonName(checkedBefore: record.text() ?? "")
        identity = record.identity() ?? .document(TravelDocumentNumber(checkedBefore: ""))
        phone = record.text().map { MobileNumber(checkedBefore: $0) }
        employeeNumber = record.text().map { EmployeeNumber(checkedBefore: $0) }
        department = record.word()
        post = record.word()
        zone = record.word()
        address = record.text()
        validUntil = record.time()
    }
}

extension VehicleRow: PackedRow {
    package func write(to record: inout RecordWriter) {
        record.put(UInt64(row))
        record.put(plate.text)
        record.put(word: type)
        record.put(UInt64(drivers.count))
        for driver in drivers { record.put(driver.text) }
        record.put(driverID)
        record.put(phone?.text)
        record.put(word: cargo)
        record.put(word: route)
        record.put(from)
        record.put(until)
    }

    package init(from record: inout RecordReader) {
        row = Int(record.number())
        plate = Plate(checkedBefore: record.text() ?? "")
        type = record.word()
        drivers = (0..<record.number()).map { _ in
            PersonName(checkedBefore: record.text() ?? "")
        }
        driverID = record.identity()
        phone = record.text().map { MobileNumber(checkedBefore: $0) }
        cargo = record.word()
        route = record.word()
        from = record.time()
        until = record.time()
    }
}

extension ListProblem: PackedRow {
    package func write(to record: inout RecordWriter) {
        record.put(UInt64(row.map { $0 + 1 } ?? 0))
        record.put(word: column)
        record.put(word: code.rawValue)
        record.put(value)
        record.put(UInt64(meaning.map { $0.rawValue + 1 } ?? 0))
        switch cause {
        case .usual: record.put(0)
        case .formulaWithoutValue: record.put(1)
        case .headerAgain(let row):
            record.put(2)
            record.put(UInt64(row))
        case .beyond(let bound):
            record.put(3)
            record.put(bound.rawValue)
        case .noSuchSheet(let names):
            record.put(UInt64(names.count) + 4)
            for name in names { record.put(name) }
        }
    }

    package init(from record: inout RecordReader) {
        let number = record.number()
        row = number == 0 ? nil : Int(number) - 1
        column = record.word()
        code = record.word().flatMap(ProblemCode.init) ?? .fileDamaged
        value = record.text()
        meaning = ListColumn(rawValue: Int(record.number()) - 1)
        switch record.number() {
        case 0: cause = .usual
        case 1: cause = .formulaWithoutValue
        case 2: cause = .headerAgain(row: Int(record.number()))
        case 3: cause = ListBound(rawValue: record.number()).map { .beyond($0) } ?? .usual
        case let more:
            cause = .noSuchSheet(has: (0..<more - 4).map { _ in record.text() ?? "" })
        }
    }
}

extension RecordWriter {
    fileprivate mutating func put(_ identity: IdentityNumber?) {
        switch identity {
        case nil: put(0)
        case .resident(let id):
            put(1)
            put(id.number)
        case .document(let document):
            put(2)
            put(document.text)
        }
    }

    fileprivate mutating func put(_ time: WallTime?) {
        // Days since the year 1, so that none is negative, and a second of the day beside them.
        put(time.map { UInt64($0.date.daysSince1970 + Self.daysBefore1970) } ?? 0)
        if let time { put(UInt64((time.secondOfDay ?? -1) + 1)) }
    }

    fileprivate static let daysBefore1970 = 719_163
}

extension RecordReader {
    fileprivate mutating func identity() -> IdentityNumber? {
        switch number() {
        case 1: .resident(ResidentID(checkedBefore: number()))
        case 2: .document(TravelDocumentNumber(checkedBefore: text() ?? ""))
        default: nil
        }
    }

    fileprivate mutating func time() -> WallTime? {
        let days = Int(number())
        guard days > 0 else { return nil }
        let second = Int(number()) - 1
        return CalendarDate(daysSince1970: days - RecordWriter.daysBefore1970).map {
            WallTime(date: $0, secondOfDay: second < 0 ? nil : second)
        }
    }
}
