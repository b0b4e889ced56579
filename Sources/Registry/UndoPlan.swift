// What undoing an import would do to each row that it wrote. A row is brought back only where it
// still is as the import left it, and where what it goes back to is free.
import FoundationEssentials
import GRDB

/// Why a row stays as it is although the import that wrote it is undone.
package enum UndoObstacle: Sendable, Equatable {
    /// A later import wrote the row; nil where that one was undone itself and kept the row.
    case newerImport(Int64?)
    /// The employee number that the row had before is somebody else's now.
    case numberTaken
    /// Somebody else on the firm's list has the ID number that the row had before.
    case identityTaken
}

/// Somebody, or a vehicle, that an undoing left as it is.
package struct UndoKept: Sendable, Equatable {
    /// Employee number or plate; nil for a person without a number.
    package let key: String?
    /// Masked; nil for a vehicle.
    package let name: String?
    package let obstacle: UndoObstacle
}

/// The rows of a batch, by what becomes of them.
struct UndoPlan {
    /// Row ids: changed by the import, to be as before it.
    private(set) var restored: [Int64] = []
    /// Added by the import, or back through it, to leave.
    private(set) var removed: [Int64] = []
    /// Of these, those that were on the list once: what they were then comes back.
    private(set) var removedBefore: [Int64] = []
    /// Left with the import, to be back.
    private(set) var returned: [Int64] = []
    /// People of the restored and the removed, whose ID number becomes another.
    private(set) var otherIdentities: [Int64] = []
    /// Of the restored, whose employee number becomes another.
    private(set) var otherKeys: [Int64] = []
    private(set) var kept: [UndoKept] = []

    var isEmpty: Bool { restored.isEmpty && removed.isEmpty && returned.isEmpty }
    /// Rows that are as `people_before` or `vehicles_before` has them afterwards.
    var fromBefore: [Int64] { restored + removedBefore + returned }

    init(of batch: BatchSummary, _ kind: ListKind, in db: Database) throws {
        var candidates: [Int64: UndoRow] = [:]
        var order: [Int64] = []
        var newer: [UndoRow] = []
        let rows = try Row.fetchCursor(
            db, sql: UndoRow.select(kind),
            arguments: ["number": batch.number, "firm": batch.organisation.rawValue])
        while let row = try rows.next() {
            let candidate = UndoRow(row, batch: batch.number)
            guard candidate.step != nil else {
                newer.append(candidate)
                continue
            }
            candidates[candidate.row] = candidate
            order.append(candidate.row)
        }
        try note(newer, after: batch.number, kind, in: db)
        if kind == .staff {
            let check = try UndoCheck(batch.organisation, in: db)
            // What stays may stand in the way of what comes back.
            var isSettled = false
            while !isSettled {
                isSettled = true
                for row in order {
                    guard let candidate = candidates[row],
                        let obstacle = try check.obstacle(to: candidate, among: candidates)
                    else { continue }
                    candidates[row] = nil
                    kept.append(candidate.kept(obstacle))
                    isSettled = false
                }
            }
        }
        for row in order.compactMap({ candidates[$0] }) { add(row, kind) }
    }

    private mutating func add(_ row: UndoRow, _ kind: ListKind) {
        switch row.step {
        case .restore: restored.append(row.row)
        case .remove: removed.append(row.row)
        case .removeAsBefore:
            removed.append(row.row)
            removedBefore.append(row.row)
        case .giveBack: returned.append(row.row)
        case nil: return
        }
        if kind == .staff, row.identity != row.finalIdentity { otherIdentities.append(row.row) }
        if row.key != row.finalKey { otherKeys.append(row.row) }
    }

    private mutating func note(
        _ rows: [UndoRow], after batch: Int64, _ kind: ListKind, in db: Database
    ) throws {
        guard !rows.isEmpty else { return }
        var newest: [Int64: Int64] = [:]
        let found = try Row.fetchCursor(
            db,
            sql: """
                SELECT b.\(kind.subjectColumn), MAX(b.by_batch)
                FROM \(kind.table)_before b JOIN batches n ON n.number = b.by_batch
                WHERE b.by_batch > ? AND n.undone_at IS NULL GROUP BY 1
                """, arguments: [batch])
        while let row = try found.next() { newest[row[0]] = row[1] }
        kept += rows.map { $0.kept(.newerImport(newest[$0.row])) }
    }
}

/// One row that an import wrote, as it is and as it was.
private struct UndoRow {
    enum Step { case restore, remove, removeAsBefore, giveBack }

    let row: Int64
    let key: String?
    let name: String?
    let identity: Data?
    let finalKey: String?
    let finalIdentity: Data?
    /// Nil where something newer wrote the row.
    let step: Step?

    init(_ row: Row, batch: Int64) {
        self.row = row["id"]
        key = row["holder_key"]
        name = row["name"]
        identity = row["identity_hash"]
        let state: String = row["state"]
        let writer: Int64 = row["batch"]
        let isAsWritten = state == "present" && writer == batch
        switch row["was_state"] as String? {
        case nil: step = isAsWritten ? .remove : nil
        case "left"?: step = isAsWritten ? .removeAsBefore : nil
        default:
            // Leaving does not write the batch: a leaver's row still names the one before.
            let hasLeft = state == "left" && writer == row["was_batch"] as Int64?
            step = isAsWritten ? .restore : hasLeft ? .giveBack : nil
        }
        guard step == .restore || step == .removeAsBefore else {
            finalKey = key
            finalIdentity = identity
            return
        }
        finalKey = row["was_key"]
        finalIdentity = row["was_identity"]
    }

    var isPresentAfterwards: Bool { step == .restore || step == .giveBack }

    func kept(_ obstacle: UndoObstacle) -> UndoKept {
        UndoKept(key: key, name: name.map(maskedName), obstacle: obstacle)
    }

    /// Rows that the import changed or dismissed, then rows that it added.
    static func select(_ kind: ListKind) -> String {
        let before = "\(kind.table)_before"
        return """
            SELECT h.id, h.\(kind.key) AS holder_key, \(kind.name) AS name, h.state, h.batch,
                h.identity_hash, b.state AS was_state, b.batch AS was_batch,
                b.\(kind.key) AS was_key, b.identity_hash AS was_identity
            FROM \(before) b JOIN \(kind.table) h ON h.id = b.\(kind.subjectColumn)
            WHERE b.by_batch = :number
            UNION ALL
            SELECT h.id, h.\(kind.key), \(kind.name), h.state, h.batch, h.identity_hash,
                NULL, NULL, NULL, NULL
            FROM \(kind.table) h
            WHERE h.organisation = :firm
                AND (h.batch = :number OR h.id IN (
                    SELECT \(kind.subjectColumn) FROM \(before) WHERE batch = :number))
                AND h.id NOT IN (
                    SELECT \(kind.subjectColumn) FROM \(before) WHERE by_batch = :number)
            ORDER BY 2, 1
            """
    }
}

/// Looks whether what a person's row goes back to is somebody else's by now.
private struct UndoCheck {
    private let byKey: Statement
    private let byIdentity: Statement
    private let organisation: Int64

    init(_ organisation: OrganisationNumber, in db: Database) throws {
        self.organisation = organisation.rawValue
        byKey = try db.makeStatement(
            sql: "SELECT id FROM people WHERE organisation = ? AND employee_no = ? AND id <> ?")
        byIdentity = try db.makeStatement(
            sql: """
                SELECT id FROM people WHERE organisation = ? AND identity_hash = ? AND id <> ?
                    AND state = 'present'
                """)
    }

    /// - Parameter others: every row that is to be brought back, by its id.
    func obstacle(to row: UndoRow, among others: [Int64: UndoRow]) throws -> UndoObstacle? {
        if row.finalKey != row.key, let key = row.finalKey {
            let holders = try Int64.fetchAll(byKey, arguments: [organisation, key, row.row])
            if holders.contains(where: { others[$0].map { $0.finalKey == key } ?? true }) {
                return .numberTaken
            }
        }
        guard row.isPresentAfterwards, row.step == .giveBack || row.finalIdentity != row.identity
        else { return nil }
        let holders = try Int64.fetchAll(
            byIdentity, arguments: [organisation, row.finalIdentity, row.row])
        let isTaken = holders.contains { holder in
            others[holder].map {
                $0.isPresentAfterwards && $0.finalIdentity == row.finalIdentity
            } ?? true
        }
        return isTaken ? .identityTaken : nil
    }
}
