// Who asks the service for something: an account, and by which key it came in.

/// An account that is asking, known by a session or an API token.
package struct Caller: Sendable, Hashable {
    /// How it came in.
    package enum Entrance: Sendable, Hashable {
        /// A browser, by its session's number.
        case session(Int64)
        /// A program, by its token's number, which narrows what the account may do.
        case token(Int64, TokenScopes)
    }

    /// The account's number.
    package let account: Int64
    /// The name that the account signs in by.
    package let login: String
    /// The person's name.
    package let name: String
    package let grants: [Grant]
    package let entrance: Entrance

    package init(
        account: Int64, login: String, name: String, grants: [Grant], entrance: Entrance
    ) {
        self.account = account
        self.login = login
        self.name = name
        self.grants = grants
        self.entrance = entrance
    }

    /// As the audit writes it.
    package var auditName: String { "account:\(account)" }

    /// Whether the caller may do something: what the grants allow, and a token does not keep out.
    ///
    /// - Parameters:
    ///   - action: the deed.
    ///   - target: what it is done to.
    package func permission(for action: Action, on target: Target) -> Permission {
        guard entrance.lets(action) else { return .forbidden }
        return Authority.permission(for: action, on: target, heldBy: grants)
    }

    /// Whether the caller may do something anywhere at all.
    package func holds(_ action: Action) -> Bool {
        entrance.lets(action) && rolesHold(action)
    }

    /// Whether it is the token alone that keeps the caller from doing something.
    package func isKept(from action: Action) -> Bool {
        !entrance.lets(action) && rolesHold(action)
    }

    /// Whether the account may do something anywhere, whatever stands for it.
    private func rolesHold(_ action: Action) -> Bool {
        Action.withOwnAccount.contains(action) || !Reach(of: action, heldBy: grants).isEmpty
    }

    /// Where the caller may do something.
    package func reach(of action: Action) -> Reach {
        Reach(of: action, heldBy: entrance.lets(action) ? grants : [])
    }

    /// Whether the caller may give a role to another, or take it away.
    package func permission(toGive grant: Grant) -> Permission {
        guard entrance.lets(.changeGrants) else { return .forbidden }
        return Authority.permission(toGive: grant, heldBy: grants)
    }
}

extension Caller.Entrance {
    fileprivate func lets(_ action: Action) -> Bool {
        switch self {
        case .session: true
        case .token(_, let scopes): scopes.actions.contains(action)
        }
    }
}
