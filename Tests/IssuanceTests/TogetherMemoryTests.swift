// What the work of several callers in one commit reads once, and what it must not take from before.
import Authority
import Identifiers
import Issuance
import PassFormat
import Registry
import Testing

@Suite struct `What callers in one commit share` {
    /// What a body is refused by; nil for nothing.
    private func refusal(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? OfficeError)?.code ?? "\(error)" }
        return nil
    }

    @Test func `is no token or session that was ended before, nor a role that was taken`() throws {
        let test = try AccountOffice()
        let office = test.office
        let number = try test.member("li.hr").number
        let token = try office.makeToken(
            TokenDraft(name: "try", scopes: ["read"], expires: nil), for: number)
        let session = try test.signIn("li.hr")
        var grants: [Int] = []
        var refusals: [String?] = []
        try office.together {
            for _ in 0..<2 {
                let caller = try? office.caller(token: token.secret)
                let same = try? office.caller(session: session.secret)
                grants += [caller?.grants.count ?? -1, same?.grants.count ?? -1]
            }
            _ = try? office.remove(test.hr, from: number, by: .machine)
            grants.append((try? office.caller(token: token.secret))?.grants.count ?? -1)
            try? office.revokeToken(token.token.id, of: number)
            refusals.append(refusal { _ = try office.caller(token: token.secret) })
            refusals.append(refusal { _ = try office.caller(session: session.secret) })
            _ = try? office.endSessions(.allBut(nil), of: number)
            refusals.append(refusal { _ = try office.caller(session: session.secret) })
        }
        #expect(grants == [1, 1, 1, 1, 0])
        #expect(refusals == ["NOT_SIGNED_IN", nil, "NOT_SIGNED_IN"])
    }

    @Test func `is no token that is over since, nor one of another kind`() throws {
        let test = try AccountOffice()
        let office = test.office
        let number = try test.member("li.hr").number
        let token = try office.makeToken(
            TokenDraft(name: "try", scopes: ["read"], expires: test.now + 60), for: number)
        var refusals: [String?] = []
        try office.together {
            refusals.append(refusal { _ = try office.caller(session: token.secret) })
            refusals.append(refusal { _ = try office.caller(token: token.secret) })
            refusals.append(refusal { _ = try office.caller(session: token.secret) })
            test.pass(60)
            refusals.append(refusal { _ = try office.caller(token: token.secret) })
        }
        #expect(refusals == ["NOT_SIGNED_IN", nil, "NOT_SIGNED_IN", "NOT_SIGNED_IN"])
        #expect(try office.tokens(of: number).isEmpty)
    }
}

@Suite struct `Passes of several callers in one commit` {
    private let test: `The office`
    private let other: OrganisationNumber
    private let keys: [String]

    init() throws {
        test = try `The office`()
        other = try #require(OrganisationNumber(rawValue: 2077))
        _ = try test.office.addOrganisation(
            OrganisationDraft(
                number: other, name: "物流公司", code: nil, level: nil, tags: [], labels: .none))
        _ = try test.importStaff()
        _ = try test.office.importStaff(
            try test.list("rosters/clean.xlsx"),
            ImportOptions(organisation: other, site: `The office`.site))
        keys = try test.office.people(organisation: other).compactMap(\.employeeNumber)
    }

    /// Issues one pass.
    ///
    /// - Returns: its number, or by what it is refused.
    private func issue(
        _ key: String, of firm: OrganisationNumber = `The office`.firm, until days: Int64? = nil
    ) -> String {
        let order = IssueOrder(
            organisation: firm, kind: .staff, fromSeconds: nil,
            untilSeconds: days.map { `The office`.start + $0 * 86_400 })
        do throws(OfficeError) {
            return try test.office.issueOne(order, .staff, key, as: .text).number
        } catch { return error.code }
    }

    private func serials(_ numbers: [String]) throws -> [UInt32] {
        try numbers.map { try PassNumber(parsing: $0).serial }
    }

    @Test func `have numbers and batches without gaps, whichever firms they are of`() throws {
        var numbers: [String] = []
        try test.office.together {
            for key in keys.prefix(6) {
                numbers.append(issue(key))
                numbers.append(issue(key, of: other))
                // Refused ones use up nothing.
                #expect(issue(key) == "ALREADY_VALID")
                #expect(issue("nobody", of: other) == "UNKNOWN_PERSON")
            }
        }
        numbers.append(issue(keys[7]))
        #expect(try serials(numbers) == Array(1...13))
        let passes = try test.office.passes(PassFilter())
        #expect(passes.count { $0.organisation == other } == 6)
        #expect(passes.count == 13)
        #expect(try test.later(1).verifyAudit().fault == nil)
    }

    @Test func `are within the quota, as it is set and as places come free`() throws {
        let office = test.office
        var outcomes: [String] = []
        try office.together {
            _ = try? office.setQuota(2, of: `The office`.firm, at: `The office`.site)
            outcomes += keys.prefix(3).map { issue($0) }
            outcomes.append(issue(keys[3], of: other))
            outcomes.append(issue(keys[3]))
            if let first = outcomes.first, let number = try? PassNumber(parsing: first) {
                _ = try? office.revoke(
                    RevocationOrder(reach: .number(number), beforeSeconds: nil, reason: "lost"))
            }
            outcomes += [issue(keys[4]), issue(keys[5])]
            _ = try? office.setQuota(3, of: `The office`.firm, at: `The office`.site)
            outcomes += [issue(keys[5]), issue(keys[6])]
        }
        let full = "QUOTA_FULL"
        let isFull = outcomes.map { $0 == full }
        #expect(isFull == [false, false, true, false, true, false, true, false, true])
        #expect(try serials(outcomes.filter { $0 != full }) == Array(1...5))
        #expect(try test.later(1).verifyAudit().fault == nil)
    }

    @Test func `keep to the rules of the site as they are changed amid them`() throws {
        let office = test.office
        var outcomes: [String] = []
        try office.together {
            outcomes.append(issue(keys[0], until: 20))
            var change = SiteChange(name: nil)
            change.rules.lifetimes = [.staff: 10 * 86_400]
            _ = try? office.changeSite(`The office`.site, change)
            outcomes.append(issue(keys[1], until: 20))
            outcomes.append(issue(keys[1], until: 10))
        }
        #expect(try serials([outcomes[0], outcomes[2]]) == [1, 2])
        #expect(outcomes[1] != outcomes[0] && (try? PassNumber(parsing: outcomes[1])) == nil)
    }

    @Test func `are sealed under the group that is in force, as it is changed amid them`() throws {
        let office = test.office
        let group = try #require(try office.groups(of: `The office`.site).first?.number)
        var outcomes: [String] = []
        try office.together {
            outcomes.append(issue(keys[0]))
            _ = try? office.revoke(.groups(`The office`.site, group), reason: "lost")
            outcomes.append(issue(keys[1]))
        }
        #expect(try serials(outcomes) == [1, 2])
        #expect(try office.passes(PassFilter()).map(\.state) == [.revoked, .valid])
        let groups = try office.groups(of: `The office`.site)
        let current = try #require(groups.first { $0.state == .current }?.number)
        #expect(current != group)
        let reached = try office.revoke(.groups(`The office`.site, current), reason: "lost").passes
        #expect(reached == 1)
    }
}
