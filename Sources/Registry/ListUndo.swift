// Undoing an import: one transaction, one audit row. What the import withdrew stays withdrawn, as
// every revocation does; what it and later commands gave on the strength of it is withdrawn too.
// Tests: Tests/RegistryTests/UndoTests.swift.
import FoundationEssentials
import GRDB

/// What undoing an import did, or would do.
package struct ListUndo: Sendable, Equatable {
    package let batch: Int64
    package let organisation: OrganisationNumber
    /// Changed by the import and as before it again.
    package let restored: Int
    /// Added by the import and off the list again.
    package let removed: Int
    /// Left with the import and back on the list.
    package let returned: Int
    package let kept: [UndoKept]
    /// Passes of those who are off the list again, and passes that a row got under another's ID
    /// number.
    package let revokedPasses: Int
    package let guardsEnded: Int

    /// Whether anything is brought back at all.
    package var changesNothing: Bool { restored + removed + returned == 0 }

    fileprivate init(_ plan: UndoPlan, of batch: BatchSummary, passes: Int, guards: Int) {
        self.batch = batch.number
        organisation = batch.organisation
        restored = plan.restored.count
        removed = plan.removed.count
        returned = plan.returned.count
        kept = plan.kept
        revokedPasses = passes
        guardsEnded = guards
    }
}

extension Registry {
    /// What undoing an import would do, and which passes it would withdraw.
    ///
    /// - Throws: `unknown(.batch)`, `batchOfAnotherKind`, `batchUndone`.
    package func previewUndo(
        _ number: Int64, _ kind: ListKind
    ) throws(RegistryError) -> (undo: ListUndo, passes: [ReachedPass]) {
        try read { db in
            let batch = try Self.standingBatch(number, kind, in: db)
            let plan = try UndoPlan(of: batch, kind, in: db)
            let passes = try Self.reach(of: plan, batch, kind).flatMap {
                try Self.reachedPasses($0.condition, each: $0.values, in: db)
            }
            let guards = try Self.countGuards(people: plan.endedGuards(kind), in: db)
            return (ListUndo(plan, of: batch, passes: passes.count, guards: guards), passes)
        }
    }

    /// The passes that an undoing withdraws, as conditions of `revokeRows`.
    ///
    /// A row that goes back to another ID number leaves behind what was issued to it since.
    fileprivate static func reach(
        of plan: UndoPlan, _ batch: BatchSummary, _ kind: ListKind
    ) -> [(condition: String, values: [[DatabaseValue]])] {
        let subject = "p.\(kind.subjectColumn) = ?"
        let leaving = Set(plan.removed)
        let others = plan.otherIdentities.filter { !leaving.contains($0) }
        return [
            (subject, plan.removed.map { [$0.databaseValue] }),
            (
                "\(subject) AND t.issued_at >= ?",
                others.map { [$0.databaseValue, batch.at.databaseValue] }
            ),
        ]
    }

    fileprivate static func bringBack(
        _ plan: UndoPlan, _ batch: Int64, _ kind: ListKind, in db: Database
    ) throws {
        // Two rows may have exchanged their numbers, of which no two may be the same at any time.
        let clear = try db.makeStatement(
            sql: "UPDATE \(kind.table) SET \(kind.key) = NULL WHERE id = ?")
        for row in plan.otherKeys { try clear.execute(arguments: [row]) }
        let leave = try db.makeStatement(
            sql: "UPDATE \(kind.table) SET state = 'left' WHERE id = ?")
        for row in plan.removed { try leave.execute(arguments: [row]) }
        let restore = try db.makeStatement(
            sql: """
                UPDATE \(kind.table) SET (\(kind.columns)) = (
                    SELECT \(kind.columns) FROM \(kind.table)_before
                    WHERE by_batch = ? AND \(kind.subjectColumn) = ?) WHERE id = ?
                """)
        for row in plan.fromBefore { try restore.execute(arguments: [batch, row, row]) }
    }
}

extension ApplicationWriter {
    /// Brings back what an import changed, wherever nothing newer did; an uploaded list that was
    /// written by it is undone from then on.
    ///
    /// Where nothing can be brought back the batch stands as before.
    ///
    /// - Returns: also the application that carried the list; nil where none did, or where nothing
    ///   was brought back.
    /// - Throws: as `previewUndo`, and `revocationLog`, `diskFull`.
    package func undo(
        _ number: Int64, _ kind: ListKind
    ) throws(RegistryError) -> (undo: ListUndo, application: Int64?) {
        try translating(registry.path) {
            let batch = try Registry.standingBatch(number, kind, in: db)
            let plan = try UndoPlan(of: batch, kind, in: db)
            guard !plan.isEmpty else {
                return (ListUndo(plan, of: batch, passes: 0, guards: 0), nil)
            }
            let reason = RevocationReason(.mistake, text: "the import was undone")
            let passes = try Registry.reach(of: plan, batch, kind).reduce(0) { sum, reach in
                try sum
                    + registry.revokeRows(
                        reach.condition, each: reach.values, reason: reason, act, in: db)
            }
            let guards = try Registry.endGuards(people: plan.endedGuards(kind), in: db)
            let identities = try Registry.identities(of: plan.otherIdentities, in: db)
            try Registry.bringBack(plan, batch.number, kind, in: db)
            try Registry.carryConditions(from: identities, in: db)
            try db.execute(
                cached: "UPDATE batches SET undone_at = ? WHERE number = ?",
                arguments: [act.atSeconds, number])
            let undo = ListUndo(plan, of: batch, passes: passes, guards: guards)
            notes.append(
                AuditNote(
                    kind.undoing, subject: "batch \(number)",
                    details: "organisation=\(batch.organisation) restored=\(undo.restored)"
                        + " removed=\(undo.removed) returned=\(undo.returned)"
                        + " kept=\(undo.kept.count) revoked=\(passes) guards_ended=\(guards)"))
            return (undo, try Registry.undoJob(ofBatch: number, at: act.atSeconds, in: db))
        }
    }
}

extension UndoPlan {
    fileprivate func endedGuards(_ kind: ListKind) -> [Int64] {
        kind == .staff ? Array(Set(removed + otherIdentities)) : []
    }
}

// What is said of an ID number that an import gave to a row and the undoing takes back.
extension Registry {
    fileprivate static func identities(
        of rows: [Int64], in db: Database
    ) throws -> [(row: Int64, hash: Data, name: String)] {
        let find = try db.makeStatement(
            sql: "SELECT identity_hash, name FROM people WHERE id = ?")
        return try rows.compactMap { row in
            try Row.fetchOne(find, arguments: [row]).map { (row, $0[0] as Data, $0[1] as String) }
        }
    }

    /// Of the same name and nobody else's, the number was the same person's: what was said of it
    /// since goes on with the number that comes back, as with every correction.
    fileprivate static func carryConditions(
        from identities: [(row: Int64, hash: Data, name: String)], in db: Database
    ) throws {
        let carry = try db.makeStatement(
            sql: """
                INSERT INTO person_conditions
                    (identity_hash, held_at, evidence_until, stays_until)
                SELECT p.identity_hash, c.held_at, c.evidence_until, c.stays_until
                FROM people p JOIN person_conditions c ON c.identity_hash = ?
                WHERE p.id = ? AND p.name = ? AND NOT EXISTS (
                    SELECT 1 FROM people o
                    WHERE o.identity_hash = c.identity_hash AND o.state = 'present')
                ON CONFLICT (identity_hash) DO UPDATE SET
                    held_at = COALESCE(held_at, excluded.held_at),
                    evidence_until = COALESCE(evidence_until, excluded.evidence_until),
                    stays_until = COALESCE(stays_until, excluded.stays_until)
                """)
        for identity in identities {
            try carry.execute(arguments: [identity.hash, identity.row, identity.name])
        }
    }
}
