// What comes out of a list: the rows that stand, and every problem.
package import Identifiers

/// A list as it was read.
package struct ListReading: Sendable {
    /// What was read, as far as it came.
    package var file: ListFile
    /// Rows below the header with content, total and note rows not counted; 0 after a file problem.
    package var rowCount: Int
    /// The rows without an error.
    package var accepted: AcceptedRows
    /// Every problem, by row and then by column; one with `row` nil where the file as a whole
    /// was refused.
    package var problems: PackedRows<ListProblem>
    /// What the rows that stand name and have, all together.
    package var outline = Outline()
    /// Where in the sheet the columns that mean something stand, by index from 0.
    var places: [ListColumn: Int] = [:]
    /// Cells merged over several rows of the list, whose value is meant for each of them.
    var spans: [MergedSpan] = []

    /// Why nothing was read, if so.
    package var fileProblem: ListProblem? {
        problems.first.flatMap { $0.row == nil ? $0 : nil }
    }
    /// Which kind of list it was read as.
    package var kind: ListKind {
        switch accepted {
        case .staff: .staff
        case .vehicles: .vehicles
        }
    }
    /// Rows refused for an error.
    package var rejectedCount: Int { rowCount - accepted.count }
    /// The people of a staff list; empty for vehicles.
    package var people: PackedRows<StaffRow> {
        switch accepted {
        case .staff(let rows): rows
        case .vehicles: PackedRows()
        }
    }
    /// The vehicles of a vehicle list; empty for staff.
    package var vehicles: PackedRows<VehicleRow> {
        switch accepted {
        case .staff: PackedRows()
        case .vehicles(let rows): rows
        }
    }
}

extension ListReading {
    /// What the rows that stand name and have, all together.
    package struct Outline: Sendable {
        /// The zones or routes, as written.
        package private(set) var places: Set<String> = []
        /// Whether a row says until when.
        package private(set) var hasDates = false
        private var last: String?

        mutating func note(place: String?, until: WallTime?) {
            hasDates = hasDates || until != nil
            // Most rows name what the one before named.
            guard let place, last.map({ $0.hasBytes(of: place) }) != true else { return }
            places.insert(place)
            last = place
        }
    }
}

/// The accepted rows of either kind, in the order of the sheet.
package enum AcceptedRows: Sendable {
    case staff(PackedRows<StaffRow>)
    case vehicles(PackedRows<VehicleRow>)

    /// Without rows yet.
    init(none kind: ListKind) {
        switch kind {
        case .staff: self = .staff(PackedRows())
        case .vehicles: self = .vehicles(PackedRows())
        }
    }

    /// How many rows.
    package var count: Int {
        switch self {
        case .staff(let rows): rows.count
        case .vehicles(let rows): rows.count
        }
    }

    /// What the rows cost.
    var byteCount: Int {
        switch self {
        case .staff(let rows): rows.byteCount
        case .vehicles(let rows): rows.byteCount
        }
    }
}

/// What kind of file it was and where in it the list stood.
package struct ListFile: Sendable, Hashable {
    /// `xlsx` or `csv`; nil where it is neither.
    package var type: ListFileType?
    /// The sheet's name; nil for text and where none was read.
    package var sheet: String?
    /// The encoding of a text; nil for a workbook.
    package var encoding: TextEncoding?
    /// The header's row, from 1; nil where none was read.
    package var headerRow: Int?
    /// The sheets of a workbook in their order, up to a limit, and what was found of each; empty
    /// for a text.
    package var sheets: [ListSheet] = []
    /// Whether the list has a column of employee numbers, by which people are then known.
    package var hasEmployeeNumbers: Bool
}

/// A sheet of a workbook, as far as it was looked at.
package struct ListSheet: Sendable, Hashable {
    /// What was found of it; the raw value is the word on the wire.
    package enum Standing: String, Sendable, Hashable {
        /// It was read.
        case taken
        /// It holds a list as well.
        case candidate
        /// None of its first rows is a header.
        case noHeader = "no_header"
        /// It has a header and no row below.
        case noRows = "no_rows"
        /// Two columns of its header mean the same.
        case headerDuplicate = "header_duplicate"
        /// It is not shown, so it is read only where it is asked for.
        case hidden
        /// It is a chart, or its part is missing.
        case noCells = "no_cells"
        /// Another sheet was asked for.
        case unread
    }

    /// As the workbook has it.
    package var name: String
    /// The header's row, from 1; nil where none was found.
    package var headerRow: Int?
    /// What was found of it.
    package var standing: Standing
}

/// Kinds of file, with their names on the wire.
package enum ListFileType: String, Sendable, Hashable {
    case xlsx
    case csv
}

/// Encodings of a text, with their names on the wire.
package enum TextEncoding: String, Sendable, Hashable {
    case utf8 = "utf-8"
    case gb18030
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
}

/// One person of a staff list.
package struct StaffRow: Sendable, Hashable {
    /// The row in the sheet, from 1.
    package var row: Int
    /// Without mends left to make.
    package var name: PersonName
    /// Unique in the list.
    package var identity: IdentityNumber
    /// Nil where it is left out.
    package var phone: MobileNumber?
    /// Nil only where the list has no such column.
    package var employeeNumber: EmployeeNumber?
    /// As written, or nil.
    package var department: String?
    /// As written, or nil.
    package var post: String?
    /// As written; one of the known zones where those were given.
    package var zone: String?
    /// As written, or nil.
    package var address: String?
    /// Not over at the time of reading.
    package var validUntil: WallTime?
}

/// One vehicle of a vehicle list.
package struct VehicleRow: Sendable, Hashable {
    /// The row in the sheet, from 1.
    package var row: Int
    /// Unique in the list.
    package var plate: Plate
    /// As written, or nil.
    package var type: String?
    /// One or more.
    package var drivers: [PersonName]
    /// Nil where it is left out; several vehicles may share it.
    package var driverID: IdentityNumber?
    /// Nil where it is left out.
    package var phone: MobileNumber?
    /// As written, or nil.
    package var cargo: String?
    /// As written; one of the known routes where those were given.
    package var route: String?
    /// The beginning of the time asked for.
    package var from: WallTime?
    /// Its end: not over at the time of reading, and not before the beginning.
    package var until: WallTime?
}

/// One thing wrong with a list, or mended in it.
package struct ListProblem: Sendable, Hashable {
    /// The row in the sheet, from 1; nil for the file as a whole.
    package var row: Int?
    /// The header of the column as it is written; nil for the file, or where the list lacks it.
    package var column: String?
    /// What is wrong or was mended.
    package var code: ProblemCode
    /// What stands in the cell, ID and telephone numbers masked; nil where nothing does.
    package var value: String?
    /// What lies behind it.
    package var cause = ProblemCause.usual
    /// The column that the problem is of, also where the list lacks it; nil for the file.
    var meaning: ListColumn?

    /// Whether the row is refused for it.
    package var severity: ProblemSeverity { code.severity }
    /// What is wrong, for people.
    package var message: ListText { cause.texts?.message ?? code.message }
    /// What to do about it, for people.
    package var fix: ListText { cause.texts?.fix ?? code.fix }
}
