// Accounts: the people who sign in to the office, and their roles.
package import Authority
import GRDB

/// An account; without what it signs in by.
package struct Account: Numbered, Equatable, Encodable {
    /// Whether somebody can sign in.
    package enum State: String, Sendable, CaseIterable, Codable {
        /// No password has been set by the link that was sent.
        case invited
        case active
        case disabled
    }

    package static let numbers: ClosedRange<Int64> = 1...4_294_967_295
    package static let subject = RegistrySubject.account

    package let number: AccountNumber
    /// In small letters.
    package let login: String
    /// The person's.
    package let name: String
    package let state: State
    /// Seconds since 1970.
    package let madeAt: Int64
    /// By role and place.
    package private(set) var grants: [Grant]

    /// The same with only these of its roles.
    package func holding(_ grants: [Grant]) -> Account {
        var account = self
        account.grants = grants
        return account
    }

    init(_ row: Row, grants: [Grant]) {
        number = AccountNumber(stored: row["number"])
        login = row["login"]
        name = row["name"]
        state = State(rawValue: row["state"]) ?? .disabled
        madeAt = row["made_at"]
        self.grants = grants
    }
}

/// 1–4294967295, never given twice.
package typealias AccountNumber = Number<Account>

extension AccountNumber {
    /// - Parameter who: as `Caller.auditName` writes it, `account:12`; nil for who has no account.
    package init?(who: String) {
        guard who.hasPrefix("account:"), let number = Int64(who.dropFirst("account:".count)) else {
            return nil
        }
        self.init(rawValue: number)
    }
}

/// SHA-256 of a secret that somebody carries: an invitation, a session, an API token.
package struct SecretHash: Sendable, Hashable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// - Parameter bytes: 32.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// A link that sets a password once.
package struct NewInvitation: Sendable {
    let hash: SecretHash
    let expires: Int64

    /// - Parameter expires: seconds since 1970.
    package init(hash: SecretHash, expires: Int64) {
        self.hash = hash
        self.expires = expires
    }
}

/// An account to be.
package struct NewAccount: Sendable {
    let login: LoginName
    let name: String
    let grants: [Grant]

    /// - Parameter name: the person's, 1 to 200 characters.
    package init(login: LoginName, name: String, grants: [Grant]) {
        self.login = login
        self.name = name
        self.grants = grants
    }
}

extension Registry {
    /// Adds an account that waits for its password.
    ///
    /// - Returns: nil where the login name is taken.
    /// - Throws: `badName`, `unknown` for a firm or site that is not there, `numbersUsedUp`.
    package func add(
        _ new: NewAccount, _ invitation: NewInvitation, act: Act
    ) throws(RegistryError) -> Account? {
        try change(act) { db in
            try Self.requireName(new.name, of: .account)
            guard try Self.account(new.login, in: db) == nil else { return (nil, []) }
            let newest = try Int64.fetchOne(db, cached: "SELECT MAX(number) FROM accounts") ?? 0
            guard let number = AccountNumber(rawValue: newest + 1) else {
                throw RegistryError.numbersUsedUp(.account)
            }
            try db.execute(
                cached: """
                    INSERT INTO accounts (number, login, name, state, made_at)
                    VALUES (?, ?, ?, 'invited', ?)
                    """,
                arguments: [number.rawValue, new.login.text, new.name, act.atSeconds])
            var notes = [AuditNote("account.invite", subject: "account \(number)")]
            for grant in new.grants {
                notes += try Self.store(grant, of: number, at: act.atSeconds, in: db)
            }
            try Self.store(invitation, of: number, at: act.atSeconds, in: db)
            return (try Self.known(number, in: db), notes)
        }
    }

    /// All accounts by number.
    package func accounts() throws(RegistryError) -> [Account] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                cached:
                    "SELECT account AS number, * FROM account_grants ORDER BY \(Self.grantOrder)")
            let grants = Dictionary(grouping: rows) { $0["number"] as Int64 }
            return try Row.fetchAll(db, cached: "SELECT * FROM accounts ORDER BY number").map {
                row in
                Account(row, grants: (grants[row["number"]] ?? []).compactMap(Grant.init(stored:)))
            }
        }
    }

    /// One account.
    ///
    /// - Throws: `unknown`.
    package func account(_ number: AccountNumber) throws(RegistryError) -> Account {
        try read { try Self.known(number, in: $0) }
    }

    /// The account of a login name; nil where there is none.
    package func account(_ login: LoginName) throws(RegistryError) -> Account? {
        try read { try Self.account(login, in: $0) }
    }

    /// Keeps an account from signing in, and ends its sessions; or lets it again.
    ///
    /// - Throws: `unknown`.
    package func set(
        _ number: AccountNumber, _ access: AccountAccess, act: Act
    ) throws(RegistryError) -> Account {
        try change(act) { db in
            let old = try Self.known(number, in: db)
            guard (old.state == .disabled) != (access == .disabled) else { return (old, []) }
            let hasPassword = try Self.hasPassword(number, in: db)
            let state: Account.State =
                access == .disabled ? .disabled : hasPassword ? .active : .invited
            try Self.store(state, of: number, in: db)
            if access == .disabled {
                try Self.endSessions(of: number, but: nil, at: act.atSeconds, in: db)
            }
            let what = access == .disabled ? "account.disable" : "account.enable"
            return (
                try Self.known(number, in: db), [AuditNote(what, subject: "account \(number)")]
            )
        }
    }

    static func known(_ number: AccountNumber, in db: Database) throws -> Account {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM accounts WHERE number = ?", arguments: [number.rawValue])
        guard let row else { throw RegistryError.unknown(.account, number.description) }
        return Account(row, grants: try grants(of: number, in: db))
    }

    static func account(_ login: LoginName, in db: Database) throws -> Account? {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM accounts WHERE login = ?", arguments: [login.text])
        guard let row else { return nil }
        return Account(row, grants: try grants(of: AccountNumber(stored: row["number"]), in: db))
    }

    static func store(_ state: Account.State, of number: AccountNumber, in db: Database) throws {
        try db.execute(
            cached: "UPDATE accounts SET state = ? WHERE number = ?",
            arguments: [state.rawValue, number.rawValue])
    }
}

/// Whether an account may sign in.
package enum AccountAccess: Sendable { case enabled, disabled }
