// Sessions: what a browser signs in to, found by the hash of the secret in its cookie.
package import Authority
import GRDB

/// A session as its owner sees it.
package struct Session: Sendable, Equatable, Encodable {
    package let id: Int64
    /// Seconds since 1970.
    package let madeAt: Int64
    /// Seconds since 1970, up to a minute late.
    package let usedAt: Int64
    /// Seconds since 1970.
    package let expires: Int64
    /// What the browser calls itself, cut short.
    package let agent: String

    fileprivate init(_ row: Row) {
        id = row["id"]
        madeAt = row["made_at"]
        usedAt = row["used_at"]
        expires = row["expires"]
        agent = row["agent"]
    }
}

/// A session to be.
package struct NewSession: Sendable {
    let hash: SecretHash
    let account: AccountNumber
    let expires: Int64
    let agent: String

    /// - Parameters:
    ///   - expires: seconds since 1970.
    ///   - agent: short text without control characters.
    package init(hash: SecretHash, account: AccountNumber, expires: Int64, agent: String) {
        self.hash = hash
        self.account = account
        self.expires = expires
        self.agent = agent
    }
}

/// Which of an account's sessions are ended.
package enum SessionChoice: Sendable, Equatable {
    case one(Int64)
    case allBut(Int64?)
}

/// When a session is over of itself.
package struct SessionLimits: Sendable {
    /// Seconds without any use.
    package let idleSeconds: Int64
    /// Seconds after which a use is written down again.
    package let noteSeconds: Int64

    package init(idleSeconds: Int64, noteSeconds: Int64) {
        self.idleSeconds = idleSeconds
        self.noteSeconds = noteSeconds
    }
}

/// By what somebody came in, and when, since a session or token may be over a second later.
struct CallerKey: Hashable {
    enum Entrance { case session, token }

    let entrance: Entrance
    let hash: SecretHash
    let atSeconds: Int64
}

extension Registry {
    /// How long a session that is over stays in the table.
    private static let keptSeconds: Int64 = 30 * 86_400

    /// Begins a session.
    ///
    /// - Returns: nil where the account cannot sign in any more.
    /// - Throws: `unknown`.
    package func begin(_ new: NewSession, act: Act) throws(RegistryError) -> Session? {
        try change(act) { db in
            guard try Self.known(new.account, in: db).state == .active else { return (nil, []) }
            let newest = try Int64.fetchOne(db, cached: "SELECT MAX(id) FROM sessions") ?? 0
            try db.execute(
                cached: "DELETE FROM sessions WHERE expires < ? AND id < ?",
                arguments: [act.atSeconds - Self.keptSeconds, newest])
            try db.execute(
                cached: """
                    INSERT INTO sessions (id, hash, account, made_at, used_at, expires, agent)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    newest + 1, blob(new.hash.bytes), new.account.rawValue, act.atSeconds,
                    act.atSeconds, new.expires, new.agent,
                ])
            let row = try Row.fetchOne(
                db, cached: "SELECT * FROM sessions WHERE id = ?", arguments: [newest + 1])
            let note = AuditNote(
                "session.begin", subject: "account \(new.account)",
                details: "session=\(newest + 1)")
            return (row.map(Session.init), [note])
        }
    }

    /// Whose session a secret is, where the session still goes on; its use is written down, at most
    /// once in a while.
    package func caller(
        ofSession hash: SecretHash, limits: SessionLimits, at seconds: Int64
    ) throws(RegistryError) -> Caller? {
        try remembering(CallerKey(entrance: .session, hash: hash, atSeconds: seconds)) {
            () throws(RegistryError) in
            try found(ofSession: hash, limits: limits, at: seconds)
        }
    }

    private func found(
        ofSession hash: SecretHash, limits: SessionLimits, at seconds: Int64
    ) throws(RegistryError) -> Caller? {
        let found = try read { db -> (caller: Caller, usedAt: Int64)? in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT s.id, s.used_at, a.number, a.login, a.name
                    FROM sessions s JOIN accounts a ON a.number = s.account
                    WHERE s.hash = ? AND s.ended_at IS NULL AND s.expires > ? AND s.used_at > ?
                        AND a.state = 'active'
                    """)
            let arguments: StatementArguments = [
                blob(hash.bytes), seconds, seconds - limits.idleSeconds,
            ]
            guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
            return (try Self.caller(row, .session(row["id"]), in: db), row["used_at"])
        }
        guard let found else { return nil }
        if seconds - found.usedAt >= limits.noteSeconds {
            try note("UPDATE sessions SET used_at = ? WHERE hash = ?", [seconds, blob(hash.bytes)])
        }
        return found.caller
    }

    /// The sessions of an account that go on, the last used first.
    package func sessions(
        of number: AccountNumber, limits: SessionLimits, at seconds: Int64
    ) throws(RegistryError) -> [Session] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM sessions WHERE account = ? AND ended_at IS NULL
                        AND expires > ? AND used_at > ? ORDER BY used_at DESC, id DESC
                    """,
                arguments: [number.rawValue, seconds, seconds - limits.idleSeconds]
            ).map(Session.init)
        }
    }

    /// Ends sessions of an account.
    ///
    /// - Returns: how many.
    /// - Throws: `unknown` where the one that is named is none of the account's, or over.
    package func end(
        _ choice: SessionChoice, of number: AccountNumber, act: Act
    ) throws(RegistryError) -> Int {
        try change(act) { db in
            let count: Int
            switch choice {
            case .one(let id):
                try db.execute(
                    cached: """
                        UPDATE sessions SET ended_at = ?
                        WHERE id = ? AND account = ? AND ended_at IS NULL
                        """, arguments: [act.atSeconds, id, number.rawValue])
                count = db.changesCount
                guard count > 0 else { throw RegistryError.unknown(.session, "\(id)") }
            case .allBut(let id):
                count = try Self.endSessions(of: number, but: id, at: act.atSeconds, in: db)
            }
            let note = AuditNote(
                "session.end", subject: "account \(number)", details: "sessions=\(count)")
            return (count, count > 0 ? [note] : [])
        }
    }

    /// - Returns: how many.
    @discardableResult
    static func endSessions(
        of number: AccountNumber, but session: Int64?, at seconds: Int64, in db: Database
    ) throws -> Int {
        try db.execute(
            cached: """
                UPDATE sessions SET ended_at = ?
                WHERE account = ? AND ended_at IS NULL AND id <> ?
                """, arguments: [seconds, number.rawValue, session ?? 0])
        return db.changesCount
    }

    static func caller(
        _ row: Row, _ entrance: Caller.Entrance, in db: Database
    ) throws -> Caller {
        let number = AccountNumber(stored: row["number"])
        return Caller(
            account: number.rawValue, login: row["login"], name: row["name"],
            grants: try grants(of: number, in: db), entrance: entrance)
    }
}
