// Messages to all of a firm's list: the order is noted and answered at once, its messages are
// written in the background, or by whoever gave it. Work that was cut off goes on where it stood.
// Tests: Tests/IssuanceTests/MessageJobTests.swift.
import Glibc
package import Registry

extension Office {
    /// Rows of a list that go into one transaction: a fraction of the time that others wait for it.
    package static let jobPieceRows = 1_000
    /// Another program that wants to write looks every tenth of a second (SQLite's busy time-out);
    /// whoever began the next piece sooner would keep it out for as long as there are pieces.
    private static let pauseMicroseconds: UInt32 = 120_000

    /// Orders messages to everybody of a list.
    ///
    /// - Parameters:
    ///   - draft: what is to be said.
    ///   - audience: to whom.
    ///   - sites: only those of these sites; nil for all.
    ///   - firm: whose list.
    ///   - templates: of this service.
    /// - Returns: the order; `workOnMessages` writes its messages.
    /// - Throws: `OfficeError` where the template or its values do not fit, or the firm is unknown.
    package func notify(
        _ draft: NoticeDraft, all audience: MessageAudience, at sites: [SiteNumber]?,
        of firm: OrganisationNumber, using templates: MessageTemplates
    ) throws(OfficeError) -> MessageJob {
        try changing { act in
            let order = try order(draft, of: firm, at: act.atSeconds)
            try templates.require(order)
            return try registry.add(order, to: audience, of: firm, at: sites, act: act)
        }
    }

    /// Writes the next piece of the order that has waited longest, or takes back one of an order
    /// that was called back.
    ///
    /// - Returns: whether there was something to do.
    package func workOnMessages() throws(OfficeError) -> Bool {
        guard let job = try office({ try registry.nextMessageJob() }) else { return false }
        try work(on: job)
        return true
    }

    /// Does one piece of what is left to be done for an order.
    ///
    /// - Returns: the order as it then stands.
    package func workOnMessages(of number: Int64) throws(OfficeError) -> MessageJob {
        let job = try messageJob(number)
        if job.state.isAtWork { try work(on: job) }
        return try messageJob(number)
    }

    private func work(on job: MessageJob) throws(OfficeError) {
        let wasPiece = try office {
            let limit = Self.jobPieceRows
            switch job.state {
            case .writing:
                return try registry.writeMessages(of: job.number, limit: limit, at: now)
            case .cancelling:
                return try registry.dropMessages(of: job.number, limit: limit, at: now)
            case .written, .cancelled: return true
            }
        }
        guard !wasPiece else {
            usleep(Self.pauseMicroseconds)
            return
        }
        try acting(as: job.madeBy).changing { act in try registry.close(job, act: act) }
    }

    /// An order with where its messages are.
    ///
    /// - Throws: `OfficeError` with `UNKNOWN_JOB`.
    package func messageJob(_ number: Int64) throws(OfficeError) -> MessageJob {
        try office { try registry.messageJob(number) }
    }

    /// A page of a firm's orders, newest first; nil for those of all.
    package func messageJobs(
        of firm: OrganisationNumber?, _ page: PagePlace
    ) throws(OfficeError) -> [MessageJob] {
        try office { try registry.messageJobs(of: firm, page) }
    }

    /// Calls an order back: nothing more is written, and what waits is not sent.
    package func cancelMessageJob(_ number: Int64) throws(OfficeError) -> MessageJob {
        try changing { act in try registry.cancelMessageJob(number, act: act) }
    }
}
