// The rules that both kinds of list share: what is checked in a cell, and in which order.
import Identifiers

/// The cells of a row by `ListColumn.rawValue`; nil where a cell is blank.
typealias RowCells = [CellContent?]

/// Judges the rows of one list and keeps what stands and what is wrong.
struct RowRules: Sendable {
    private let kind: ListKind
    let options: ListOptions
    /// Which day the workbook counts from; nil for a text.
    let epoch: DateEpoch?
    private(set) var accepted: AcceptedRows
    private(set) var problems = PackedRows<ListProblem>()
    var seenIdentities = SeenIdentities()
    var seenEmployeeNumbers = SeenTexts()
    var seenPlates: Set<String> = []
    private(set) var outline = ListReading.Outline()
    private(set) var header: HeaderRow?
    /// Whether there came more than a first reading keeps: then nothing is kept.
    private(set) var isOnlyCounted = false

    init(kind: ListKind, options: ListOptions, epoch: DateEpoch?) {
        self.kind = kind
        self.options = options
        self.epoch = epoch
        accepted = AcceptedRows(none: kind)
    }

    /// What rows, problems and the numbers met so far cost.
    private var keptBytes: Int {
        accepted.byteCount + problems.byteCount + seenIdentities.keptBytes
            + seenEmployeeNumbers.keptBytes + ListLimits.seenTextBytes * seenPlates.count
    }

    mutating func begin(under header: HeaderRow) {
        self.header = header
    }

    /// Lets go of everything kept.
    mutating func forget() {
        accepted = AcceptedRows(none: kind)
        problems = PackedRows()
        seenIdentities = SeenIdentities()
        seenEmployeeNumbers = SeenTexts()
        seenPlates = []
        outline = ListReading.Outline()
    }

    /// Judges one row: it is accepted where no cell has an error.
    mutating func judge(_ cells: RowCells, row: Int) {
        guard let header, !isOnlyCounted else { return }
        var check = RowCheck(row: row, cells: cells, header: header, epoch: epoch)
        // The rows are taken out of the enum while they grow: a copy each time would be quadratic.
        switch accepted {
        case .staff(var rows):
            accepted = .staff(PackedRows())
            if let person = staffRow(&check) {
                rows.append(person)
                outline.note(place: person.zone, until: person.validUntil)
            }
            accepted = .staff(rows)
        case .vehicles(var rows):
            accepted = .vehicles(PackedRows())
            if let vehicle = vehicleRow(&check) {
                rows.append(vehicle)
                outline.note(place: vehicle.route, until: vehicle.until)
            }
            accepted = .vehicles(rows)
        }
        for problem in check.problemsInOrder { problems.append(problem) }
        guard keptBytes > options.keptBytes || problems.count > options.keptProblems else { return }
        isOnlyCounted = true
        forget()
    }

    /// Brings rows and problems of a sheet that was written out of order into that of the rows.
    mutating func sortByRow() {
        switch accepted {
        case .staff(let rows): accepted = .staff(rows.sorted(by: \.row))
        case .vehicles(let rows): accepted = .vehicles(rows.sorted(by: \.row))
        }
        problems = problems.sorted { $0.row ?? 0 }
    }
}

/// The checking of one row.
struct RowCheck {
    let row: Int
    private let cells: RowCells
    let header: HeaderRow
    let epoch: DateEpoch?
    private var found: [(column: ListColumn, problem: ListProblem)] = []
    private(set) var hasError = false

    init(row: Int, cells: RowCells, header: HeaderRow, epoch: DateEpoch?) {
        self.row = row
        self.cells = cells
        self.header = header
        self.epoch = epoch
    }

    /// The problems in the order of the columns; those of columns the list lacks come last.
    var problemsInOrder: [ListProblem] {
        found.count < 2
            ? found.map(\.problem)
            : found.sorted { header.place(of: $0.column) < header.place(of: $1.column) }
                .map(\.problem)
    }

    /// Reports a problem of a cell; a cell has one at most, so an error takes a warning's place.
    mutating func report(
        _ code: ProblemCode, in column: ListColumn, value: String?, cause: ProblemCause = .usual
    ) {
        found.removeAll { $0.column == column }
        if code.severity == .error { hasError = true }
        found.append(
            (
                column,
                ListProblem(
                    row: row, column: header.title(of: column), code: code, value: value,
                    cause: cause, meaning: column)
            ))
    }

    /// Reports the one most telling mend of a cell: what changes the number's meaning first.
    mutating func report(
        _ mends: Mends, in column: ListColumn, value: @autoclosure () -> String
    ) {
        guard !mends.isEmpty else { return }
        let order: [(Mends, ProblemCode)] = [
            (.prefix, .mendedPrefix), (.width, .mendedWidth), (.letterCase, .mendedCase),
        ]
        let code = order.first { mends.contains($0.0) }?.1 ?? .mendedSpace
        report(code, in: column, value: value())
    }

    /// The cell where it holds something that can be read on: errors and overlong ones are
    /// reported, and so is a missing one where a code says so.
    mutating func content(
        _ column: ListColumn, missing: ProblemCode? = nil
    ) -> CellContent? {
        guard let cell = cells[column.rawValue] else {
            if let missing { report(missing, in: column, value: nil) }
            return nil
        }
        switch cell {
        case .error(let text):
            report(.cellError, in: column, value: text)
            return nil
        case .uncalculated:
            report(.cellError, in: column, value: nil, cause: .formulaWithoutValue)
            return nil
        case .overlong(let text):
            report(.cellTooLong, in: column, value: Self.shown(text))
            return nil
        case .text(let text):
            guard
                text.utf8.count <= ListLimits.cellCharacters
                    || text.unicodeScalars.count <= ListLimits.cellCharacters
                    || text.count <= ListLimits.cellCharacters
            else {
                report(.cellTooLong, in: column, value: Self.shown(text))
                return nil
            }
            return cell
        case .number: return cell
        }
    }

    /// A cell's plain text, without blanks at its ends.
    mutating func text(_ column: ListColumn) -> String? {
        content(column)?.text.trimmingBlanks()
    }

    /// A text as a problem shows it: short, and no long number whole.
    static func shown(_ text: String) -> String {
        let end = text.index(text.startIndex, offsetBy: 60, limitedBy: text.endIndex)
        guard let end, end < text.endIndex else { return Masking.numbers(in: text) }
        return Masking.numbers(in: text[..<end] + "…")
    }
}
