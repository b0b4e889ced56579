// What hangs on a person where a list gives the person's row another ID number. A firm that puts a
// wrong number right speaks of the same person; one that gives an employee number to somebody else
// does not, and nothing of the first may become the second's.
import GRDB

extension Registry {
    /// Settles guards, conditions and passes of the rows whose ID number an import changed.
    ///
    /// Of the same name, while nobody present has the old number, it is a correction: conditions go
    /// on with it. Else the row is somebody else's: what is said of the old number stays with it,
    /// and passes that were issued to somebody who is held are revoked, because the row that they
    /// are looked up by tells of the hold no longer. Guards end in both cases.
    ///
    /// - Returns: how many guards ended and passes were revoked.
    func settleIdentityChanges(
        batch: Int64, _ act: Act, in db: Database
    ) throws -> (guards: Int, passes: Int) {
        let people = try Int64.fetchAll(
            db, cached: "SELECT p.id \(Self.changedIdentities)", arguments: [batch])
        guard !people.isEmpty else { return (0, 0) }
        try db.execute(
            cached: """
                INSERT INTO person_conditions
                    (identity_hash, held_at, evidence_until, stays_until)
                SELECT p.identity_hash, c.held_at, c.evidence_until, c.stays_until
                \(Self.changedIdentities) AND \(Self.isCorrection)
                ON CONFLICT (identity_hash) DO UPDATE SET
                    held_at = COALESCE(held_at, excluded.held_at),
                    evidence_until = COALESCE(evidence_until, excluded.evidence_until),
                    stays_until = COALESCE(stays_until, excluded.stays_until)
                """, arguments: [batch])
        let uncovered = try Int64.fetchAll(
            db,
            cached: """
                SELECT p.id \(Self.changedIdentities)
                    AND c.held_at IS NOT NULL AND NOT (\(Self.isCorrection))
                """, arguments: [batch])
        let passes = try revokeRows(
            "p.person = ?", each: uncovered.map { [$0.databaseValue] },
            reason: RevocationReason(.other, text: "the list gives the row to somebody else"),
            act, in: db)
        return (try Self.endGuards(people: people, in: db), passes)
    }

    /// Each changed row before (b) and now (p), with what is said of the old number (c).
    private static let changedIdentities = """
        FROM people_before b
        JOIN people p ON p.id = b.person AND p.identity_hash <> b.identity_hash
        LEFT JOIN person_conditions c ON c.identity_hash = b.identity_hash
        WHERE b.by_batch = ?
        """

    private static let isCorrection = """
        c.identity_hash IS NOT NULL AND p.name = b.name AND NOT EXISTS (
            SELECT 1 FROM people o
            WHERE o.identity_hash = b.identity_hash AND o.state = 'present')
        """
}
