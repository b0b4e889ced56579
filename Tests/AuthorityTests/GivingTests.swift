// Who may give which role to others.
import Authority
import Testing

@Suite struct `Roles that are given` {
    @Test func `are held by the giver, every deed of them, but for the first operator's`() {
        for giver in grants(on: .own) where giver.role != .operator {
            for given in grants(on: .own) + grants(on: .foreign) {
                guard permission(toGive: given, heldBy: [giver]) == .allowed else { continue }
                #expect(given.role.actions.isSubset(of: giver.role.actions), "\(giver) \(given)")
                #expect(giver.role.holders.isSuperset(of: given.role.holders))
                #expect(giver.scope == .everywhere || given.scope != .everywhere)
            }
        }
    }

    @Test func `are of the giver's own place`() {
        for giver in grants(on: .own) where giver.scope != .everywhere {
            for given in grants(on: .foreign) {
                #expect(permission(toGive: given, heldBy: [giver]) != .allowed)
            }
        }
    }

    @Test func `are the operator's to give, all of them`() throws {
        let first = try #require(Grant(.operator, .everywhere))
        for given in grants(on: .own) {
            #expect(permission(toGive: given, heldBy: [first]) == .allowed)
        }
    }

    @Test(arguments: [
        (Role.hr, Role.dispatcher, Permission.allowed), (.hr, .hr, .allowed),
        (.commissioner, .propertyLead, .forbidden), (.dispatcher, .dispatcher, .forbidden),
        (.reviewer, .reviewer, .forbidden), (.siteLead, .reviewer, .allowed),
        (.siteLead, .siteLead, .allowed), (.siteLead, .hr, .hidden),
        (.siteLead, .operator, .hidden), (.commissioner, .hr, .allowed),
        (.commissioner, .reviewer, .forbidden), (.commissioner, .operator, .forbidden),
        (.auditor, .auditor, .forbidden),
    ])
    func `go from those who answer for others to those others`(
        giver: Role, given: Role, expected: Permission
    ) throws {
        let mine = giver == .commissioner ? [Scope.everywhere] : giver.extents.map(Side.own.scope)
        let theirs = given.extents.map(Side.own.scope)
        for (mine, theirs) in mine.flatMap({ mine in theirs.map { (mine, $0) } }) {
            let answer = permission(
                toGive: try #require(Grant(given, theirs)),
                heldBy: [try #require(Grant(giver, mine))])
            #expect(answer == expected, "\(giver)@\(mine) \(given)@\(theirs)")
        }
    }

    @Test func `may be put together from several of the giver's, at one place`() throws {
        let both = [
            try #require(Grant(.dispatcher, .organisation(1042))),
            try #require(Grant(.hr, .organisation(2077))),
        ]
        let given = try #require(Grant(.hr, .organisation(1042)))
        #expect(permission(toGive: given, heldBy: both) == .hidden)
    }
}
