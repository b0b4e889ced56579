// Messages out of the outbox: taken for sending, and what came of it. Between the two lies the
// network, so neither holds a transaction open meanwhile. A message that was taken and never
// settled is taken again, under the same key: at least once.
import FoundationEssentials
import GRDB
import PassCrypto

/// A message that is to be sent now.
package struct DueMessage: Sendable {
    package let id: Int64
    /// The same at each attempt, so that who sends it can tell a second time from a second message.
    package let key: String
    /// Eleven digits.
    package let phone: String
    package let template: String
    package let language: MessageLanguage
    package let values: [String: String]
    /// From 1.
    package let attempt: Int
}

/// Messages that were looked at.
package struct DueMessages: Sendable {
    package var messages: [DueMessage] = []
    /// How many were looked at; fewer than asked for where none is left.
    package var examined = 0
    /// Given up, for their time was over or they were called back.
    package var dropped = 0
}

/// What came of an attempt.
package enum MessageOutcome: Sendable, Equatable {
    /// The provider has it, under its own id where it said one.
    case sent(providerID: String?)
    /// To be tried again at a time; `why` is a word, never what a provider said.
    case later(atSeconds: Int64, why: String)
    /// Nobody will send it.
    case failed(why: String)
}

extension Registry {
    /// Takes messages whose time has come; each counts as an attempt from now on.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - limit: how many to look at.
    /// - Throws: `sealedUnderAnotherKey`, faults of the file.
    package func takeDueMessages(
        at now: Int64, limit: Int, _ rules: MessageRules
    ) throws(RegistryError) -> DueMessages {
        // Most of the time nothing is due, and nobody waits for the writer's lock.
        guard try read({ try Self.isDue(at: now, in: $0) }) else { return DueMessages() }
        return try keep { db in
            let rows = try Row.fetchAll(
                db,
                cached: """
                    SELECT m.*, s.utc_offset_minutes, j.state AS job_state FROM messages m
                    LEFT JOIN sites s ON s.number = m.site
                    LEFT JOIN message_jobs j ON j.number = m.job
                    WHERE m.state IN ('waiting', 'sending') AND m.next_at <= ?
                    ORDER BY m.next_at, m.id LIMIT ?
                    """, arguments: [now, limit])
            var due = DueMessages()
            due.examined = rows.count
            for row in rows {
                if let message = try take(row, at: now, rules, &due, in: db) {
                    due.messages.append(message)
                }
            }
            return due
        }
    }

    private static func isDue(at now: Int64, in db: Database) throws -> Bool {
        try Int.fetchOne(
            db,
            cached: """
                SELECT 1 FROM messages WHERE state IN ('waiting', 'sending') AND next_at <= ?
                LIMIT 1
                """, arguments: [now]) != nil
    }

    private func take(
        _ row: Row, at now: Int64, _ rules: MessageRules, _ due: inout DueMessages,
        in db: Database
    ) throws -> DueMessage? {
        let id: Int64 = row["id"]
        let attempts: Int = row["attempts"]
        if let why = Self.reasonToDrop(row, at: now) {
            try Self.close(id, as: .dropped, why: why, at: now, in: db)
            due.dropped += 1
            return nil
        }
        guard attempts < rules.mostAttempts else {
            try Self.close(id, as: .failed, why: "NO_ANSWER", at: now, in: db)
            return nil
        }
        if let wait = try waiting(row, at: now, rules, in: db) {
            let postpone = try db.cachedStatement(
                sql: "UPDATE messages SET state = 'waiting', next_at = ? WHERE id = ?")
            try postpone.execute(arguments: [wait, id])
            return nil
        }
        let mark = try db.cachedStatement(
            sql: """
                UPDATE messages SET state = 'sending', attempts = ?, tried_at = ?, next_at = ?
                WHERE id = ?
                """)
        try mark.execute(arguments: [attempts + 1, now, now + rules.takenUpAgainSeconds, id])
        let phone = try seal.open(row.bytes("phone_sealed"), column: .messagePhone, row: id)
        let values = try seal.open(row.bytes("values_sealed"), column: .messageValues, row: id)
        return DueMessage(
            id: id, key: row["key"], phone: String(decoding: phone, as: UTF8.self),
            template: row["template"],
            language: MessageLanguage(rawValue: row["language"]) ?? .chinese,
            values: try JSONDecoder().decode([String: String].self, from: Data(values)),
            attempt: attempts + 1)
    }

    /// Nil for a message that is still worth sending.
    private static func reasonToDrop(_ row: Row, at now: Int64) -> String? {
        if (row["expires_at"] as Int64) <= now { return "EXPIRED" }
        switch MessageJobState(rawValue: row["job_state"] ?? "") {
        case .cancelling, .cancelled: return "CANCELLED"
        case .writing, .written, nil: return nil
        }
    }

    /// Until when a message waits: for the end of quiet hours, or until its number may have one
    /// more; nil where it may go.
    private func waiting(
        _ row: Row, at now: Int64, _ rules: MessageRules, in db: Database
    ) throws -> Int64? {
        let offset = row["utc_offset_minutes"] as Int64? ?? rules.utcOffsetMinutes
        if row["urgency"] == MessageUrgency.usual.rawValue,
            let end = rules.quiet?.end(at: now, utcOffsetMinutes: offset)
        {
            return end
        }
        let find = try db.cachedStatement(
            sql: """
                SELECT tried_at FROM messages
                WHERE phone_hash = ? AND tried_at > ? AND id <> ?
                ORDER BY tried_at DESC LIMIT 1 OFFSET ?
                """)
        let limits: [(Int64, Int)] = [(3_600, rules.mostAnHour), (86_400, rules.mostADay)]
        let waits = try limits.compactMap { seconds, most in
            try Int64.fetchOne(
                find,
                arguments: [
                    blob(row.bytes("phone_hash")), now - seconds, row["id"] as Int64,
                    max(most, 1) - 1,
                ]
            ).map { $0 + seconds }
        }
        return waits.max()
    }

    /// Keeps what came of attempts, all at once.
    ///
    /// What was settled meanwhile by another, or taken up again, stays as it is.
    package func settle(
        _ outcomes: [(message: DueMessage, outcome: MessageOutcome)], at now: Int64
    ) throws(RegistryError) {
        try keep { db in
            for (message, outcome) in outcomes {
                let current = try db.cachedStatement(
                    sql:
                        "SELECT 1 FROM messages WHERE id = ? AND state = 'sending' AND attempts = ?"
                )
                let isOurs = try Int.fetchOne(current, arguments: [message.id, message.attempt])
                guard isOurs != nil else { continue }
                switch outcome {
                case .sent(let providerID):
                    try Self.close(message.id, as: .sent, why: nil, at: now, in: db)
                    guard let providerID else { continue }
                    let keep = try db.cachedStatement(
                        sql: "UPDATE messages SET provider_id = ? WHERE id = ?")
                    try keep.execute(arguments: [providerID, message.id])
                case .later(let seconds, let why):
                    let postpone = try db.cachedStatement(
                        sql: """
                            UPDATE messages SET state = 'waiting', next_at = ?, fault = ?
                            WHERE id = ?
                            """)
                    try postpone.execute(arguments: [seconds, why, message.id])
                case .failed(let why):
                    try Self.close(message.id, as: .failed, why: why, at: now, in: db)
                }
            }
        }
    }

    /// Ends a message's way to the provider: what was to be said is needed no more.
    static func close(
        _ id: Int64, as state: MessageState, why: String?, at now: Int64, in db: Database
    ) throws {
        let close = try db.cachedStatement(
            sql: """
                UPDATE messages SET state = ?, fault = ?, settled_at = ?, phone_sealed = NULL,
                    values_sealed = NULL
                WHERE id = ?
                """)
        try close.execute(arguments: [state.rawValue, why, now, id])
    }
}
