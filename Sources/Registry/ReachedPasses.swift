// The passes that a revocation would reach, for a person who looks before it is done: by numbers,
// plates and masked names. Tests: Tests/RegistryTests/PreviewTests.swift.
import GRDB
import Identifiers
import PassFormat

/// A pass that would be withdrawn, or somebody who would leave without having one.
package struct ReachedPass: Sendable, Equatable, Encodable {
    /// In groups; null for somebody who has no pass.
    package let number: String?
    package let kind: String
    package let organisation: OrganisationNumber
    /// Employee number or plate; null for a person without a number.
    package let key: String?
    /// Masked; null for a vehicle.
    package let name: String?

    init(_ row: Row) {
        number = (row["number"] as String?).map(groupedNumber)
        kind = PassKind(rawValue: row["kind"])?.name ?? "unknown"
        organisation = OrganisationNumber(stored: row["organisation"])
        key = row["holder_key"]
        name = (row["name"] as String?).map(maskedName)
    }

    private enum CodingKeys: CodingKey { case number, kind, organisation, key, name }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(kind, forKey: .kind)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(key, forKey: .key)
        try container.encode(name, forKey: .name)
    }
}

/// A name as screens show it; of one that no list would take only the first character.
func maskedName(_ name: String) -> String {
    (try? PersonName(parsing: name))?.masked ?? name.prefix(1) + "*"
}

extension Registry {
    /// The active passes that a condition covers, by number, each set of values by itself.
    ///
    /// - Parameter condition: as of `revokeRows`.
    static func reachedPasses(
        _ condition: String, each valueSets: [[DatabaseValue]], in db: Database
    ) throws -> [ReachedPass] {
        let find = try db.makeStatement(
            sql: """
                SELECT p.number, p.kind, p.organisation, h.name,
                    COALESCE(h.employee_no, v.plate) AS holder_key
                FROM passes p
                LEFT JOIN people h ON h.id = p.person
                LEFT JOIN vehicles v ON v.id = p.vehicle
                WHERE p.id IN (SELECT p.id \(activeIssues) AND \(condition))
                ORDER BY p.number
                """)
        return try valueSets.flatMap { values in
            try Row.fetchAll(find, arguments: StatementArguments(values)).map(ReachedPass.init)
        }
    }

    /// What applying a list would withdraw.
    func reach<Record: ListedRecord>(
        of plan: ListPlan, _ records: some Collection<Record>, in db: Database
    ) throws -> [ReachedPass] {
        let kind = Record.kind
        let leaver = try db.makeStatement(
            sql: """
                SELECT NULL AS number, \(kind.passKind.rawValue) AS kind, h.organisation,
                    h.\(kind.key) AS holder_key, \(kind.name) AS name
                FROM \(kind.table) h WHERE h.id = ?
                """)
        let condition = "p.\(kind.subjectColumn) = ?"
        let leaving = try plan.leavers.flatMap { row in
            let passes = try Self.reachedPasses(condition, each: [[row.databaseValue]], in: db)
            guard passes.isEmpty else { return passes }
            return try Row.fetchAll(leaver, arguments: [row]).map(ReachedPass.init)
        }
        guard kind == .staff else { return leaving }
        let replaced = try heldAndReplaced(plan, records, in: db)
        return try leaving
            + Self.reachedPasses(condition, each: replaced.map { [$0.databaseValue] }, in: db)
    }

    /// Rows of people who are held, which the list gives to somebody else.
    ///
    /// Where an import would take it for a correction only because another row of the same list
    /// changes too, the row is among these: rather one too many is shown than one too few.
    private func heldAndReplaced<Record: ListedRecord>(
        _ plan: ListPlan, _ records: some Collection<Record>, in db: Database
    ) throws -> [Int64] {
        let find = try db.makeStatement(
            sql: """
                SELECT h.identity_hash, h.name, EXISTS (
                    SELECT 1 FROM people o WHERE o.identity_hash = h.identity_hash
                        AND o.state = 'present' AND o.id <> h.id) AS is_shared
                FROM people h JOIN person_conditions c ON c.identity_hash = h.identity_hash
                WHERE h.id = ? AND c.held_at IS NOT NULL
                """)
        return try zip(plan.rows, records).compactMap { (planned, record) in
            guard case .update(let row) = planned, let identity = record.identityText,
                let held = try Row.fetchOne(find, arguments: [row]),
                held.bytes("identity_hash") != seal.lookUp(identity: identity)
            else { return nil }
            let isListed = records.contains { other in
                other.identityText.map { seal.lookUp(identity: $0) } == held.bytes("identity_hash")
            }
            let isCorrection =
                record.holderName == held["name"] && !(held["is_shared"] as Bool) && !isListed
            return isCorrection ? nil : row
        }
    }
}
