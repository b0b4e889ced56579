// Uploaded lists on their way to the registry: by the desks of their site where it has some for
// such lists, else straight away. Tests: Tests/IssuanceTests/ListDeskTests.swift.
import ApplicationKinds
package import Approvals
import Registry

/// What comes with a list that is submitted.
package struct ListSubmission: Sendable {
    /// How many leave, where the whole firm is replaced.
    package var confirmedLeavers: Int64?
    /// The other fields of the application's form.
    package var values: [String: FormInput] = [:]
    /// An application that was returned, in which the list takes the place of the one before.
    package var application: Int64?

    package init() {}
}

extension ApplicationsOffice {
    /// Asks that a list be written: files an application where desks decide on it.
    ///
    /// - Throws: `OfficeError` where the list has not been read, or is filed, written or withdrawn;
    ///   with every fault of the form.
    package func submitList(
        _ number: Int64, _ submission: ListSubmission
    ) throws(OfficeError) -> ListJobReport {
        let job = try Issuance.office { try office.registry.listJob(number) }
        guard let kind = try kind(for: job) else {
            guard submission.values.isEmpty, submission.application == nil else {
                let member = submission.values.isEmpty ? "application" : "values"
                throw OfficeError(
                    .refused, "FIELD_UNKNOWN", field: member,
                    "场所 \(job.draft.site) 没有审批名单的窗口；请去掉 \(member)",
                    "no desk of site \(job.draft.site) decides on lists; leave out \(member)")
            }
            return try office.applyList(number, confirmedLeavers: submission.confirmedLeavers)
        }
        let list = UploadedList(
            number: number, rows: try requireWritable(job, submission.confirmedLeavers))
        var input = submission.values
        input[ApplicationKind.listField] = .upload(list)
        let filing = ApplicationFiling(
            kind: kind.id, organisation: job.draft.organisation, site: job.draft.site,
            input: input)
        return try office.changing { act in
            try office.registry.changeApplications(act: act) { writer in
                try lay(filing, in: submission.application, writer, act)
                guard let leavers = submission.confirmedLeavers else { return }
                var step = ListJobStep(from: [.filed], to: .filed)
                step.confirmedLeavers = leavers
                _ = try writer.move(number, step)
            }
            return try office.report(of: office.registry.listJob(number))
        }
    }

    /// Takes a list back before it is written, and the application that carries it.
    ///
    /// - Throws: `OfficeError` where it is written already.
    package func withdrawList(_ number: Int64) throws(OfficeError) -> ListJobReport {
        let carrier = try Issuance.office { try pendingCarrier(of: number) }
        if let carrier {
            _ = try perform(
                .withdraw(reason: "名单 \(number) 已撤回 / list \(number) was taken back"), on: carrier,
                as: .applicant)
        }
        return try office.takeBackList(number)
    }

    /// The kind of application by which desks of the list's site decide on it; nil for none.
    private func kind(for job: ListJob) throws(OfficeError) -> ApplicationKind? {
        let outcome: Outcome = job.draft.kind == .staff ? .staffList : .vehicleList
        let desks = Set(
            try Issuance.office { try office.registry.desks(of: job.draft.site).map(\.id) })
        return kinds.kinds.values.sorted { $0.id < $1.id }.first { kind in
            kind.outcomes.contains(outcome)
                && kind.stages.contains { $0.desks.contains { desks.contains($0.desk) } }
        }
    }

    /// Files a list's application, or mends the one that was returned.
    private func lay(
        _ filing: ApplicationFiling, in returned: Int64?, _ writer: ApplicationWriter, _ act: Act
    ) throws {
        let run = try run(filing.kind, filing.site, writer, act)
        guard let returned else {
            _ = try run.file(filing, together: nil)
            return
        }
        let stored = try writer.application(returned)
        guard stored.organisation == filing.organisation, stored.site == filing.site,
            stored.kind == filing.kind
        else { throw RegistryError.unknown(.application, "\(returned)") }
        try run.perform(
            .amend(filing.input), on: stored, by: Actor(who: act.who, part: .applicant))
    }

    /// What would keep the list from being written is told before anybody decides on it.
    ///
    /// - Returns: how many rows would be written.
    private func requireWritable(
        _ job: ListJob, _ confirmed: Int64?
    ) throws(OfficeError) -> Int64 {
        guard [.checked, .refused].contains(job.state), let found = job.shortSummary else {
            throw OfficeError(state: job)
        }
        guard found.accepted > 0 else {
            throw OfficeError(
                .conflict, "LIST_EMPTY", "名单 \(job.number) 没有可写入的行；请改好再上传",
                "list \(job.number) has no row that could be written; mend it and upload it anew")
        }
        let incomplete = OfficeError.incomplete(
            rejected: found.rejected, job.draft.isAllOrNothing ? .allOrNothing : .rowsOnly,
            job.draft.isWholeFirm ? .replaceWholeFirm : .addAndChange)
        if let incomplete { throw incomplete }
        let leavers = found.leavers ?? 0
        let present = leavers + found.changed + found.unchanged
        guard !ListDifference.asks(about: leavers, of: present) || confirmed == Int64(leavers)
        else { throw OfficeError(RegistryError.leaversUnconfirmed(leavers, of: present)) }
        return Int64(found.accepted)
    }

    /// The application that is to be taken back with its list.
    private func pendingCarrier(of number: Int64) throws -> Int64? {
        guard let application = try office.registry.listJob(number).application else { return nil }
        let state = try PassApplication(of: try office.registry.application(application))
        guard state.list?.number == number else { return nil }
        switch state.status {
        case .open, .returned: return application
        case .approved, .refused, .withdrawn, .cancelled: return nil
        }
    }
}
