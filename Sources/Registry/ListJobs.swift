// Lists that were uploaded: what each is for and how far it has come. The files lie beside the
// database; this room knows only their names. Tests: Tests/RegistryTests/ListJobTests.swift.
import GRDB

/// How far a list has come.
package enum ListJobState: String, Sendable, Encodable, CaseIterable {
    /// Waits to be read.
    case received
    /// Was read; its problems and its difference are told.
    case checked
    /// Could not be read at all.
    case unreadable
    /// Lies before the desks, in an application.
    case filed
    /// Waits to be written.
    case applying
    case applied
    /// Was written, and taken back since as far as that could be.
    case undone
    /// Was not written, for the reason told.
    case refused
    case withdrawn

    /// Whether the service has something to do.
    package var isWaiting: Bool {
        switch self {
        case .received, .applying: true
        case .checked, .unreadable, .filed, .applied, .undone, .refused, .withdrawn: false
        }
    }

    /// Whether its rows could still be written, so that its own file is needed.
    package var isOpen: Bool {
        switch self {
        case .received, .checked, .filed, .applying, .refused: true
        case .unreadable, .applied, .undone, .withdrawn: false
        }
    }

    /// Whether somebody other than its firm has still to do with its files.
    fileprivate var needsFiles: Bool { isWaiting || self == .filed }
}

/// What a list is for.
package struct ListJobDraft: Sendable, Equatable {
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    package let kind: ListKind
    package var isWholeFirm = false
    package var isAllOrNothing = false
    package var sheet: String?
    package var confirmedLeavers: Int64?

    package init(organisation: OrganisationNumber, site: SiteNumber, kind: ListKind) {
        self.organisation = organisation
        self.site = site
        self.kind = kind
    }
}

/// An uploaded list.
package struct ListJob: Sendable, Equatable {
    package let number: Int64
    package let draft: ListJobDraft
    package let state: ListJobState
    /// The name of its file in the folder of uploads.
    package let file: String
    package let madeBy: String
    /// Seconds since 1970.
    package let madeAt: Int64
    /// Seconds since 1970.
    package let changedAt: Int64
    package let batch: Int64?
    /// What came of it in short, as the office wrote it.
    package let summary: String?
    /// The application that carries it, or carried it last.
    package let application: Int64?

    fileprivate init(_ row: Row) {
        number = row["id"]
        var draft = ListJobDraft(
            organisation: OrganisationNumber(stored: row["organisation"]),
            site: SiteNumber(stored: row["site"]),
            kind: ListKind(rawValue: row["kind"]) ?? .staff)
        draft.isWholeFirm = row["scope"] as String == "replace"
        draft.isAllOrNothing = row["all_or_nothing"] as Int == 1
        draft.sheet = row["sheet"]
        draft.confirmedLeavers = row["confirmed_leavers"]
        self.draft = draft
        state = ListJobState(rawValue: row["state"]) ?? .refused
        file = row["file"]
        madeBy = row["made_by"]
        madeAt = row["made_at"]
        changedAt = row["changed_at"]
        batch = row["batch"]
        summary = row["summary"]
        application = row["application"]
    }

    /// All whose files were not removed in due course.
    static func withFiles(in db: Database) throws -> [ListJob] {
        try Row.fetchAll(db, sql: "SELECT * FROM list_jobs WHERE file <> '' ORDER BY id")
            .map(ListJob.init)
    }
}

/// Where a list goes next.
package struct ListJobStep: Sendable {
    let from: Set<ListJobState>
    let to: ListJobState
    package var summary: String?
    package var confirmedLeavers: Int64?
    package var carrier = Carrier.same

    /// Which application carries the list from then on.
    package enum Carrier: Sendable {
        case same, none
        case application(Int64)
    }

    /// - Parameter from: the states in which the step may be taken.
    package init(from: Set<ListJobState>, to: ListJobState) {
        self.from = from
        self.to = to
    }
}

/// Which uploaded lists of a firm are wanted.
package struct ListJobFilter: Sendable {
    let organisation: OrganisationNumber
    package var kinds = Set(ListKind.allCases)
    /// Nil for all sites.
    package var site: SiteNumber?

    package init(organisation: OrganisationNumber) { self.organisation = organisation }
}

extension Registry {
    /// Notes a list whose file is on the disk.
    ///
    /// - Throws: `unknown` for the firm or site.
    package func add(
        _ draft: ListJobDraft, file: String, act: Act
    ) throws(RegistryError) -> ListJob {
        try change(act) { db in
            _ = try Self.known(draft.organisation, in: db)
            _ = try Self.known(draft.site, in: db)
            try db.execute(
                cached: """
                    INSERT INTO list_jobs (organisation, site, kind, state, scope, sheet,
                        confirmed_leavers, all_or_nothing, file, made_by, made_at, changed_at)
                    VALUES (?, ?, ?, 'received', ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    draft.organisation.rawValue, draft.site.rawValue, draft.kind.rawValue,
                    draft.isWholeFirm ? "replace" : "add", draft.sheet, draft.confirmedLeavers,
                    draft.isAllOrNothing ? 1 : 0, file, act.who, act.atSeconds, act.atSeconds,
                ])
            let job = try Self.knownJob(db.lastInsertedRowID, in: db)
            let note = AuditNote(
                "list.receive", subject: "organisation \(draft.organisation)",
                details: "list=\(job.number) kind=\(draft.kind.rawValue) site=\(draft.site)")
            return (job, [note])
        }
    }

    /// A list.
    ///
    /// - Throws: `unknown(.list)`.
    package func listJob(_ number: Int64) throws(RegistryError) -> ListJob {
        try read { try Self.knownJob(number, in: $0) }
    }

    /// A page of a firm's lists, newest first.
    ///
    /// - Parameter page: its key is a list's number.
    package func listJobs(
        _ filter: ListJobFilter, _ page: PagePlace
    ) throws(RegistryError) -> [ListJob] {
        try read { db in
            let places = filter.kinds.map { _ in "?" }.joined(separator: ", ")
            let words = filter.kinds.map(\.rawValue.databaseValue)
            return try Row.fetchAll(
                db,
                cached: """
                    SELECT * FROM list_jobs WHERE organisation = ? AND kind IN (\(places))
                        AND site = COALESCE(?, site) AND id < ?
                    ORDER BY id DESC LIMIT ?
                    """,
                arguments: [filter.organisation.rawValue] + StatementArguments(words) + [
                    filter.site?.rawValue, page.after.flatMap { Int64($0) } ?? .max, page.limit,
                ]
            ).map(ListJob.init)
        }
    }

    /// The list that has waited longest; nil where none waits.
    package func nextListJob() throws(RegistryError) -> ListJob? {
        try read { db in
            try Row.fetchOne(
                db,
                cached: """
                    SELECT * FROM list_jobs WHERE state IN ('received', 'applying')
                    ORDER BY id LIMIT 1
                    """
            ).map(ListJob.init)
        }
    }

    /// Lists that nothing more comes of and whose files are still there.
    ///
    /// - Parameter before: only those that changed before this second.
    package func endedListJobs(before: Int64) throws(RegistryError) -> [ListJob] {
        try read { db in
            try Row.fetchAll(
                db, cached: "SELECT * FROM list_jobs WHERE changed_at < ? AND file <> ''",
                arguments: [before]
            ).map(ListJob.init).filter { !$0.state.needsFiles }
        }
    }

    /// Notes that a list's files are gone.
    package func forgetFiles(of job: ListJob) throws(RegistryError) {
        try keep { db in
            try db.execute(
                cached: "UPDATE list_jobs SET file = '' WHERE id = ?", arguments: [job.number])
        }
    }

    /// Moves a list on, unless it is elsewhere by now.
    ///
    /// - Returns: the list as it then stands; nil where the step could not be taken.
    package func move(
        _ job: Int64, _ step: ListJobStep, at seconds: Int64
    ) throws(RegistryError) -> ListJob? {
        try keep { try Self.move(job, step, at: seconds, in: $0) }
    }

    static func move(
        _ job: Int64, _ step: ListJobStep, at seconds: Int64, in db: Database
    ) throws -> ListJob? {
        let found = try Self.knownJob(job, in: db)
        guard step.from.contains(found.state) else { return nil }
        let application: Int64? =
            switch step.carrier {
            case .same: found.application
            case .none: nil
            case .application(let number): number
            }
        try db.execute(
            cached: """
                UPDATE list_jobs SET state = ?, changed_at = ?, summary = COALESCE(?, summary),
                    confirmed_leavers = COALESCE(?, confirmed_leavers), application = ?
                WHERE id = ?
                """,
            arguments: [
                step.to.rawValue, seconds, step.summary, step.confirmedLeavers,
                application, job,
            ])
        return try Self.knownJob(job, in: db)
    }

    /// Marks a list as written, in the transaction that writes it.
    static func close(_ job: Int64, batch: Int64?, at seconds: Int64, in db: Database) throws {
        try db.execute(
            cached:
                "UPDATE list_jobs SET state = 'applied', batch = ?, changed_at = ? WHERE id = ?",
            arguments: [batch, seconds, job])
    }

    /// Marks the list as undone that a batch was written from, in the transaction that undoes it.
    ///
    /// - Returns: the application that carried it; nil where there is none.
    static func undoJob(ofBatch batch: Int64, at seconds: Int64, in db: Database) throws -> Int64? {
        let job = try Row.fetchOne(
            db, cached: "SELECT * FROM list_jobs WHERE batch = ?", arguments: [batch]
        ).map(ListJob.init)
        guard let job else { return nil }
        let step = ListJobStep(from: [.applied], to: .undone)
        return try move(job.number, step, at: seconds, in: db)?.application
    }

    static func knownJob(_ number: Int64, in db: Database) throws -> ListJob {
        let row = try Row.fetchOne(
            db, cached: "SELECT * FROM list_jobs WHERE id = ?", arguments: [number])
        guard let row else { throw RegistryError.unknown(.list, "\(number)") }
        return ListJob(row)
    }
}
