// Orders of messages to all of a list. An order is noted at once; the messages are written in
// pieces, each in a transaction of its own, so that nobody else waits for 60,000 of them. Whoever
// works on it next goes on behind the last row that was written.
// Tests: Tests/RegistryTests/MessageJobTests.swift.
import FoundationEssentials
import GRDB

/// Which of a firm's lists is told.
package enum MessageAudience: String, Sendable, Codable, CaseIterable {
    /// People who are on the list.
    case staff
    /// Who is named with the vehicles.
    case drivers

    var table: String {
        switch self {
        case .staff: "people"
        case .drivers: "vehicles"
        }
    }

    var column: SealedColumn {
        switch self {
        case .staff: .personPhone
        case .drivers: .driverPhone
        }
    }
}

/// How far an order has come.
package enum MessageJobState: String, Sendable, Codable, CaseIterable {
    case writing
    /// All of its messages are in the outbox.
    case written
    /// Called back; what waits is being dropped.
    case cancelling
    case cancelled

    /// Whether there is something to be done.
    package var isAtWork: Bool {
        switch self {
        case .writing, .cancelling: true
        case .written, .cancelled: false
        }
    }
}

/// An order as it stands.
package struct MessageJob: Sendable, Equatable, Encodable {
    package let number: Int64
    package let topic: String
    package let organisation: OrganisationNumber
    package let audience: MessageAudience
    /// Only those of these sites; nil for all.
    package let sites: [SiteNumber]?
    package let template: String
    package let language: MessageLanguage
    package let urgency: MessageUrgency
    package let state: MessageJobState
    /// How many stood on the list when it was given.
    package let recipients: Int
    /// What was put into the outbox so far.
    package let queued: Int
    /// Had it before, under the same topic.
    package let repeated: Int
    /// Are on the list without a telephone number.
    package let withoutPhone: Int
    /// An account as `account:12`, or a login name.
    package let madeBy: String
    /// Seconds since 1970.
    package let madeAt: Int64
    /// Seconds since 1970; what was not sent by then is dropped.
    package let expiresAt: Int64
    /// Where its messages are on their way, by state; nil in lists of orders.
    package fileprivate(set) var messages: [String: Int]?

    fileprivate init(_ row: Row) {
        number = row["number"]
        topic = row["topic"]
        organisation = OrganisationNumber(stored: row["organisation"])
        audience = MessageAudience(rawValue: row["audience"]) ?? .staff
        sites = (row["sites"] as String?).map { places in
            places.split(separator: ",").compactMap { Int64($0) }.map(SiteNumber.init(stored:))
        }
        template = row["template"]
        language = MessageLanguage(rawValue: row["language"]) ?? .chinese
        urgency = MessageUrgency(rawValue: row["urgency"]) ?? .usual
        state = MessageJobState(rawValue: row["state"]) ?? .cancelled
        recipients = row["recipients"]
        queued = row["queued"]
        repeated = row["repeated"]
        withoutPhone = row["without_phone"]
        madeBy = row["made_by"]
        madeAt = row["made_at"]
        expiresAt = row["expires_at"]
    }

    private enum CodingKeys: String, CodingKey {
        case number, topic, organisation, audience, sites, template, language, urgency, state
        case recipients, queued, repeated, withoutPhone, madeBy, madeAt, expiresAt, messages
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(topic, forKey: .topic)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(audience, forKey: .audience)
        try container.encode(sites, forKey: .sites)
        try container.encode(template, forKey: .template)
        try container.encode(language, forKey: .language)
        try container.encode(urgency, forKey: .urgency)
        try container.encode(state, forKey: .state)
        try container.encode(recipients, forKey: .recipients)
        try container.encode(queued, forKey: .queued)
        try container.encode(repeated, forKey: .repeated)
        try container.encode(withoutPhone, forKey: .withoutPhone)
        try container.encode(madeBy, forKey: .madeBy)
        try container.encode(madeAt, forKey: .madeAt)
        try container.encode(expiresAt, forKey: .expiresAt)
        try container.encode(messages, forKey: .messages)
    }
}

extension Registry {
    /// Notes an order; nothing is in the outbox yet.
    ///
    /// - Parameters:
    ///   - order: for a firm.
    ///   - sites: nil for all.
    /// - Throws: `unknown(.organisation)`.
    package func add(
        _ order: MessageOrder, to audience: MessageAudience, of organisation: OrganisationNumber,
        at sites: [SiteNumber]?, act: Act
    ) throws(RegistryError) -> MessageJob {
        try change(act) { db in
            _ = try Self.known(organisation, in: db)
            let places = sites.map { $0.map(\.description).joined(separator: ",") }
            let listed = try Row.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) AS recipients, MAX(id) AS last FROM \(audience.table)
                    WHERE organisation = ? AND state = 'present' \(Self.condition(onSites: places))
                    """, arguments: [organisation.rawValue])
            let newest = try Int64.fetchOne(db, sql: "SELECT MAX(number) FROM message_jobs")
            let number = (newest ?? 0) + 1
            let values = try seal.seal(
                [UInt8](try JSONEncoder().encode(order.values)), column: .messageJobValues,
                row: number)
            try db.execute(
                sql: """
                    INSERT INTO message_jobs (number, topic, organisation, audience, sites,
                        template, language, urgency, values_sealed, state, recipients, done_row,
                        last_row, queued, repeated, without_phone, expires_at, made_by, made_at,
                        changed_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'writing', ?, 0, ?, 0, 0, 0, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, order.topic, organisation.rawValue, audience.rawValue, places,
                    order.template, order.language.rawValue, order.urgency.rawValue, blob(values),
                    listed?["recipients"] as Int? ?? 0, listed?["last"] as Int64? ?? 0,
                    order.expiresSeconds, act.who, act.atSeconds, act.atSeconds,
                ])
            let job = try Self.knownMessageJob(number, in: db)
            let note = AuditNote(
                "message.order", subject: "organisation \(organisation)",
                details: "job=\(number) topic=\(job.topic) template=\(job.template)"
                    + " audience=\(audience.rawValue) recipients=\(job.recipients)")
            return (job, [note])
        }
    }

    /// - Parameter places: sites' numbers with commas between, as the row has them; nil for all.
    static func condition(onSites places: String?) -> String {
        places.map { "AND site IN (\($0))" } ?? ""
    }

    /// An order with where its messages are.
    ///
    /// - Throws: `unknown(.job)`.
    package func messageJob(_ number: Int64) throws(RegistryError) -> MessageJob {
        try read { db in
            var job = try Self.knownMessageJob(number, in: db)
            let counts = try Row.fetchAll(
                db, sql: "SELECT state, COUNT(*) AS n FROM messages WHERE job = ? GROUP BY state",
                arguments: [number])
            job.messages = Dictionary(
                counts.map { ($0["state"], $0["n"]) }, uniquingKeysWith: { first, _ in first })
            return job
        }
    }

    /// A page of orders, newest first.
    ///
    /// - Parameters:
    ///   - organisation: nil for those of all.
    ///   - page: its key is an order's number.
    package func messageJobs(
        of organisation: OrganisationNumber?, _ page: PagePlace
    ) throws(RegistryError) -> [MessageJob] {
        try read { db in
            if let organisation { _ = try Self.known(organisation, in: db) }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM message_jobs WHERE (?1 IS NULL OR organisation = ?1)
                    AND number < ?2 ORDER BY number DESC LIMIT ?3
                    """,
                arguments: [
                    organisation?.rawValue, page.after.flatMap { Int64($0) } ?? .max, page.limit,
                ]
            ).map(MessageJob.init)
        }
    }

    /// The order that has waited longest for something to be done; nil where none does.
    package func nextMessageJob() throws(RegistryError) -> MessageJob? {
        try read { db in
            try Row.fetchOne(
                db,
                cached: """
                    SELECT * FROM message_jobs WHERE state IN ('writing', 'cancelling')
                    ORDER BY number LIMIT 1
                    """
            ).map(MessageJob.init)
        }
    }

    /// Calls an order back: nothing more is written, and what waits is not sent.
    ///
    /// One that was called back before is as it was.
    ///
    /// - Throws: `unknown(.job)`.
    package func cancelMessageJob(_ number: Int64, act: Act) throws(RegistryError) -> MessageJob {
        try change(act) { db in
            let job = try Self.knownMessageJob(number, in: db)
            switch job.state {
            case .writing, .written: break
            case .cancelling, .cancelled: return (job, [])
            }
            try Self.move(number, to: .cancelling, at: act.atSeconds, in: db)
            let note = AuditNote(
                "message.cancel", subject: "organisation \(job.organisation)",
                details: "job=\(number) topic=\(job.topic)")
            return (try Self.knownMessageJob(number, in: db), [note])
        }
    }

    static func knownMessageJob(_ number: Int64, in db: Database) throws -> MessageJob {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM message_jobs WHERE number = ?", arguments: [number])
        guard let row else { throw RegistryError.unknown(.job, "\(number)") }
        return MessageJob(row)
    }

    static func move(
        _ number: Int64, to state: MessageJobState, at seconds: Int64, in db: Database
    ) throws {
        // What is said stands in the messages; nobody needs it here any more.
        try db.execute(
            sql: """
                UPDATE message_jobs SET state = ?, changed_at = ?, values_sealed = NULL
                WHERE number = ?
                """, arguments: [state.rawValue, seconds, number])
    }
}
