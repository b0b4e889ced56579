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
    func condition(at seconds: Int64) -> RowCondition {
        var condition = RowCondition()
        condition.add("p.organisation = ?", organisation?.rawValue)
        condition.add("p.kind = ?", kind.map { Int64($0.rawValue) })
        condition.add("p.number = ?", number?.digits)
        condition.add("h.employee_no = ?", employeeNumber)
        condition.add("v.plate = ?", plate)
        condition.add("p.batch = ?", batch)
        condition.add("p.number > ?", after)
        switch state {
        case nil: break
        case .valid: condition.add("t.status = 'active' AND t.exp > ?", seconds)
        case .expired: condition.add("t.status = 'active' AND t.exp <= ?", seconds)
        case .superseded: condition.add("t.status = 'superseded'")
        case .revoked: condition.add("t.status = 'revoked'")
        }
        return condition
    }
}
