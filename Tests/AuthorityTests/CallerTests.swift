// What a token keeps from the account that it belongs to, and which names sign in.
import Authority
import Testing

@Suite struct `A caller` {
    private func caller(_ entrance: Caller.Entrance, _ role: Role = .hr) throws -> Caller {
        let grant = role == .hr ? Grant(.hr, .organisation(1042)) : Grant(.operator, .everywhere)
        return Caller(
            account: 7, login: "wang", name: "王小明", grants: [try #require(grant)],
            entrance: entrance)
    }

    private let own = Target.held(by: 1042, at: 1, for: .staff)

    @Test func `with a token does what the token is for and the account may`() throws {
        let scopes = try #require(TokenScopes(["read", "passes.revoke", "quotas.set"]))
        let program = try caller(.token(1, scopes))
        #expect(program.permission(for: .showPasses, on: own) == .allowed)
        #expect(program.permission(for: .revokePasses, on: own) == .allowed)
        #expect(program.permission(for: .issuePasses, on: own) == .forbidden)
        #expect(program.permission(for: .exportPasses, on: own) == .forbidden)
        #expect(program.permission(for: .setQuotas, on: .site(1)) == .forbidden)
        let foreign = Target.held(by: 2077, at: 1, for: .staff)
        #expect(program.permission(for: .revokePasses, on: foreign) == .hidden)
        #expect(program.reach(of: .issuePasses).isEmpty)
        #expect(program.reach(of: .showPasses).scopes == [.organisation(1042)])
        let person = try caller(.session(1))
        #expect(person.permission(for: .issuePasses, on: own) == .allowed)
    }

    @Test func `with a token knows itself, and makes neither token nor account nor key`() throws {
        let all = try #require(TokenScopes(TokenScopes.choices))
        let program = try caller(.token(1, all), .operator)
        #expect(program.permission(for: .readOwnAccount, on: .ownAccount) == .allowed)
        for action: Action in [
            .changeOwnPassword, .endOwnSessions, .makeOwnTokens, .inviteAccounts, .changeGrants,
            .changeAccounts, .changeKeys,
        ] {
            for target in [Target.ownAccount, .office] {
                #expect(program.permission(for: action, on: target) == .forbidden)
            }
        }
        let given = try #require(Grant(.hr, .organisation(1042)))
        #expect(program.permission(toGive: given) == .forbidden)
        #expect(try caller(.session(1), .operator).permission(toGive: given) == .allowed)
    }

    @Test(arguments: [
        [], ["own"], ["own.tokens"], ["accounts"], ["grants.change"], ["keys"], ["Passes"],
        ["passes.*"], ["passes", "nothing"], [""],
    ])
    func `has no token for what is unknown or kept from programs`(names: [String]) {
        #expect(TokenScopes(names) == nil)
    }

    @Test func `has a token for an area, for one deed, for reading`() throws {
        #expect(TokenScopes.choices.allSatisfy { TokenScopes([$0]) != nil })
        let passes = try #require(TokenScopes(["passes", "passes"]))
        #expect(passes.names == ["passes"])
        #expect(passes.actions.filter { $0.area == "passes" }.count == 8)
        let reading = try #require(TokenScopes(["read"]))
        #expect(reading.actions.allSatisfy { $0.isReading })
    }
}

@Suite struct `A login name` {
    @Test(arguments: [
        ("wang", "wang"), ("  Wang.X ", "wang.x"), ("ＷＡＮＧ０１", "wang01"),
        ("19900001234", "19900001234"), ("a@b-c_d.e", "a@b-c_d.e"), ("li", "li"),
        (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
    ])
    func `is one in small letters of half width`(typed: String, folded: String) {
        #expect(LoginName(typed)?.text == folded)
    }

    @Test(arguments: [
        "", "a", " a ", "王小明", "wang li", ".wang", "-x-", "@abc", "wаng", "wang\u{0}",
        "wang\u{200B}", String(repeating: "a", count: 65), "wang\n",
    ])
    func `is none with other letters, too short or too long`(typed: String) {
        #expect(LoginName(typed) == nil)
    }
}
