// Signing in over HTTP: cookie, the page's token, API tokens, the pace of strangers.
import Authority
import Foundation
import HTTPTypes
import Registry
import Testing

@testable import Issuance
@testable import PassWeb

@Suite struct `Sessions over HTTP` {
    private let served: ServedOffice
    private let hr: Grant

    init() throws {
        served = try ServedOffice()
        hr = try #require(Grant(.hr, .organisation(ServedFirm.own.organisation)))
    }

    private func signIn(_ password: String) async throws -> Told {
        try await served.ask(
            .post, "/api/v1/session", json: #"{"login":"wang","password":"\#(password)"}"#)
    }

    @Test func `begin with a cookie for this host alone, which no script reads`() async throws {
        _ = try served.member("wang", [hr])
        let wrong = try await signIn("wrong-one-12")
        #expect(wrong.status == 401 && wrong.cookie == nil)
        let told = try await signIn(ServedOffice.password)
        #expect(told.status == 201)
        let cookie = try #require(told.headers[.setCookie])
        #expect(cookie.hasPrefix("__Host-gatepass="))
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            #expect(cookie.contains("; \(part)"))
        }
        let account = try told.object()
        #expect(account["login"] as? String == "wang")
        #expect((account["csrf_token"] as? String)?.count == 43)
        #expect(!told.text.contains(try #require(told.cookie?.dropFirst(16))))
    }

    @Test func `change things only for a page that knows the session's token`() async throws {
        let member = try served.member("wang", [hr])
        let other = try served.member("li", [hr])
        #expect(try await served.ask(.get, "/api/v1/session", .cookieAlone(member)).status == 200)
        let bare = try await served.ask(.delete, "/api/v1/sessions", .cookieAlone(member))
        #expect(bare.status == 403)
        #expect(try bare.object()["code"] as? String == "CSRF_TOKEN")
        #expect(
            !Office.isPageToken(
                try #require(Office.pageToken(ofSession: other.secret)), ofSession: member.secret))
        let full = try await served.ask(.delete, "/api/v1/sessions", .session(member))
        #expect(full.status == 200)
        let out = try await served.ask(.delete, "/api/v1/session", .session(member))
        #expect(out.status == 204)
        #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
        #expect(try await served.ask(.get, "/api/v1/session", .session(member)).status == 401)
        #expect(try await served.ask(.get, "/api/v1/session", .session(other)).status == 200)
    }

    @Test func `make tokens that need no page and do not make tokens`() async throws {
        let member = Entry.session(try served.member("wang", [hr]))
        let made = try await served.ask(
            .post, "/api/v1/tokens", member, json: #"{"name":"payroll","scopes":["read"]}"#)
        #expect(made.status == 201)
        let token = Entry.token(try #require(try made.object()["secret"] as? String))
        let own = try await served.ask(.get, "/api/v1/session", token).object()
        #expect(own["scopes"] as? [String] == ["read"] && own["csrf_token"] is NSNull)
        #expect(try await served.ask(.get, "/api/v1/organisations/1042", token).status == 200)
        #expect(try await served.ask(.get, "/api/v1/organisations/2077", token).status == 404)
        let another = try await served.ask(
            .post, "/api/v1/tokens", token, json: #"{"name":"x","scopes":["read"]}"#)
        #expect(another.status == 403)
        let issue = try await served.ask(
            .post, "/api/v1/organisations/1042/passes", token, json: "{}")
        #expect(issue.status == 403)
        #expect(try await served.ask(.delete, "/api/v1/tokens/1", member).status == 204)
        #expect(try await served.ask(.get, "/api/v1/session", token).status == 401)
    }

    @Test func `set a password by an invitation, refuse common ones, and end others`() async throws
    {
        let wang = Entry.session(try served.member("wang", [hr]))
        let made = try await served.ask(
            .post, "/api/v1/accounts", wang,
            json:
                #"{"login":"li","name":"李小红","grants":[{"role":"dispatcher","organisation":1042}]}"#
        )
        #expect(made.status == 201, "\(made.text)")
        let secret = try #require(try made.object()["secret"] as? String)
        func accept(_ password: String) async throws -> Told {
            try await served.ask(
                .post, "/api/v1/invitations/accepted",
                json: #"{"secret":"\#(secret)","password":"\#(password)"}"#)
        }
        let common = try await accept("password2026")
        #expect(common.status == 422)
        #expect(try common.object()["field"] as? String == "password")
        #expect(try await accept("another-one-9").status == 200)
        #expect(try await accept("another-one-9").status == 404)
        let foreign = try await served.ask(
            .post, "/api/v1/accounts", wang,
            json: #"{"login":"zhao","name":"赵平","grants":[{"role":"hr","organisation":2077}]}"#)
        let absent = try await served.ask(
            .post, "/api/v1/accounts", wang,
            json: #"{"login":"zhao","name":"赵平","grants":[{"role":"hr","organisation":2078}]}"#)
        #expect(foreign.status == 422 && absent.status == 422)
        #expect(foreign.alike.replacing("2077", with: "2078") == absent.alike)
        let changed = try await served.ask(
            .put, "/api/v1/password", wang,
            json: #"{"old":"horse-battery-9","password":"another-one-9"}"#)
        #expect(changed.status == 204)
    }

    @Test func `tell an address when to come again, whatever names it tried`() async throws {
        for name in 1...49 {
            _ = try served.office.registry.attempt(
                [.login("name\(name)"), .address("-")], at: served.office.now)
        }
        #expect(try await signIn("wrong-one-12").status == 401)
        let late = try await signIn("wrong-one-12")
        #expect(late.status == 429 && late.headers[.retryAfter] == "60")
    }

    @Test func `tell strangers when to come again`() async throws {
        for _ in 1...10 { #expect(try await signIn("wrong-one-12").status == 401) }
        let late = try await signIn("wrong-one-12")
        #expect(late.status == 429 && late.headers[.retryAfter] == "900")
        let unknown = Entry.token(String(repeating: "A", count: 43))
        for _ in 1...Pace.Deed.strange.limit {
            _ = try await served.ask(.get, "/api/v1/session", unknown)
        }
        let strange = try await served.ask(.get, "/api/v1/session", unknown)
        #expect(strange.status == 429 && strange.headers[.retryAfter] != nil)
        // Others come by the same address, and theirs are good.
        let firm = Scope.organisation(ServedFirm.own.organisation)
        let known = Entry.session(
            try served.member("li", [try #require(Grant(.hr, firm))]))
        #expect(try await served.ask(.get, "/api/v1/session", known).status == 200)
    }
}
