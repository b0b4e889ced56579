// Batches: what one import or one issue made, by the number that it told.
// Tests: Tests/RegistryTests/UndoTests.swift.
import GRDB

/// One import of a list.
package struct BatchSummary: Sendable, Equatable, Encodable {
    package let number: Int64
    package let organisation: OrganisationNumber
    /// Seconds since 1970.
    package let at: Int64
    package let who: String
    package let added: Int
    package let changed: Int
    /// Those who left with it.
    package let left: Int
    /// Null where it stands.
    package let undoneAt: Int64?

    fileprivate init(_ row: Row) {
        number = row["number"]
        organisation = OrganisationNumber(stored: row["organisation"])
        at = row["at"]
        who = row["who"]
        added = row["added"]
        changed = row["changed"]
        left = row["left_count"]
        undoneAt = row["undone_at"]
    }

    private enum CodingKeys: String, CodingKey {
        case number, organisation, at, who, added, changed, left, undoneAt
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(at, forKey: .at)
        try container.encode(who, forKey: .who)
        try container.encode(added, forKey: .added)
        try container.encode(changed, forKey: .changed)
        try container.encode(left, forKey: .left)
        try container.encode(undoneAt, forKey: .undoneAt)
    }
}

extension Registry {
    /// The imports of one kind, newest first.
    ///
    /// - Parameter organisation: nil for every firm.
    /// - Throws: `unknown(.organisation)`.
    package func batches(
        _ kind: ListKind, of organisation: OrganisationNumber?
    ) throws(RegistryError) -> [BatchSummary] {
        try read { db in
            if let organisation { _ = try Self.known(organisation, in: db) }
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM batches
                    WHERE kind = ? AND organisation = COALESCE(?, organisation)
                    ORDER BY number DESC
                    """, arguments: [kind.rawValue, organisation?.rawValue]
            ).map(BatchSummary.init)
        }
    }

    /// A list's batch that stands.
    ///
    /// - Throws: `unknown(.batch)`, `batchOfAnotherKind`, `batchUndone`.
    static func standingBatch(
        _ number: Int64, _ kind: ListKind, in db: Database
    ) throws -> BatchSummary {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM batches WHERE number = ?", arguments: [number])
        guard let row else { throw RegistryError.unknown(.batch, String(number)) }
        let found: String = row["kind"]
        guard found == kind.rawValue else {
            throw RegistryError.batchOfAnotherKind(number, ListKind(rawValue: found))
        }
        let batch = BatchSummary(row)
        guard batch.undoneAt == nil else { throw RegistryError.batchUndone(number) }
        return batch
    }

    static func makeBatch(
        _ kind: String, for organisation: OrganisationNumber, act: Act,
        counts: (added: Int, changed: Int, left: Int), in db: Database
    ) throws -> Int64 {
        // SQLite gives out one more than the highest number.
        try db.execute(
            cached: """
                INSERT INTO batches (kind, organisation, at, who, added, changed, left_count)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                kind, organisation.rawValue, act.atSeconds, act.who, counts.added, counts.changed,
                counts.left,
            ])
        return db.lastInsertedRowID
    }
}
