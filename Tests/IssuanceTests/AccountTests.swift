// Accounts from the link to the session, as the office's use cases take them.
import Authority
import Foundation
import Issuance
import Registry
import Testing

@Suite struct `Accounts` {
    private let place: AccountOffice
    private var office: Office { place.office }

    init() throws { place = try AccountOffice() }

    @Test func `set a password by their link once, and sign in with it`() throws {
        let invited = try place.invite("Wang")
        #expect(place.refusal { _ = try place.signIn("wang") } == "WRONG_CREDENTIALS")
        #expect(try office.invited(by: invited.secret).name == "王小明")
        let password = Array(AccountOffice.password.utf8)
        let bad = place.refusal {
            _ = try office.accept(invitation: invited.secret, password: Array("123".utf8))
        }
        #expect(bad == "PASSWORD_TOO_SHORT")
        _ = try office.accept(invitation: invited.secret, password: password)
        let again = place.refusal {
            _ = try office.accept(invitation: invited.secret, password: password)
        }
        #expect(again == "INVITATION_INVALID")
        let entered = try place.signIn(" WANG ")
        #expect(entered.caller.grants == [place.hr])
        #expect(entered.session.agent == "Browser/1 ")
        let caller = try office.caller(session: entered.secret)
        #expect(caller == entered.caller)
        #expect(caller.auditName == "account:1")
    }

    @Test func `have links that end after a week, and are nobody's where they are made up`() throws
    {
        let invited = try place.invite("wang")
        place.pass(7 * 86_400 - 1)
        _ = try office.invited(by: invited.secret)
        place.pass(1)
        for secret in [invited.secret, "", "x", String(repeating: "A", count: 43)] {
            #expect(
                place.refusal { _ = try office.invited(by: secret) } == "INVITATION_INVALID")
        }
    }

    @Test func `that are not there answer as those with another password, and as slowly`() throws {
        _ = try place.member("wang")
        _ = try place.invite("invited")
        let disabled = try place.member("gone")
        _ = try office.set(disabled.number, .disabled)
        let clock = ContinuousClock()
        var times: [String: Duration] = [:]
        for login in ["wang", "nobody", "王", "invited", "gone"] {
            times[login] = clock.measure {
                #expect(
                    place.refusal { _ = try place.signIn(login, "another-one-9") }
                        == "WRONG_CREDENTIALS")
            }
        }
        let known = try #require(times["wang"])
        #expect(times.allSatisfy { $0.value * 4 > known }, "\(times)")
    }

    @Test func `wait after ten wrong passwords, the right one too, until they are let again`()
        throws
    {
        let account = try place.member("wang")
        for _ in 1...10 {
            #expect(
                place.refusal { _ = try place.signIn("wang", "wrong-one-12") }
                    == "WRONG_CREDENTIALS")
        }
        let refused = #expect(throws: OfficeError.self) { try place.signIn("wang") }
        #expect(refused?.fault == .tooMany(retryAfterSeconds: 900))
        #expect(try office.account(account.number).lockedUntil == place.now + 900)
        #expect(try place.audit().filter { $0.what == "account.block" }.count == 1)
        _ = try office.set(account.number, .enabled)
        #expect(try office.account(account.number).lockedUntil == nil)
        _ = try place.signIn("wang")
    }

    @Test func `end their sessions one by one, all others, and all with a new password`() throws {
        let account = try place.member("wang")
        let all = try (1...4).map { _ in try place.signIn("wang") }
        func open() throws -> [Int64] { try office.sessions(of: account.number).map(\.id).sorted() }
        func isOpen(_ signedIn: SignedIn) -> Bool {
            place.refusal { _ = try office.caller(session: signedIn.secret) } == nil
        }
        #expect(try open() == [1, 2, 3, 4])
        try office.endSessions(.one(1), of: account.number)
        #expect(place.refusal { try office.endSessions(.one(1), of: account.number) } != nil)
        #expect(all.map(isOpen) == [false, true, true, true])
        let caller = all[1].caller
        let old = place.attempt("somebody.else", AccountOffice.password)
        try office.changePassword(of: caller, old: old, new: Array("another-one-9".utf8))
        #expect(all.map(isOpen) == [false, true, false, false])
        #expect(place.refusal { _ = try place.signIn("wang") } == "WRONG_CREDENTIALS")
        _ = try place.signIn("wang", "another-one-9")
        #expect(try office.endSessions(.allBut(2), of: account.number) == 1)
        let wrong = place.refusal {
            try office.changePassword(
                of: caller, old: place.attempt("", "wrong-one-12"),
                new: Array("third-password".utf8))
        }
        #expect(wrong == "WRONG_CREDENTIALS")
        #expect(isOpen(all[1]))
    }

    @Test func `have sessions that end after eight hours of rest and after a week`() throws {
        _ = try place.member("wang")
        let first = try place.signIn("wang")
        place.pass(8 * 3_600)
        #expect(place.refusal { _ = try office.caller(session: first.secret) } == "NOT_SIGNED_IN")
        let second = try place.signIn("wang")
        for _ in 1..<(7 * 24) {
            place.pass(3_600)
            _ = try office.caller(session: second.secret)
        }
        place.pass(3_600)
        #expect(place.refusal { _ = try office.caller(session: second.secret) } == "NOT_SIGNED_IN")
    }

    @Test func `make tokens that do less than they do, until they end them`() throws {
        let account = try place.member("wang")
        func make(_ scopes: [String], _ expires: Int64? = nil) throws -> MadeToken {
            try office.makeToken(
                TokenDraft(name: "payroll", scopes: scopes, expires: expires),
                for: account.number)
        }
        let made = try make(["passes.list", "rosters"])
        let caller = try office.caller(token: made.secret)
        let own = Target.held(by: 1042, at: 1, for: .staff)
        #expect(caller.permission(for: .uploadRosters, on: own) == .allowed)
        #expect(caller.permission(for: .issuePasses, on: own) == .forbidden)
        #expect(place.refusal { _ = try office.caller(session: made.secret) } != nil)
        #expect(try office.tokens(of: account.number).map(\.id) == [1])
        try office.revokeToken(1, of: account.number)
        #expect(place.refusal { _ = try office.caller(token: made.secret) } == "NOT_SIGNED_IN")
        #expect(try office.tokens(of: account.number).isEmpty)
        let short = try make(["read"], place.now + 60)
        place.pass(60)
        #expect(place.refusal { _ = try office.caller(token: short.secret) } == "NOT_SIGNED_IN")
        #expect(place.refusal { _ = try make(["own"]) } == "SCOPES_INVALID")
        #expect(place.refusal { _ = try make([]) } == "SCOPES_INVALID")
        for expires in [place.now, place.now + 366 * 86_400 + 1] {
            #expect(place.refusal { _ = try make(["read"], expires) } == "EXPIRY_INVALID")
        }
        _ = try make(["read"], place.now + 366 * 86_400)
    }

    @Test func `lose password, sessions and tokens with a reset, and set another by the new link`()
        throws
    {
        let account = try place.member("wang")
        let entered = try place.signIn("wang")
        let token = try office.makeToken(
            TokenDraft(name: "payroll", scopes: ["read"], expires: nil), for: account.number)
        let reset = try office.reset(account.number)
        #expect(place.refusal { _ = try office.caller(session: entered.secret) } != nil)
        #expect(place.refusal { _ = try place.signIn("wang") } == "WRONG_CREDENTIALS")
        let later = try office.reset(account.number)
        #expect(place.refusal { _ = try office.invited(by: reset.secret) } != nil)
        _ = try office.accept(
            invitation: later.secret, password: Array(AccountOffice.password.utf8))
        _ = try place.signIn("wang")
        #expect(place.refusal { _ = try office.caller(token: token.secret) } == "NOT_SIGNED_IN")
    }

    @Test func `give what they hold, and learn nothing of a foreign firm`() throws {
        let member = try place.member("wang")
        let giver = GrantGiver.caller(try place.signIn("wang").caller)
        let dispatcher = try #require(Grant(.dispatcher, .organisation(1042)))
        let draft = AccountDraft(login: "li", name: "李小红", grants: [dispatcher])
        let made = try office.invite(draft, by: giver)
        #expect(made.account.grants == [dispatcher])
        #expect(
            try office.remove(dispatcher, from: made.account.number, by: giver)
                .account.grants.isEmpty)
        func answer(_ role: Role, _ scope: Scope) throws -> OfficeError? {
            let grant = try #require(Grant(role, scope))
            return #expect(throws: OfficeError.self) {
                try office.add(grant, to: made.account.number, by: giver)
            }
        }
        let foreign = try #require(try answer(.hr, .organisation(2077)))
        let absent = try #require(try answer(.hr, .organisation(9999)))
        #expect(foreign.code == absent.code && foreign.fault == absent.fault)
        #expect(foreign.english.replacing("2077", with: "9999") == absent.english)
        #expect(foreign.chinese.replacing("2077", with: "9999") == absent.chinese)
        #expect(try answer(.siteLead, .site(1))?.fault == .unknown)
        #expect(try answer(.operator, .everywhere)?.code == "GRANT_NOT_HELD")
        #expect(try answer(.propertyLead, .organisation(1042))?.code == "GRANT_NOT_HELD")
        #expect(try office.account(member.number).account.grants == [place.hr])
    }

    @Test func `are refused a login name that is taken or none, and being nothing`() throws {
        _ = try place.invite("wang")
        #expect(place.refusal { _ = try place.invite("WANG") } == "LOGIN_TAKEN")
        #expect(place.refusal { _ = try place.invite("王小明") } == "LOGIN_INVALID")
        let nothing = AccountDraft(login: "li", name: "李小红", grants: [])
        #expect(
            place.refusal { _ = try office.invite(nothing, by: .machine) } == "GRANTS_MISSING")
    }

    @Test func `stand in the audit by their number, without name, secret or password`() throws {
        let account = try place.member("wang")
        let entered = try place.signIn("wang")
        _ = try office.makeToken(
            TokenDraft(name: "payroll", scopes: ["read"], expires: nil), for: account.number)
        try office.endSessions(.allBut(nil), of: account.number)
        let rows = try place.audit()
        let whole = rows.map { "\($0)" }.joined(separator: "\n")
        #expect(!whole.contains("wang") && !whole.contains("王小明"))
        #expect(!whole.contains(entered.secret) && !whole.contains(AccountOffice.password))
        let what = rows.map(\.what)
        #expect(
            Array(what.suffix(6)) == [
                "account.invite", "grant.add", "account.accept", "session.begin", "token.make",
                "session.end",
            ])
        #expect(rows.suffix(4).map(\.who) == ["account:1", "account:1", "tester", "tester"])
    }

    @Test func `have a token for the page that belongs to one session`() throws {
        _ = try place.member("wang")
        let (one, other) = (try place.signIn("wang"), try place.signIn("wang"))
        let token = try #require(Office.pageToken(ofSession: one.secret))
        #expect(Office.isPageToken(token, ofSession: one.secret))
        #expect(!Office.isPageToken(token, ofSession: other.secret))
        #expect(!Office.isPageToken("", ofSession: one.secret))
        #expect(!Office.isPageToken(one.secret, ofSession: one.secret))
        #expect(!Office.isPageToken("", ofSession: ""))
    }
}
