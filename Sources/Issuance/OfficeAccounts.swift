// Accounts: invited, shown, given roles, disabled and reset.
package import Authority
import PassCrypto
package import Registry

/// Who gives roles to others.
package enum GrantGiver: Sendable {
    /// Whoever runs the program on the office's machine.
    case machine
    case caller(Caller)
}

/// An account as lists show one.
package struct AccountListing: Sendable, Equatable, Encodable {
    package let account: Account
    /// Seconds since 1970; nil where nobody tried in vain too often.
    package let lockedUntil: Int64?

    /// With the roles that lie within a reach, and no other.
    ///
    /// - Returns: nil where none does: to whoever has that reach the account is not there.
    package func seen(within reach: Reach) -> AccountListing? {
        if reach.scopes.contains(.everywhere) { return self }
        let seen = account.grants.filter { grant in
            let site = grant.scope.site.map(Scope.site)
            return reach.scopes.contains(grant.scope) || site.map(reach.scopes.contains) == true
        }
        guard !seen.isEmpty else { return nil }
        return AccountListing(account: account.holding(seen), lockedUntil: lockedUntil)
    }

    private enum CodingKeys: String, CodingKey {
        case number, login, name, state, madeAt, lockedUntil, grants
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(account.number, forKey: .number)
        try container.encode(account.login, forKey: .login)
        try container.encode(account.name, forKey: .name)
        try container.encode(account.state, forKey: .state)
        try container.encode(account.madeAt, forKey: .madeAt)
        try container.encode(lockedUntil, forKey: .lockedUntil)
        try container.encode(account.grants, forKey: .grants)
    }
}

/// An account with the link that sets its password.
package struct InvitedAccount: Sendable {
    package let account: Account
    /// For the link, behind its `#`; shown once and not kept.
    package let secret: String
    /// Seconds since 1970.
    package let expires: Int64
}

/// An account that somebody asks for.
package struct AccountDraft: Sendable {
    let login: String
    let name: String
    let grants: [Grant]

    /// - Parameters:
    ///   - login: 2 to 64 letters and digits; see `LoginName`.
    ///   - name: the person's, 1 to 200 characters.
    package init(login: String, name: String, grants: [Grant]) {
        self.login = login
        self.name = name
        self.grants = grants
    }
}

extension Office {
    /// Seconds that a link waits for its password to be set.
    private static let invitationSeconds: Int64 = 7 * 86_400

    /// Makes an account that waits for its password.
    ///
    /// - Throws: `OfficeError` for a login name that is none or taken, for roles that the giver
    ///   does not hold, and for firms and sites that are not there, or not for the giver.
    package func invite(
        _ draft: AccountDraft, by giver: GrantGiver
    ) throws(OfficeError) -> InvitedAccount {
        try changing { act in
            guard let login = LoginName(draft.login) else { throw Self.badLogin }
            guard !draft.grants.isEmpty else { throw Self.noGrants }
            for grant in draft.grants { try require(giver, toGive: grant) }
            let (secret, hash) = try AccessSecret.invitation.draw(setting.random)
            let expires = now + Self.invitationSeconds
            let made = try registry.add(
                NewAccount(login: login, name: draft.name, grants: draft.grants),
                NewInvitation(hash: hash, expires: expires), act: act)
            guard let made else {
                throw OfficeError(
                    .conflict, "LOGIN_TAKEN", field: "login",
                    "登录名 \(login) 已有人用；若是同一人，请给其账号加角色，否则另选一个",
                    "the login name \(login) is taken; where it is the same person, give that"
                        + " account the role, else choose another")
            }
            return InvitedAccount(account: made, secret: secret, expires: expires)
        }
    }

    /// Takes an account's password away, ends its sessions and tokens, and makes a link that sets
    /// another password.
    package func reset(_ number: AccountNumber) throws(OfficeError) -> InvitedAccount {
        try changing { act in
            let (secret, hash) = try AccessSecret.invitation.draw(setting.random)
            let expires = now + Self.invitationSeconds
            let account = try registry.reset(
                number, NewInvitation(hash: hash, expires: expires), act: act)
            try registry.forgetAttempts(of: .login(account.login))
            return InvitedAccount(account: account, secret: secret, expires: expires)
        }
    }

    /// Keeps an account from signing in, and ends its sessions; or lets it again, also where
    /// somebody tried in vain too often.
    package func set(
        _ number: AccountNumber, _ access: AccountAccess, why: String = ""
    ) throws(OfficeError) -> AccountListing {
        let account = try changing(why: why) { act in
            let account = try registry.set(number, access, act: act)
            if access == .enabled {
                try registry.forgetAttempts(of: .login(account.login))
            }
            return account
        }
        return try listing(account)
    }

    /// Gives an account a role at a place.
    ///
    /// - Throws: `OfficeError` for a role that the giver does not hold.
    package func add(
        _ grant: Grant, to number: AccountNumber, by giver: GrantGiver
    ) throws(OfficeError) -> AccountListing {
        let account = try changing { act in
            try require(giver, toGive: grant)
            return try registry.add(grant, to: number, act: act)
        }
        return try listing(account)
    }

    /// Takes a role at a place from an account.
    ///
    /// - Throws: `OfficeError` for a role that the giver does not hold, or the account has not.
    package func remove(
        _ grant: Grant, from number: AccountNumber, by giver: GrantGiver
    ) throws(OfficeError) -> AccountListing {
        let account = try changing { act in
            try require(giver, toGive: grant)
            return try registry.remove(grant, from: number, act: act)
        }
        return try listing(account)
    }

    /// Accounts by number.
    package func accounts() throws(OfficeError) -> [AccountListing] {
        let all = try office { try registry.accounts() }
        return try all.map { account throws(OfficeError) in try listing(account) }
    }

    /// One account.
    package func account(_ number: AccountNumber) throws(OfficeError) -> AccountListing {
        try listing(try office { try registry.account(number) })
    }

    /// The account of a login name.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func account(login: String) throws(OfficeError) -> Account {
        try office {
            guard let name = LoginName(login), let account = try registry.account(name) else {
                throw RegistryError.unknown(.account, login)
            }
            return account
        }
    }

    private func listing(_ account: Account) throws(OfficeError) -> AccountListing {
        try office {
            AccountListing(
                account: account,
                lockedUntil: try registry.blockedUntil(.login(account.login), at: now))
        }
    }

    /// A place that is none of the giver's is answered as one that is not there.
    private func require(_ giver: GrantGiver, toGive grant: Grant) throws {
        guard case .caller(let caller) = giver else { return }
        switch caller.permission(toGive: grant) {
        case .allowed: return
        case .hidden:
            if let organisation = grant.scope.organisation {
                throw RegistryError.unknown(.organisation, "\(organisation)")
            }
            if let site = grant.scope.site { throw RegistryError.unknown(.site, "\(site)") }
            throw Self.notToGive
        case .forbidden: throw Self.notToGive
        }
    }

    private static let notToGive = OfficeError(
        .forbidden, "GRANT_NOT_HELD", "您没有这一角色的全部权限，不能授予或收回",
        "you do not hold all that this role may do, so you can neither give nor take it")

    private static let badLogin = OfficeError(
        .refused, "LOGIN_INVALID", field: "login",
        "登录名应为 2 到 64 个小写字母、数字或 . _ - @，以字母或数字开头",
        "a login name has 2 to 64 letters, digits or . _ - @, and begins with a letter or digit")

    private static let noGrants = OfficeError(
        .refused, "GRANTS_MISSING", field: "grants", "账号至少要有一个角色",
        "an account needs one role at least")
}
