// The rules that both kinds of list share: what is checked in a cell, and in which order.
import Identifiers

/// Judges the rows of one list and keeps what stands and what is wrong.
struct RowRules: Sendable {
    private let kind: ListKind
    let options: ListOptions
    /// Which day the workbook counts from; nil for a text.
    let epoch: DateEpoch?
    private var people = PackedRows<StaffRow>()
    private var vehicles = PackedRows<VehicleRow>()
    private(set) var problems = PackedRows<ListProblem>()
    var seenIdentities = SeenIdentities()
    var seenEmployeeNumbers = SeenTexts()
    var seenPlates: Set<String> = []
    /// Zones of a staff list, routes of vehicles.
    var knownPlaces: KnownPlaces
    private(set) var outline = ListReading.Outline()
    private(set) var header: HeaderRow?
    /// Whether there came more than a first reading keeps: then nothing is kept.
    private(set) var isOnlyCounted = false

    init(kind: ListKind, options: ListOptions, epoch: DateEpoch?) {
        self.kind = kind
        self.options = options
        self.epoch = epoch
        knownPlaces = KnownPlaces(kind == .staff ? options.knownZones : options.knownRoutes)
    }

    /// The rows that stand.
    var accepted: AcceptedRows {
        switch kind {
        case .staff: .staff(people)
        case .vehicles: .vehicles(vehicles)
        }
    }

    /// What rows, problems and the numbers met so far cost.
    private var keptBytes: Int {
        people.byteCount + vehicles.byteCount + problems.byteCount + seenIdentities.keptBytes
            + seenEmployeeNumbers.keptBytes + ListLimits.seenTextBytes * seenPlates.count
    }

    mutating func begin(under header: HeaderRow) {
        self.header = header
    }

    /// Lets go of everything kept.
    mutating func forget() {
        people = PackedRows()
        vehicles = PackedRows()
        problems = PackedRows()
        seenIdentities = SeenIdentities()
        seenEmployeeNumbers = SeenTexts()
        seenPlates = []
        outline = ListReading.Outline()
    }

    /// Judges one row: it is accepted where no cell has an error.
    ///
    /// - Parameter row: by index from 0.
    mutating func judge(_ batch: RowBatch, _ row: Int) {
        guard let header, !isOnlyCounted else { return }
        var check = RowCheck(batch, row, header: header, epoch: epoch)
        switch kind {
        case .staff:
            if let person = staffRow(&check) {
                people.append(person)
                outline.note(place: person.zone, until: person.validUntil)
            }
        case .vehicles:
            if let vehicle = vehicleRow(&check) {
                vehicles.append(vehicle)
                outline.note(place: vehicle.route, until: vehicle.until)
            }
        }
        for problem in check.problemsInOrder { problems.append(problem) }
        guard keptBytes > options.keptBytes || problems.count > options.keptProblems else { return }
        isOnlyCounted = true
        forget()
    }

    /// Brings rows and problems of a sheet that was written out of order into that of the rows.
    mutating func sortByRow() {
        people = people.sorted(by: \.row)
        vehicles = vehicles.sorted(by: \.row)
        problems = problems.sorted { $0.row ?? 0 }
    }
}

/// The checking of one row.
struct RowCheck {
    let row: Int
    private let batch: RowBatch
    /// By index from 0.
    private let place: Int
    let header: HeaderRow
    let epoch: DateEpoch?
    private var found: [(column: ListColumn, problem: ListProblem)] = []
    private(set) var hasError = false

    init(_ batch: RowBatch, _ place: Int, header: HeaderRow, epoch: DateEpoch?) {
        row = batch.numbers[place]
        self.batch = batch
        self.place = place
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
        guard let cell = batch.content(of: column, inRow: place) else {
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
