// The codes of list problems, as they stand on the wire.

/// What can be wrong with a list; the raw value is the code on the wire.
package enum ProblemCode: String, Sendable, Hashable, CaseIterable {
    case nameMissing = "NAME_MISSING"
    case nameInvalid = "NAME_INVALID"
    case idMissing = "ID_MISSING"
    case idFormat = "ID_FORMAT"
    case idChecksum = "ID_CHECKSUM"
    case idDate = "ID_DATE"
    case idRounded = "ID_ROUNDED"
    case idDuplicate = "ID_DUPLICATE"
    case phoneFormat = "PHONE_FORMAT"
    case employeeNoMissing = "EMPLOYEE_NO_MISSING"
    case employeeNoDuplicate = "EMPLOYEE_NO_DUPLICATE"
    case zoneUnknown = "ZONE_UNKNOWN"
    case routeUnknown = "ROUTE_UNKNOWN"
    case dateFormat = "DATE_FORMAT"
    case datePast = "DATE_PAST"
    case dateOrder = "DATE_ORDER"
    case cellTooLong = "CELL_TOO_LONG"
    case cellError = "CELL_ERROR"
    case plateMissing = "PLATE_MISSING"
    case plateFormat = "PLATE_FORMAT"
    case plateDuplicate = "PLATE_DUPLICATE"
    case driverMissing = "DRIVER_MISSING"

    case fileEmpty = "FILE_EMPTY"
    case fileType = "FILE_TYPE"
    case fileOldExcel = "FILE_OLD_EXCEL"
    case fileEncrypted = "FILE_ENCRYPTED"
    case fileDamaged = "FILE_DAMAGED"
    case fileTooBig = "FILE_TOO_BIG"
    case fileEncoding = "FILE_ENCODING"
    case noHeader = "NO_HEADER"
    case headerDuplicate = "HEADER_DUPLICATE"
    case noRows = "NO_ROWS"

    case mendedWidth = "MENDED_WIDTH"
    case mendedSpace = "MENDED_SPACE"
    case mendedCase = "MENDED_CASE"
    case mendedPrefix = "MENDED_PREFIX"

    /// Whether the row is refused or was mended and taken.
    package var severity: ProblemSeverity {
        switch self {
        case .mendedWidth, .mendedSpace, .mendedCase, .mendedPrefix: .warning
        case .nameMissing, .nameInvalid, .idMissing, .idFormat, .idChecksum, .idDate, .idRounded,
            .idDuplicate, .phoneFormat, .employeeNoMissing, .employeeNoDuplicate, .zoneUnknown,
            .routeUnknown, .dateFormat, .datePast, .dateOrder, .cellTooLong, .cellError,
            .plateMissing, .plateFormat, .plateDuplicate, .driverMissing, .fileEmpty, .fileType,
            .fileOldExcel, .fileEncrypted, .fileDamaged, .fileTooBig, .fileEncoding, .noHeader,
            .headerDuplicate, .noRows:
            .error
        }
    }
}

/// What lies behind a problem, where its code alone would not say what to do.
package enum ProblemCause: Sendable, Hashable {
    case usual
    /// The cell holds a formula that no program has worked out.
    case formulaWithoutValue
    /// The header comes once more with its columns in another order, in this row of the sheet.
    case headerAgain(row: Int)
    /// The file is beyond a limit that its code does not name.
    case beyond(ListBound)
    /// The workbook has no sheet of the name asked for; it has these.
    case noSuchSheet(has: [String])
}

/// A limit that a list of fewer rows and bytes than are allowed may come to.
package enum ListBound: UInt64, Sendable, Hashable, CaseIterable {
    /// The table of a workbook's texts.
    case sharedTexts
    /// The texts of the list's rows.
    case rowTexts
    /// The cells of one sheet.
    case cells
    /// Elements and attributes of a workbook's parts.
    case markup
}

/// How bad a problem is; the raw value is the word on the wire.
package enum ProblemSeverity: String, Sendable, Hashable {
    case error
    case warning
}

/// A text in both languages.
package struct ListText: Sendable, Hashable {
    /// Chinese.
    package let zh: String
    /// English.
    package let en: String
}

/// The refusal of a file as a whole; the only error this room throws inside.
struct FileRefusal: Error, Equatable {
    let code: ProblemCode
    var cause = ProblemCause.usual
}
