// What an import tells, for people and for `roster import --json`.
package import Registry
package import RosterImport

/// A text in both languages, as JSON has it.
package struct Bilingual: Sendable, Equatable, Encodable {
    package let zh: String
    package let en: String
}

/// The outcome of reading, comparing and, where asked for, applying a list.
package struct ImportReport: Sendable {
    /// What kind of file it was.
    package struct File: Sendable {
        package let type: String?
        package let sheet: String?
        package let encoding: String?
        package let headerRow: Int?
        /// The sheets of a workbook and what was found of each; none where there was no choice.
        ///
        /// The document has the key only where there are some.
        package let candidates: [Sheet]
    }

    /// One sheet of a workbook.
    package struct Sheet: Sendable {
        package let sheet: String
        package let headerRow: Int?
        package let state: ListSheet.Standing
    }

    /// One problem of a cell, a row or the file.
    package struct Problem: Sendable {
        package let row: Int?
        package let column: String?
        package let code: String
        package let severity: String
        /// Masked where it is an ID or telephone number.
        package let value: String?
        package let message: Bilingual
        package let fix: Bilingual
    }

    /// How the list differs from what the firm has.
    package struct Difference: Sendable {
        package let new: Int
        package let changed: Int
        package let unchanged: Int
        /// nil unless the list is the whole firm.
        package let leavers: Int?
    }

    package let file: File
    package let rows: Int
    package let accepted: Int
    package let rejected: Int
    package let problems: ImportProblems
    package internal(set) var difference = Difference(
        new: 0, changed: 0, unchanged: 0, leavers: nil)
    package internal(set) var applied = false
    package internal(set) var batch: Int64?
    /// The accepted rows whose date lies beyond the longest that a pass may last at the site.
    package struct BeyondLimit: Sendable {
        /// The longest, in seconds.
        package let limitS: Int64
        /// As the sheet counts, from 1.
        package let rows: [Int]
    }

    /// Nil where there is none.
    package internal(set) var beyondLimit: BeyondLimit?
    /// Whom a list that was only looked at would withdraw passes from; nil where it was not.
    package internal(set) var reached: [ReachedPass]?
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
        problems = ImportProblems(reading.problems)
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
}

/// The problems of a list in its order, each made where it is looked at: a bad list of the largest
/// size has nearly a million.
package struct ImportProblems: Collection, Sendable {
    private let problems: PackedRows<ListProblem>

    init(_ problems: PackedRows<ListProblem>) {
        self.problems = problems
    }

    package var count: Int { problems.count }
    package var startIndex: PackedRows<ListProblem>.Index { problems.startIndex }
    package var endIndex: PackedRows<ListProblem>.Index { problems.endIndex }

    package func index(
        after index: PackedRows<ListProblem>.Index
    ) -> PackedRows<ListProblem>.Index {
        problems.index(after: index)
    }

    package subscript(index: PackedRows<ListProblem>.Index) -> ImportReport.Problem {
        let problem = problems[index]
        return ImportReport.Problem(
            row: problem.row, column: problem.column, code: problem.code.rawValue,
            severity: problem.severity.rawValue, value: problem.value,
            message: Bilingual(zh: problem.message.zh, en: problem.message.en),
            fix: Bilingual(zh: problem.fix.zh, en: problem.fix.en))
    }
}
