// Applications as they are kept: numbers, queues, and the sealed state that only the use cases
// read. What changes them is in ApplicationWriter.swift. Tests: Tests/IssuanceTests.
import GRDB

/// What queues and lists are searched by; it says nothing of what a form holds.
package struct ApplicationIndex: Sendable, Equatable {
    /// A step that waits for a desk.
    package struct OpenStep: Sendable, Equatable {
        package let number: Int
        package let desk: String
        /// By when it was first to be decided, seconds since 1970; rising gives no new time.
        package let dueAt: Int64
        package let takenBy: String?

        package init(number: Int, desk: String, dueAt: Int64, takenBy: String?) {
            self.number = number
            self.desk = desk
            self.dueAt = dueAt
            self.takenBy = takenBy
        }
    }

    /// `open`, `returned`, `approved`, `refused`, `withdrawn`, `cancelled`.
    package let status: String
    package let isPending: Bool
    /// When its next clock runs out, seconds since 1970; nil: none does.
    package let dueAt: Int64?
    package let answerable: String?
    /// Every desk that it has come to.
    package let desks: [String]
    package let steps: [OpenStep]

    package init(
        status: String, pending: Pending, answerable: String?, desks: [String], steps: [OpenStep]
    ) {
        self.status = status
        isPending = pending.isPending
        dueAt = pending.dueAt
        self.answerable = answerable
        self.desks = desks
        self.steps = steps
    }

    /// Whether something is still to come, and by when.
    package struct Pending: Sendable {
        let isPending: Bool
        let dueAt: Int64?

        package init(isPending: Bool, dueAt: Int64?) {
            self.isPending = isPending
            self.dueAt = dueAt
        }
    }
}

/// An application as it is kept.
package struct StoredApplication: Sendable, Equatable {
    package let number: Int64
    package let kind: String
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    /// Seconds since 1970.
    package let filedAt: Int64
    /// The number of the first of those that were filed together; nil for one alone.
    package let filedTogether: Int64?
    package let status: String
    /// Every desk that it has come to.
    package let desks: [String]
    /// What the use cases made of it, opened.
    package let state: [UInt8]
}

/// One thing that happened to an application.
package struct ApplicationHappening: Sendable, Equatable {
    /// From 1.
    package let number: Int
    /// Seconds since 1970.
    package let atSeconds: Int64
    package let who: String
    /// One word.
    package let what: String
    /// Opened.
    package let body: [UInt8]
}

/// Which applications are wanted; nil means any.
package struct ApplicationFilter: Sendable {
    package var organisation: OrganisationNumber?
    package var site: SiteNumber?
    package var kind: String?
    /// Only of these kinds.
    package var kinds: [String]?
    /// Only those that have come to this desk.
    package var desk: String?
    package var status: String?
    /// Who took it first and answers for it, while it is pending.
    package var answerable: String?
    /// Only those behind this number.
    package var after: Int64?
    package let limit: Int

    package init(limit: Int) { self.limit = limit }
}

/// Where a desk's queue goes on.
package struct QueuePlace: Sendable, Equatable {
    /// The due time and the number of the last application that the caller has.
    package let after: (dueAt: Int64, application: Int64)?
    package let limit: Int

    package init(after: (dueAt: Int64, application: Int64)?, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package static func == (left: QueuePlace, right: QueuePlace) -> Bool {
        left.limit == right.limit && left.after?.dueAt == right.after?.dueAt
            && left.after?.application == right.after?.application
    }
}

extension Registry {
    /// One application.
    ///
    /// - Throws: `unknown(.application)`, `sealedUnderAnotherKey`.
    package func application(_ number: Int64) throws(RegistryError) -> StoredApplication {
        try read { try application(number, in: $0) }
    }

    /// Applications by number.
    package func applications(
        _ filter: ApplicationFilter
    ) throws(RegistryError) -> [StoredApplication] {
        try read { db in
            var condition = RowCondition()
            condition.add("number > ?", filter.after ?? 0)
            condition.add("organisation = ?", filter.organisation?.rawValue)
            condition.add("site = ?", filter.site?.rawValue)
            condition.add("kind = ?", filter.kind)
            condition.add("status = ?", filter.status)
            condition.add("',' || desks || ',' LIKE '%,' || ? || ',%'", filter.desk)
            condition.add("is_pending = 1 AND answerable = ?", filter.answerable)
            if let kinds = filter.kinds { condition.add("kind", in: kinds) }
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM applications WHERE \(condition.sql)
                    ORDER BY number LIMIT ?
                    """,
                arguments: StatementArguments(condition.values + [filter.limit.databaseValue])
            ).map(stored)
        }
    }

    /// What waits for a desk, what is due first at the front.
    ///
    /// - Throws: `unknown(.desk)`.
    package func queue(
        of desk: String, at site: SiteNumber, _ place: QueuePlace
    ) throws(RegistryError) -> [(step: ApplicationIndex.OpenStep, application: StoredApplication)] {
        try read { db in
            try Self.requireDesk(desk, at: site, in: db)
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT a.*, s.number AS step, s.desk, s.due_at AS step_due, s.taken_by
                    FROM application_steps s JOIN applications a ON a.number = s.application
                    WHERE s.site = ? AND s.desk = ? AND (s.due_at, s.application) > (?, ?)
                    ORDER BY s.due_at, s.application LIMIT ?
                    """,
                arguments: [
                    site.rawValue, desk, place.after?.dueAt ?? .min,
                    place.after?.application ?? 0, place.limit,
                ]
            ).map { row in
                let step = ApplicationIndex.OpenStep(
                    number: row["step"], desk: row["desk"], dueAt: row["step_due"],
                    takenBy: row["taken_by"])
                return (step, try stored(row))
            }
        }
    }

    /// The numbers of applications with a clock that has run out, the oldest first.
    ///
    /// - Parameter seconds: now.
    package func overdue(
        at seconds: Int64, limit: Int
    ) throws(RegistryError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db,
                cached: """
                    SELECT number FROM applications WHERE due_at <= ?
                    ORDER BY due_at, number LIMIT ?
                    """, arguments: [seconds, limit])
        }
    }

    /// A page of what happened to an application, in order.
    ///
    /// - Parameter page: its key is the number of what happened, in decimal.
    /// - Throws: `sealedUnderAnotherKey`.
    package func happenings(
        of application: Int64, _ page: PagePlace
    ) throws(RegistryError) -> [ApplicationHappening] {
        try read { db in
            try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM application_events WHERE application = ? AND n > ?
                    ORDER BY n LIMIT ?
                    """,
                arguments: [
                    application, page.after.flatMap { Int64($0) } ?? 0, page.limit,
                ]
            ).map { row in
                let number: Int = row["n"]
                let body = try seal.open(
                    row.bytes("body_sealed"), column: .applicationEvent,
                    row: happeningRow(application, number))
                return ApplicationHappening(
                    number: number, atSeconds: row["at"], who: row["who"], what: row["what"],
                    body: body)
            }
        }
    }

    /// The numbers of the passes that an application brought, fifteen digits each.
    package func passNumbers(of application: Int64) throws(RegistryError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                cached: """
                    SELECT p.number FROM application_passes a JOIN passes p ON p.id = a.pass
                    WHERE a.application = ? ORDER BY p.number
                    """, arguments: [application])
        }
    }

    func application(_ number: Int64, in db: Database) throws -> StoredApplication {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM applications WHERE number = ?", arguments: [number])
        guard let row else { throw RegistryError.unknown(.application, "\(number)") }
        return try stored(row)
    }

    private func stored(_ row: Row) throws -> StoredApplication {
        let number: Int64 = row["number"]
        return StoredApplication(
            number: number, kind: row["kind"],
            organisation: OrganisationNumber(stored: row["organisation"]),
            site: SiteNumber(stored: row["site"]), filedAt: row["filed_at"],
            filedTogether: row["filed_together"], status: row["status"],
            desks: (row["desks"] as String).split(separator: ",").map(String.init),
            state: try seal.open(
                row.bytes("state_sealed"), column: .applicationState, row: number))
    }
}

/// What a sealed event is bound to: its application and its number in one.
func happeningRow(_ application: Int64, _ number: Int) -> Int64 {
    application << 16 | Int64(number)
}
