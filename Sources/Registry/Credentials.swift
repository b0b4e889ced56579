// What accounts sign in by, and the links that set it.
package import Authority
import GRDB
package import PassCrypto

/// A password as it is kept: scrypt of it under a salt, and what that cost.
package struct PasswordHash: Sendable {
    package let cost: ScryptCost
    /// 16 bytes.
    package let salt: [UInt8]
    /// 32 bytes.
    package let hash: SecretBytes

    package init(cost: ScryptCost, salt: [UInt8], hash: SecretBytes) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }
}

extension Registry {
    /// The account and password of a login name, where it can sign in; nil otherwise.
    ///
    /// - Throws: `sealedUnderAnotherKey`.
    package func password(
        of login: LoginName
    ) throws(RegistryError) -> (account: Account, password: PasswordHash)? {
        try read { db in
            guard let account = try Self.account(login, in: db), account.state == .active else {
                return nil
            }
            return try password(of: account.number, in: db).map { (account, $0) }
        }
    }

    /// The password of an account; nil where it has none.
    ///
    /// - Throws: `sealedUnderAnotherKey`.
    package func password(of number: AccountNumber) throws(RegistryError) -> PasswordHash? {
        try read { try password(of: number, in: $0) }
    }

    /// Gives an account a new password and ends its other sessions.
    ///
    /// - Parameter session: the one that goes on.
    /// - Throws: `unknown`.
    package func set(
        _ password: PasswordHash, of number: AccountNumber, but session: Int64?, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            _ = try Self.known(number, in: db)
            try store(password, of: number, at: act.atSeconds, in: db)
            try Self.endSessions(of: number, but: session, at: act.atSeconds, in: db)
            return ((), [AuditNote("account.password", subject: "account \(number)")])
        }
    }

    /// The account of an invitation that can still be used; nil otherwise.
    package func invited(
        by hash: SecretHash, at seconds: Int64
    ) throws(RegistryError) -> Account? {
        try read { try Self.invited(by: hash, at: seconds, in: $0) }
    }

    /// Sets the password of an invitation's account, which can sign in from then on.
    ///
    /// - Returns: nil where the invitation is none, over, used, or its account disabled.
    package func accept(
        _ hash: SecretHash, _ password: PasswordHash, act: Act
    ) throws(RegistryError) -> Account? {
        try change(act) { db in
            let account = try Self.invited(by: hash, at: act.atSeconds, in: db)
            guard let number = account?.number else { return (nil, []) }
            try Self.useInvitations(of: number, at: act.atSeconds, in: db)
            try store(password, of: number, at: act.atSeconds, in: db)
            try Self.endSessions(of: number, but: nil, at: act.atSeconds, in: db)
            try Self.store(.active, of: number, in: db)
            return (
                try Self.known(number, in: db),
                [AuditNote("account.accept", subject: "account \(number)")]
            )
        }
    }

    /// Takes an account's password away, ends its sessions and tokens, and lets a new link set
    /// another.
    ///
    /// - Throws: `unknown`.
    package func reset(
        _ number: AccountNumber, _ invitation: NewInvitation, act: Act
    ) throws(RegistryError) -> Account {
        try change(act) { db in
            let old = try Self.known(number, in: db)
            try Self.useInvitations(of: number, at: act.atSeconds, in: db)
            try Self.store(invitation, of: number, at: act.atSeconds, in: db)
            try Self.endSessions(of: number, but: nil, at: act.atSeconds, in: db)
            try db.execute(
                cached: """
                    UPDATE api_tokens SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL
                    """, arguments: [act.atSeconds, number.rawValue])
            try db.execute(
                cached: "DELETE FROM credentials WHERE account = ?", arguments: [number.rawValue])
            if old.state == .active { try Self.store(.invited, of: number, in: db) }
            return (
                try Self.known(number, in: db),
                [AuditNote("account.reset", subject: "account \(number)")]
            )
        }
    }

    static func hasPassword(_ number: AccountNumber, in db: Database) throws -> Bool {
        try Int.fetchOne(
            db, cached: "SELECT 1 FROM credentials WHERE account = ?", arguments: [number.rawValue])
            != nil
    }

    static func store(
        _ invitation: NewInvitation, of number: AccountNumber, at seconds: Int64, in db: Database
    ) throws {
        try db.execute(
            cached: "INSERT INTO invitations (hash, account, made_at, expires) VALUES (?, ?, ?, ?)",
            arguments: [
                blob(invitation.hash.bytes), number.rawValue, seconds, invitation.expires,
            ])
    }

    private static func invited(
        by hash: SecretHash, at seconds: Int64, in db: Database
    ) throws -> Account? {
        let number = try Int64.fetchOne(
            db,
            cached: """
                SELECT account FROM invitations
                WHERE hash = ? AND used_at IS NULL AND expires > ?
                """, arguments: [blob(hash.bytes), seconds])
        guard let number else { return nil }
        let account = try known(AccountNumber(stored: number), in: db)
        return account.state == .disabled ? nil : account
    }

    /// One link sets a password; those sent before it are used up with it.
    private static func useInvitations(
        of number: AccountNumber, at seconds: Int64, in db: Database
    ) throws {
        try db.execute(
            cached: "UPDATE invitations SET used_at = ? WHERE account = ? AND used_at IS NULL",
            arguments: [seconds, number.rawValue])
    }

    private func password(of number: AccountNumber, in db: Database) throws -> PasswordHash? {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM credentials WHERE account = ? AND kind = 'password'",
            arguments: [number.rawValue])
        guard let row else { return nil }
        var hash = try seal.open(
            row.bytes("hash_sealed"), column: .password, row: number.rawValue)
        return PasswordHash(
            cost: try ScryptCost(log2N: row["log2_n"], r: row["r"], p: row["p"]),
            salt: row.bytes("salt"), hash: SecretBytes(wiping: &hash))
    }

    private func store(
        _ password: PasswordHash, of number: AccountNumber, at seconds: Int64, in db: Database
    ) throws {
        // An array for the length of this call; the column holds it sealed.
        var hash = password.hash.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        defer { wipe(&hash) }
        let sealed = try seal.seal(hash, column: .password, row: number.rawValue)
        try db.execute(
            cached: """
                INSERT INTO credentials (account, kind, log2_n, r, p, salt, hash_sealed, set_at)
                VALUES (?, 'password', ?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, kind) DO UPDATE SET log2_n = excluded.log2_n,
                    r = excluded.r, p = excluded.p, salt = excluded.salt,
                    hash_sealed = excluded.hash_sealed, set_at = excluded.set_at
                """,
            arguments: [
                number.rawValue, password.cost.log2N, password.cost.r, password.cost.p,
                blob(password.salt), blob(sealed), seconds,
            ])
    }
}
