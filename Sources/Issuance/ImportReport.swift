// What an import tells: the document that `roster import --json` prints, keys always present.
package import RosterImport

/// A text in both languages, as JSON has it.
package struct Bilingual: Sendable, Equatable, Encodable {
    package let zh: String
    package let en: String
}

/// The outcome of reading, comparing and, where asked for, applying a list.
package struct ImportReport: Sendable, Encodable {
    /// What kind of file it was.
    package struct File: Sendable, Encodable {
        package let type: String?
        package let sheet: String?
        package let encoding: String?
        package let headerRow: Int?
        /// The sheets of a workbook of several and what was found of each. The document has the
        /// key only where there are some.
        package let candidates: [Sheet]

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(type, forKey: .type)
            try container.encode(sheet, forKey: .sheet)
            try container.encode(encoding, forKey: .encoding)
            try container.encode(headerRow, forKey: .headerRow)
            if !candidates.isEmpty { try container.encode(candidates, forKey: .candidates) }
        }

        private enum CodingKeys: CodingKey { case type, sheet, encoding, headerRow, candidates }
    }

    /// One sheet of a workbook.
    package struct Sheet: Sendable, Encodable {
        package let sheet: String
        package let headerRow: Int?
        package let state: ListSheet.Standing

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(sheet, forKey: .sheet)
            try container.encode(headerRow, forKey: .headerRow)
            try container.encode(state.rawValue, forKey: .state)
        }

        private enum CodingKeys: CodingKey { case sheet, headerRow, state }
    }

    /// One problem of a cell, a row or the file.
    package struct Problem: Sendable, Encodable {
        package let row: Int?
        package let column: String?
        package let code: String
        package let severity: String
        /// Masked where it is an ID or telephone number.
        package let value: String?
        package let message: Bilingual
        package let fix: Bilingual

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(row, forKey: .row)
            try container.encode(column, forKey: .column)
            try container.encode(code, forKey: .code)
            try container.encode(severity, forKey: .severity)
            try container.encode(value, forKey: .value)
            try container.encode(message, forKey: .message)
            try container.encode(fix, forKey: .fix)
        }

        private enum CodingKeys: CodingKey {
            case row, column, code, severity, value, message, fix
        }
    }

    /// How the list differs from what the firm has.
    package struct Difference: Sendable, Encodable {
        package let new: Int
        package let changed: Int
        package let unchanged: Int
        /// nil unless the list is the whole firm.
        package let leavers: Int?

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(new, forKey: .new)
            try container.encode(changed, forKey: .changed)
            try container.encode(unchanged, forKey: .unchanged)
            try container.encode(leavers, forKey: .leavers)
        }

        private enum CodingKeys: CodingKey { case new, changed, unchanged, leavers }
    }

    package let file: File
    package let rows: Int
    package let accepted: Int
    package let rejected: Int
    package let problems: [Problem]
    package internal(set) var difference = Difference(
        new: 0, changed: 0, unchanged: 0, leavers: nil)
    package internal(set) var applied = false
    package internal(set) var batch: Int64?
    /// Why nothing was applied although it was asked for, besides the problems.
    package internal(set) var refusal: OfficeError?

    init(_ reading: ListReading) {
        file = File(
            type: reading.file.type?.rawValue, sheet: reading.file.sheet,
            encoding: reading.file.encoding?.rawValue, headerRow: reading.file.headerRow,
            candidates: reading.file.sheets.count < 2
                ? []
                : reading.file.sheets.map {
                    Sheet(sheet: $0.name, headerRow: $0.headerRow, state: $0.standing)
                })
        rows = reading.rowCount
        accepted = reading.accepted.count
        rejected = reading.rejectedCount
        problems = reading.problems.map { problem in
            Problem(
                row: problem.row, column: problem.column, code: problem.code.rawValue,
                severity: problem.severity.rawValue, value: problem.value,
                message: Bilingual(zh: problem.message.zh, en: problem.message.en),
                fix: Bilingual(zh: problem.fix.zh, en: problem.fix.en))
        }
    }

    /// Whether the file as a whole could not be read.
    package var isRefusedWhole: Bool {
        problems.first.map { $0.row == nil && $0.severity == "error" } ?? false
    }

    /// 0 all went in, 1 some rows were refused, 2 nothing was read or done.
    package var exitCode: Int32 {
        if refusal != nil { return refusal?.exitCode ?? 2 }
        if isRefusedWhole { return 2 }
        return rejected > 0 ? 1 : 0
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(file, forKey: .file)
        try container.encode(rows, forKey: .rows)
        try container.encode(accepted, forKey: .accepted)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(problems, forKey: .problems)
        try container.encode(difference, forKey: .difference)
        try container.encode(applied, forKey: .applied)
        try container.encode(batch, forKey: .batch)
    }

    private enum CodingKeys: CodingKey {
        case file, rows, accepted, rejected, problems, difference, applied, batch
    }
}
