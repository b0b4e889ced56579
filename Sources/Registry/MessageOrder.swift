// Messages on their way into the outbox: what is to be said, to whom, and how often at most.
import GRDB
package import Identifiers

/// The language of a message.
package enum MessageLanguage: String, Sendable, Codable, CaseIterable {
    case chinese = "zh"
    case english = "en"
}

/// Whether a message waits for the morning.
package enum MessageUrgency: String, Sendable, Codable, CaseIterable {
    case usual
    /// Sent at any hour.
    case urgent
}

/// What is to be said, once to each.
package struct MessageOrder: Sendable {
    /// The order's name for good: the same topic reaches nobody twice, whenever it is ordered.
    package let topic: String
    package let template: String
    package var language = MessageLanguage.chinese
    package var urgency = MessageUrgency.usual
    /// What stands for the template's names, for all who get it.
    package var values: [String: String]
    /// Whose affair it is, and whose list of messages it stands in; nil for the office's own.
    package var organisation: OrganisationNumber?
    /// Seconds since 1970; it is dropped where it was not sent by then.
    package let expiresSeconds: Int64

    /// - Parameter topic: 1 to 120 of letters, digits and `. _ : -`, as `organisation:7:opening`.
    package init(
        topic: String, template: String, values: [String: String], expiresSeconds: Int64
    ) {
        self.topic = topic
        self.template = template
        self.values = values
        self.expiresSeconds = expiresSeconds
    }
}

/// One who gets a message, by a number that is at hand.
package struct MessageRecipient: Sendable {
    package let phone: MobileNumber
    /// The site whose hours count; nil for those of the service.
    package let site: SiteNumber?
    /// What is this recipient's own among the template's values.
    package let values: [String: String]

    package init(phone: MobileNumber, site: SiteNumber?, values: [String: String] = [:]) {
        self.phone = phone
        self.site = site
        self.values = values
    }
}

/// What an order put into the outbox.
package struct QueuedMessages: Sendable, Equatable, Encodable {
    package var queued = 0
    /// Had it before, under the same topic.
    package var repeated = 0
    /// Are on the list without a telephone number.
    package var withoutPhone = 0
}

extension Registry {
    /// How many numbers go into one transaction; more are written by a list, see MessageJobs.swift.
    package static let mostNumbers = 1_000

    /// Puts messages into the outbox, in a transaction of their own.
    ///
    /// - Parameter recipients: `mostNumbers` at most.
    /// - Throws: `unknown(.organisation)`, `sealedUnderAnotherKey`.
    package func queue(
        _ order: MessageOrder, for recipients: [MessageRecipient], act: Act
    ) throws(RegistryError) -> QueuedMessages {
        try change(act) { try queue(order, for: recipients, act: act, in: $0) }
    }

    /// Puts messages into the outbox, in the transaction of what they tell of.
    ///
    /// - Returns: also the notes for the audit, none where nobody gets one.
    func queue(
        _ order: MessageOrder, for recipients: [MessageRecipient], act: Act, in db: Database
    ) throws -> (QueuedMessages, [AuditNote]) {
        if let organisation = order.organisation { _ = try Self.known(organisation, in: db) }
        var queue = try MessageQueue(self, order, at: act.atSeconds, in: db)
        for recipient in recipients { try queue.add(recipient) }
        guard queue.counts.queued > 0 else { return (queue.counts, []) }
        let subject = order.organisation.map { "organisation \($0)" } ?? "messages"
        let note = AuditNote(
            "message.queue", subject: subject,
            details: "topic=\(order.topic) template=\(order.template)"
                + " messages=\(queue.counts.queued)")
        return (queue.counts, [note])
    }
}
