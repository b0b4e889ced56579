// The rules of single cells, each giving a typed value or reporting the first thing wrong.
import Identifiers

extension RowCheck {
    mutating func name(_ column: ListColumn, missing: ProblemCode) -> PersonName? {
        guard let cell = content(column, missing: missing) else { return nil }
        let text = cell.text
        guard cell.isText, let name = try? PersonName.mending(text) else {
            report(.nameInvalid, in: column, value: Self.shown(text))
            return nil
        }
        report(name.mends, in: column, value: Self.shown(text))
        return name.value
    }

    /// One or more names.
    mutating func names(_ column: ListColumn, missing: ProblemCode) -> [PersonName]? {
        guard let cell = content(column, missing: missing) else { return nil }
        let text = cell.text
        guard cell.isText, let names = try? PersonName.mendingList(text) else {
            report(.nameInvalid, in: column, value: Self.shown(text))
            return nil
        }
        report(names.mends, in: column, value: Self.shown(text))
        return names.value
    }

    /// An ID number; `document` is what the list's own column says of the document.
    mutating func identity(
        _ column: ListColumn, missing: ProblemCode?, today: CalendarDate,
        document: DeclaredDocument
    ) -> IdentityNumber? {
        guard let cell = content(column, missing: missing) else { return nil }
        let text = cell.text
        if Self.isRounded(cell) {
            report(.idRounded, in: column, value: Masking.middle(text.trimmingBlanks()))
            return nil
        }
        do throws(IdentifierError) {
            let number = try IdentityNumber.mending(text, today: today, declared: document)
            report(number.mends, in: column, value: number.value.masked)
            return number.value
        } catch {
            let code: ProblemCode =
                switch error {
                case .malformed: DecimalText.isScientific(text) ? .idRounded : .idFormat
                case .date: .idDate
                case .checkCharacter: .idChecksum
                }
            report(code, in: column, value: Masking.middle(text.trimmingBlanks()))
            return nil
        }
    }

    mutating func phone(_ column: ListColumn) -> MobileNumber? {
        guard let text = content(column)?.text else { return nil }
        guard let number = try? MobileNumber.mending(text) else {
            report(.phoneFormat, in: column, value: Masking.middle(text.trimmingBlanks()))
            return nil
        }
        report(number.mends, in: column, value: number.value.masked)
        return number.value
    }

    /// A name of something registered: a zone or a route.
    mutating func place(
        _ column: ListColumn, known: inout KnownPlaces, unknown: ProblemCode
    ) -> String? {
        guard let written = text(column) else { return nil }
        let folded = FullWidth.fold(written)
        if !known.contains(folded), !known.contains(written) {
            report(unknown, in: column, value: Self.shown(written))
            return nil
        }
        return folded
    }

    /// A date or time; reports DATE_FORMAT.
    mutating func time(_ column: ListColumn) -> WallTime? {
        guard let cell = content(column) else { return nil }
        if case .number(_, date: let date?) = cell { return date }
        guard
            let time = WallTime(listText: cell.text)
                ?? epoch.flatMap({ WallTime(plainSerial: cell.text, epoch: $0) })
        else {
            report(.dateFormat, in: column, value: Self.shown(cell.text))
            return nil
        }
        return time
    }

    /// An end that must not be over: DATE_FORMAT, else DATE_PAST.
    mutating func end(_ column: ListColumn, options: ListOptions) -> WallTime? {
        guard let time = time(column) else { return nil }
        guard time.latest >= (options.today, options.secondOfToday) else {
            report(.datePast, in: column, value: time.text)
            return nil
        }
        return time
    }

    /// What the list says of the documents of this row.
    mutating func document() -> DeclaredDocument {
        guard let text = text(.documentType) else { return .unstated }
        let key = ListColumn.headerKey(text)
        if ["居民身份证", "身份证", "idcard", "id", "residentid"].contains(key) { return .residentID }
        return .passportOrPermit
    }

    /// Whether a number has more digits than the fifteen that a spreadsheet keeps.
    private static func isRounded(_ cell: CellContent) -> Bool {
        switch cell {
        case .number(let text, date: _): text.utf8.count { (0x30...0x39).contains($0) } > 15
        case .text, .error, .overlong, .uncalculated: false
        }
    }
}

/// The names of places that are registered.
struct KnownPlaces: Sendable {
    /// Nil where any will do.
    private let names: Set<String>?
    private var last: String?

    init(_ names: Set<String>?) { self.names = names }

    /// Whether a place of this name is registered.
    mutating func contains(_ name: String) -> Bool {
        guard let names else { return true }
        // Most rows name what the one before named.
        if let last, last.hasBytes(of: name) { return true }
        guard names.contains(name) else { return false }
        last = name
        return true
    }
}

extension WallTime {
    /// `2022-05-31`, with a time `2022-05-31 08:30:00`.
    package var text: String {
        guard let secondOfDay else { return date.text }
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return date.text + " " + two(secondOfDay / 3600) + ":" + two(secondOfDay / 60 % 60) + ":"
            + two(secondOfDay % 60)
    }
}
