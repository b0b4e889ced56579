// Which passes a list is to hold, as SQL over the joins of PassQueries.swift.
import GRDB
package import Identifiers
package import PassFormat

/// Which passes are wanted; nil means any.
package struct PassFilter: Sendable, Equatable {
    package var organisation: OrganisationNumber?
    package var kind: PassKind?
    package var state: PassState?
    package var number: PassNumber?
    package var employeeNumber: String?
    package var plate: String?
    package var batch: Int64?
    /// Only passes with a number behind this one, fifteen digits.
    package var after: String?
    /// How many at most.
    package var limit: Int?

    package init() {}
}

extension PassFilter {
    func condition(at seconds: Int64) -> (String, [DatabaseValue]) {
        var parts = ["TRUE"]
        var values: [DatabaseValue] = []
        let add = { (part: String, value: DatabaseValue?) in
            guard let value else { return }
            parts.append(part)
            values.append(value)
        }
        add("p.organisation = ?", organisation?.rawValue.databaseValue)
        add("p.kind = ?", kind.map { Int64($0.rawValue).databaseValue })
        add("p.number = ?", number?.digits.databaseValue)
        add("h.employee_no = ?", employeeNumber?.databaseValue)
        add("v.plate = ?", plate?.databaseValue)
        add("p.batch = ?", batch?.databaseValue)
        add("p.number > ?", after?.databaseValue)
        switch state {
        case nil: break
        case .valid: add("t.status = 'active' AND t.exp > ?", seconds.databaseValue)
        case .expired: add("t.status = 'active' AND t.exp <= ?", seconds.databaseValue)
        case .superseded: parts.append("t.status = 'superseded'")
        case .revoked: parts.append("t.status = 'revoked'")
        }
        return (parts.joined(separator: " AND "), values)
    }
}
