// Applications looked at: one, a firm's, a desk's queue; and many decided at once.
import ApplicationKinds
import Approvals
import PassFormat
package import Registry

/// An application in a queue.
package struct QueueLine: Encodable, Sendable {
    package let application: Int64
    package let step: Int
    package let kind: String
    let title: Bilingual
    package let organisation: OrganisationNumber
    let organisationName: String
    let site: SiteNumber
    /// Seconds since 1970.
    let filedAt: Int64
    /// By when it was first to be decided, seconds since 1970.
    package let dueAt: Int64
    package let overdue: Bool
    package let takenBy: OrNull<String>
}

/// Where an application lies, for who may see it.
package struct ApplicationPlace: Sendable {
    package let kind: String
    package let organisation: OrganisationNumber
    package let site: SiteNumber
    /// Every desk that it has come to.
    package let desks: [String]
}

extension ApplicationsOffice {
    /// One application.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func application(_ number: Int64) throws(OfficeError) -> ApplicationView {
        try Issuance.office { try view(number) }
    }

    /// Where an application lies.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func place(of number: Int64) throws(OfficeError) -> ApplicationPlace {
        try Issuance.office {
            let stored = try office.registry.application(number)
            return ApplicationPlace(
                kind: stored.kind, organisation: stored.organisation, site: stored.site,
                desks: stored.desks)
        }
    }

    /// The papers that an application names.
    package func papers(of number: Int64) throws(OfficeError) -> Set<String> {
        try Issuance.office {
            let state = try PassApplication(of: try office.registry.application(number))
            return Set(state.values.values.compactMap(\.attachments).joined())
        }
    }

    /// Applications by number.
    package func applications(
        _ filter: ApplicationFilter
    ) throws(OfficeError) -> [ApplicationView] {
        try Issuance.office {
            try office.registry.applications(filter).map { try view($0) }
        }
    }

    /// What waits for a desk: what is overdue first, then what is due next.
    ///
    /// - Throws: `OfficeError` for an unknown desk.
    package func queue(
        of desk: String, at site: SiteNumber, _ place: QueuePlace
    ) throws(OfficeError) -> [QueueLine] {
        try Issuance.office {
            var names: [OrganisationNumber: String] = [:]
            let waiting = try office.registry.queue(of: desk, at: site, place)
            return try waiting.map { step, stored in
                let known = names[stored.organisation]
                let name = try known ?? office.registry.organisation(stored.organisation).name
                names[stored.organisation] = name
                let title = kinds.kinds[stored.kind]?.title
                return QueueLine(
                    application: stored.number, step: step.number, kind: stored.kind,
                    title: Bilingual(title ?? BilingualText(stored.kind, stored.kind)),
                    organisation: stored.organisation, organisationName: name,
                    site: stored.site, filedAt: stored.filedAt, dueAt: step.dueAt,
                    overdue: step.dueAt <= office.now, takenBy: OrNull(step.takenBy))
            }
        }
    }

    func view(_ number: Int64) throws -> ApplicationView {
        try view(try office.registry.application(number))
    }

    private func view(_ stored: StoredApplication) throws -> ApplicationView {
        let state = try PassApplication(of: stored)
        let kind = kinds.kinds[stored.kind]
        var view = ApplicationView(
            stored, state, kind, passes: try office.registry.passNumbers(of: stored.number),
            lacks: kind.map { state.calendarLacks($0, kinds.calendars) } ?? [])
        view.list = OrNull(
            try state.list.map { try office.report(of: office.registry.listJob($0.number)) })
        return view
    }
}

/// Many steps of one desk decided at once.
package struct BatchDecision: Sendable {
    /// What becomes of one.
    package enum Verdict: Sendable, Equatable {
        case approve(note: String?)
        case refuse(reason: String)
        case giveBack(reason: String)
        /// It stays where it is.
        case leave
    }

    /// How many at once.
    package static let most = 500

    let site: SiteNumber
    let desk: String
    /// Of all but the exceptions.
    let verdict: Verdict
    /// The applications meant; nil: all that wait for the desk, up to `most`.
    package var applications: [Int64]?
    /// Of one kind only.
    package var kind: String?
    package var exceptions: [Int64: Verdict] = [:]

    package init(site: SiteNumber, desk: String, verdict: Verdict) {
        self.site = site
        self.desk = desk
        self.verdict = verdict
    }
}

/// What a batch decided.
package struct BatchReport: Encodable, Sendable {
    /// One that could not be decided.
    package struct Refused: Encodable, Sendable {
        package let application: Int64
        package let code: String
        let zh: String
        package let en: String
    }

    package internal(set) var decided: [Int64] = []
    package internal(set) var left: [Int64] = []
    package internal(set) var refused: [Refused] = []
}

extension ApplicationsOffice {
    /// Decides many at once; each stands alone, so that one that cannot be decided leaves the rest.
    ///
    /// - Throws: `OfficeError` for an unknown desk, or more than `BatchDecision.most`.
    package func decide(_ batch: BatchDecision) throws(OfficeError) -> BatchReport {
        guard (batch.applications?.count ?? 0) <= BatchDecision.most else {
            throw OfficeError(
                .refused, "TOO_MANY", field: "applications", "一次至多 \(BatchDecision.most) 件；请分批",
                "at most \(BatchDecision.most) at once; decide them in parts")
        }
        if let kind = batch.kind { _ = try self.kind(kind) }
        return try office.changing { act in
            let place = QueuePlace(after: nil, limit: .max)
            let all = try office.registry.queue(of: batch.desk, at: batch.site, place)
            let waiting = Dictionary(
                all.filter { batch.kind == nil || $0.application.kind == batch.kind }
                    .map { ($0.application.number, $0.step.number) },
                uniquingKeysWith: { first, _ in first })
            let meant =
                batch.applications
                ?? all.lazy.map(\.application.number).filter { waiting[$0] != nil }
                .prefix(BatchDecision.most).map { $0 }
            // An exception that stands in no list is meant all the same.
            let besides = Set(batch.exceptions.keys).subtracting(meant).sorted()
            return try office.registry.changeApplications(act: act) { writer in
                var report = BatchReport()
                let actor = Actor(who: act.who, part: .desk)
                for number in meant + besides {
                    let verdict = batch.exceptions[number] ?? batch.verdict
                    do {
                        guard let step = waiting[number] else {
                            throw OfficeError(notWaiting: number, at: batch.desk)
                        }
                        guard let action = verdict.action(step) else {
                            report.left.append(number)
                            continue
                        }
                        try writer.separately {
                            try perform(action, on: number, by: actor, writer, act)
                        }
                        report.decided.append(number)
                    } catch {
                        let error = OfficeError(error)
                        guard error.fault != .machine else { throw error }
                        report.refused.append(
                            .init(
                                application: number, code: error.code, zh: error.chinese,
                                en: error.english))
                    }
                }
                return report
            }
        }
    }
}

extension OfficeError {
    fileprivate init(notWaiting application: Int64, at desk: String) {
        self.init(
            .unknown, "APPLICATION_STEP", "窗口“\(desk)”没有要决定的申请 \(application)；请刷新待办",
            "application \(application) is not among what the desk \(desk) is to decide; look at"
                + " its queue again")
    }
}

extension BatchDecision.Verdict {
    fileprivate func action(_ step: Int) -> ApplicationAction? {
        switch self {
        case .approve(let note):
            var approval = Approval()
            approval.note = note
            return .approve(step: step, approval)
        case .refuse(let reason): return .refuse(step: step, reason: reason)
        case .giveBack(let reason): return .giveBack(step: step, reason: reason, marks: [:])
        case .leave: return nil
        }
    }
}
