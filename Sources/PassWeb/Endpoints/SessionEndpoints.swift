// Signing in and out, one's own account, its sessions and API tokens. What makes a secret is not
// remembered under an Idempotency-Key: no secret is kept.
import Authority
import HTTPTypes
import Issuance
import Registry

let sessionEndpoints: [Endpoint] =
    ownEndpoints + ownContactEndpoints + ownSessionEndpoints + ownTokenEndpoints

private func own(_ action: Action) -> Access { .permitted(action) { _ in .ownAccount } }

private let ownEndpoints: [Endpoint] = [
    Endpoint(
        .post, "/api/v1/session", "signIn", .anyone,
        .work { call in
            // Another site's page must not sign a browser in under its own name.
            if call.headers[.secFetchSite] == "cross-site" { throw Problem.forbidden }
            var fields = try call.fields()
            let (login, password) = try fields.checked(
                fields.text("login"), fields.text("password", 1...400))
            let entered = try call.office.signIn(
                PasswordAttempt(
                    login: login, password: Array(password.utf8), address: call.address),
                agent: call.headers[.userAgent] ?? "")
            var answer = try Answer.json(
                OwnAccount(entered.caller, session: entered.secret), .created)
            answer.headers[.setCookie] = SessionCookie.field(entered.secret)
            return answer
        }
    ).withPassword(),
    Endpoint(
        .get, "/api/v1/session", "showSession", own(.readOwnAccount),
        .work { call in
            let secret = SessionCookie.secret(in: call.headers)
            return try .json(OwnAccount(try call.known(), session: secret))
        }),
    Endpoint(
        .delete, "/api/v1/session", "signOut", own(.endOwnSessions),
        .work { call in
            let caller = try call.known()
            if case .session(let id) = caller.entrance {
                try call.office.endSessions(.one(id), of: try call.ownNumber())
            }
            var answer = Answer.nothing
            answer.headers[.setCookie] = SessionCookie.field(nil)
            return answer
        }),
    Endpoint(
        .put, "/api/v1/password", "changePassword", own(.changeOwnPassword),
        .work { call in
            var fields = try call.fields()
            let (old, new) = try fields.checked(
                fields.text("old", 1...400), fields.text("password", 1...400))
            let caller = try call.known()
            let attempt = PasswordAttempt(
                login: caller.login, password: Array(old.utf8), address: call.address)
            do {
                try call.office.changePassword(of: caller, old: attempt, new: Array(new.utf8))
            } catch let error as OfficeError where error.fault == .notSignedIn {
                // The session is good; what is wrong is a member of the body.
                throw Problem(faults: [
                    Problem.FieldFault(
                        field: "old", code: error.code, text: Problem(error).text)
                ])
            }
            return .nothing
        }
    ).withPassword(),
]

private let ownContactEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/contact", "showContact", own(.readOwnAccount),
        .work { call in
            guard let contact = try call.office.contact(of: try call.ownNumber()) else {
                throw Problem.notFound
            }
            return try .json(contact)
        }),
    Endpoint(
        .put, "/api/v1/contact", "setContact", own(.changeOwnContact),
        .work { call in
            var fields = try call.fields()
            let language = fields.optionalChoice("language", of: MessageLanguage.self)
            let phone = try fields.checked(fields.text("phone", 1...40))
            return try .json(
                call.office.setContact(
                    of: try call.ownNumber(), phone: phone, language ?? .chinese))
        }),
    Endpoint(
        .delete, "/api/v1/contact", "removeContact", own(.changeOwnContact),
        .work { call in
            try call.office.removeContact(of: try call.ownNumber())
            return .nothing
        }),
]

private let ownSessionEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/sessions", "listSessions", own(.readOwnAccount),
        .work { call in
            let page = try call.page()
            let sessions = try call.office.sessions(of: try call.ownNumber())
            return try .json(Page(of: sessions.sorted { $0.id < $1.id }, page) { $0.id })
        }),
    Endpoint(
        .delete, "/api/v1/sessions", "endOtherSessions", own(.endOwnSessions),
        .work { call in
            let kept: Int64? =
                if case .session(let id) = try call.known().entrance { id } else { nil }
            let count = try call.office.endSessions(.allBut(kept), of: try call.ownNumber())
            return try .json(["ended": count])
        }),
    Endpoint(
        .delete, "/api/v1/sessions/{session}", "endSession", own(.endOwnSessions),
        .work { call in
            let (id, number) = (try call.id("session"), try call.ownNumber())
            try hidingStrangers { try call.office.endSessions(.one(id), of: number) }
            return .nothing
        }),
]

private let ownTokenEndpoints: [Endpoint] = [
    Endpoint(
        .get, "/api/v1/tokens", "listTokens", own(.readOwnAccount),
        .work { call in
            let page = try call.page()
            let tokens = try call.office.tokens(of: try call.ownNumber())
            return try .json(Page(of: tokens.sorted { $0.id < $1.id }, page) { $0.id })
        }),
    Endpoint(
        .post, "/api/v1/tokens", "makeToken", own(.makeOwnTokens),
        .work { call in
            var fields = try call.fields()
            let expires = fields.optionalTime("expires")
            let scopes = fields.optionalList("scopes", 1...60) { $0.text($1, 1...60) }
            let name = try fields.checked(fields.text("name"))
            let made = try call.office.makeToken(
                TokenDraft(name: name, scopes: scopes ?? [], expires: expires),
                for: try call.ownNumber())
            return try .created(made, at: "/api/v1/tokens/\(made.token.id)")
        }
    ).creating(),
    Endpoint(
        .delete, "/api/v1/tokens/{token}", "revokeToken", own(.makeOwnTokens),
        .work { call in
            let (id, number) = (try call.id("token"), try call.ownNumber())
            try hidingStrangers { try call.office.revokeToken(id, of: number) }
            return .nothing
        }),
]

/// Answers another's session or token as one that is not there, in the same words.
private func hidingStrangers(_ body: () throws -> Void) throws {
    do { try body() } catch let error as OfficeError where error.fault == .unknown {
        throw Problem.notFound
    }
}

/// What somebody is told of the own account.
private struct OwnAccount: Encodable {
    private let caller: Caller
    private let pageToken: String?

    init(_ caller: Caller, session secret: String?) {
        self.caller = caller
        let isSession = if case .session = caller.entrance { true } else { false }
        pageToken = isSession ? secret.flatMap(Office.pageToken) : nil
    }

    private enum CodingKeys: String, CodingKey {
        case number, login, name, grants, scopes, csrfToken
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(caller.account, forKey: .number)
        try container.encode(caller.login, forKey: .login)
        try container.encode(caller.name, forKey: .name)
        try container.encode(caller.grants, forKey: .grants)
        let scopes: [String]? =
            if case .token(_, let scopes) = caller.entrance { scopes.names } else { nil }
        try container.encode(scopes, forKey: .scopes)
        try container.encode(pageToken, forKey: .csrfToken)
    }
}

extension Call {
    /// Who asks.
    ///
    /// - Throws: `Problem.notSignedIn` where the endpoint is open to anyone.
    func known() throws(Problem) -> Caller {
        guard let caller else { throw .notSignedIn }
        return caller
    }

    /// The caller's account.
    func ownNumber() throws(Problem) -> AccountNumber {
        guard let number = AccountNumber(rawValue: try known().account) else {
            throw .notSignedIn
        }
        return number
    }

    /// A row's number in the path; what is none names nothing.
    func id(_ name: String) throws(Problem) -> Int64 {
        guard let id = path[name].flatMap({ Int64($0) }), id > 0 else { throw .notFound }
        return id
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
}
