// What became of messages: a provider's receipts, and the list that people see.
import GRDB

/// Where a message is on its way.
package enum MessageState: String, Sendable, Codable, CaseIterable {
    case waiting, sending
    /// The provider has it.
    case sent
    /// The provider says that it arrived.
    case delivered
    /// The provider says that it did not, or would not take it; or it was tried often enough.
    case failed
    /// Its time was over before it could be sent.
    case dropped
}

/// What a provider says of one message afterwards.
package struct MessageReceipt: Sendable, Equatable {
    /// By what the provider names the message.
    package enum Name: Sendable, Equatable {
        case providerID(String)
        case key(String)
    }

    package let name: Name
    package let hasArrived: Bool
    /// A provider's short code for why it did not; nil where it gave none.
    package let why: String?

    package init(name: Name, hasArrived: Bool, why: String?) {
        self.name = name
        self.hasArrived = hasArrived
        self.why = why
    }
}

/// What receipts did.
package struct ReceiptReport: Sendable, Equatable, Encodable {
    package var taken = 0
    /// Said before, or later than that it arrived.
    package var unchanged = 0
    /// Of messages that this office did not send.
    package var unknown = 0

    package init() {}
}

/// Which messages are wanted; nil means any.
package struct MessageFilter: Sendable {
    package var organisation: OrganisationNumber?
    package var site: SiteNumber?
    package var state: MessageState?
    /// Those to numbers of one of a firm's lists.
    package var audience: MessageAudience?
    /// Those of one order to many.
    package var job: Int64?

    package init() {}
}

/// A message as people see it: neither what it says nor the whole number.
package struct MessageSummary: Sendable, Equatable, Encodable {
    package let id: Int64
    package let topic: String
    package let template: String
    package let language: MessageLanguage
    package let phoneMasked: String
    package let state: MessageState
    package let attempts: Int
    /// Seconds since 1970, when it is tried next; nil where it is not any more.
    package let nextAt: Int64?
    package let madeAt: Int64
    package let settledAt: Int64?
    package let receivedAt: Int64?
    package let fault: String?
    /// The order to many that it belongs to; nil for none.
    package let job: Int64?

    fileprivate init(_ row: Row) {
        id = row["id"]
        topic = row["topic"]
        template = row["template"]
        language = MessageLanguage(rawValue: row["language"]) ?? .chinese
        phoneMasked = row["phone_masked"]
        state = MessageState(rawValue: row["state"]) ?? .failed
        attempts = row["attempts"]
        nextAt = state == .waiting || state == .sending ? row["next_at"] : nil
        madeAt = row["made_at"]
        settledAt = row["settled_at"]
        receivedAt = row["received_at"]
        fault = row["fault"]
        job = row["job"]
    }

    private enum CodingKeys: String, CodingKey {
        case id, topic, template, language, phoneMasked, state, attempts, nextAt, madeAt
        case settledAt, receivedAt, fault, job
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(topic, forKey: .topic)
        try container.encode(template, forKey: .template)
        try container.encode(language, forKey: .language)
        try container.encode(phoneMasked, forKey: .phoneMasked)
        try container.encode(state, forKey: .state)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(nextAt, forKey: .nextAt)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(settledAt, forKey: .settledAt)
        try container.encode(receivedAt, forKey: .receivedAt)
        try container.encode(fault, forKey: .fault)
        try container.encode(job, forKey: .job)
    }
}

extension Registry {
    /// Takes a provider's receipts, all at once.
    ///
    /// What arrived has arrived, whatever is said later; a receipt may also come before the answer
    /// to the attempt.
    package func take(
        _ receipts: [MessageReceipt], at now: Int64
    ) throws(RegistryError) -> ReceiptReport {
        try keep { db in
            var report = ReceiptReport()
            for receipt in receipts {
                let (column, name) = receipt.name.column
                let row = try Row.fetchOne(
                    db,
                    cached: """
                        SELECT id, state FROM messages WHERE \(column) = ? ORDER BY id DESC LIMIT 1
                        """,
                    arguments: [name])
                guard let row, let state = MessageState(rawValue: row["state"]) else {
                    report.unknown += 1
                    continue
                }
                let isNews =
                    switch state {
                    case .sending, .sent: true
                    // An attempt whose answer was lost may have arrived all the same.
                    case .waiting, .failed: receipt.hasArrived
                    case .delivered, .dropped: false
                    }
                guard isNews else {
                    report.unchanged += 1
                    continue
                }
                try db.execute(
                    cached: """
                        UPDATE messages SET state = ?, fault = ?, received_at = ?,
                            settled_at = COALESCE(settled_at, ?), phone_sealed = NULL,
                            values_sealed = NULL
                        WHERE id = ?
                        """,
                    arguments: [
                        (receipt.hasArrived ? MessageState.delivered : .failed).rawValue,
                        receipt.hasArrived ? nil : receipt.why ?? "NOT_DELIVERED", now, now,
                        row["id"] as Int64,
                    ])
                report.taken += 1
            }
            return report
        }
    }

    /// One message.
    ///
    /// - Throws: `unknown(.message)`.
    package func message(_ id: Int64) throws(RegistryError) -> MessageSummary {
        try read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM messages WHERE id = ?", arguments: [id])
            guard let row else { throw RegistryError.unknown(.message, "\(id)") }
            return MessageSummary(row)
        }
    }

    /// A page of messages, oldest first.
    ///
    /// - Parameter page: its key is a message's id, in decimal.
    package func messages(
        _ filter: MessageFilter, _ page: PagePlace
    ) throws(RegistryError) -> [MessageSummary] {
        try read { db in
            if let organisation = filter.organisation {
                _ = try Self.known(organisation, in: db)
            }
            var condition = RowCondition()
            condition.add("id > ?", page.after.flatMap { Int64($0) } ?? 0)
            condition.add("organisation = ?", filter.organisation?.rawValue)
            condition.add("site = ?", filter.site?.rawValue)
            condition.add("state = ?", filter.state?.rawValue)
            condition.add("job = ?", filter.job)
            // Behind its topic a key names the list that the number was read from.
            let list = filter.audience.map { "/\($0.table)/" }
            condition.add("substr(key, length(topic) + 1, \(list?.count ?? 0)) = ?", list)
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM messages WHERE \(condition.sql)
                    ORDER BY id LIMIT ?
                    """,
                arguments: StatementArguments(condition.values + [page.limit.databaseValue])
            )
            .map(MessageSummary.init)
        }
    }
}

extension MessageReceipt.Name {
    fileprivate var column: (String, String) {
        switch self {
        case .providerID(let id): ("provider_id", id)
        case .key(let key): ("key", key)
        }
    }
}
