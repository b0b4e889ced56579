// The problems of a list as a marked sheet needs them: counted once, and found by their row.

/// How often each code was met, and which columns the list lacks.
struct ProblemCounts {
    private(set) var byCode: [ProblemCode: Int] = [:]
    /// Columns that problems are of and that are not in the list.
    private(set) var missingColumns: Set<ListColumn> = []

    init(_ reading: ListReading) {
        for problem in reading.problems {
            byCode[problem.code, default: 0] += 1
            if let meaning = problem.meaning, reading.places[meaning] == nil {
                missingColumns.insert(meaning)
            }
        }
    }

    func count(_ severity: ProblemSeverity) -> Int {
        byCode.reduce(0) { $0 + ($1.key.severity == severity ? $1.value : 0) }
    }
}

/// Gives the problems of one row after the other; going back costs a table of all rows.
struct ProblemsByRow {
    private let problems: PackedRows<ListProblem>
    private var next: PackedRows<ListProblem>.Index
    private var lastRow = 0
    private var firsts: [Int: PackedRows<ListProblem>.Index]?

    /// - Parameter problems: by rising rows.
    init(_ problems: PackedRows<ListProblem>) {
        self.problems = problems
        next = problems.startIndex
    }

    mutating func problems(ofRow row: Int) -> [ListProblem] {
        if row < lastRow, firsts == nil { firsts = Self.firsts(of: problems) }
        lastRow = row
        if let firsts {
            guard let first = firsts[row] else { return [] }
            next = first
        }
        var found: [ListProblem] = []
        while next < problems.endIndex {
            let problem = problems[next]
            guard (problem.row ?? 0) <= row else { break }
            if problem.row == row { found.append(problem) }
            next = problems.index(after: next)
        }
        return found
    }

    private static func firsts(
        of problems: PackedRows<ListProblem>
    ) -> [Int: PackedRows<ListProblem>.Index] {
        var firsts: [Int: PackedRows<ListProblem>.Index] = [:]
        for index in problems.indices {
            let row = problems[index].row ?? 0
            if firsts[row] == nil { firsts[row] = index }
        }
        return firsts
    }
}
