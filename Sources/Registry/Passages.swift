// What gates' journals say of one pass, beside what the office knows of it: the facts of both sides
// from which conflicts are found.
import GRDB
package import PassFormat

/// Somebody was let through, and nobody took it back.
package struct Passage: Sendable, Equatable {
    package let gate: GateNumber
    package let site: SiteNumber
    package let zone: ZoneNumber
    package let device: Int64
    package let line: Int
    /// The row's number in the gate's journal.
    package let number: Int64
    /// The row's bytes.
    package let bytes: [UInt8]
    /// Seconds since 1970, by the gate's clock.
    package let atSeconds: Int64
    package let sequence: Int
    /// nil where the gate did not know.
    package let direction: Direction?
    package let entries: Int
    /// Whether it came with the import that was asked for.
    package let isNew: Bool
}

/// What the office knows of one issue of a pass.
package struct IssueFacts: Sendable, Equatable {
    package let sequence: Int
    /// Seconds since 1970; nil for one that was not withdrawn.
    package let revokedAtSeconds: Int64?
    package let reason: String?
}

/// Both sides of one pass.
package struct PassFacts: Sendable {
    /// 8 bytes.
    package let index: [UInt8]
    /// In groups; nil for a pass that was lost with a database or never known.
    package let number: String?
    package let issues: [IssueFacts]
    /// Entries over all sequences; nil: no limit.
    package let maximumEntries: UInt16?
    /// By time, then gate and row.
    package let passages: [Passage]
}

/// Which passes are looked at.
package enum PassageChoice: Sendable {
    case all
    /// Those of rows that a device brought at a second.
    case broughtBy(Device, atSeconds: Int64)
}

extension Registry {
    /// Calls `body` with the facts of each pass that somebody was let through with, by index.
    ///
    /// - Throws: faults of the file; what `body` throws, as it is.
    package func forEachPassage(
        _ choice: PassageChoice, _ body: (PassFacts) throws -> Void
    ) throws {
        var stopped: (any Error)?
        try read { db in
            var rows: [PassageRow] = []
            func close() throws {
                guard let index = rows.first?.index else { return }
                let passages = standing(rows)
                rows.removeAll(keepingCapacity: true)
                guard !passages.isEmpty else { return }
                let facts = try facts(index, passages, in: db)
                do { try body(facts) } catch { stopped = error }
            }
            let (condition, arguments) = choice.condition
            let found = try Row.fetchCursor(
                db, sql: Self.passageSelect(condition), arguments: arguments)
            while stopped == nil, let row = try found.next() {
                let read = PassageRow(row, choice)
                if let index = rows.first?.index, index != read.index { try close() }
                rows.append(read)
            }
            if stopped == nil { try close() }
        }
        if let stopped { throw stopped }
    }

    /// What was let through and not taken back.
    private func standing(_ rows: [PassageRow]) -> [Passage] {
        var standing: [ScanKey: Passage] = [:]
        for row in rows {
            switch row.effect {
            case .admits: standing[row.scan] = row.passage
            case .takesBack: standing[row.scan] = nil
            case nil: break
            }
        }
        return standing.values.sorted {
            ($0.atSeconds, $0.gate, $0.number) < ($1.atSeconds, $1.gate, $1.number)
        }
    }

    private func facts(
        _ index: [UInt8], _ passages: [Passage], in db: Database
    ) throws -> PassFacts {
        let rows = try Row.fetchAll(
            db,
            cached: """
                SELECT p.number, p.max_entries, t.sequence, t.revoked_at, t.reason
                FROM passes p JOIN pass_tokens t ON t.pass = p.id
                WHERE p.pass_index = ? ORDER BY t.sequence
                """, arguments: [blob(index)])
        var issues = rows.map {
            IssueFacts(
                sequence: $0["sequence"], revokedAtSeconds: $0["revoked_at"],
                reason: $0["reason"])
        }
        let lost = try Row.fetchOne(
            db, cached: "SELECT * FROM revocations_of_lost_passes WHERE pass_index = ?",
            arguments: [blob(index)])
        if let lost {
            let reason = ReasonClass(rawValue: lost["reason_class"])?.name
            issues.append(
                IssueFacts(
                    sequence: lost["sequence"], revokedAtSeconds: lost["revoked_at"],
                    reason: reason))
        }
        return PassFacts(
            index: index, number: rows.first.map { groupedNumber($0["number"]) },
            issues: issues,
            maximumEntries: rows.last?["max_entries"], passages: passages)
    }

    private static func passageSelect(_ condition: String) -> String {
        """
        SELECT r.*, d.gate, g.site, g.zone FROM journal_rows r
        JOIN devices d ON d.id = r.device
        JOIN gates g ON g.number = d.gate
        WHERE r.pass_index IS NOT NULL AND r.effect IS NOT NULL \(condition)
        ORDER BY r.pass_index, r.device, r.line, r.n
        """
    }
}

extension PassageChoice {
    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        switch self {
        case .all: ("", [])
        case .broughtBy(let device, let seconds):
            (
                """
                AND r.pass_index IN (SELECT pass_index FROM journal_rows
                    WHERE device = ? AND received_at = ? AND effect IS NOT NULL)
                """, [device.id, seconds]
            )
        }
    }
}

/// The scan that rows are about.
private struct ScanKey: Hashable {
    let device: Int64
    let line: Int
    let number: Int64
}

private struct PassageRow {
    let index: [UInt8]
    let effect: JournalRecord.Effect?
    let scan: ScanKey
    let passage: Passage

    init(_ row: Row, _ choice: PassageChoice) {
        index = row.bytes("pass_index")
        effect = (row["effect"] as String?).flatMap(JournalRecord.Effect.init(rawValue:))
        let isNew =
            switch choice {
            case .all: false
            case .broughtBy(let device, let seconds):
                row["device"] == device.id && row["received_at"] == seconds
            }
        passage = Passage(
            gate: GateNumber(stored: row["gate"]), site: SiteNumber(stored: row["site"]),
            zone: ZoneNumber(stored: row["zone"]), device: row["device"], line: row["line"],
            number: row["n"], bytes: row.bytes("bytes"), atSeconds: row["at"],
            sequence: row["sequence"] ?? 0,
            direction: (row["direction"] as String?).flatMap(Direction.init(name:)),
            entries: row["entries"], isNew: isNew)
        scan = ScanKey(
            device: passage.device, line: passage.line, number: row["about"] ?? passage.number)
    }
}
