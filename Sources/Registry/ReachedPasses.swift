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
}
