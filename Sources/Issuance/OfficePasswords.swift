// Passwords: set by a link, changed, and tried. Each run of scrypt holds its caller for about 0.4 s
// and 128 MiB, so whoever calls these at an edge lets few of them run at once.
package import Authority
import PassCrypto
package import Registry

/// A password that somebody tries.
package struct PasswordAttempt: Sendable {
    let login: String
    let password: [UInt8]
    let address: String

    /// - Parameters:
    ///   - login: as typed.
    ///   - password: as typed, in UTF-8.
    ///   - address: of the other end, as the edge believes it.
    package init(login: String, password: [UInt8], address: String) {
        self.login = login
        self.password = password
        self.address = address
    }
}

extension Office {
    private static let saltBytes = 16

    /// Whose link this is, before a password is chosen.
    ///
    /// - Parameter secret: what stood behind the `#` of the link.
    /// - Throws: `OfficeError` with `INVITATION_INVALID`.
    package func invited(by secret: String) throws(OfficeError) -> Account {
        try office {
            guard let hash = AccessSecret.invitation.hash(of: secret),
                let account = try registry.invited(by: hash, at: now)
            else { throw Self.noInvitation }
            return account
        }
    }

    /// Sets the password of a link's account, which can sign in from then on.
    ///
    /// One run of scrypt.
    ///
    /// - Parameters:
    ///   - secret: what stood behind the `#` of the link.
    ///   - password: as typed, in UTF-8; the caller wipes its copy.
    /// - Throws: `OfficeError` with `INVITATION_INVALID`, or a code that begins `PASSWORD_`.
    package func accept(
        invitation secret: String, password: [UInt8]
    ) throws(OfficeError) -> Account {
        let account = try invited(by: secret)
        return try acting(as: "account:\(account.number)").changing { act in
            guard let hash = AccessSecret.invitation.hash(of: secret),
                let accepted = try registry.accept(
                    hash, try newHash(of: password, for: account.login), act: act)
            else { throw Self.noInvitation }
            try registry.forgetAttempts(of: .login(account.login))
            return accepted
        }
    }

    /// Refuses a password that is too short or among the first that are tried.
    ///
    /// - Throws: `OfficeError` with a code that begins `PASSWORD_`, without the password.
    package static func check(password: [UInt8], for login: String) throws(OfficeError) {
        if let fault = PasswordRule.fault(of: password, for: login) { throw fault.error }
    }

    /// Changes the caller's password and ends the caller's other sessions.
    ///
    /// Two runs of scrypt.
    ///
    /// - Parameters:
    ///   - caller: who came in by a session.
    ///   - old: the password so far, with the address that it is tried from.
    ///   - new: as typed, in UTF-8.
    /// - Throws: `OfficeError` as `signIn`, or a code that begins `PASSWORD_`.
    package func changePassword(
        of caller: Caller, old: PasswordAttempt, new: [UInt8]
    ) throws(OfficeError) {
        let own = PasswordAttempt(
            login: caller.login, password: old.password, address: old.address)
        let account = try account(by: own)
        let session: Int64? =
            if case .session(let id) = caller.entrance { id } else { nil }
        try acting(as: caller.auditName).changing { act in
            try registry.set(
                try newHash(of: new, for: account.login), of: account.number, but: session,
                act: act)
        }
    }

    /// The account whose login name and password these are.
    ///
    /// One run of scrypt, whether or not there is such an account.
    func account(by attempt: PasswordAttempt) throws(OfficeError) -> Account {
        try office {
            let login = LoginName(attempt.login)
            let tried = SignInSubject.login(login?.text ?? String(attempt.login.prefix(64)))
            let from = SignInSubject.address(attempt.address)
            if case .blocked(let seconds) = try registry.attempt([tried, from], at: now) {
                throw Self.tooMany(retryAfterSeconds: seconds)
            }
            let found = try login.flatMap { try registry.password(of: $0) }
            let isRight = try matches(attempt.password, found?.password ?? Self.nobodysPassword)
            guard isRight, let account = found?.account else {
                if let account = found?.account { try recordBlock(of: account, tried) }
                throw Self.wrongCredentials
            }
            try registry.takeBackAttempt(of: tried, from: from)
            return account
        }
    }

    private func recordBlock(of account: Account, _ tried: SignInSubject) throws {
        guard let until = try registry.blockedUntil(tried, at: now) else { return }
        try changing { act in
            try registry.recordBlock(of: account.number, until: until, act: act)
        }
    }

    private func newHash(of password: [UInt8], for login: String) throws -> PasswordHash {
        try Self.check(password: password, for: login)
        let salt = try setting.random.bytes(Self.saltBytes)
        return PasswordHash(
            cost: .password, salt: salt, hash: try scrypt(password, salt: salt, cost: .password))
    }

    private func matches(_ password: [UInt8], _ kept: PasswordHash) throws -> Bool {
        // What is longer was never set, and is not worth the work of another.
        let tried = Array(password.prefix(PasswordRule.longestBytes + 1))
        let hash = try scrypt(tried, salt: kept.salt, cost: kept.cost)
        return hash.withBytes { hash in
            kept.hash.withBytes { equalInConstantTime(hash, $0) }
        }
    }

    /// What is tried against where there is no account, so that it takes as long.
    private static let nobodysPassword = PasswordHash(
        cost: .password, salt: [UInt8](repeating: 0, count: saltBytes),
        hash: SecretBytes(copying: [UInt8](repeating: 0, count: 32).span))

    private static let noInvitation = OfficeError(
        .unknown, "INVITATION_INVALID", "此链接无效、已用过或已过期；请向发给您的人要一个新的",
        "this link is not valid, was used, or is over; ask whoever sent it for a new one")

    private static let wrongCredentials = OfficeError(
        .notSignedIn, "WRONG_CREDENTIALS", "登录名或密码不对；忘记密码请联系管理员",
        "login name or password is wrong; if it is forgotten, ask the operator for a new link")

    private static func tooMany(retryAfterSeconds seconds: Int64) -> OfficeError {
        let minutes = (seconds + 59) / 60
        return OfficeError(
            .tooMany(retryAfterSeconds: Int(clamping: seconds)), "TOO_MANY_ATTEMPTS",
            "尝试次数过多；请 \(minutes) 分钟后再试",
            "too many attempts; try again in \(minutes) minutes")
    }
}
