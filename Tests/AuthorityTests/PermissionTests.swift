// Who may do what to what: every role, place, deed and object there is.
import Authority
import TestSupport
import Testing

@Suite struct `Who may do what` {
    @Test func `is a table that changes on purpose only`() throws {
        let lines = Action.allCases.map { action in
            let roles = Role.allCases.filter { $0.actions.contains(action) }.map(\.rawValue)
            let all = Action.withOwnAccount.contains(action) ? ["everybody"] : roles
            return ([action.rawValue] + (all.isEmpty ? ["nobody"] : all)).joined(separator: " ")
        }
        try GoldenFile("authority.txt").check(lines.joined(separator: "\n") + "\n")
    }

    @Test func `is what the role may do, at the places that take the object in`() {
        for grant in grants(on: .own) {
            for object in Side.own.objects {
                let isWithin =
                    grant.scope == .everywhere || object.within.contains(grant.scope.extent)
                let isDriven = object.name == "staff" && grant.role == .dispatcher
                for action in deeds {
                    let expected: Permission =
                        if !grant.role.actions.contains(action) {
                            .forbidden
                        } else { isWithin && !isDriven ? .allowed : .hidden }
                    #expect(
                        permission(for: action, on: object.target, heldBy: [grant]) == expected,
                        "\(grant) \(action.rawValue) \(object.name)")
                }
            }
        }
    }

    @Test func `is nothing on what is a foreign firm's, site's or desk's, and no hint of it`() {
        for grant in grants(on: .own) where grant.scope != .everywhere {
            for object in Side.foreign.objects {
                for action in deeds {
                    let answer = permission(for: action, on: object.target, heldBy: [grant])
                    let isOwn = grant.role.actions.contains(action)
                    #expect(
                        answer == (isOwn ? .hidden : .forbidden),
                        "\(grant) \(action.rawValue) \(object.name)")
                }
            }
        }
    }

    @Test func `does not change with the object where the role never has the deed`() {
        for grant in grants(on: .own) {
            for action in deeds where !grant.role.actions.contains(action) {
                let targets =
                    Side.own.objects.map(\.target) + Side.foreign.objects.map(\.target) + [
                        .office, .common, .ownAccount,
                    ]
                #expect(
                    targets.allSatisfy {
                        permission(for: action, on: $0, heldBy: [grant]) == .forbidden
                    })
            }
        }
    }

    @Test func `reaches the office as a whole from everywhere alone`() {
        for grant in grants(on: .own) {
            for action in grant.role.actions {
                let expected: Permission = grant.scope == .everywhere ? .allowed : .hidden
                #expect(permission(for: action, on: .office, heldBy: [grant]) == expected)
                #expect(permission(for: action, on: .common, heldBy: [grant]) == .allowed)
            }
        }
    }

    @Test func `is the own account for everybody, also without a role, and no other's`() {
        for action in Action.withOwnAccount {
            #expect(permission(for: action, on: .ownAccount, heldBy: []) == .allowed)
            for grant in grants(on: .own) {
                #expect(permission(for: action, on: .office, heldBy: [grant]) == .hidden)
            }
        }
        for action in deeds {
            #expect(permission(for: action, on: .ownAccount, heldBy: []) == .forbidden)
            #expect(permission(for: action, on: .common, heldBy: []) == .forbidden)
        }
    }

    @Test func `is the sum of several roles, each at its own place`() throws {
        let roles = [
            try #require(Grant(.hr, .organisation(1042))),
            try #require(Grant(.reviewer, .desk("park", site: 2))),
        ]
        func answer(_ action: Action, _ target: Target) -> Permission {
            permission(for: action, on: target, heldBy: roles)
        }
        let theirs = Target.application(of: 2077, at: 2, desks: ["park"])
        #expect(answer(.decideApplications, theirs) == .allowed)
        #expect(answer(.readApplications, theirs) == .allowed)
        #expect(answer(.showPasses, .held(by: 1042, at: 2, for: .staff)) == .allowed)
        #expect(answer(.showPasses, .held(by: 2077, at: 2, for: .staff)) == .hidden)
        // Who decides at a desk does not decide on the own firm's elsewhere.
        let own = Target.application(of: 1042, at: 1, desks: ["park"])
        #expect(answer(.decideApplications, own) == .hidden)
        #expect(answer(.setQuotas, .site(2)) == .forbidden)
    }

    @Test func `shows a desk no application that has yet to come to it`() throws {
        let town = try #require(Grant(.reviewer, .desk("town", site: 1)))
        let waiting = Target.application(of: 1042, at: 1, desks: ["park"])
        #expect(permission(for: .readApplications, on: waiting, heldBy: [town]) == .hidden)
        let elsewhere = Target.application(of: 1042, at: 2, desks: ["town"])
        #expect(permission(for: .readApplications, on: elsewhere, heldBy: [town]) == .hidden)
    }

    @Test func `narrows a list to just what each single answer allows`() {
        for grant in grants(on: .own) {
            for action in deeds {
                let reach = Reach(of: action, heldBy: [grant])
                #expect(reach.isEmpty == !grant.role.actions.contains(action))
                for (side, holder) in [(Side.own, HolderKind.staff), (.foreign, .vehicle)] {
                    let scopes = reach.scopes(for: holder)
                    let isListed =
                        scopes.contains(.everywhere) || scopes.contains(.organisation(side.firm))
                        || scopes.contains(.site(side.site))
                    let single = permission(
                        for: action, on: .held(by: side.firm, at: side.site, for: holder),
                        heldBy: [grant])
                    #expect(isListed == (single == .allowed), "\(grant) \(action.rawValue)")
                }
            }
        }
    }

    @Test func `has a place for each role, and no role at a place that is not for it`() {
        #expect(Grant(.reviewer, .everywhere) == nil)
        #expect(Grant(.hr, .site(1)) == nil)
        #expect(Grant(.operator, .organisation(1042)) == nil)
        #expect(Role.allCases.allSatisfy { !$0.extents.isEmpty && !$0.actions.isEmpty })
        #expect(deeds.allSatisfy { deed in Role.allCases.contains { $0.actions.contains(deed) } })
    }
}
