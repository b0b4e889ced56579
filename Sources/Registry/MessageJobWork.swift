// One piece of an order: some rows of a list into the outbox, or some messages out of it, together
// with how far the order has come. Two programs may work on one order; neither repeats the other.
// Tests: Tests/RegistryTests/MessageJobTests.swift.
import FoundationEssentials
import GRDB

extension Registry {
    /// Writes the next piece of an order that is being written.
    ///
    /// - Parameter limit: rows of the list at most.
    /// - Returns: whether there was something left to look at.
    /// - Throws: `unknown(.job)`, `sealedUnderAnotherKey`.
    package func writeMessages(
        of job: Int64, limit: Int, at now: Int64
    ) throws(RegistryError) -> Bool {
        try keep { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM message_jobs WHERE number = ?", arguments: [job])
            guard let row else { throw RegistryError.unknown(.job, "\(job)") }
            // Another may have ended it since it was looked up.
            guard row["state"] == MessageJobState.writing.rawValue else { return false }
            let order = try order(of: row)
            let list = MessageQueue.ListPart(
                audience: MessageAudience(rawValue: row["audience"]) ?? .staff,
                organisation: row["organisation"], places: row["sites"], after: row["done_row"],
                upTo: row["last_row"], limit: limit)
            var queue = try MessageQueue(self, order, job: job, at: now, in: db)
            guard let done = try queue.add(list) else { return false }
            try db.execute(
                sql: """
                    UPDATE message_jobs SET done_row = ?, queued = queued + ?,
                        repeated = repeated + ?, without_phone = without_phone + ?, changed_at = ?
                    WHERE number = ?
                    """,
                arguments: [
                    done, queue.counts.queued, queue.counts.repeated, queue.counts.withoutPhone,
                    now, job,
                ])
            return true
        }
    }

    private func order(of row: Row) throws -> MessageOrder {
        let values = try seal.open(
            row.bytes("values_sealed"), column: .messageJobValues, row: row["number"])
        var order = MessageOrder(
            topic: row["topic"], template: row["template"],
            values: try JSONDecoder().decode([String: String].self, from: Data(values)),
            expiresSeconds: row["expires_at"])
        order.language = MessageLanguage(rawValue: row["language"]) ?? .chinese
        order.urgency = MessageUrgency(rawValue: row["urgency"]) ?? .usual
        order.organisation = OrganisationNumber(stored: row["organisation"])
        return order
    }

    /// Drops some of the messages of an order that was called back.
    ///
    /// What is being sent at the moment is left to its outcome.
    ///
    /// - Parameter limit: messages at most.
    /// - Returns: whether there was something left to drop.
    package func dropMessages(
        of job: Int64, limit: Int, at now: Int64
    ) throws(RegistryError) -> Bool {
        try keep { db in
            let waiting = try Int64.fetchAll(
                db, sql: "SELECT id FROM messages WHERE job = ? AND state = 'waiting' LIMIT ?",
                arguments: [job, limit])
            for id in waiting {
                try Self.close(id, as: .dropped, why: "CANCELLED", at: now, in: db)
            }
            return !waiting.isEmpty
        }
    }

    /// Notes that nothing is left to be done for an order.
    ///
    /// - Parameter seen: the order as it was when nothing was left; one that was called back since
    ///   stays as it is.
    package func close(_ seen: MessageJob, act: Act) throws(RegistryError) {
        try change(act) { db in
            let job = try Self.knownMessageJob(seen.number, in: db)
            guard job.state == seen.state else { return ((), []) }
            switch job.state {
            case .writing:
                try Self.move(job.number, to: .written, at: act.atSeconds, in: db)
                let note = AuditNote(
                    "message.queue", subject: "organisation \(job.organisation)",
                    details: "job=\(job.number) topic=\(job.topic) template=\(job.template)"
                        + " messages=\(job.queued)")
                return ((), [note])
            case .cancelling:
                try Self.move(job.number, to: .cancelled, at: act.atSeconds, in: db)
                return ((), [])
            case .written, .cancelled: return ((), [])
            }
        }
    }
}
