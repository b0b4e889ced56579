// The uploaded list that an application carries: it goes where the application goes, in the same
// transaction. Tests: Tests/IssuanceTests/ListDeskTests.swift.
import Approvals
import PassFormat
import Registry

extension ApplicationRun {
    /// Keeps the list in step with what became of the application; what an approval does is in
    /// `write`.
    ///
    /// - Parameter before: nil where it has just been filed.
    func carryList(
        _ application: PassApplication, after before: PassApplication?,
        of stored: StoredApplication
    ) throws {
        guard let list = application.list else { return }
        let isSame = before?.list?.number == list.number
        switch (application.status, before?.status) {
        case (.open, .open?) where isSame: break
        case (.open, _): try lay(list, application, of: stored)
        case (.returned, .open?):
            try release(
                list, to: .refused, "APPLICATION_RETURNED",
                BilingualText(
                    "窗口已退回（申请 \(stored.number)）；请按理由更正后再提交",
                    "the desks returned it (application \(stored.number)); mend what the reason"
                        + " names and submit it again"))
        case (.refused, .open?):
            try release(
                list, to: .refused, "APPLICATION_REFUSED",
                BilingualText(
                    "窗口未批准（申请 \(stored.number)）；未写入任何内容",
                    "the desks refused it (application \(stored.number)); nothing was written"))
        case (.withdrawn, .open?): try release(list, to: .checked, nil, nil)
        case (.cancelled, _):
            throw OfficeError(
                .conflict, "LIST_UNDO_INSTEAD", "名单已批准；要收回请撤销名单 \(list.number)",
                "the list is approved; to take it back undo list \(list.number)")
        case (.approved, _), (.returned, _), (.refused, _), (.withdrawn, _): break
        }
    }

    /// The list is approved: it waits to be written in the background.
    func write(_ list: UploadedList?, _ stored: StoredApplication) throws {
        guard let list else { return }
        let step = ListJobStep(from: [.filed], to: .applying)
        guard let job = try writer.move(list.number, step) else {
            throw OfficeError(state: try writer.list(list.number))
        }
        // An approval that cannot be carried out is none.
        _ = try ListUploads(office).whole(.list, of: job)
    }

    /// Lays a list before the desks.
    private func lay(
        _ list: UploadedList, _ application: PassApplication, of stored: StoredApplication
    ) throws {
        guard application.values["people"] == nil else {
            throw OfficeError(
                .refused, "LIST_AND_PEOPLE", field: "values.people", "已附名单，不能再逐人填写；请去掉 people",
                "a list is carried already; leave out people")
        }
        let job = try writer.list(list.number)
        let outcome: Outcome = job.draft.kind == .staff ? .staffList : .vehicleList
        guard job.draft.organisation == stored.organisation, job.draft.site == stored.site,
            kind.outcomes.contains(outcome)
        else { throw RegistryError.unknown(.list, "\(list.number)") }
        var step = ListJobStep(from: [.checked, .refused], to: .filed)
        step.carrier = .application(stored.number)
        guard try writer.move(list.number, step) != nil else { throw OfficeError(state: job) }
    }

    /// Gives a list back to who submitted it.
    private func release(
        _ list: UploadedList, to state: ListJobState, _ code: String?, _ text: BilingualText?
    ) throws {
        var step = ListJobStep(from: [.filed], to: state)
        let job = try writer.list(list.number)
        if var summary = job.shortSummary {
            (summary.code, summary.zh, summary.en) = (code, text?.chinese, text?.english)
            step.summary = try OfficeJSON.text(summary)
        }
        guard try writer.move(list.number, step) != nil else { throw OfficeError(state: job) }
    }
}

extension PassApplication {
    /// The uploaded list that it carries.
    var list: UploadedList? { values[ApplicationKind.listField]?.list }
}

extension ListJob {
    /// What was found, in short.
    var shortSummary: ListJobReport.Summary? {
        summary.flatMap { OfficeJSON.value(ListJobReport.Summary.self, from: $0) }
    }
}
