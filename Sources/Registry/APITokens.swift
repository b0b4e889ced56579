// API tokens: what programs of an account come in by, found by their hash.
package import Authority
import GRDB

/// An API token as its owner sees it; without its secret.
package struct APIToken: Sendable, Equatable, Encodable {
    package let id: Int64
    /// What the owner calls it.
    package let name: String
    /// What it is good for.
    package let scopes: [String]
    /// Seconds since 1970.
    package let madeAt: Int64
    /// Seconds since 1970, up to a minute late; null before its first use.
    package let usedAt: Int64?
    /// Seconds since 1970.
    package let expires: Int64

    fileprivate init(_ row: Row) {
        id = row["id"]
        name = row["name"]
        scopes = (row["scopes"] as String).split(separator: " ").map(String.init)
        madeAt = row["made_at"]
        usedAt = row["used_at"]
        expires = row["expires"]
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, scopes, madeAt, usedAt, expires
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(scopes, forKey: .scopes)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(usedAt, forKey: .usedAt)
        try container.encode(expires, forKey: .expires)
    }
}

/// An API token to be.
package struct NewAPIToken: Sendable {
    let hash: SecretHash
    let name: String
    let scopes: TokenScopes
    let expires: Int64

    /// - Parameters:
    ///   - name: 1 to 200 characters.
    ///   - expires: seconds since 1970.
    package init(hash: SecretHash, name: String, scopes: TokenScopes, expires: Int64) {
        self.hash = hash
        self.name = name
        self.scopes = scopes
        self.expires = expires
    }
}

extension Registry {
    /// Makes an account a token.
    ///
    /// - Throws: `unknown`, `badName`.
    package func add(
        _ new: NewAPIToken, to number: AccountNumber, act: Act
    ) throws(RegistryError) -> APIToken {
        try change(act) { db in
            _ = try Self.known(number, in: db)
            try Self.requireName(new.name, of: .token)
            let id = (try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM api_tokens") ?? 0) + 1
            try db.execute(
                cached: """
                    INSERT INTO api_tokens (id, hash, account, name, scopes, made_at, expires)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, blob(new.hash.bytes), number.rawValue, new.name,
                    new.scopes.names.joined(separator: " "), act.atSeconds, new.expires,
                ])
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM api_tokens WHERE id = ?", arguments: [id])
            guard let row else { throw RegistryError.unknown(.token, "\(id)") }
            let note = AuditNote(
                "token.make", subject: "account \(number)",
                details: "token=\(id) scopes=\(new.scopes.names.joined(separator: ","))")
            return (APIToken(row), [note])
        }
    }

    /// The tokens of an account that are neither revoked nor over, the newest first.
    package func tokens(
        of number: AccountNumber, at seconds: Int64
    ) throws(RegistryError) -> [APIToken] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM api_tokens
                    WHERE account = ? AND revoked_at IS NULL AND expires > ? ORDER BY id DESC
                    """, arguments: [number.rawValue, seconds]
            ).map(APIToken.init)
        }
    }

    /// Ends a token.
    ///
    /// - Throws: `unknown` where it is none of the account's, or revoked before.
    package func revokeToken(
        _ id: Int64, of number: AccountNumber, act: Act
    ) throws(RegistryError) {
        try change(act) { db in
            try db.execute(
                cached: """
                    UPDATE api_tokens SET revoked_at = ?
                    WHERE id = ? AND account = ? AND revoked_at IS NULL
                    """, arguments: [act.atSeconds, id, number.rawValue])
            guard db.changesCount > 0 else { throw RegistryError.unknown(.token, "\(id)") }
            let note = AuditNote(
                "token.revoke", subject: "account \(number)", details: "token=\(id)")
            return ((), [note])
        }
    }

    /// Whose token a secret is, where it is still good; its use is written down, at most once in so
    /// many seconds.
    package func caller(
        ofToken hash: SecretHash, noteSeconds: Int64, at seconds: Int64
    ) throws(RegistryError) -> Caller? {
        try remembering(CallerKey(entrance: .token, hash: hash, atSeconds: seconds)) {
            () throws(RegistryError) in
            try found(ofToken: hash, noteSeconds: noteSeconds, at: seconds)
        }
    }

    private func found(
        ofToken hash: SecretHash, noteSeconds: Int64, at seconds: Int64
    ) throws(RegistryError) -> Caller? {
        let found = try read { db -> (caller: Caller, usedAt: Int64?)? in
            try Row.first(
                db,
                cached: """
                    SELECT t.id, t.used_at, t.scopes, a.number, a.login, a.name
                    FROM api_tokens t JOIN accounts a ON a.number = t.account
                    WHERE t.hash = ? AND t.revoked_at IS NULL AND t.expires > ?
                        AND a.state = 'active'
                    """, arguments: [blob(hash.bytes), seconds]
            ) { row in
                let names = (row["scopes"] as String).split(separator: " ").map(String.init)
                return try TokenScopes(names).map { scopes in
                    (try Self.caller(row, .token(row["id"], scopes), in: db), row["used_at"])
                }
            } ?? nil
        }
        guard let found else { return nil }
        if seconds - (found.usedAt ?? 0) >= noteSeconds {
            try note(
                "UPDATE api_tokens SET used_at = ? WHERE hash = ?", [seconds, blob(hash.bytes)])
        }
        return found.caller
    }
}
