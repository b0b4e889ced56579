// Sessions of browsers and tokens of programs: begun, looked up, ended.
package import Authority
import PassCrypto
import PassFormat
package import Registry

/// A session that has just begun.
package struct SignedIn: Sendable {
    /// For the cookie; it is not kept.
    package let secret: String
    package let caller: Caller
    package let session: Session
}

/// An API token that has just been made.
package struct MadeToken: Sendable, Encodable {
    /// Shown once; it is not kept.
    package let secret: String
    package let token: APIToken
}

/// An API token that somebody asks for.
package struct TokenDraft: Sendable {
    let name: String
    let scopes: [String]
    let expires: Int64?

    /// - Parameters:
    ///   - name: what its owner calls it, 1 to 200 characters.
    ///   - scopes: of `TokenScopes.choices`.
    ///   - expires: seconds since 1970; nil for 90 days from now.
    package init(name: String, scopes: [String], expires: Int64?) {
        self.name = name
        self.scopes = scopes
        self.expires = expires
    }
}

extension Office {
    /// Seconds that a session lasts from its beginning.
    package static let sessionSeconds: Int64 = 7 * 86_400
    /// Eight hours, a shift, without any use end a session.
    private static let sessionLimits = SessionLimits(idleSeconds: 8 * 3_600, noteSeconds: 60)
    private static let usualTokenSeconds: Int64 = 90 * 86_400
    private static let longestTokenSeconds: Int64 = 366 * 86_400
    private static let longestAgent = 120

    /// Begins a session.
    ///
    /// One run of scrypt, whether or not there is such an account.
    ///
    /// - Parameter agent: what the browser calls itself.
    /// - Throws: `OfficeError` with `WRONG_CREDENTIALS`, or `TOO_MANY_ATTEMPTS` and the seconds.
    package func signIn(
        _ attempt: PasswordAttempt, agent: String
    ) throws(OfficeError) -> SignedIn {
        let account = try account(by: attempt)
        return try acting(as: "account:\(account.number)").changing { act in
            let (secret, hash) = try AccessSecret.session.draw(setting.random)
            let session = try registry.begin(
                NewSession(
                    hash: hash, account: account.number, expires: now + Self.sessionSeconds,
                    agent: Self.short(agent)), act: act)
            guard let session else { throw Self.notSignedIn }
            let caller = Caller(
                account: account.number.rawValue, login: account.login, name: account.name,
                grants: account.grants, entrance: .session(session.id))
            return SignedIn(secret: secret, caller: caller, session: session)
        }
    }

    /// Who a session's secret belongs to.
    ///
    /// One reading; once a minute also a row that is written.
    ///
    /// - Throws: `OfficeError` with `NOT_SIGNED_IN`.
    package func caller(session secret: String) throws(OfficeError) -> Caller {
        try office {
            guard let hash = AccessSecret.session.hash(of: secret),
                let caller = try registry.caller(
                    ofSession: hash, limits: Self.sessionLimits, at: now)
            else { throw Self.notSignedIn }
            return caller
        }
    }

    /// Who an API token belongs to.
    ///
    /// One reading; once a minute also a row that is written.
    ///
    /// - Throws: `OfficeError` with `NOT_SIGNED_IN`.
    package func caller(token secret: String) throws(OfficeError) -> Caller {
        try office {
            guard let hash = AccessSecret.token.hash(of: secret),
                let caller = try registry.caller(
                    ofToken: hash, noteSeconds: Self.sessionLimits.noteSeconds, at: now)
            else { throw Self.notSignedIn }
            return caller
        }
    }

    /// What a page of the session sends with each change, so that no other page can.
    ///
    /// - Returns: nil for what is no session's secret.
    package static func pageToken(ofSession secret: String) -> String? {
        AccessSecret.bytes(of: secret).map {
            Base64.addressText(SHA256.hash("gatepass/1 page", $0).array)
        }
    }

    /// Whether a page's token is the session's; compared in constant time.
    package static func isPageToken(_ token: String, ofSession secret: String) -> Bool {
        guard let own = pageToken(ofSession: secret) else { return false }
        let (given, expected) = (Array(token.utf8), Array(own.utf8))
        return equalInConstantTime(given.span, expected.span)
    }

    /// The sessions of an account, the last used first.
    package func sessions(of account: AccountNumber) throws(OfficeError) -> [Session] {
        try office {
            try registry.sessions(of: account, limits: Self.sessionLimits, at: now)
        }
    }

    /// Ends sessions of an account.
    ///
    /// - Returns: how many.
    /// - Throws: `OfficeError` where the one that is named is not there.
    @discardableResult
    package func endSessions(
        _ choice: SessionChoice, of account: AccountNumber
    ) throws(OfficeError) -> Int {
        try changing { act in try registry.end(choice, of: account, act: act) }
    }

    /// Makes an API token.
    ///
    /// - Throws: `OfficeError` for scopes that no token can have, or a time over or too far.
    package func makeToken(
        _ draft: TokenDraft, for account: AccountNumber
    ) throws(OfficeError) -> MadeToken {
        try changing { act in
            guard let scopes = TokenScopes(draft.scopes) else {
                let choices = TokenScopes.choices.joined(separator: ", ")
                throw OfficeError(
                    .refused, "SCOPES_INVALID", field: "scopes", "令牌用途应从这些中选：\(choices)",
                    "a token's scopes are of these: \(choices)")
            }
            let expires = draft.expires ?? now + Self.usualTokenSeconds
            guard expires > now, expires - now <= Self.longestTokenSeconds else {
                throw OfficeError(
                    .refused, "EXPIRY_INVALID", field: "expires", "令牌应在今后 366 天之内到期",
                    "a token ends within 366 days from now")
            }
            let (secret, hash) = try AccessSecret.token.draw(setting.random)
            let token = try registry.add(
                NewAPIToken(hash: hash, name: draft.name, scopes: scopes, expires: expires),
                to: account, act: act)
            return MadeToken(secret: secret, token: token)
        }
    }

    /// The API tokens of an account that are good, the newest first.
    package func tokens(of account: AccountNumber) throws(OfficeError) -> [APIToken] {
        try office { try registry.tokens(of: account, at: now) }
    }

    /// Ends an API token.
    package func revokeToken(_ id: Int64, of account: AccountNumber) throws(OfficeError) {
        try changing { act in try registry.revokeToken(id, of: account, act: act) }
    }

    private static func short(_ agent: String) -> String {
        let printable = agent.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }
        return String(String.UnicodeScalarView(printable.prefix(longestAgent)))
    }

    private static let notSignedIn = OfficeError(
        .notSignedIn, "NOT_SIGNED_IN", "请先登录", "sign in first, or send an API token")
}
